"""Why a policy is in a list, where its title does not say so."""

import pytest

from policies.lookup.lexicon import Word
from policies.lookup.query import Typed
from policies.lookup.snippets import Highlighter
from policies.lookup.wanted import wanted
from policies.models import Section, SynonymGroup
from policies.results.reasons import OtherWords, Reasons, Under
from policies.vocabulary import SectionKind

OTHERS = {"租房补贴": ("租赁补贴", "租金补贴"), "落户": ("户口",)}
PARTS = {"租房补贴": ("租房", "补贴")}
FILED = {
    Under.NUMBER: ["沪人社规〔2020〕24号"],
    Under.TOPIC: ["住房安居", "落户"],
    Under.ISSUER: ["上海市房屋管理局"],
}


def found(question, title, scope=None, **sections):
    typed = Typed.parse(question)
    words = [Word(word, OTHERS.get(word, ())) for word in typed.words]
    marks = Highlighter(wanted(words, typed, lambda word: PARTS.get(word, (word,))))
    return Reasons.of(marks, title, sections, FILED, scope)


@pytest.mark.parametrize("title", ["租房补贴办法", "租房的补贴", "租　房補貼办法"])
def test_a_title_that_says_it_needs_no_reason(title):
    assert found("租房补贴", title, support="租房补贴每月。") == Reasons()


def test_a_title_that_says_half_of_it_is_helped_by_a_passage():
    reasons = found("公租房 申请", "公租房办法", procedure="申请时带证件。")
    assert reasons.passage.kind is SectionKind.PROCEDURE
    assert reasons.other_words == reasons.filed == ()


def test_a_question_for_one_section_shows_its_passage():
    reasons = found("补贴", "补贴办法", SectionKind.SUPPORT, support="补贴每月。", original="补贴")
    assert reasons.passage.kind is SectionKind.SUPPORT


@pytest.mark.parametrize(("title", "text"), [("租赁补贴办法", "每月。"), ("人才办法", "租赁补贴每月。")])
def test_the_other_word_that_was_found_is_named(title, text):
    [other] = found("租房补贴", title, support=text).other_words
    assert other == OtherWords("租房补贴", ("租赁补贴",))


def test_no_other_word_is_named_where_the_word_itself_stands():
    assert found("租房补贴", "租赁补贴办法", support="即租房补贴。").other_words == ()


@pytest.mark.parametrize(
    ("question", "filed"),
    [
        ("沪人社规〔2020〕24号", (Under.NUMBER, "沪人社规〔2020〕24号")),
        ("住房安居", (Under.TOPIC, "住房安居")),
        ("房屋管理局", (Under.ISSUER, "上海市房屋管理局")),
    ],
)
def test_what_it_is_filed_under_is_a_reason_where_nothing_else_says_it(question, filed):
    assert found(question, "一个办法", original="没有这些词。").filed == (filed,)


def test_the_document_that_bears_a_number_is_not_told_by_where_it_is_printed():
    reasons = found("沪人社规〔2020〕24号", "一个办法", original="沪人社规〔2020〕24号 通知")
    assert reasons == Reasons(filed=((Under.NUMBER, "沪人社规〔2020〕24号"),))


def test_one_that_cites_the_number_shows_where():
    reasons = found("沪人社规〔2021〕1号", "一个办法", original="依据沪人社规〔2021〕1号。")
    assert reasons.passage
    assert not reasons.filed


def test_a_word_that_stands_in_the_text_needs_no_filing():
    assert found("落户", "一个办法", original="可以落户。").filed == ()


def test_where_no_word_stands_it_is_said_what_stands_of_it():
    reasons = found("租房补贴", "购房补贴办法", original="购房的补贴。")
    assert reasons == Reasons(fragments=("补贴",))


def test_the_list_says_it(cast, client, own_index):
    SynonymGroup.objects.create(name="租房补贴", words=["租赁补贴"])
    Section.objects.filter(policy__slug="jia", kind="support").update(
        body="每月发放租赁补贴。", state="content"
    )
    html = client.get("/policies/", {"q": "租房补贴"}).content.decode()
    assert "按“租房补贴”找到：租赁补贴" in html
    assert "每月发放<mark>租赁补贴</mark>。" in html


@pytest.mark.parametrize(
    ("q", "reason"), [("博士后", "按适用人群找到：博士后"), ("测试机关", "按发文机关找到：测试机关")]
)
def test_the_list_says_what_it_is_filed_under(cast, client, own_index, q, reason):
    assert reason in client.get("/policies/", {"q": q}).content.decode()


@pytest.mark.parametrize(
    ("title", "body", "topic", "told"),
    [
        ("甲", "每个月租金一千元。", "住房", ("每个月",)),
        ("甲", "其他。", "拿多少", ("拿多少",)),
        ("每个月能拿多少", "其他。", "住房", ()),
        ("甲", "其他。", "住房", ()),
    ],
)
def test_where_no_word_stands_the_stretches_by_which_a_sentence_finds_are_told(title, body, topic, told):
    typed = Typed.parse("每个月能拿多少")
    marks = Highlighter(wanted([Word("每个月能拿多少")], typed, lambda word: ()))
    filings = dict.fromkeys(Under, ()) | {Under.TOPIC: (topic,)}
    assert Reasons.of(marks, title, {SectionKind.SUPPORT: body}, filings).fragments == told
