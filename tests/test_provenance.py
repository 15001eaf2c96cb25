"""Where the content of a policy comes from is said in words, on its page, in lists and on paper."""

from __future__ import annotations

import re
from datetime import date

import pytest

from policies.models import Policy, Relation, Section
from tests.data import make_district

pytestmark = pytest.mark.django_db

HOSTS = {"official_url": "https://gov.example/a", "source_url": "https://shop.example/b"}


@pytest.fixture
def policy():
    return Policy.objects.create(
        slug="a-1",
        title="人才租房补贴",
        doc_number="甲〔2026〕1号",
        district=make_district("xuhui"),
        source_note="见 https://shop.example/b 。",
        expires_on=date(2099, 1, 1),
        state="published",
        **HOSTS,
    )


def html(client, policy, **values):
    Policy.objects.filter(pk=policy.pk).update(**values)
    return client.get(policy.get_absolute_url()).content.decode()


def head(page):
    return re.search(r'<header class="policy__head">.*?</header>', page, re.DOTALL)[0]


def facts(page):
    rows = re.findall(r'<th scope="row">([^<]+).*?<td>(.*?)</td>', page, re.DOTALL)
    return {label: re.sub(r"<[^>]+>|\s+", "", value) for label, value in rows}


@pytest.mark.parametrize(
    ("kind", "words", "warns"),
    [
        ("official", "根据官方原文整理。", False),
        ("english", "根据官方英文版整理，用词可能有出入。", True),
        ("institutional", "据机构资料整理，不是发文机关公布的原文。", True),
        ("third_party", "据转载整理，未与原文核对。", True),
    ],
)
def test_each_kind_of_source_is_said_in_words(client, policy, kind, words, warns):
    Section.objects.create(policy=policy, kind="support", state="content", body="甲")
    page = html(client, policy, source_kind=kind)
    assert f'<p class="facts__text">{words}</p>' in page
    assert (words in head(page)) == warns


def test_an_entry_without_a_text_is_made_from_none(client, policy):
    assert "根据官方原文整理" not in html(client, policy, source_kind="official")


def test_without_a_kind_nothing_is_claimed(client, policy):
    page = html(client, policy)
    assert facts(page)["来源类别"] == "未注明"
    assert "整理" not in head(page)


def test_kind_and_grade_stand_among_the_facts(client, policy):
    page = html(client, policy, source_kind="institutional", source_grade="medium")
    assert facts(page)["来源类别"] == "机构资料可靠程度：中"
    assert facts(html(client, policy, source_kind=""))["来源类别"] == "可靠程度：中"


@pytest.mark.parametrize("kind", ["", "official", "english", "institutional"])
def test_other_sources_can_be_opened(client, policy, kind):
    page = html(client, policy, source_kind=kind)
    name = "官方原文" if kind in ("", "official") else "官方网页"
    assert f'<a class="official" href="{HOSTS["official_url"]}" rel="noopener">打开{name}</a>' in page
    assert f'<a href="{HOSTS["source_url"]}" rel="noopener">打开来源网页</a>' in page


@pytest.mark.parametrize("note", ["", "见某网站的转载。"])
def test_the_host_of_a_reprint_is_named_nowhere(client, policy, note):
    page = html(client, policy, source_kind="third_party", source_note=note)
    for address in ("/", "/policies/", "/policies/?q=人才"):
        page += client.get(address).content.decode()
    assert policy.title in page
    assert "example" not in page
    assert f'name="ContentSource" content="{note or "据转载整理，未与原文核对。"}"' in page


def test_a_note_on_a_reprint_stays_plain_text(client, policy):
    page = html(client, policy, source_kind="third_party")
    assert '<p class="facts__text">见 https://shop.example/b 。</p>' in page
    assert 'href="https://shop.example' not in page


def test_a_reprint_within_its_dates_is_unverified_and_says_so_once(client, policy):
    top = head(html(client, policy, source_kind="third_party"))
    assert "validity--unverified" in top
    assert top.count("据转载整理，未与原文核对。") == 1


def test_the_reason_for_a_doubt_is_told_even_of_what_is_over(client, policy):
    top = head(html(client, policy, uncertain_reason="金额有两种说法"))
    assert top.count("存疑：金额有两种说法。") == 1
    assert "validity--unverified" in top
    top = head(html(client, policy, expires_on=date(2020, 1, 1)))
    assert top.count("存疑：金额有两种说法。") == 1
    assert "validity--expired" in top


def test_a_title_of_ours_is_marked_wherever_it_could_pass_for_a_document(client, policy):
    page = html(client, policy, title_is_ours=True)
    assert "本站拟题" in head(page)
    assert 'data-citation="“人才租房补贴”（本站拟题）(甲〔2026〕1号)"' in page
    listed = client.get("/policies/").content.decode()
    assert re.search(r'人才租房补贴\s*</a> <span class="ours">本站拟题</span></h3>', listed)
    assert "<td>人才租房补贴（本站拟题）</td>" in listed
    other = Policy.objects.create(
        slug="b-1", title="旧办法", district=policy.district, source_note="甲", state="published"
    )
    Relation.objects.create(source=policy, target=other, kind="replaces")
    top = head(html(client, other))
    assert "“人才租房补贴”（本站拟题）" in top
    assert "《人才租房补贴》" not in top


def test_a_title_of_the_document_is_not_marked(client, policy):
    page = html(client, policy) + client.get("/policies/").content.decode()
    assert "本站拟题" not in page
    assert 'data-citation="《人才租房补贴》(甲〔2026〕1号)"' in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source_kind": "third_party"}, "据转载整理"),
        ({"uncertain_reason": "甲"}, "存疑"),
        ({"source_kind": "third_party", "uncertain_reason": "甲"}, "据转载整理，存疑"),
    ],
)
def test_a_row_warns_in_a_few_words(client, policy, values, words):
    Policy.objects.update(**values)
    page = client.get("/policies/").content.decode()
    assert f"<span>{words}</span>" in page
    assert f"<td>待核实，{words}</td>" in page


@pytest.mark.parametrize("kind", ["", "official", "english", "institutional"])
def test_a_row_says_nothing_of_other_sources(client, policy, kind):
    Policy.objects.update(source_kind=kind)
    assert "<td>现行有效</td>" in client.get("/policies/").content.decode()
