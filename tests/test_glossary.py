"""No word of officials is left unexplained on a public page.

The policies below hold no such word themselves, so whatever stands on a page is the portal's own.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from policies import glossary
from policies.lookup.index import UnavailableError
from policies.models import Issuer, Policy, PolicyIssuer, Relation, Section
from policies.vocabulary import RelationKind, SectionState, Validity
from tests.data import make_district
from tests.test_site import Page

# Words that nobody uses at home, and where their meaning is. "" has none: the portal must not use them.
JARGON = {
    "发文字号": "doc-number",
    "文号": "doc-number",
    "规范写法": "standard-form",
    "发文机关": "issuer",
    "成文": "issued-on",
    "施行": "effective-on",
    "失效": "expires-on",
    "废止": "repealed",
    "核实日期": "verified-on",
    "市级": "city-level",
    "编者注": "editors-note",
    "效力": "validity",
    "现行有效": "in-force",
    "尚未施行": "upcoming",
    "待核实": "unverified",
    "不再适用": "past",
    "已失效": "expired",
    "已废止": "repealed-already",
    "待补": "pending",
    "原文未规定": "absent",
    "来源类别": "source-kind",
    "可靠程度": "source-grade",
    "官方英文版": "english-version",
    "机构资料": "institutional",
    "转载": "third-party",
    "存疑": "doubtful",
    "本站拟题": "our-title",
    "依据": "basis",
    "实施细则": "implements",
    "上位文件": "implements",
    "修订": "revises",
    "替代": "replaces",
    "解读": "explains",
    "转发": "forwards",
    **dict.fromkeys(
        (
            "届满",
            "主送机关",
            "抄送",
            "印发",
            "签发",
            "落款",
            "署名",
            "题注",
            "附则",
            "法定",
            "时效",
            "兹",
            "特此",
            "予以",
        ),
        "",
    ),
}
ANY = re.compile("|".join(sorted(JARGON, key=len, reverse=True)))


class Words(Page):
    """A page with its text, as it is read from the first word to the last; for paper too."""

    @property
    def words(self):
        return "".join(self.text)

    def handle_data(self, data):
        super().handle_data(data)
        self.text.append(data)

    @property
    def explained(self):
        """The slugs of all words that this page explains or leads to the meaning of."""
        here = {name.removeprefix("word-") for name in self.ids if self.is_help or name.startswith("word-")}
        targets = map(urlsplit, self.links)
        return here | {target.fragment for target in targets if target.path == "/help/"}

    @property
    def is_help(self):
        return "words" in self.ids

    @property
    def unexplained(self):
        return sorted({word for word in ANY.findall(self.words) if JARGON[word] not in self.explained})


def days(number):
    return timezone.localdate() + timedelta(days=number)


STATES = {
    Validity.IN_FORCE: {"expires_on": 12, "issued_on": -900},
    Validity.UPCOMING: {"effective_on": 12},
    Validity.UNVERIFIED: {"verified_on": -800},
    Validity.EXPIRED: {"expires_on": -1},
    Validity.REPEALED: {"repealed_on": 0},
    Validity.PAST: {},
}


SOURCES = {
    Validity.IN_FORCE: {"source_kind": "official", "source_grade": "high", "title_is_ours": True},
    Validity.UPCOMING: {"source_kind": "english"},
    Validity.UNVERIFIED: {"source_kind": "third_party", "uncertain_reason": "甲"},
    Validity.EXPIRED: {"source_kind": "institutional"},
    Validity.REPEALED: {"uncertain_reason": "甲", "title_is_ours": True},
    Validity.PAST: {"past_reason": "甲"},
}


def make(slug, district, **fields):
    policy = Policy.objects.create(
        slug=slug,
        title=f"甲乙{slug}",
        doc_number="甲[2026]1",
        district=district,
        source_note="甲。",
        state="published",
        **fields,
    )
    PolicyIssuer.objects.create(policy=policy, issuer=Issuer.objects.get_or_create(name="甲局")[0])
    return policy


@pytest.fixture
def cast(db):
    """One policy in each validity, all related in every way, with sections in every state and an earlier text."""
    district = make_district("xuhui")
    policies = [
        make(
            validity.value,
            district,
            **{name: days(number) for name, number in dates.items()},
            **SOURCES[validity],
        )
        for validity, dates in STATES.items()
    ]
    first, *others = policies
    for kind in RelationKind:
        Relation.objects.create(source=first, target=others[0], kind=kind)
        Relation.objects.create(source=others[1], target=first, kind=kind)
    Policy.objects.filter(pk=first.pk).update(editorial_note="甲。")
    section = Section.objects.create(policy=first, kind="original", state="content", body="甲。")
    section.body = "乙。"
    section.save()
    Section.objects.create(policy=first, kind="support", state="absent")
    return policies


def addresses(cast):
    first = cast[0].get_absolute_url()
    number = Section.objects.with_last_version().get(kind="original").last_version
    return [
        "/",
        *(
            "/about/",
            "/help/",
            "/accessibility/",
            "/privacy/",
            "/start/",
            "/start/?audience=&district=",
            "/matrix/",
            "/compare/",
        ),
        *(
            "/policies/",
            "/policies/?q=甲乙",
            "/policies/?q=没有&district=xuhui",
            "/policies/?district=nowhere",
        ),
        *("/policies/print", "/policies/suggest", "/policies/suggest?q=甲乙", "/policies/suggest?q=没有"),
        *(policy.get_absolute_url() for policy in cast),
        *(f"{first}versions/", f"{first}versions/{number}/", f"{first}versions/{number}/changes/"),
        f"{cast[1].get_absolute_url()}versions/",
        "/nothing/",
    ]


def test_the_words_of_the_list_have_their_meaning():
    assert {slug for slug in JARGON.values() if slug} == {
        term.slug
        for group in (glossary.ON_PAPER, glossary.VALIDITY, glossary.SOURCES, glossary.RELATIONS)
        for term in group.terms
        if term.slug not in ("published-on", "original-text")
    }
    assert {*Validity.labels, *RelationKind.labels, *SectionState.labels} - {"有内容"} <= JARGON.keys()


def walk(client, cast, mode=""):
    """Every public page: address -> the page."""
    return {
        address: Words(client.get(address + ("&" if "?" in address else "?") + mode).content.decode())
        for address in addresses(cast)
    }


def failing(pages):
    return {address: page.unexplained for address, page in pages.items() if page.unexplained}


@pytest.mark.parametrize("mode", ["", "view=plain"])
def test_no_page_uses_a_word_that_it_does_not_explain(client, cast, mode):
    pages = walk(client, cast, mode)
    assert failing(pages) == {}, "\n".join(map(str, failing(pages).items()))
    shown = {word for page in pages.values() for word in ANY.findall(page.words)}
    assert {word for word, slug in JARGON.items() if slug} <= shown


def test_nor_does_one_without_an_index(client, cast, monkeypatch):
    monkeypatch.setattr("policies.lookup.engine.Engine.on", broken)
    pages = walk(client, cast)
    assert failing(pages) == {}, "\n".join(map(str, failing(pages).items()))


def broken(*args, **kwargs):
    raise UnavailableError


def test_an_unexplained_word_is_found():
    page = Words('<p>已失效，待补</p><a href="/help/#pending">待补</a><b>成文</b><i id="word-issued-on"></i>')
    assert page.unexplained == ["已失效"]
    assert Words("<p>有效期届满</p>").unexplained == ["届满"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["已失效"], ["已失效"]),
        (["失效"], ["失效日期"]),
        (["2015年成文", "2015年成文"], ["成文日期"]),
        (["本政策已被废止并替代。"], ["废止", "替代"]),
        (["待核实", "文号"], ["发文字号", "待核实"]),
        (["区", "", "年份"], []),
        ([], []),
    ],
)
def test_terms_are_found_in_words(texts, words):
    assert [term.word for term in glossary.used_in(*texts)] == words


def test_a_page_explains_what_it_uses_and_nothing_else(client, cast):
    page = client.get(cast[1].get_absolute_url()).content.decode()
    explained = re.findall(r'id="word-([a-z-]+)"><dt>', page)
    assert {"upcoming", "doc-number", "pending", "applying", "accepting"} <= set(explained)
    assert {"repealed-already", "editors-note", "points", "postdoc"}.isdisjoint(explained)
    assert len(explained) == len(set(explained))
