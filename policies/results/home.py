"""The first page: how many policies there are, under which values, and the newest that have something to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine, Lookup
from policies.models import Policy
from policies.results.listing import FacetCounts, facet_counts
from policies.results.summaries import PolicySummary, with_filled
from policies.vocabulary import Sort


@dataclass(frozen=True, slots=True)
class HomeFigures:
    total: int
    city_wide: int | None
    """How many policies apply in every district; None while nothing is counted."""
    with_content: int
    """Of these, how many have content in one section at least."""
    facets: tuple[FacetCounts, ...]
    newest: tuple[PolicySummary, ...]
    """Of those with content."""
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""

    @classmethod
    def of(cls, engine: Engine, newest: int, on: date) -> Self:
        counts = engine.counts(Lookup())
        policies = Policy.objects.published().for_list()
        return cls(
            total=counts.total,
            city_wide=counts.city_wide,
            with_content=engine.with_content(),
            facets=facet_counts(engine.values, counts, {}),
            newest=with_filled(policies.in_order(engine.newest_with_content(newest)), on),
            is_stale=engine.is_stale,
        )

    @classmethod
    def without_index(cls, newest: int, on: date) -> Self:
        """The same from the database, with nothing counted but the whole, and what has content."""
        policies = Policy.objects.published().for_list()
        filled = policies.with_content()
        return cls(
            total=policies.count(),
            city_wide=None,
            with_content=filled.count(),
            facets=facet_counts(facet_table.load(), None, {}),
            newest=with_filled(filled.sorted_by(Sort.NEWEST)[:newest], on),
        )
