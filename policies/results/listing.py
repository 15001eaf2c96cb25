"""A list: what was asked, what was found, under which values of which facets, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from policies.lookup import facets as facet_table
from policies.lookup.engine import Counts, Engine, Lookup
from policies.lookup.facets import FacetDefinition, Option, Values
from policies.lookup.territory import Group, GroupCount
from policies.models import Policy
from policies.results.alternatives import (
    AlsoTried,
    Alternative,
    Offer,
    also_tried,
    alternatives,
    corrections,
    offers,
    placed_by,
)
from policies.results.by_sound import BySound, by_sound
from policies.results.listed import listed
from policies.results.missed import missed_words
from policies.results.other_districts import OtherDistricts, other_districts
from policies.results.summaries import PolicySummary, found_by, named
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
class RowGroup:
    """Those rows of a page that stand in one group of the list."""

    group: Group | None
    """None where the list has no groups."""
    count: int
    """Of the whole group."""
    number: int
    """Of the first row among all that were found, from 1."""
    rows: tuple[PolicySummary, ...]
    is_continued: bool = False
    """Whether the group began on an earlier page."""


@dataclass(frozen=True, slots=True)
class Listing:
    lookup: Lookup
    """As it was understood."""
    total: int
    number: int
    """Of the page whose rows these are, from 1."""
    size: int
    """Rows of a full page."""
    parts: tuple[RowGroup, ...]
    groups: tuple[GroupCount, ...] = ()
    """Of the whole list, where it is that of some districts; their counts add up to the total."""
    can_be_only_own: bool = False
    """Whether it could be narrowed to what these districts decide themselves."""
    placed_by: tuple[Offer, ...] = ()
    """Districts whose list this is because words name them, and no filter says otherwise."""
    city_wide: int | None = None
    """How many policies apply in every district, under all filters but that by district."""
    facets: tuple[FacetCounts, ...] = ()
    offers: tuple[Offer, ...] = ()
    by_sound: tuple[BySound, ...] = ()
    also_tried: tuple[AlsoTried, ...] = ()
    unheld: tuple[str, ...] = ()
    """The words that no policy holds, beside those that were found."""
    only_ranked: tuple[str, ...] = ()
    """Words that only put the policies in order: districts, and what very many policies hold."""
    is_sentence: bool = False
    """Whether it was asked in a sentence: then what is listed is like it, and need not hold each of its words."""
    alternatives: tuple[Alternative, ...] = ()
    """Where nothing was found, or a word stands nowhere."""
    address_is_unknown: bool = False
    """Whether an address was pasted that no policy of the library has."""
    other_districts: OtherDistricts | None = None
    """Other districts that have something, where nothing was found in those that were asked for."""
    missed: str = ""
    """The words, as they are counted, where they find nothing under any filters."""
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""
    is_available: bool = True
    """False while there is no index: the newest policies, and nothing asked for is heeded."""

    @property
    def rows(self) -> tuple[PolicySummary, ...]:
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def first(self) -> int:
        """The number of the first row among all that were found, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def pages(self) -> int:
        """One at least."""
        return max(1, -(-self.total // self.size))

    @classmethod
    def of(cls, engine: Engine, asked: Lookup, number: int, size: int, on: date) -> Self:
        """A page of the list; without rows behind the last one."""
        lookup, readings = engine.read(asked)
        counts = engine.counts(lookup)
        first = (number - 1) * size
        keys = engine.page(lookup, first, size) if first < counts.total else []
        placed = placed_by(engine, lookup)
        named = {offer.options for offer in placed}
        offered = tuple(offer for offer in offers(engine, lookup) if offer.options not in named)
        return cls(
            lookup=lookup,
            total=counts.total,
            number=number,
            size=size,
            parts=_in_groups(counts, keys, first, found_by(engine, lookup, keys, on)),
            groups=counts.groups,
            can_be_only_own=engine.can_be_only_own(lookup),
            placed_by=placed,
            city_wide=counts.city_wide,
            facets=facet_counts(engine.values, counts, lookup.facets),
            offers=offered,
            by_sound=by_sound(engine, asked, readings),
            also_tried=also_tried(engine, lookup),
            only_ranked=tuple(word.text for word in engine.only_ranked(lookup)),
            unheld=tuple(word.text for word in engine.unheld(lookup)),
            is_sentence=engine.is_sentence(lookup),
            alternatives=corrections(engine, lookup) if counts.total else alternatives(engine, lookup),
            address_is_unknown=bool(lookup.typed.addresses) and not engine.has_address(lookup),
            other_districts=None if counts.total else other_districts(engine, lookup),
            missed="" if counts.total or offered or number > 1 else missed_words(engine, lookup),
            is_stale=engine.is_stale,
        )

    @classmethod
    def whole(cls, engine: Engine, asked: Lookup, most: int, on: date) -> Self:
        """All of it, or its first rows, without their texts and without what could be asked instead."""
        lookup, _ = engine.read(asked)
        counts = engine.counts(lookup)
        keys = engine.page(lookup, 0, most)
        rows = named(listed(keys), on)
        return cls(
            lookup=lookup,
            total=counts.total,
            number=1,
            is_sentence=engine.is_sentence(lookup),
            size=most,
            parts=_in_groups(counts, keys, 0, rows),
            groups=counts.groups,
            facets=facet_counts(engine.values, counts, lookup.facets),
            is_stale=engine.is_stale,
        )

    @classmethod
    def without_index(cls, size: int, on: date) -> Self:
        """The newest policies: 7 queries."""
        policies = Policy.objects.published().sorted_by(Sort.NEWEST)
        rows = named(policies.for_list()[:size], on)
        total = policies.count()
        return cls(Lookup(), total, 1, size, (RowGroup(None, total, 1, rows),), is_available=False)


def _in_groups(
    counts: Counts, keys: Sequence[int], first: int, rows: Sequence[PolicySummary]
) -> tuple[RowGroup, ...]:
    """`keys` are those of the page, from number `first`, counted from 0; a row that is gone by now is missing in `rows`."""
    if not counts.groups:
        return (RowGroup(None, counts.total, first + 1, tuple(rows)),)
    parts = (_part_of_page(each, keys, first, rows) for each in counts.groups)
    return tuple(part for part in parts if part)


def _part_of_page(
    of: GroupCount, keys: Sequence[int], first: int, rows: Sequence[PolicySummary]
) -> RowGroup | None:
    """The rows that belong to a group; None where the page holds none of it."""
    start = max(of.first, first)
    end = min(of.first + of.count, first + len(keys))
    if start >= end:
        return None
    here = {*keys[start - first : end - first]}
    its = tuple(row for row in rows if row.id in here)
    return RowGroup(of.group, of.count, start + 1, its, is_continued=start > of.first)


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
