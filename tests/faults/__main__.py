"""What breaks, on purpose: `python -m tests.faults` prints one table, and ends with 1 if anything is not as expected.

`python -m tests.faults frozen disk` takes only faults with one of these words in their name. Loopback only.
A new fault is one function in one of the modules that `tests.faults.catalogue` names.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby

from tests.faults import environments, mounting
from tests.faults.catalogue import FAULTS
from tests.faults.table import Fault, Row, lines


def main(words: Sequence[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    if not chosen:
        print(f"no fault is named so; there are: {', '.join(fault.name for fault in FAULTS)}")
        return 2
    rows: list[Row] = []
    for environment, group in groupby(chosen, lambda fault: fault.environment):
        faults = list(group)
        rows += mounting.rows(faults) if environment == "on_small_disks" else _rows(environment, faults)
    print("\n".join(lines(rows)))
    return 1 if any(row.ok is False for row in rows) else 0


def _rows(environment: str, faults: Sequence[Fault]) -> list[Row]:
    with getattr(environments, environment)() as portal:
        return [fault.row(portal) for fault in faults]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
