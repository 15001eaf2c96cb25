"""A text that two people changed: the paragraphs that differ, and the text with some of them taken over."""

from __future__ import annotations

import pytest

from policies.admin.pieces import MOST_PIECES, PAGE_CHARS, TextInPieces, taken_over

STORED = "第一条 甲。\n第二条 每月补贴八百元。\n第三条 别人加的这一条。\n第四条 丁。"
TYPED = "第一条 甲。\n第二条 每月补贴九百元。\n第四条 丁。\n附则由我新写。"


def pieces(stored=STORED, typed=TYPED):
    return TextInPieces.of("body", "正文", stored, typed).pieces


def test_each_paragraph_that_differs_is_a_piece_with_its_choice():
    assert [piece.choice for piece in pieces()] == [
        "换成别人的这一段",
        "加上别人的这一段",
        "去掉您的这一段",
    ]
    assert [piece.above for piece in pieces()] == ["第一条 甲。", "", "第四条 丁。"]


@pytest.mark.parametrize(
    ("ticked", "text"),
    [
        ((), TYPED),
        ((0,), TYPED.replace("九百", "八百")),
        ((1,), TYPED.replace("第四条", "第三条 别人加的这一条。\n第四条")),
        ((2,), TYPED.removesuffix("\n附则由我新写。")),
        ((0, 1, 2), STORED),
    ],
)
def test_what_is_ticked_is_taken_and_the_rest_stays(ticked, text):
    found = pieces()
    assert taken_over(STORED, TYPED, {found[index].key for index in ticked}) == (text, 0)


def test_of_equal_pieces_each_is_taken_by_itself():
    stored, typed = "甲\n乙\n丙", "甲\n\n乙\n\n丙"
    first, second = pieces(stored, typed)
    assert taken_over(stored, typed, {first.key}) == ("甲\n乙\n\n丙", 0)
    assert taken_over(stored, typed, {second.key}) == ("甲\n\n乙\n丙", 0)


def test_a_piece_that_was_typed_over_meanwhile_is_not_taken():
    key = pieces()[0].key
    later = TYPED.replace("九百", "一千")
    assert taken_over(STORED, later, {key}) == (later, 1)


@pytest.mark.parametrize(
    "one",
    ["字" * 1_000_000, "字\n" * 500_000, "甲乙丙丁戊。\n" * 900, "甲1，乙2。" * 9_000],
    ids=["long", "lines", "many", "scattered"],
)
def test_a_page_of_large_texts_is_bounded_and_all_of_it_can_be_taken(one):
    other = one.replace("字", "句").replace("甲", "庚")
    text = TextInPieces.of("body", "正文", one, other)
    assert 0 < len(text.pieces) <= MOST_PIECES
    assert sum(piece.size for piece in text.pieces) <= PAGE_CHARS + text.pieces[-1].size
    while text.pieces:
        other, missed = taken_over(one, other, {piece.key for piece in text.pieces})
        assert not missed
        text = TextInPieces.of("body", "正文", one, other)
    assert (other, text.left_out) == (one, 0)
