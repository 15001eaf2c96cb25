"""The first page: how many policies there are, under which values, what closes first, and the newest with content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine, Lookup
from policies.models import Policy
from policies.results.listed import listed
from policies.results.listing import FacetCounts, facet_counts
from policies.results.summaries import PolicySummary, with_filled
from policies.vocabulary import OpenState, Sort

# What closes later is not called near.
CLOSES_SOON = timedelta(days=60)


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
    closing: tuple[PolicySummary, ...] = ()
    """Of those for which one can apply today, what closes first, within CLOSES_SOON."""
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""

    @classmethod
    def of(cls, engine: Engine, newest: int, closing: int, on: date) -> Self:
        counts = engine.counts(Lookup())
        new = engine.newest_with_content(newest)
        open_now = Lookup(facets={"open": (OpenState.NOW,)}, sort=Sort.DEADLINE)
        first = engine.page(open_now, 0, closing)
        by_id = {summary.id: summary for summary in with_filled(listed([*new, *first]), on)}
        return cls(
            total=counts.total,
            city_wide=counts.city_wide,
            with_content=engine.with_content(),
            facets=facet_counts(engine.values, counts, {}),
            newest=tuple(by_id[key] for key in new if key in by_id),
            closing=tuple(by_id[key] for key in first if key in by_id and _closes_soon(by_id[key], on)),
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


def _closes_soon(summary: PolicySummary, on: date) -> bool:
    """Judged today: the index may have been built on an earlier day."""
    closes_on = summary.answer.window.closes_on if summary.answer else None
    return closes_on is not None and closes_on - on <= CLOSES_SOON
