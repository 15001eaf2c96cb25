"""A list on one page for paper, with up to two hundred of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Self

from django.http import QueryDict

from policies import glossary
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.pages import facets
from policies.pages.common import UNAVAILABLE, Row
from policies.pages.groups import ListPart, in_numbers, list_parts
from policies.pages.listing import Chip, chips, heading, notices, read_page
from policies.results import Listing

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
    parts: tuple[ListPart, ...]
    in_numbers: str
    url: str
    """The list on a screen."""
    is_sentence: bool = False
    """Whether it was asked in a sentence: then it lists what is most like it."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for row in part.rows)

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
            engine = Engine.on(on)
            asked = PolicyFilter.of(data, engine)
            # Which page of the list was open is nothing to paper, but a bad number is told.
            read_page(data, asked.notices)
            listing = Listing.whole(engine, asked.lookup, MOST, on)
        except UnavailableError:
            return cls._without_index(on)
        return cls._of(listing, asked, on)

    @classmethod
    def _of(cls, listing: Listing, asked: PolicyFilter, on: date) -> Self:
        every_facet = facets.dressed(listing.facets, asked.data)
        return cls(
            heading=heading(asked.data, every_facet),
            total=listing.total,
            chips=chips(asked.data, listing.lookup, every_facet),
            notices=notices(listing, asked),
            parts=list_parts(listing, on),
            in_numbers=in_numbers(listing),
            order=listing.lookup.sort.label,
            url=facets.address(asked.data),
            is_sentence=listing.is_sentence,
        )

    @classmethod
    def _without_index(cls, on: date) -> Self:
        listing = Listing.without_index(MOST, on)
        return cls(
            heading="最新的政策",
            total=listing.total,
            chips=(),
            notices=(UNAVAILABLE,),
            order="",
            parts=list_parts(listing, on),
            in_numbers="",
            url=facets.address(QueryDict()),
        )
