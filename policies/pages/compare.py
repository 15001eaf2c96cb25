"""Policies beside each other: what was asked, which can be added or taken out, and the aspects in `pages/aspects.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from django.http import QueryDict

from policies import glossary
from policies.glossary import Term
from policies.models import OldSlug
from policies.pages.aspects import Aspect, aspects_of
from policies.pages.common import Row, compare_url
from policies.results.compare import Side, sides, similar
from policies.text.glued import bare
from policies.text.normalize import clean

MOST = 4
# What an address may ask beyond that is only counted.
MOST_READ = 20
MOST_NAMED = 3
NAMED_CHARS = 30
LETTERS = "甲乙丙丁"
_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Column:
    """One of the compared; `letter` names it beside each of its values."""

    letter: str
    row: Row
    without_url: str
    """The comparison without it."""


@dataclass(frozen=True, slots=True)
class ComparisonOffer:
    """A policy that can be added."""

    row: Row
    url: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    columns: tuple[Column, ...]
    aspects: tuple[Aspect, ...]
    """What the answer cards say, then the six sections; none for one policy alone."""
    offers: tuple[ComparisonOffer, ...]
    notices: tuple[str, ...]
    url: str
    most: int = MOST

    @property
    def is_full(self) -> bool:
        return len(self.columns) == MOST

    @property
    def differing(self) -> tuple[Aspect, ...]:
        return tuple(aspect for aspect in self.aspects if aspect.likeness.differs)

    @property
    def alike(self) -> tuple[Aspect, ...]:
        return tuple(aspect for aspect in self.aspects if aspect.likeness.is_same)

    @property
    def terms(self) -> tuple[Term, ...]:
        rows = (*(column.row for column in self.columns), *(offer.row for offer in self.offers))
        said = (words for row in rows for words in row.own_words)
        told = (words for aspect in self.aspects for words in aspect.own_words)
        return glossary.used_in(*said, *told)

    @classmethod
    def build(cls, data: QueryDict, on: date) -> Self:
        sent = AskedPolicies.read(data.getlist("p"))
        asked, found = _found(sent, on)
        slugs = [side.policy.slug for side in found]
        chosen, kept = found[:MOST], slugs[:MOST]
        left_out = len(found[MOST:]) + asked.unread
        columns = [_column(number, side, kept, on) for number, side in enumerate(chosen)]
        has_room = 0 < len(chosen) < MOST
        return cls(
            columns=tuple(columns),
            aspects=aspects_of(chosen, LETTERS) if len(chosen) > 1 else (),
            offers=tuple(_offers(chosen, kept, on)) if has_room else (),
            notices=tuple(asked.notices(slugs, left_out)),
            url=compare_url(*kept),
        )


@dataclass(frozen=True, slots=True)
class AskedPolicies:
    """What an address asks for: each slug once, and what could not be one."""

    slugs: tuple[str, ...]
    strange: tuple[str, ...]
    is_repeated: bool
    unread: int

    @classmethod
    def read(cls, raw: Sequence[str]) -> Self:
        given = [value for value in raw if clean(value)]
        read = [bare(value).lower() for value in given[:MOST_READ]]
        slugs = [slug for slug in read if _SLUG.fullmatch(slug)]
        strange = tuple(value for value in read if not _SLUG.fullmatch(value))
        once = tuple(dict.fromkeys(slugs))
        return cls(once, strange, len(once) < len(slugs), len(given[MOST_READ:]))

    def renamed(self, today: Mapping[str, str]) -> Self:
        """With the slugs of today; two that were given may turn out to be one."""
        slugs = [today.get(slug, slug) for slug in self.slugs]
        once = tuple(dict.fromkeys(slugs))
        is_repeated = self.is_repeated or len(once) < len(slugs)
        return replace(self, slugs=once, is_repeated=is_repeated)

    def notices(self, found: Iterable[str], left_out: int) -> list[str]:
        """Of what was not understood, and of what finds no room."""
        known = {*found}
        unknown = [slug for slug in self.slugs if slug not in known]
        unknown += self.strange
        told: list[str] = []
        if unknown:
            told.append(f"没有找到{_named(unknown)}这样的政策，已忽略。")
        if self.is_repeated:
            told.append("同一条政策只放一次。")
        if left_out:
            told.append(f"一次最多比较 {MOST} 条，后面的 {left_out} 条没有放进来。")
        return told


def _found(asked: AskedPolicies, on: date) -> tuple[AskedPolicies, list[Side]]:
    """What is published of it; an old slug is taken for that of today."""
    found = sides(asked.slugs, on)
    missing = {*asked.slugs} - {side.policy.slug for side in found}
    if not missing or not (today := OldSlug.today(missing)):
        return asked, found
    renamed = asked.renamed(today)
    return renamed, sides(renamed.slugs, on)


def _offers(chosen: Sequence[Side], slugs: Sequence[str], on: date) -> Iterator[ComparisonOffer]:
    for each in similar(chosen, on):
        yield ComparisonOffer(Row.of(each, on), compare_url(*slugs, each.slug))


def _named(values: Sequence[str]) -> str:
    names = "、".join(f"“{_short(value)}”" for value in values[:MOST_NAMED])
    return f"{names}等 {len(values)} 个" if len(values) > MOST_NAMED else names


def _short(value: str) -> str:
    shown = clean(value)
    return shown if len(shown) <= NAMED_CHARS else f"{shown[:NAMED_CHARS]}…"


def _column(number: int, side: Side, slugs: Sequence[str], on: date) -> Column:
    others = [slug for slug in slugs if slug != side.policy.slug]
    return Column(LETTERS[number], Row.of(side.summary, on), compare_url(*others))
