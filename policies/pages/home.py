"""The first page: search, what residents want, districts as a map, topics, years, what is open, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from django.http import QueryDict

from policies import glossary
from policies.glossary import Term
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.pages import facets
from policies.pages.common import STALE, Row
from policies.pages.facets import Facet, FacetValue
from policies.results import HomeFigures
from policies.vocabulary import OpenState

NEWEST_ON_HOME = 8
CLOSING_ON_HOME = 5
# Whether one can apply: what a resident can use, in the order of the facet.
OPEN_ON_HOME = (OpenState.NOW, OpenState.SOON, OpenState.ALWAYS)

# The districts by their slugs, roughly as they lie: north above, west on the left, and the city as a whole in a corner.
MAP = (
    ("shanghai", "", "", "chongming", ""),
    ("", "jiading", "baoshan", "yangpu", ""),
    ("", "putuo", "jingan", "hongkou", ""),
    ("qingpu", "changning", "xuhui", "huangpu", "pudong"),
    ("", "songjiang", "minhang", "", ""),
    ("", "jinshan", "fengxian", "", ""),
)


@dataclass(frozen=True, slots=True)
class Square:
    """A district on the map, counted from 1; one that the map does not know stands below it, in column 0."""

    value: FacetValue
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A year; `share` is its count in percent of the largest, at least 1, or 0 while nothing is counted."""

    value: FacetValue
    share: int


@dataclass(frozen=True, slots=True)
class HomePage:
    total: int
    with_content: int
    """Of these, how many have content in one section at least."""
    wishes: tuple[FacetValue, ...]
    """Topics that residents come for."""
    districts: tuple[Square, ...]
    years: tuple[Bar, ...]
    topics: Facet
    open: Facet
    """Whether one can apply, without 已截止 and 未查到."""
    city_wide: int | None
    """How many policies apply in every district; None while nothing is counted."""
    closing: tuple[Row, ...]
    """For which one can apply today, what closes first."""
    newest: tuple[Row, ...]
    """Of those with content."""
    notice: str = ""
    """What speaks against the figures."""

    @property
    def without_content(self) -> int:
        return self.total - self.with_content

    @property
    def terms(self) -> tuple[Term, ...]:
        return glossary.used_in(*(words for row in (*self.closing, *self.newest) for words in row.own_words))

    @classmethod
    def build(cls, on: date) -> Self:
        try:
            figures = HomeFigures.of(Engine.on(on), NEWEST_ON_HOME, CLOSING_ON_HOME, on)
        except UnavailableError:
            figures = HomeFigures.without_index(NEWEST_ON_HOME, on)
        by_name = {
            facet.name: facet for facet in facets.dressed(figures.facets, QueryDict(), figures.city_wide)
        }
        return cls(
            total=figures.total,
            with_content=figures.with_content,
            wishes=tuple(value for value in by_name["topic"].values if value.wish and value.count != 0),
            districts=_squares(by_name["district"].values),
            years=_bars(by_name["year"].values),
            topics=by_name["topic"],
            open=_those_to_use(by_name["open"]),
            city_wide=figures.city_wide,
            closing=tuple(Row.of(summary, on) for summary in figures.closing),
            newest=tuple(Row.of(summary, on) for summary in figures.newest),
            notice=STALE if figures.is_stale else "",
        )


def _those_to_use(facet: Facet) -> Facet:
    return replace(facet, values=tuple(value for value in facet.values if value.value in OPEN_ON_HOME))


def _squares(values: tuple[FacetValue, ...]) -> tuple[Square, ...]:
    """In the order of the map, so that Tab and a screen reader go through it as the eye does."""
    left = {value.value: value for value in values}
    placed = [
        Square(left.pop(slug), row, column)
        for row, slugs in enumerate(MAP, start=1)
        for column, slug in enumerate(slugs, start=1)
        if slug in left
    ]
    return (*placed, *map(Square, left.values()))


def _bars(values: tuple[FacetValue, ...]) -> tuple[Bar, ...]:
    largest = max((value.count or 0 for value in values), default=0) or 1
    return tuple(Bar(value, -(-100 * (value.count or 0) // largest)) for value in values)
