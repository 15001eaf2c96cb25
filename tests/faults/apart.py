"""What `tests.faults.mounting` starts: the faults that are named, on disks of their own; their rows as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from tests.faults import environments
from tests.faults.catalogue import FAULTS

if __name__ == "__main__":
    chosen = [fault for fault in FAULTS if fault.name in sys.argv[1:]]
    with environments.on_small_disks() as portal:
        print(json.dumps([asdict(fault.row(portal)) for fault in chosen]))
