"""Rounds, benefits, materials, service points and areas of synthetic policies, as many as the researched records have.

Of 409 records a third have rounds and every second one benefits; a point is shared by several policies, and one policy in
twenty is of an area. Names all say 演示; there is no amount and no telephone number that somebody could rely on.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import QuerySet

from policies.models import (
    Area,
    AreaDistrict,
    Benefit,
    District,
    Material,
    Policy,
    PolicyArea,
    PolicyServicePoint,
    Round,
    Section,
    ServicePoint,
)
from policies.vocabulary import BenefitKind, BenefitPer, SectionKind
from tests.benchmarks.phrases import Ranked

PREFIX = "yanshi-"
POINTS, AREAS = 120, 4
NOTE = "演示数据，不是真实的受理点。"
# Shares of the policies, and for how many there is none, one, two … of a kind.
WITH_ROUNDS, WITH_AREA = 0.35, 0.05
POINTS_OF_ONE = ((0, 1, 2, 3), (40, 40, 15, 5))
# Days from which a window is counted: most are over, as in the records.
WINDOW_STARTS, WINDOW_DAYS = (-900, 90), (10, 60)

_NUMBERED = re.compile(r"^（[^）]+）")


@dataclass(frozen=True, slots=True)
class Shared:
    """What many policies have in common."""

    points: Ranked[ServicePoint]
    areas: Ranked[Area]

    @classmethod
    def make(cls, districts: list[District]) -> Self:
        """Those that are missing are written."""
        ServicePoint.objects.bulk_create(
            (_point(number, districts) for number in range(POINTS)), ignore_conflicts=True
        )
        Area.objects.bulk_create((_area(number) for number in range(AREAS)), ignore_conflicts=True)
        points, areas = _points(), _areas()
        lie_in = [
            AreaDistrict(area=area, district=districts[n % len(districts)]) for n, area in enumerate(areas)
        ]
        AreaDistrict.objects.bulk_create(lie_in, ignore_conflicts=True)
        return cls(Ranked.zipf(list(points)), Ranked.zipf(list(areas)))


def remove_shared() -> None:
    """Those that no policy of somebody else is filed under."""
    _points().filter(policyservicepoint=None).delete()
    _areas().filter(policyarea=None).delete()


def _points() -> QuerySet[ServicePoint]:
    return ServicePoint.objects.filter(uid__in=map(_uid, range(POINTS))).order_by("uid")


def _areas() -> QuerySet[Area]:
    return Area.objects.filter(slug__in=map(_slug, range(AREAS))).order_by("slug")


def _uid(number: int) -> str:
    return f"{PREFIX}{number:03}"


def _slug(number: int) -> str:
    return f"{PREFIX}area-{number}"


def _point(number: int, districts: list[District]) -> ServicePoint:
    return ServicePoint(
        uid=_uid(number),
        name=f"演示受理点{number:03}",
        district=districts[number % len(districts)],
        handles="演示事项",
        address="演示路",
        hours="工作日",
        note=NOTE,
    )


def _area(number: int) -> Area:
    return Area(slug=_slug(number), name=f"演示区域{number}", short=f"演示{number}", order=900 + number)


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of one policy; nothing is saved yet."""

    rounds: list[Round]
    benefits: list[Benefit]
    materials: list[Material]
    points: list[PolicyServicePoint]
    areas: list[PolicyArea]

    @classmethod
    def of(
        cls, rng: random.Random, policy: Policy, sections: list[Section], shared: Shared, today: date
    ) -> Self:
        """A benefit quotes a line of 扶持力度, a material is a line of 提交材料: where these are empty there is none."""
        lines = {section.kind: _lines(section.body) for section in sections}
        points = shared.points.several(rng, rng.choices(*POINTS_OF_ONE)[0])
        areas = shared.areas.several(rng, 1) if rng.random() < WITH_AREA else []
        return cls(
            rounds=_rounds(rng, policy, today) if rng.random() < WITH_ROUNDS else [],
            benefits=_benefits(rng, policy, lines.get(SectionKind.SUPPORT, [])),
            materials=_materials(policy, lines.get(SectionKind.MATERIALS, [])),
            points=[
                PolicyServicePoint(policy=policy, point=point, order=n) for n, point in enumerate(points)
            ],
            areas=[PolicyArea(policy=policy, area=area) for area in areas],
        )


def save(answers: list[Answers]) -> None:
    """In bulk; the policies are saved before."""
    for model, name in (
        (Round, "rounds"),
        (Benefit, "benefits"),
        (Material, "materials"),
        (PolicyServicePoint, "points"),
        (PolicyArea, "areas"),
    ):
        model.objects.bulk_create([row for each in answers for row in getattr(each, name)])


def _lines(body: str) -> list[str]:
    return [_NUMBERED.sub("", line) for line in body.splitlines()]


def _rounds(rng: random.Random, policy: Policy, today: date) -> list[Round]:
    if rng.random() < 0.2:
        return [Round(policy=policy, uid="r1", name="演示轮次", open_all_year=True)]
    starts = sorted(rng.randint(*WINDOW_STARTS) for _ in range(rng.choices((1, 2, 3), (60, 30, 10))[0]))
    return [
        _round(rng, policy, number, today + timedelta(days=start)) for number, start in enumerate(starts, 1)
    ]


def _round(rng: random.Random, policy: Policy, number: int, opens_on: date) -> Round:
    closes_on = opens_on + timedelta(days=rng.randint(*WINDOW_DAYS))
    return Round(
        policy=policy,
        uid=f"r{number}",
        name=f"演示轮次{number}",
        opens_on=opens_on,
        closes_on=closes_on if rng.random() < 0.8 else None,
        order=number,
    )


def _benefits(rng: random.Random, policy: Policy, lines: list[str]) -> list[Benefit]:
    return [
        Benefit(
            policy=policy,
            uid=f"b{number}",
            who="演示对象",
            what=f"演示待遇{number}",
            amount="若干万元" if "若干万元" in line else "",
            kind=rng.choice(BenefitKind.values),
            per=rng.choice(["", *BenefitPer.values]),
            quote=line,
            order=number,
        )
        for number, line in enumerate(lines, 1)
    ]


def _materials(policy: Policy, lines: list[str]) -> list[Material]:
    return [
        Material(policy=policy, uid=f"m{number}", name=line, order=number)
        for number, line in enumerate(lines, 1)
    ]
