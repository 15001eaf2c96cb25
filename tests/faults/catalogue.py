"""All faults, those of one environment one after the other: each module adds its own."""

from __future__ import annotations

from tests.faults import clocks, connections, disk, exchange, killing, postgresql
from tests.faults.table import FAULTS

__all__ = ["FAULTS", "clocks", "connections", "disk", "exchange", "killing", "postgresql"]

FAULTS.sort(key=lambda fault: fault.environment)
