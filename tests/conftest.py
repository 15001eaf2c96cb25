"""What all tests share: the database they run on, and a fixed cast."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest
from django.db import connection

from policies.models import Audience, District, Policy, Topic
from tests.plugin import DATA_DIR

# The day on which the cast is in force, expired and so on.
ON = date(2026, 6, 1)
SERIALS = {"甲": 1, "乙": 2, "丙": 3, "丁": 4}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in real life: in memory there is no WAL, and threads share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")


class Cast(NamedTuple):
    """Every test that needs policies meets these, and reads their validity on the day `ON`."""

    shanghai: District
    xuhui: District
    pudong: District
    luohu: Topic
    zhufang: Topic
    graduates: Audience
    in_force: Policy
    expired: Policy
    draft: Policy
    unverified: Policy


@pytest.fixture
def cast(db: object) -> Cast:
    shanghai = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000", order=0)
    xuhui = District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104", order=4)
    pudong = District.objects.create(slug="pudong", name="浦东新区", short="浦东", code="310115", order=15)
    luohu = Topic.objects.create(slug="luohu", name="落户", order=1, synonyms=["户口"])
    zhufang = Topic.objects.create(slug="zhufang", name="住房安居", order=2, synonyms=["租房补贴"])
    graduates = Audience.objects.create(slug="biyesheng", name="高校毕业生", order=1)
    return Cast(
        shanghai=shanghai,
        xuhui=xuhui,
        pudong=pudong,
        luohu=luohu,
        zhufang=zhufang,
        graduates=graduates,
        in_force=_policy("甲", xuhui, [luohu], [graduates], issued="2025-03-01", expires="2028-02-29"),
        expired=_policy("乙", pudong, [zhufang], [graduates], issued="2019-05-20", expires="2024-05-19"),
        draft=_policy("丙", xuhui, [luohu], [], issued="2026-04-10", expires="2029-04-09", state="draft"),
        unverified=_policy("丁", shanghai, [luohu, zhufang], [], issued="2015-08-14", expires=None),
    )


def _policy(
    mark: str,
    district: District,
    topics: list,
    audiences: list,
    *,
    issued: str,
    expires: str | None,
    state: str = "published",
) -> Policy:
    day = date.fromisoformat(issued)
    policy = Policy.objects.create(
        slug=f"test-{day.year}-{SERIALS[mark]}",
        title=f"测试政策{mark}",
        doc_number=f"测{mark}〔{day.year}〕{SERIALS[mark]}号",
        district=district,
        issued_on=day,
        effective_on=day,
        expires_on=expires and date.fromisoformat(expires),
        source_note="为测试编写，不是真实政策。",
        state=state,
    )
    policy.topics.set(topics)
    policy.audiences.set(audiences)
    policy.ensure_sections()
    body = f"一、总则\n测试政策{mark}的第一段。\n二、附则\n测试政策{mark}的最后一段。"
    policy.sections.filter(kind="original").update(state="content", body=body)
    return policy
