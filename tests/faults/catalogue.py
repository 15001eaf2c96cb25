"""All faults, those of one environment one after the other: each module adds its own.

Those that measure come last: they begin when what goes before them is done in all environments.
"""

from __future__ import annotations

from tests.faults import clocks, connections, disk, exchange, killing, postgresql
from tests.faults.table import FAULTS

__all__ = ["FAULTS", "clocks", "connections", "disk", "exchange", "killing", "postgresql"]

FAULTS.sort(key=lambda fault: (fault.environment, fault.measures))
