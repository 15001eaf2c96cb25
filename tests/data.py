"""Policies one by one, and by the hundred from a seed; all of them plainly test data."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from policies.lookup.index import index
from policies.models import (
    Area,
    AreaDistrict,
    Audience,
    Benefit,
    CitationException,
    District,
    Event,
    FormerDistrict,
    Issuer,
    Material,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyIssuer,
    PolicyServicePoint,
    PolicyTopic,
    RecordVersion,
    Round,
    Section,
    SectionVersion,
    ServicePoint,
    SynonymGroup,
    Topic,
    guard,
)
from policies.querysets import PolicyQuerySet
from policies.vocabulary import BenefitKind, PublicationState, SourceKind

ON = date(2026, 11, 23)


DISTRICTS = {"xuhui": ("徐汇", "310104"), "jingan": ("静安", "310106"), "putuo": ("普陀", "310107")}


def make_district(slug: str, order: int = 0) -> District:
    short, code = DISTRICTS[slug]
    return District.objects.create(slug=slug, name=f"{short}区", short=short, code=code, order=order)


def make_public(**fields: object) -> Policy:
    """One that residents read, of 徐汇."""
    values = {"slug": "a-1", "title": "测试政策", "source_note": "测试", **fields}
    district = make_district("xuhui")
    return Policy.objects.create(district=district, state=PublicationState.PUBLISHED, **values)


def only(policy: Policy) -> PolicyQuerySet:
    """The set that holds this policy alone, as moves take it."""
    return Policy.objects.filter(pk=policy.pk)


def put(policy: Policy, body: str, kind: str = "original") -> None:
    """Enter a text into a section, which may be there or not."""
    values = {"state": "content", "body": body}
    Section.objects.update_or_create(policy=policy, kind=kind, defaults=values)


def write(policy: Policy, body: str, kind: str = "original", state: str = "content") -> None:
    """Replace the text of a section that is there, without a save."""
    Section.objects.filter(policy=policy, kind=kind).update(body=body, state=state)


def kept(policy: Policy) -> list[tuple[int, str]]:
    """Number and text of what is kept of a policy, in the order in which it was replaced."""
    versions = SectionVersion.objects.filter(policy_id=policy.pk).order_by("pk")
    return list(versions.values_list("number", "body"))


def file_alike(policies: Iterable[Policy]) -> tuple[Topic, Audience, Issuer]:
    """File all of them under one new topic, one new audience and one new issuer."""
    topic = Topic.objects.create(slug="luohu", name="落户")
    audience = Audience.objects.create(slug="boshihou", name="博士后")
    issuer = Issuer.objects.create(name="测试机关")
    for policy in policies:
        PolicyTopic.objects.create(policy=policy, topic=topic)
        PolicyAudience.objects.create(policy=policy, audience=audience)
        PolicyIssuer.objects.create(policy=policy, issuer=issuer)
    return topic, audience, issuer


def make_taxonomy() -> None:
    for order, slug in enumerate(DISTRICTS):
        make_district(slug, order)
    Topic.objects.bulk_create(Topic(slug=f"topic-{n}", name=f"主题{n}", order=n) for n in range(5))
    Audience.objects.bulk_create(Audience(slug=f"audience-{n}", name=f"人群{n}", order=n) for n in range(4))


def clear() -> None:
    """Take away every policy with its archive, all taxonomy, and what the journal says of them."""
    taxonomy = (Topic, Audience, Issuer, Area, ServicePoint, FormerDistrict, District, SynonymGroup)
    for model in (CitationException, Policy, SectionVersion, *taxonomy, RecordVersion):
        model.objects.all().delete()
    guard.remove(connection)
    Event.objects.all().delete()
    guard.install(connection)


def make_policies(number: int, seed: int) -> list[Policy]:
    """`number` policies with several topics and audiences each, most of them published."""
    random_ = random.Random(seed)
    if not District.objects.exists():
        make_taxonomy()
    districts, topics, audiences = map(
        list, (District.objects.all(), Topic.objects.all(), Audience.objects.all())
    )
    first = Policy.objects.count()
    policies = [_policy(first + n, random_, random_.choice(districts)) for n in range(number)]
    for policy in policies:
        policy.derive()
    Policy.objects.bulk_create(policies)
    for through, name, values in ((PolicyTopic, "topic", topics), (PolicyAudience, "audience", audiences)):
        through.objects.bulk_create(
            through(policy=policy, **{name: value})
            for policy in policies
            for value in random_.sample(values, random_.randint(0, 3))
        )
    return policies


def make_indexed() -> list[Policy]:
    """Twenty with texts, of which the first is published; the index holds them."""
    made = make_policies(20, seed=5)
    fill(made)
    Policy.objects.filter(pk=made[0].pk).update(state="published")
    index().reader(timezone.localdate())
    return made


def fill(policies: Iterable[Policy]) -> None:
    """Enter a text into one section of each."""
    Section.objects.bulk_create(
        Section(policy=policy, kind="support", state="content", body="每月 900 元。") for policy in policies
    )


def make_answers(policies: Iterable[Policy], seed: int, on: date = ON) -> None:
    """Rounds that turn about the day `on`, and benefits of which some quote what does not stand in the text."""
    random_ = random.Random(seed)
    policies = list(policies)
    Round.objects.bulk_create(
        Round(policy=policy, name="测试轮次", uid=f"r{number}", **_window(random_, on))
        for policy in policies
        for number in range(random_.choice([0, 0, 1, 1, 2, 3]))
    )
    Benefit.objects.bulk_create(
        Benefit(
            policy=policy,
            uid=f"b{number}",
            what="测试",
            kind=kind,
            quote=random_.choice(["900 元", "800 元"]),
        )
        for policy in policies
        for number, kind in enumerate(random_.sample(BenefitKind.values, random_.choice([0, 0, 1, 2])))
    )


def give_points(policies: Iterable[Policy]) -> None:
    """A material, an area and two service points each; all of them share the area and one of the points."""
    area, _ = Area.objects.get_or_create(slug="lingang", name="临港新片区", short="临港")
    shared, _ = ServicePoint.objects.get_or_create(
        uid="shared", name="测试窗口", district=District.objects.first()
    )
    for policy in policies:
        own = ServicePoint.objects.create(name=f"测试窗口{policy.pk}", district=policy.district)
        Material.objects.create(policy=policy, name="测试材料")
        PolicyArea.objects.create(policy=policy, area=area)
        for order, point in enumerate((own, shared)):
            PolicyServicePoint.objects.create(policy=policy, point=point, order=order)


def make_areas(policies: Iterable[Policy], seed: int) -> None:
    """上海市 and four areas: across districts, inside one, and placed nowhere. Some policies are the city's, some an area's."""
    random_ = random.Random(seed)
    policies = list(policies)
    city = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000", order=99)
    lie_in = {"lingang": ["xuhui", "putuo"], "hongqiao": ["xuhui", "jingan"], "wuxi": ["putuo"], "wudi": []}
    for order, (slug, districts) in enumerate(lie_in.items()):
        area = Area.objects.create(slug=slug, name=f"{slug}片区", short=slug, order=order)
        for district in District.objects.filter(slug__in=districts):
            AreaDistrict.objects.create(area=area, district=district)
    areas = list(Area.objects.all())
    of_city = random_.sample(policies, len(policies) // 2)
    Policy.objects.filter(pk__in=[policy.pk for policy in of_city]).update(district=city)
    PolicyArea.objects.bulk_create(
        PolicyArea(policy=policy, area=area)
        for policy in policies
        for area in random_.sample(areas, random_.choice([0, 0, 0, 1, 1, 2]))
    )


def _window(random_: random.Random, on: date) -> dict[str, object]:
    days = sorted(on + timedelta(days=random_.choice([-500, -30, -1, 0, 1, 2, 40])) for _ in range(2))
    opens, closes = (day if random_.random() < 0.7 else None for day in days)
    return {"opens_on": opens, "closes_on": closes, "open_all_year": not closes and random_.random() < 0.4}


def _policy(n: int, random_: random.Random, district: District) -> Policy:
    def some_day(chance: float) -> date | None:
        return ON - timedelta(days=random_.randint(-700, 3000)) if random_.random() < chance else None

    effective, issued = some_day(0.4), some_day(0.6)
    repealed = ON - timedelta(days=random_.randint(-100, 900)) if random_.random() < 0.15 else None
    expires = effective + timedelta(days=random_.randint(0, 4000)) if effective else None
    return Policy(
        slug=f"test-{n}",
        title=f"测试政策{n}{random_.choice(['公租房', '落户', '积分（试行）'])}管理办法",
        doc_number=f"测试〔{random_.randint(2010, 2026)}〕{n}号",
        district=district,
        published_on=some_day(0.6),
        issued_on=issued,
        repealed_on=_not_before(issued, repealed),
        year_entered=random_.choice([None, 2015, 2016]),
        source_kind=random_.choice(["", *SourceKind.values]),
        uncertain_reason=random_.choice(["", "", "", "年份未见"]),
        past_reason="往年的申报" if n % 23 == 7 else "",
        effective_on=effective,
        expires_on=_not_before(issued, expires),
        verified_on=some_day(0.3),
        state=random_.choices(PublicationState.values, weights=[1, 1, 8, 1])[0],
        source_note="测试数据",
    )


def _not_before(issued: date | None, day: date | None) -> date | None:
    return max(issued, day) if issued and day else day
