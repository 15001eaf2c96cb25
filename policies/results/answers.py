"""What a policy gives, to whom, when and where: its records as they stand on one day.

Frozen records without the address, the label or the markup of a page: what a page, a file and a calendar print alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from policies.models import Benefit, Material, Policy, Round, ServicePoint
from policies.quotes import stands
from policies.results.belongings import Belongings, belongings_of_one
from policies.rounds import RoundVerdict, Window, each_of, first_of
from policies.text.dates import year_before
from policies.text.titles import CITY
from policies.validity import OVER, Verdict
from policies.vocabulary import BenefitKind, BenefitPer, SectionKind

# What was seen longer ago is never told as a current fact: windows move, and numbers change.
YEARS_TRUSTED = 3
# Two can be named; of three or more the first two would be those of another district for most who ask.
MANY_DISTRICTS = 3


@dataclass(frozen=True, slots=True)
class BenefitResult:
    uid: str
    who: str
    what: str
    amount: str
    kind: BenefitKind
    cap_yuan: int | None
    per: BenefitPer | None
    section: SectionKind
    quote: str
    stands: bool
    """Whether the quote stands in its section; where it does not, the benefit is 待核实."""

    @classmethod
    def of(cls, benefit: Benefit, bodies: Mapping[str, str]) -> Self:
        return cls(
            uid=benefit.uid,
            who=benefit.who,
            what=benefit.what,
            amount=benefit.amount,
            kind=BenefitKind(benefit.kind),
            cap_yuan=benefit.cap_yuan,
            per=BenefitPer(benefit.per) if benefit.per else None,
            section=SectionKind(benefit.section),
            quote=benefit.quote,
            stands=stands(benefit.quote, bodies.get(benefit.section, "")),
        )


@dataclass(frozen=True, slots=True)
class RoundResult:
    uid: str
    name: str
    verdict: RoundVerdict
    opens_on: date | None
    closes_on: date | None
    open_all_year: bool
    notice_url: str
    note: str
    source: str

    @classmethod
    def of(cls, row: Round, verdict: RoundVerdict) -> Self:
        return cls(
            uid=row.uid,
            name=row.name,
            verdict=verdict,
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            open_all_year=row.open_all_year,
            notice_url=row.notice_url,
            note=row.note,
            source=row.source,
        )

    @property
    def age(self) -> date:
        """The later, the newer; what has no date comes last."""
        return self.opens_on or self.closes_on or date.min


@dataclass(frozen=True, slots=True)
class MaterialResult:
    uid: str
    name: str
    note: str

    @classmethod
    def of(cls, material: Material) -> Self:
        return cls(material.uid, material.name, material.note)


@dataclass(frozen=True, slots=True)
class PointResult:
    uid: str
    name: str
    district: str
    """Its short name; empty of one for the whole city, and where nobody has said."""
    handles: str
    address: str
    hours: str
    telephones: tuple[str, ...]
    online_url: str
    seen_on: date | None
    is_recent: bool
    """Whether it was seen in the last YEARS_TRUSTED years."""
    source: str
    note: str

    @classmethod
    def of(cls, point: ServicePoint, on: date) -> Self:
        """`point`: the columns of one (`policies.results.belongings.POINT`)."""
        return cls(
            uid=point.uid,
            name=point.name,
            district=_district_of(point),
            handles=point.handles,
            address=point.address,
            hours=point.hours,
            telephones=tuple(point.telephones),
            online_url=point.online_url,
            seen_on=point.seen_on,
            is_recent=point.seen_on is not None and point.seen_on >= _trusted_since(on),
            source=point.source,
            note=point.note,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one policy. What a page does not ask for is empty: a row of a list has no materials."""

    verdict: Verdict
    window: RoundVerdict
    """Whether one can apply, and until when; its window bears the uid of the round."""
    benefits: tuple[BenefitResult, ...] = ()
    rounds: tuple[RoundResult, ...] = ()
    """The newest first."""
    points: tuple[PointResult, ...] = ()
    materials: tuple[MaterialResult, ...] = ()
    district_window: PointResult | None = None
    """Where else in the district to ask, for a policy without points."""

    @property
    def is_over(self) -> bool:
        """Nobody can rely on the policy any more, so nothing of it is offered."""
        return self.verdict.validity in OVER

    @property
    def offers(self) -> tuple[BenefitResult, ...]:
        """What can be relied on: nothing of a policy that is over, and nothing whose quote is gone."""
        if self.is_over:
            return ()
        return tuple(benefit for benefit in self.benefits if benefit.stands)

    @property
    def points_by_district(self) -> dict[str, tuple[PointResult, ...]]:
        """Short name of a district -> its points, where they lie in so many that a resident looks for the own one."""
        groups: dict[str, list[PointResult]] = {}
        for point in self.points:
            if point.district:
                groups.setdefault(point.district, []).append(point)
        if len(groups) < MANY_DISTRICTS:
            return {}
        return {district: tuple(points) for district, points in groups.items()}

    @property
    def named_points(self) -> tuple[PointResult, ...]:
        """Those that are told by name: all, or where others are told by their district, those of the whole city."""
        if not self.points_by_district:
            return self.points
        return tuple(point for point in self.points if not point.district)

    @classmethod
    def in_short(cls, policy: Policy, filed: Belongings, bodies: Mapping[str, str], on: date) -> Self:
        """For a row of a list, which names no round but the one that counts. `bodies`: of the sections that are quoted."""
        windows = map(_window, filed.rounds)
        return cls(
            verdict=policy.validity(on),
            window=first_of(windows, on, policy.dates),
            benefits=tuple(BenefitResult.of(benefit, bodies) for benefit in filed.benefits),
            points=tuple(PointResult.of(point, on) for point in filed.points),
        )

    @classmethod
    def whole(cls, policy: Policy, bodies: Mapping[str, str], on: date) -> Self:
        """For the page of one policy: 4 queries."""
        filed = belongings_of_one(policy)
        own = [point for point in filed.points if point.rank is not None]
        elsewhere = [PointResult.of(point, on) for point in filed.points if not own]
        verdicts = each_of(map(_window, filed.rounds), on, policy.dates)
        rounds = map(RoundResult.of, filed.rounds, verdicts)
        return replace(
            cls.in_short(policy, replace(filed, points=own), bodies, on),
            rounds=tuple(sorted(rounds, key=_age, reverse=True)),
            materials=tuple(map(MaterialResult.of, filed.materials)),
            district_window=next(iter(elsewhere), None),
        )


def _district_of(point: ServicePoint) -> str:
    return point.district__short if point.district__name not in (None, CITY) else ""


def _age(row: RoundResult) -> date:
    return row.age


def _window(row: Round) -> Window:
    return Window(row.opens_on, row.closes_on, row.open_all_year, row.name, row.uid)


def _trusted_since(on: date) -> date:
    for _ in range(YEARS_TRUSTED):
        on = year_before(on)
    return on
