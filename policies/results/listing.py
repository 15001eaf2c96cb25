"""A list: what was asked, what was found, under which values of which facets, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.lookup import facets as facet_table
from policies.lookup.engine import Counts, Engine, Lookup
from policies.lookup.facets import FacetDefinition, Option, Values
from policies.models import Policy
from policies.results.alternatives import AlsoTried, Alternative, Offer, also_tried, alternatives, offers
from policies.results.summaries import PolicySummary, found_by
from policies.vocabulary import Sort


@dataclass(frozen=True, slots=True)
class ValueCount:
    """One value of a facet."""

    value: str
    name: str
    count: int | None
    """How many policies it shows alone, under all other filters; None while there is no index to count."""
    selected: bool
    wish: str = ""


@dataclass(frozen=True, slots=True)
class FacetCounts:
    name: str
    values: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    lookup: Lookup
    total: int
    number: int
    """Of the page whose rows these are, from 1."""
    size: int
    """Rows of a full page."""
    rows: tuple[PolicySummary, ...]
    facets: tuple[FacetCounts, ...] = ()
    offers: tuple[Offer, ...] = ()
    also_tried: tuple[AlsoTried, ...] = ()
    only_ranked: tuple[str, ...] = ()
    """Words that only put the policies in order: districts, and what very many policies hold."""
    alternatives: tuple[Alternative, ...] = ()
    """Where nothing was found."""
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""
    is_available: bool = True
    """False while there is no index: the newest policies, and nothing asked for is heeded."""

    @property
    def first(self) -> int:
        """The number of the first row among all that were found, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def pages(self) -> int:
        """One at least."""
        return max(1, -(-self.total // self.size))

    @classmethod
    def of(cls, engine: Engine, lookup: Lookup, number: int, size: int, on: date) -> Self:
        """A page of the list; without rows behind the last one."""
        counts = engine.counts(lookup)
        first = (number - 1) * size
        return cls(
            lookup=lookup,
            total=counts.total,
            number=number,
            size=size,
            rows=found_by(engine, lookup, first, size, on) if first < counts.total else (),
            facets=facet_counts(engine.values, counts, lookup.facets),
            offers=offers(engine, lookup),
            also_tried=also_tried(engine, lookup),
            only_ranked=tuple(word.text for word in engine.only_ranked(lookup)),
            alternatives=() if counts.total else alternatives(engine, lookup),
            is_stale=engine.is_stale,
        )

    @classmethod
    def whole(cls, engine: Engine, lookup: Lookup, most: int, on: date) -> Self:
        """All of it, or its first rows, without their texts and without what could be asked instead."""
        counts = engine.counts(lookup)
        policies = Policy.objects.published().for_table().in_order(engine.page(lookup, 0, most))
        rows = tuple(PolicySummary.of(policy, on) for policy in policies)
        facets = facet_counts(engine.values, counts, lookup.facets)
        return cls(lookup, counts.total, 1, most, rows, facets, is_stale=engine.is_stale)

    @classmethod
    def without_index(cls, size: int, on: date) -> Self:
        """The newest policies: 7 queries."""
        policies = Policy.objects.published().sorted_by(Sort.NEWEST)
        rows = tuple(PolicySummary.of(policy, on) for policy in policies.for_table()[:size])
        return cls(Lookup(), policies.count(), 1, size, rows, is_available=False)


def facet_counts(
    values: Mapping[str, Values], counts: Counts | None, chosen: Mapping[str, Sequence[str]]
) -> tuple[FacetCounts, ...]:
    """Every facet that residents filter by."""
    return tuple(
        FacetCounts(
            facet.name,
            tuple(
                _counted(option, counts and counts.by_facet[facet.name], chosen.get(facet.name, ()))
                for option in _in_sight(facet, values[facet.name], counts, chosen)
            ),
        )
        for facet in facet_table.public()
    )


def _in_sight(
    facet: FacetDefinition, values: Values, counts: Counts | None, chosen: Mapping[str, Sequence[str]]
) -> Sequence[Option]:
    if not facet.only_held:
        return values.options
    shown = {*(counts.by_facet[facet.name] if counts else ()), *chosen.get(facet.name, ())}
    return [option for option in values.options if option.value in shown]


def _counted(option: Option, counts: Mapping[str, int] | None, chosen: Sequence[str]) -> ValueCount:
    return ValueCount(
        value=option.value,
        name=option.label,
        count=None if counts is None else counts.get(option.value, 0),
        selected=option.value in chosen,
        wish=option.wish,
    )
