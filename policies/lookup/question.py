"""A whole question to the engine (`Lookup`: words, filters, sort) and how many policies it finds (`Counts`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from policies.lookup.query import Typed
from policies.lookup.territory import GroupCount
from policies.vocabulary import SectionKind, Sort


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question. Values of one facet mean OR, facets mean AND."""

    typed: Typed = field(default_factory=Typed)
    scope: SectionKind | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.USUAL
    only_own: bool = False
    """Whether the list of a district leaves out what applies there as in others."""

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """(facet, value) of each value that is chosen."""
        return tuple((name, value) for name, values in self.facets.items() for value in values)

    def without(self, name: str) -> Self:
        """The same question without a facet, its words ("q"), its section ("in"), or `only_own` ("only")."""
        match name:
            case "q":
                return replace(self, typed=Typed())
            case "in":
                return replace(self, scope=None)
            case "only":
                return replace(self, only_own=False)
        return replace(self, facets={other: values for other, values in self.facets.items() if other != name})


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` under all filters; each facet under all filters except its own. Values with none are left out.

    A district counts what it has of its own. `city_wide` counts, as that facet does, what applies everywhere.
    """

    total: int
    by_facet: dict[str, dict[str, int]]
    groups: tuple[GroupCount, ...] = ()
    """Of the list of some districts; none where no district is asked for."""
    city_wide: int = 0
