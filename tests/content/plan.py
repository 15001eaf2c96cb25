"""What the records do not say and we decide: slugs, our own words about sources, where a list is cut, what is left out.

`plan.json` is written by hand. A slug in it is an address that residents keep, and is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

PLAN = Path(__file__).with_name("plan.json")


@dataclass(frozen=True)
class Choice:
    """What is decided for one record."""

    slug: str
    source: str
    """Where its words were seen, without any address."""
    notes: tuple[str, ...] = ()
    """For 编者注: what is unsure."""
    kind: str = ""
    """Of the source, where the record's own is not exact enough: `english`."""
    uncertain: str = ""
    into: tuple[str, ...] = ()
    """The sections that go into the entry which `slug` had before; () for an entry of its own."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Columns of the policy that somebody looked up elsewhere."""
    breaks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Section -> words that begin a line, beside the numbers that do."""
    materials: str = "text"
    """`items` where the list of materials says more than the paragraph."""
    rounds: tuple[str, ...] | None = None
    """Lines instead of the record's windows."""
    as_of: str | None = None
    """The day of the source of address and telephone, where it is not that of the record."""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    records: Mapping[str, Choice]
    kept: Mapping[str, Mapping[str, Any]]
    """Slug of an entry from before -> changed columns, and `points`."""
    left: Mapping[str, str]
    """Slug of an entry that is no longer shipped -> why."""
    issuers: Mapping[str, str]
    """A name as a record has it -> the full name that the library has."""
    relations: tuple[Mapping[str, str], ...]
    unsure_points: Mapping[str, Mapping[str, Any]]
    """Id of a point -> `leave_out`, what two sources tell differently, and `because`."""

    @classmethod
    def read(cls, path: Path = PLAN) -> Self:
        plan = json.loads(path.read_text("utf-8"))
        return cls(
            records={key: _choice(row) for key, row in plan["records"].items()},
            kept=plan["kept"],
            left=plan["left"],
            issuers=plan["issuers"],
            relations=tuple(plan["relations"]),
            unsure_points=plan["unsure_points"],
        )


def _choice(row: dict[str, Any]) -> Choice:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    breaks = {kind: tuple(words) for kind, words in row.get("breaks", {}).items()}
    return Choice(**(row | lists | {"breaks": breaks}))
