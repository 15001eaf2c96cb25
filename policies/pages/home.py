"""The first page: search, what residents want, districts as a map, topics, years, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from policies import facets, glossary
from policies.facets import Facet, FacetValue
from policies.filters import PolicyFilter
from policies.glossary import Term
from policies.lookup import facets as facet_table
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.common import STALE, Row, filled_sections
from policies.querysets import PolicyQuerySet
from policies.vocabulary import Sort

NEWEST_ON_HOME = 8

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
    newest: tuple[Row, ...]
    """Of those with content."""
    notice: str = ""
    """What speaks against the figures."""

    @property
    def without_content(self) -> int:
        return self.total - self.with_content

    @property
    def terms(self) -> tuple[Term, ...]:
        return glossary.used_in(*(words for row in self.newest for words in row.own_words))

    @classmethod
    def build(cls, on: date) -> HomePage:
        policies = Policy.objects.published().for_list()
        try:
            engine = Engine.on(on)
            counts = engine.counts(Lookup())
            with_content = engine.with_content()
            keys = engine.newest_with_content(NEWEST_ON_HOME)
        except UnavailableError:
            return cls._without_index(policies, on)
        every = facets.build(PolicyFilter(QueryDict(), values=engine.values), counts)
        page = cls._of(every, (counts.total, with_content), policies.in_order(keys), on)
        return replace(page, notice=STALE if engine.is_stale else "")

    @classmethod
    def _without_index(cls, policies: PolicyQuerySet, on: date) -> HomePage:
        """The same page, with nothing counted but the whole, and what has content."""
        every = facets.build(PolicyFilter(QueryDict(), values=facet_table.load()), None)
        filled = policies.with_content()
        newest = list(filled.sorted_by(Sort.NEWEST)[:NEWEST_ON_HOME])
        return cls._of(every, (policies.count(), filled.count()), newest, on)

    @classmethod
    def _of(
        cls, every: tuple[Facet, ...], totals: tuple[int, int], newest: list[Policy], on: date
    ) -> HomePage:
        """`totals` count all policies, and those with content."""
        total, with_content = totals
        by_name = {facet.name: facet for facet in every}
        return cls(
            total=total,
            with_content=with_content,
            wishes=tuple(value for value in by_name["topic"].values if value.wish and value.count != 0),
            districts=_squares(by_name["district"].values),
            years=_bars(by_name["year"].values),
            topics=by_name["topic"],
            newest=_rows(newest, on),
        )


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


def _rows(newest: list[Policy], on: date) -> tuple[Row, ...]:
    filled = filled_sections(policy.pk for policy in newest)
    return tuple(Row.of(policy, on, filled=filled[policy.pk]) for policy in newest)
