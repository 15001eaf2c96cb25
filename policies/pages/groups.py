"""The groups of a district's list in words: 徐汇区, 仅限临港新片区, 全市适用."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from policies.lookup.territory import Applies, Group
from policies.pages.common import Row
from policies.results import Listing

# Their names stand above each of them.
SEVERAL_AREAS = "仅限部分区域"


@dataclass(frozen=True, slots=True)
class ListPart:
    """The rows of one group on a page of the list; without a heading where the list has no groups."""

    heading: str
    count: int
    """Of the whole group."""
    number: int
    """Of the first row in the whole list, from 1."""
    rows: tuple[Row, ...]
    is_continued: bool
    """Whether the group began on an earlier page."""


def list_parts(listing: Listing, on: date) -> tuple[ListPart, ...]:
    return tuple(
        ListPart(
            heading=_heading(part.group) if part.group else "",
            count=part.count,
            number=part.number,
            rows=tuple(Row.of(row, on) for row in part.rows),
            is_continued=part.is_continued,
        )
        for part in listing.parts
    )


def in_numbers(listing: Listing) -> str:
    """徐汇区 5，全市适用 63; a group for which nothing is found is told too. Several sets of areas are one number."""
    limited = [each for each in listing.groups if each.group.applies is Applies.AREA]
    several = limited if len(limited) > 1 else []
    told: Counter[str] = Counter()
    for each in listing.groups:
        name = SEVERAL_AREAS if each in several else _heading(each.group)
        told[name] += each.count
    return "，".join(f"{name} {count}" for name, count in told.items())


def narrower(listing: Listing) -> bool:
    """Whether 只看本区 would leave something out."""
    if listing.lookup.only_own or not listing.can_be_only_own:
        return False
    return any(each.count for each in listing.groups if each.group.applies is not Applies.DISTRICT)


def _heading(group: Group) -> str:
    match group.applies:
        case Applies.DISTRICT:
            return group.name
        case Applies.AREA:
            return f"仅限{group.name}"
        case Applies.CITY:
            return "全市适用"
