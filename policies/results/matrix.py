"""One topic in every district: how many policies each has, and the best of those that one can still rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models.functions import Substr

from policies.lookup.engine import Engine, Lookup
from policies.lookup.facets import Option
from policies.models import Policy, Section
from policies.results.listed import listed
from policies.results.summaries import PolicySummary, is_limited, with_filled
from policies.validity import OVER
from policies.vocabulary import BenefitKind, SectionKind, SectionState, Validity

# Of each district, so that seventeen of them are read on one page.
BEST = 3
# Enough of 申报条件 to hold its first paragraph.
BEGINNING_CHARS = 400

# Facet -> the values that are asked for.
Asked = Mapping[str, tuple[str, ...]]

_BENEFITS = tuple(kind.value for kind in BenefitKind)
_USABLE = tuple(validity.value for validity in Validity if validity not in OVER)


@dataclass(frozen=True, slots=True)
class MatrixEntry:
    summary: PolicySummary
    conditions: str
    """How 申报条件 begins; empty where nothing has been entered."""
    areas: tuple[str, ...]
    """The functional areas that it is filed under."""
    is_limited: bool
    """Whether the city decided it for these areas alone."""

    @classmethod
    def of(cls, summary: PolicySummary, policy: Policy, conditions: str) -> Self:
        return cls(summary, conditions, summary.areas, is_limited(policy))


@dataclass(frozen=True, slots=True)
class DistrictEntries:
    """A district, or the city. `total` counts every policy of the topic that is its own, `usable` those that are not over."""

    district: Option
    total: int
    usable: int
    entries: tuple[MatrixEntry, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    places: tuple[DistrictEntries, ...]
    is_stale: bool = False
    """Whether the index has been behind the database for a while."""

    @classmethod
    def of(cls, engine: Engine, topic: str, on: date) -> Self:
        """Three tallies, one or two searches for each district, and 8 queries, however many policies there are."""
        topical = {"topic": (topic,)}
        usable = {**topical, "validity": _USABLE}
        every, own = (engine.own_counts(Lookup(facets=asked)) for asked in (topical, usable))
        keys = _best(engine, usable, own)
        entries = _entries([key for found in keys.values() for key in found], on)
        places = (
            DistrictEntries(
                district=option,
                total=every.get(option.value, 0),
                usable=own.get(option.value, 0),
                entries=tuple(entries[key] for key in keys.get(option.value, ()) if key in entries),
            )
            for option in engine.values["district"].options
        )
        return cls(tuple(places), engine.is_stale)


def _best(engine: Engine, asked: Asked, own: Mapping[str, int]) -> dict[str, list[int]]:
    """District -> ids of those that say what one gets, then of others.

    What is a district's own stands before whatever else its list holds, so no more are asked for than it has.
    """
    telling = {**asked, "benefit": _BENEFITS}
    own_telling = engine.own_counts(Lookup(facets=telling))
    best: dict[str, list[int]] = {}
    for district, count in own.items():
        size, here = min(BEST, count), {"district": (district,)}
        first = min(size, own_telling.get(district, 0))
        found = engine.page(Lookup(facets={**telling, **here}), 0, first)
        if first < size:
            found += engine.page(Lookup(facets={**asked, **here}), 0, size)
        best[district] = list(dict.fromkeys(found))[:size]
    return best


def _entries(keys: list[int], on: date) -> Mapping[int, MatrixEntry]:
    policies = listed(keys)
    conditions = _beginnings(keys)
    rows = zip(with_filled(policies, on), policies, strict=True)
    return {policy.pk: MatrixEntry.of(row, policy, conditions.get(policy.pk, "")) for row, policy in rows}


def _beginnings(keys: Iterable[int]) -> dict[int, str]:
    """1 query."""
    sections = Section.objects.filter(
        policy__in=keys, kind=SectionKind.CONDITIONS, state=SectionState.CONTENT
    )
    return dict(sections.values_list("policy", Substr("body", 1, BEGINNING_CHARS)))
