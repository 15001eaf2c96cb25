"""What the portal says of itself, and how it explains its words."""

import re
from datetime import date
from pathlib import Path

import pytest

from policies import glossary
from policies.models import Policy
from policies.vocabulary import PublicationState, RelationKind, SectionKind, SectionState, Validity
from tests.data import make_district
from tests.pages import html
from tests.test_environment import DUTIES

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).resolve().parent.parent / "static"
TERMS = [term for group in glossary.GROUPS for term in group.terms]


def test_each_word_is_explained_once_with_an_anchor_of_its_own():
    assert len({term.word for term in TERMS}) == len({term.slug for term in TERMS}) == len(TERMS) > 20
    assert [term for term in TERMS if not re.fullmatch("[a-z][a-z-]*", term.slug)] == []
    assert [term for term in TERMS if not (10 <= len(term.meaning) <= 90 and term.meaning[-1] == "。")] == []


@pytest.mark.parametrize(
    "word",
    [
        *Validity.labels,
        *RelationKind.labels,
        SectionState.PENDING.label,
        SectionState.ABSENT.label,
        *[
            "发文字号",
            "发文机关",
            "成文日期",
            "发布日期",
            "施行日期",
            "失效日期",
            "废止日期",
            "核实日期",
            "市级",
            "落户",
            "居转户",
            "积分",
        ],
    ],
)
def test_no_word_of_the_pages_is_left_unexplained(client, word):
    assert f'id="{glossary.slug_of(word)}"' in html(client, "/help/")


def test_a_plain_word_has_no_anchor():
    assert [glossary.slug_of(word) for word in ("区", "年份", "")] == ["", "", ""]


def test_the_facts_of_a_policy_lead_to_their_meaning(client):
    policy = Policy.objects.create(
        slug="a-1",
        title="测试政策",
        district=make_district("xuhui"),
        source_note="测试",
        repealed_on=date(2020, 1, 1),
        state=PublicationState.PUBLISHED,
    )
    found = re.findall(
        r'<th scope="row">([^<]+)<a class="term" href="#word-([a-z-]+)">',
        page := html(client, policy.get_absolute_url()),
    )
    explained = {term.slug: term.word for term in TERMS}
    assert [label for label, _ in found] == [
        "发文字号", "发文机关", "成文日期", "发布日期", "施行日期", "失效日期", "废止日期", "核实日期", "来源类别",
    ]  # fmt: skip
    assert [label for label, slug in found if not label.startswith(explained[slug])] == []
    for _, slug in found:
        [(word, meaning)] = re.findall(rf'id="word-{slug}"><dt>(.*?)</dt><dd>(.*?)</dd>', page)
        assert word == explained[slug]
        assert len(meaning) >= 10


def test_help_names_the_six_sections_in_order(client):
    page = html(client, "/help/")
    offsets = [page.index(label) for label in SectionKind.labels]
    assert offsets == sorted(offsets)


def test_what_an_operator_did_not_set_is_said(client, settings):
    settings.SITE_DUTIES = dict.fromkeys(DUTIES, "")
    about = html(client, "/about/")
    assert "还没有写明主办单位" in about
    assert "不受理申请，也不能代替政府部门答复" in about
    assert "还没有写明联系方式" in html(client, "/accessibility/")


def test_what_an_operator_set_is_said(client, settings):
    settings.SITE_DUTIES = DUTIES
    about = html(client, "/about/")
    assert "主办单位：测试单位。" in about
    assert "演示" not in about
    assert all("联系方式：测试电话" in html(client, f"/{page}/") for page in ("accessibility", "privacy"))


def test_the_privacy_page_tells_of_everything_that_a_script_keeps_in_the_browser(client):
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.js"))
    assert "fetch" in scripts
    keeps = bool(re.search(r"\b(?:localStorage|sessionStorage|indexedDB|document\.cookie)\b", scripts))
    assert keeps == ("保存在您的浏览器里" in html(client, "/privacy/"))
