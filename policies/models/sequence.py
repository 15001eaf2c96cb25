"""A database trigger that counts how often the dates of a round have moved.

A calendar that follows a round takes the event with the higher number for the later one (RFC 5545, 3.8.7.4). So the
number must grow with a bulk update or SQL by hand too, and never fall: whoever saves a row that was read before somebody else moved its
date writes an old number with it.
"""

from __future__ import annotations

from policies.models.trigger import Trigger, for_each_row

_NAME, _TABLE = "policies_round_dates_count", "policies_round"


def triggers(vendor: str) -> list[Trigger]:
    return [{"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()]


def _sqlite() -> Trigger:
    """After the row is written, since SQLite cannot change it before."""
    moved = "(OLD.opens_on IS NOT NEW.opens_on OR OLD.closes_on IS NOT NEW.closes_on)"
    least = f"OLD.sequence + {moved}"
    made = (
        f"CREATE TRIGGER {_NAME} AFTER UPDATE OF opens_on, closes_on, sequence ON {_TABLE} "
        f"WHEN NEW.sequence < {least} "
        f"BEGIN UPDATE {_TABLE} SET sequence = {least} WHERE id = NEW.id; END"
    )
    return Trigger(_NAME, _TABLE, (made,))


def _postgresql() -> Trigger:
    moved = "(OLD.opens_on, OLD.closes_on) IS DISTINCT FROM (NEW.opens_on, NEW.closes_on)"
    body = f"NEW.sequence := GREATEST(NEW.sequence, OLD.sequence + ({moved})::int);"
    return for_each_row(_NAME, _TABLE, "BEFORE UPDATE OF opens_on, closes_on, sequence", body)
