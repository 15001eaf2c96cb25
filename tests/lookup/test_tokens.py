"""Texts become comparable, and are cut so that every word of theirs can be found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lookup import tokens
from policies.text.folding import fold, fold_with_offsets
from tests.library import SHIPPED, rows


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("徐委［２０１５］", "徐委[2015]"),
        ("人才\u200b公寓\u202e\x00", "人才公寓"),
        ("臺灣居民居住證", "台湾居民居住证"),
        ("購房補貼", "购房补贴"),
        ("㈱①", "(株)1"),
        ("公租房", "公租房"),
        ("2.5%", "2.5%"),
        ("\ud800a", "a"),
    ],
)
def test_dress_is_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("公租房", "公 公租 租 租房 房"),
        ("公租，房", "公 公租 租 房"),
        ("R字签证", "r 字 字签 签 签证 证"),
        ("不少于2.5亿元，120分", "不 不少 少 少于 于 2.5 亿 亿元 元 120 分"),
        ("徐委〔2015〕15号", "徐 徐委 委 2015 15 号"),
        ("𠮷野", "𠮷 𠮷野 野"),
        ("a_b-c", "a b c"),
        ("。、", ""),
    ],
)
def test_text_is_cut_into_characters_pairs_and_words(text, cut):
    assert tokens.indexed(text) == cut


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("外地应届生怎么落户", ["外地应届生", "落户"]),
        ("落户怎么办", ["落户"]),
        ("怎么办", ["办"]),
        ("怎么", ["怎么"]),
        ("高技能人才", ["高技能人才"]),
        ("有效期", ["有效期"]),
        ("在站博士后", ["在站博士后"]),
        ("税", ["税"]),
        ("目的", ["目的"]),
        ("网吧", ["网吧"]),
        ("我国", ["我国"]),
        ("我校", ["我校"]),
        ("自我", ["自我"]),
        ("酒吧", ["酒吧"]),
        ("标的物", ["标的物"]),
        ("税吗", ["税"]),
        ("我们公司可以申请吗", ["公司", "申请"]),
        ("购房的资格", ["购房", "资格"]),
        ("、。", []),
    ],
)
def test_function_words_are_dropped_only_where_something_is_left(question, words):
    assert tokens.content(question) == words


@given(st.text())
def test_offsets_lead_back_to_the_text(text):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    if offsets is None:
        assert len(folded) == len(text)
    else:
        assert len(offsets) == len(folded)
        assert offsets == sorted(offsets)
        assert all(fold(text[offset]) for offset in offsets)


@given(st.text(alphabet="公租房徐汇落户a1。 ", max_size=30))
def test_every_word_of_one_or_two_characters_is_a_token(text):
    cut = tokens.cut(fold(text))
    for run in tokens.runs(text):
        if tokens.is_han(run):
            assert {*run, *(run[offset : offset + 2] for offset in range(len(run) - 1))} <= set(cut)
        else:
            assert run in cut


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("1,000万元", ["1000", "万", "万元", "元"]),
        ("1,234,567.50", ["1234567.50"]),
        ("1,2、10,00", ["1", "2", "10", "00"]),
        ("1,0000", ["1", "0000"]),
    ],
)
def test_commas_between_thousands_are_left_out(text, cut):
    assert tokens.cut(fold(text)) == cut


def test_variants_of_hong_kong_and_taiwan_are_folded():
    assert fold("衞生、臺灣、群眾、裏面") == "卫生、台湾、群众、里面"


def test_folding_changes_no_simplified_character_of_the_entries():
    text = "".join(str(value) for row in rows(SHIPPED, "policies") for value in row["fields"].values())
    han = {char for char in text if "\u4e00" <= char <= "\u9fff"}
    assert len(han) > 800
    assert {char: fold(char) for char in han if fold(char) != char} == {}
