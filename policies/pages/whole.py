"""The whole list on one paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Self

from django.http import QueryDict

from policies import facets, glossary
from policies.glossary import Term
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.common import UNAVAILABLE, Row
from policies.pages.listing import Chip, Listing
from policies.vocabulary import Sort

# Some ten sheets. To make them costs three times what a page of the list does, so no page of the list holds them.
MOST = 200


@dataclass(frozen=True, slots=True)
class WholeList:
    heading: str
    total: int
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    order: str
    """What the rows are sorted by, in words; empty where nothing was asked for."""
    rows: tuple[Row, ...]
    url: str
    """The list on a screen."""

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)

    @property
    def terms(self) -> tuple[Term, ...]:
        said = chain.from_iterable(row.own_words for row in self.rows)
        return glossary.used_in("文号效力" if self.rows else "", *said)

    @classmethod
    def build(cls, data: QueryDict, on: date) -> Self:
        try:
            return cls._of(Listing(Engine.on(on), data, on))
        except UnavailableError:
            return cls._without_index(on)

    @classmethod
    def _of(cls, listing: Listing) -> Self:
        counts = listing.engine.counts(listing.lookup)
        every_facet = facets.build(listing.filter, counts)
        keys = listing.engine.page(listing.lookup, 0, MOST)
        policies = Policy.objects.published().for_list().in_order(keys)
        return cls(
            heading=listing.heading(every_facet),
            total=counts.total,
            chips=listing.chips(every_facet),
            notices=listing.notices,
            order=listing.lookup.sort.label,
            rows=tuple(Row.of(policy, listing.on) for policy in policies),
            url=facets.address(listing.params),
        )

    @classmethod
    def _without_index(cls, on: date) -> Self:
        policies = Policy.objects.published().sorted_by(Sort.NEWEST)
        return cls(
            heading="最新的政策",
            total=policies.count(),
            chips=(),
            notices=(UNAVAILABLE,),
            order="",
            rows=tuple(Row.of(policy, on) for policy in policies.for_list()[:MOST]),
            url=facets.address(QueryDict()),
        )
