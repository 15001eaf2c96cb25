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
    past: str = ""
    """Why the entry is of the past, for residents."""
    into: tuple[str, ...] | None = None
    """The sections that go into the entry which `slug` had before; None for an entry of its own."""
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
    beside: tuple[str, ...] = ()
    """Further points of its place and matter, which its text does not name."""
    windows: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    """Place of a window in the record -> columns of the round that differ; None where it is no window to apply in."""
    benefits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Place of a benefit -> columns that differ: figures that its section does not hold are left out."""
    contacts: Mapping[str, str] = field(default_factory=dict)
    """Place of a contact -> the point that it is."""

    def gives(self, section: str) -> bool:
        """Whether the record's words stand in this section of its entry, or say nothing else than those that stand there."""
        return not self.into or section in self.into


@dataclass(frozen=True)
class Area:
    """A functional area. `told_as`: what records write in `area` where they mean it, perhaps beside others."""

    slug: str
    name: str
    short: str
    districts: tuple[str, ...] = ()
    """() where the records do not say in which districts it lies."""
    told_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    records: Mapping[str, Choice]
    kept: Mapping[str, Mapping[str, Any]]
    """Slug of an entry from before -> changed columns, `points` and `areas`."""
    left: Mapping[str, str]
    """Slug of an entry that is no longer shipped -> why."""
    issuers: Mapping[str, str]
    """A name as a record has it -> the full name that the library has."""
    relations: tuple[Mapping[str, str], ...]
    unsure_points: Mapping[str, Mapping[str, Any]]
    """Id of a point -> `leave_out`, what two sources tell differently, and `because`."""
    areas: tuple[Area, ...] = ()
    points: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Id of a point that is shown -> our words about its source, and columns that differ. `contact`: it is that one, CA012.1."""
    left_points: Mapping[str, str] = field(default_factory=dict)
    """Id of a point that is not shown -> why."""
    left_contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Record -> place of a contact that is no point -> why."""

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
            areas=tuple(Area(**_with_tuples(row)) for row in plan["areas"]),
            points=plan["points"],
            left_points=plan["left_points"],
            left_contacts=plan["left_contacts"],
        )


def _choice(row: dict[str, Any]) -> Choice:
    breaks = {kind: tuple(words) for kind, words in row.get("breaks", {}).items()}
    return Choice(**(_with_tuples(row) | {"breaks": breaks}))


def _with_tuples(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
