"""The cast: three people, one draft, one published policy, one that lacks its source, and their taxonomy."""

from __future__ import annotations

import pytest

from policies.models import (
    Audience,
    District,
    Issuer,
    Section,
    Topic,
)
from tests.admin.answers import SUPPORT
from tests.admin.desk import (
    PUBLISHED,
    make_policy,
    signed_in,
)


@pytest.fixture
def editor():
    return signed_in("小编", "编辑")


@pytest.fixture
def reviewer():
    return signed_in("小审", "审核", "分类")


@pytest.fixture
def superuser():
    return signed_in("站长", superuser=True)


@pytest.fixture
def xuhui():
    district, _ = District.objects.get_or_create(
        code="310104", defaults={"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "order": 1}
    )
    return district


@pytest.fixture
def topic():
    value, _ = Topic.objects.get_or_create(slug="settle", defaults={"name": "落户测试", "synonyms": ["户口"]})
    return value


@pytest.fixture
def audience():
    value, _ = Audience.objects.get_or_create(slug="overseas", defaults={"name": "留学测试"})
    return value


@pytest.fixture
def issuer():
    value, _ = Issuer.objects.get_or_create(name="中共测试区委员会")
    return value


@pytest.fixture
def draft(xuhui):
    """Complete, so that it can be published."""
    return make_policy("xuhui-2015-15", district=xuhui, doc_number="徐委〔2015〕15号", source_note="扫描件。")


@pytest.fixture
def incomplete():
    return make_policy("no-district", title="没有来源的意见")


@pytest.fixture
def published(xuhui):
    return make_policy("xuhui-2016-1", district=xuhui, source_note="扫描件。", state=PUBLISHED)


@pytest.fixture
def original(published):
    """Published, with one text of two paragraphs."""
    Section.objects.create(policy=published, kind="support", state="content", body="每月八百元。\n按月发放。")
    return published


@pytest.fixture
def supported(draft):
    """Its 扶持力度 promises a benefit."""
    draft.ensure_sections()
    draft.sections.filter(kind="support").update(state="content", body=SUPPORT)
    return draft
