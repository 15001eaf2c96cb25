"""What was typed, read once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lookup.query import MAX_CHARS, MAX_TERMS, Typed
from policies.text.docnumber import DocNumber

NUMBER = DocNumber("徐委", 2015, 15)


@pytest.mark.parametrize(
    "dress",
    [
        "徐委〔2015〕15号",
        "徐委[2015]15",
        "徐委［２０１５］１５号",
        "徐委﹝2015﹞15号",
        "徐委【2015】15号",
        "徐委（2015）15号",
        "徐委2015-15",
        " 徐委 〔2015〕 15 号 ",
        "徐委\u200b〔2015〕015号",
    ],
)
def test_a_document_number_is_recognised_in_any_dress(dress):
    assert Typed.parse(dress).numbers == (NUMBER,)
    assert not Typed.parse(dress).words


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("关于徐委〔2015〕15号", ("关于",)),
        ("文号：徐委〔2015〕15号", ("文号",)),
        ("徐委〔2015〕第15号", ()),
        ("徐委2015第15号", ()),
        ("徐委2015年15号", ()),
        ("徐委〔2015〕15号是什么", ("是什么",)),
        ("《徐委〔2015〕15号》", ()),
        ("徐委{2015}15号", ()),
        ("徐委〖2015〗15号", ()),
        ("徐委<2015>15号", ()),
        ("徐委〔2015〕15号文", ()),
        ("徐委〔2015〕15号文件", ()),
        ("徐委〔2015〕15號", ()),
        ("关于徐委2015-15", ("关于",)),
        ("文号：徐委2015-15号文件", ("文号",)),
        ("我想查一下徐委〔2015〕15号", ("我想查一下",)),
        ("文号是徐委〔2015〕15号吗", ("文号是", "吗")),
        ("關於徐委〔2015〕15號", ("關於",)),
        ("徐委[2015]15是什么", ("是什么",)),
        ("徐委〔2015〕15号文化人才", ("文化人才",)),
        ("徐委〔2015〕15号-公租房", ("公租房",)),
        ("公租房，徐委〔2015〕15号，落户", ("公租房", "落户")),
    ],
)
def test_a_document_number_is_found_among_other_words(raw, words):
    assert (Typed.parse(raw).numbers, Typed.parse(raw).words) == ((NUMBER,), words)


def test_a_document_number_can_be_excluded_or_quoted_as_it_stands():
    assert Typed.parse("公租房 -徐委〔2015〕15号").excluded == ("徐委〔2015〕15号",)
    excluded = Typed.parse("公租房 -关于徐委〔2015〕15号")
    assert (excluded.excluded, excluded.numbers) == (("关于徐委〔2015〕15号",), ())
    assert Typed.parse("“徐委〔2015〕15号”").phrases == ("徐委〔2015〕15号",)
    assert Typed.parse("“关于徐委〔2015〕15号”").text == "“关于徐委〔2015〕15号”"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("职称，积分", ("职称", "积分")),
        ("职称、积分/落户", ("职称", "积分", "落户")),
        ("硕士;浦东", ("硕士", "浦东")),
        ("职称。积分！", ("职称", "积分")),
        ("能落户吗？要积分吗？", ("能落户吗", "要积分吗")),
        ("关键词：公租房", ("关键词", "公租房")),
        ("《公租房管理办法》积分", ("公租房管理办法", "积分")),
        ("2015，2016年", ("2015", "2016年")),
        ("1，000，000元", ("1,000,000元",)),
        ("9：00", ("9:00",)),
        ("1,000万元", ("1,000万元",)),
        ("3/4", ("3/4",)),
        ("2.5%", ("2.5%",)),
        ("2025-2027", ("2025-2027",)),
    ],
)
def test_commas_and_the_like_part_words_but_not_numbers(raw, words):
    assert Typed.parse(raw).words == words


@pytest.mark.parametrize(
    "text",
    [
        "2025-2027",
        "申报2025-2027",
        "徐委",
        "2015",
        "3-5年",
        "2015年15天",
        "关于2015年15号",
        "积分落户2015年第3批",
        "公租房2015第1季度",
        "补贴(2024)12个月",
        "公租房2015-16年",
        "公租房(2015)2.5万",
        "〔2015〕15号",
        "a-b",
    ],
)
def test_what_only_looks_like_a_number_is_a_word(text):
    assert Typed.parse(text).words == (text,)
    assert Typed.parse(text).numbers == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("博士后 租房补贴", {"words": ("博士后", "租房补贴")}),
        ("“租房 补贴” 浦东", {"phrases": ("租房 补贴",), "words": ("浦东",)}),
        ('"租房补贴"', {"phrases": ("租房补贴",)}),
        ("「租房补贴」", {"phrases": ("租房补贴",)}),
        ("住房 -公积金", {"words": ("住房",), "excluded": ("公积金",)}),
        ("住房 －公积金", {"words": ("住房",), "excluded": ("公积金",)}),
        ("住房，-公积金", {"words": ("住房",), "excluded": ("公积金",)}),
        ('住房 -"住房 公积金"', {"words": ("住房",), "excluded": ("住房 公积金",)}),
        ("积分 徐委2015-15", {"words": ("积分",), "numbers": (NUMBER,)}),
        ("公租房 2015-16", {"words": ("公租房", "2015-16")}),
        ("2024-2026年", {"words": ("2024-2026年",)}),
        ("- 住房", {"words": ("-", "住房")}),
        ('没有合上的"引号', {"words": ("没有合上的", "引号")}),
        ("", {}),
        (" \x00\u200b ", {}),
    ],
)
def test_the_parts_of_a_query(raw, expected):
    query = Typed.parse(raw)
    parts = {"words": (), "phrases": (), "excluded": (), "numbers": ()} | expected
    assert {name: getattr(query, name) for name in parts} == parts
    assert not query.cut


@pytest.mark.parametrize(
    "raw", ["租" * 101, "租" * 60_000, "词 " * 9, "㍿" * 60_000, "租" * 90 + "，徐委2015第1号"]
)
def test_a_long_query_is_cut_and_says_so(raw):
    query = Typed.parse(raw)
    assert query.cut
    assert len(query.text) <= MAX_CHARS
    assert len(query.words) <= MAX_TERMS


def test_as_much_as_is_allowed_is_not_cut():
    assert not Typed.parse("租" * MAX_CHARS).cut
    assert not Typed.parse(" ".join("词" * MAX_TERMS)).cut


def test_signs_that_part_words_stay_in_the_search_box():
    assert Typed.parse("《公租房》？").text == "《公租房》?"
    assert Typed.parse("，。").text == ""


PIECES = [*"第年号-， “”《》", "徐委", "关于", "2015", "〔2015〕", "（2015）", "15", "是什么"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_reading_what_was_understood_gives_the_same_again(raw):
    query = Typed.parse(raw)
    again = Typed.parse(query.text)
    assert (again.words, again.phrases, again.excluded, again.numbers) == (
        query.words,
        query.phrases,
        query.excluded,
        query.numbers,
    )
    assert bool(query) == bool(query.text)


def test_a_word_can_be_taken_out_or_replaced():
    query = Typed.parse("徐汇 “租房 补贴” -公积金 2015")
    assert query.replaced("徐汇", "") == "“租房 补贴” -公积金 2015"
    assert query.replaced("2015", "2016") == "徐汇 “租房 补贴” -公积金 2016"
