"""A notice in several states, and the taxonomy it is filed under: brought in, and what is in the library then."""

from __future__ import annotations

import pytest

from policies.importing.drafting import draft_of
from policies.importing.reading.sources import read
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome, Original, store
from policies.models import (
    District,
    FormerDistrict,
    ImportedSource,
    Issuer,
    NotDuplicate,
    Policy,
    PolicyIssuer,
    PolicyTopic,
    Section,
    Topic,
)

NOTICE = """上海市徐汇区人民政府文件
徐府规〔2020〕3号
关于印发《徐汇区人才公寓管理办法》的通知
各街道：
为了规范徐汇区人才公寓的申请和管理工作，现将办法印发给你们。
一、申报条件
在徐汇区连续工作满一年，并且依法缴纳社会保险的人员。
二、补贴标准
每人每月补贴一千元，补贴的期限最长不超过三年。
三、其他事项
本通知自2020年3月1日起施行，有效期至2025年2月28日。
上海市徐汇区人民政府
2020年2月1日"""


@pytest.fixture(autouse=True)
def taxonomy():
    city = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104", order=1)
    FormerDistrict.objects.create(name="南市区", district=city)
    Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["人才公寓"])


def bring(text: str, name: str = "a.txt", **options) -> ImportOutcome:
    data = text.encode()
    source = read(name, data)
    original = Original(name, source.kind, data, key=name)
    return store(draft_of(source, reference_data()), original, **options)


def everything() -> list[object]:
    """All rows that an import may touch, as values."""
    models = (Policy, Section, Issuer, ImportedSource, NotDuplicate, PolicyTopic, PolicyIssuer)
    return [sorted(map(repr, model.objects.values_list())) for model in models]
