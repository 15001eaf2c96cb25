"""What breaks, on purpose: `python -m tests.faults` prints one table, and ends with 1 if anything is not as expected.

`python -m tests.faults frozen disk` takes only faults with one of these words in their name. Loopback only.
"""

from __future__ import annotations

import sys
from itertools import groupby

from tests.faults import connections, places, postgresql  # noqa: F401 each module adds its faults
from tests.faults.table import FAULTS, Row, lines


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    if not chosen:
        print(f"no fault is named so; there are: {', '.join(fault.name for fault in FAULTS)}")
        return 2
    rows: list[Row] = []
    for name, faults in groupby(chosen, lambda fault: fault.place):
        with getattr(places, name)() as portal:
            for fault in faults:
                print(f"{fault.name} …", file=sys.stderr, flush=True)
                rows.append(fault.row(portal))
    print("\n".join(lines(rows)))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
