"""How many policies there are under what somebody has chosen so far, and under each value that may be chosen next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine, Lookup
from policies.results.listing import FacetCounts, facet_counts


@dataclass(frozen=True, slots=True)
class Narrowed:
    facets: tuple[FacetCounts, ...]
    city_wide: int = 0
    """How many policies apply in every district, whichever is chosen."""
    total: int | None = None
    """None while there is no index to count."""
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""

    @classmethod
    def of(cls, engine: Engine, lookup: Lookup) -> Self:
        """One aggregation, which the engine remembers."""
        counts = engine.counts(lookup)
        found = facet_counts(engine.values, counts, lookup.facets)
        return cls(found, counts.city_wide, counts.total, engine.is_stale)

    @classmethod
    def without_index(cls) -> Self:
        return cls(facet_counts(facet_table.load(), None, {}))

    def facet(self, name: str) -> FacetCounts:
        return next(facet for facet in self.facets if facet.name == name)
