"""What breaks, on purpose: `python -m tests.faults` prints one table, and ends with 1 if anything is not as expected.

`python -m tests.faults frozen disk` takes only faults with one of these words in their name. Loopback only.
A new fault is one function in one of the modules that `tests.faults.catalogue` names.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tests.faults.apart import Apart
from tests.faults.catalogue import FAULTS
from tests.faults.table import lines
from tests.shared import VARIABLE as SHARED


def main(words: Sequence[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    if not chosen:
        print(f"no fault is named so; there are: {', '.join(fault.name for fault in FAULTS)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="portal-faults-") as folder:
        os.environ[SHARED] = folder
        turns = Path(folder, "turns")
        turns.touch()
        groups = groupby(chosen, lambda fault: fault.environment)
        started = [Apart(list(faults), str(turns)) for _, faults in groups]
        rows = [row for each in started for row in each.rows()]
    print("\n".join(lines(rows)))
    return 1 if any(row.ok is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
