"""Amounts in official text, and what each seems to be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text.amounts import Role, amounts, numbers, role_of
from policies.text.numerals import to_chinese
from tests.test_text import golden


def told(amount):
    return f"{amount.value.normalize():f} {amount.unit}"


@pytest.mark.parametrize("row", golden("amounts.json"), ids=lambda row: row["text"])
def test_an_amount_is_read_in_any_dress(row):
    assert [told(amount) for amount in amounts(row["text"])] == row["amounts"]


@pytest.mark.parametrize("row", golden("amount_roles.json"), ids=lambda row: row["text"])
def test_the_words_around_an_amount_tell_what_it_is(row):
    text = row["text"]
    assert [role_of(text, amount).value for amount in amounts(text)] == row["roles"]


def test_an_amount_among_bare_words_is_not_guessed():
    text = "见附件第3条，30万元"
    assert [role_of(text, amount) for amount in amounts(text)] == [None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不低于1:1", [1, 1]),
        ("每月675至4500元，最高4500元", [675, 4500, 4500]),
        ("六个月", [6]),
        ("第一年100%、第二年75%", [1, 100, 2, 75]),
        ("一次性10万元", [100000]),
        ("最长14天", [14]),
        ("16000多套", [16000]),
        ("一至五万元", [10000, 50000]),
        ("", []),
    ],
)
def test_numbers_are_found_whatever_they_count(text, found):
    assert numbers(text) == found


@given(st.integers(1, 9999))
def test_characters_and_digits_are_one_number(number):
    for dress in (f"{number}", f"{number:,}", to_chinese(number)):
        assert [each.value for each in amounts(f"奖励{dress}万元。")] == [Decimal(number * 10_000)]


@given(st.text(alphabet="0123456789.,，一二十百千万亿零点两元%至～- 每人最高共达给予。\n平方米", max_size=80))
def test_any_text_is_read_and_places_are_true(text):
    for amount in amounts(text):
        assert text[amount.start : amount.end].strip()
        assert role_of(text, amount) in (None, *Role)


@pytest.mark.parametrize("unit", ["一", "1,", "111,", "一点", "1至", "百", "9", " 一"])
def test_what_is_no_amount_is_left_at_once(unit):
    assert amounts(unit * 100_000) == []
