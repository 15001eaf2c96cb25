"""Rows that the texts of a policy may hold, as they are offered at the desk, without those that have been entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from policies.models import ServicePoint
from policies.suggesting.benefits import suggest
from policies.suggesting.materials import materials
from policies.suggesting.points import SuggestedPoint, local, points
from policies.suggesting.rounds import ProposedRound, proposed
from policies.text.amounts import Role
from policies.text.dates import in_chinese
from policies.vocabulary import SectionKind

# As long as the field of a round is that says where its days come from.
SOURCE_CHARS = 300
# Kind of a section -> its text.
Texts = Mapping[str, str]
# Column -> what stands in it, of one row of the form.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowOffer:
    """A row that a text may hold, and the words that it was read from."""

    short: str
    quote: str
    row: Values

    @property
    def value(self) -> str:
        """What its button sends."""
        return f"{self.short} {self.quote}"


@dataclass(slots=True)
class Offers:
    """What is offered beside the rows of one inline."""

    of: str
    """The prefix of the rows."""
    found: list[RowOffer] = field(default_factory=list)
    told: str = ""
    """What was read as something else, and is not offered."""
    new: list[tuple[str, str]] = field(default_factory=list)
    """Windows that the desk does not have: their words, and the address of a form that is filled with them."""

    @property
    def words(self) -> str:
        return WORDS[self.of]


# After 可能的 and 没有找到其他可能的.
WORDS = {
    "rounds": "申报轮次",
    "benefits": "待遇",
    "materials": "申报材料",
    "policyservicepoint_set": "受理点",
}


def _rounds(texts: Texts, entered: Sequence[Values]) -> Offers:
    """Without those whose days have been entered."""
    known = {_days(row.get("opens_on"), row.get("closes_on")) for row in entered}
    original = texts.get(SectionKind.ORIGINAL, "")
    procedure = texts.get(SectionKind.PROCEDURE, "")
    offers = Offers("rounds")
    for each in proposed(f"{original}\n{procedure}"):
        if _days(each.opens_on, each.closes_on) not in known:
            offers.found.append(_round(each))
    return offers


def _days(opens_on: object, closes_on: object) -> tuple[str, str]:
    """As a form writes them, empty where there is none."""
    return str(opens_on or ""), str(closes_on or "")


def _round(each: ProposedRound) -> RowOffer:
    first, last = (in_chinese(day) if day else "" for day in (each.opens_on, each.closes_on))
    day = each.closes_on or each.opens_on
    row = {
        "name": f"{day.year}年" if day else "",
        "opens_on": each.opens_on,
        "closes_on": each.closes_on,
        "source": f"原文：{each.quote}"[:SOURCE_CHARS],
    }
    return RowOffer(f"{first}至{last}" if first else f"截至{last}", each.quote, row)


def _benefits(texts: Texts, entered: Sequence[Values]) -> Offers:
    """Without those that share words with the quote of one that has been entered."""
    quotes = [str(row.get("quote") or "") for row in entered]
    names = ("what", "amount", "kind", "cap_yuan", "quote")
    offers, others = Offers("benefits"), []
    for each in suggest(texts.get(SectionKind.SUPPORT, "")):
        if any(_overlap(each.quote, quote) for quote in quotes):
            continue
        if each.role is Role.BENEFIT:
            row = {name: getattr(each, name) for name in names}
            row |= {"per": each.per or "", "section": SectionKind.SUPPORT}
            offers.found.append(RowOffer(f"{each.amount} {each.what}".strip(), each.quote, row))
        elif each.role is not None:
            others.append(each.quote)
    if others:
        offers.told = f"像是预算、目标或者条件，没有列入：{'；'.join(others)}。"
    return offers


def _overlap(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def _materials(texts: Texts, entered: Sequence[Values]) -> Offers:
    """Without those whose words hold the name of one that has been entered."""
    names = [str(row["name"]) for row in entered if row.get("name")]
    text = texts.get(SectionKind.MATERIALS, "")
    offers = Offers("materials")
    for each in materials(text):
        if any(name in each.quote for name in names):
            continue
        row = {"name": each.name, "note": each.note}
        offers.found.append(RowOffer(each.name, each.quote, row))
    return offers


def _points(texts: Texts, entered: Sequence[Values]) -> Offers:
    """Windows of the desk that have one of the numbers or the name; of others, the words for a new one. 1 query."""
    offers = Offers("policyservicepoint_set")
    suggested = points(texts.get(SectionKind.SERVICE, ""))
    if not suggested:
        return offers
    taken = {str(row.get("point")) for row in entered}
    known = list(ServicePoint.objects.only("name", "telephones"))
    for each in suggested:
        same = [point for point in known if _is_same(each, point)]
        for point in same:
            if str(point.pk) not in taken:
                taken.add(str(point.pk))
                offers.found.append(RowOffer(point.name, each.quote, {"point": point.pk}))
        if not same:
            offers.new.append((each.quote, _form_for(each)))
    return offers


def _is_same(suggested: SuggestedPoint, point: ServicePoint) -> bool:
    numbers = frozenset(map(local, point.telephones))
    return suggested.name == point.name or not suggested.dialled.isdisjoint(numbers)


def _form_for(suggested: SuggestedPoint) -> str:
    values = {
        "name": suggested.name,
        "address": suggested.address,
        "telephones": "\n".join(suggested.telephones),
    }
    filled = urlencode({name: value for name, value in values.items() if value})
    return f"{reverse('admin:policies_servicepoint_add')}?{filled}"


READERS: dict[str, Callable[[Texts, Sequence[Values]], Offers]] = {
    "rounds": _rounds,
    "benefits": _benefits,
    "materials": _materials,
    "policyservicepoint_set": _points,
}
