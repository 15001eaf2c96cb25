"""Which years a question names, held to tests/golden/years.json; the year of the question is 2026."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text.folding import fold
from policies.text.years import in_digits, named
from tests.test_text import golden

PIECES = [
    "年",
    "度",
    "近",
    "最近",
    "至",
    "-",
    "今",
    "去",
    "前",
    "三",
    "十",
    "二〇二四",
    "2021",
    "2023",
    "19",
    "20",
    "零",
]


@pytest.mark.parametrize("row", golden("years.json"))
def test_years_are_read(row):
    found = named(fold(in_digits(row["text"])), 2026)
    assert [year for each in found for year in each.years] == row["years"]


def test_what_names_a_year_is_told_without_the_words_around_it():
    text = "2021-2023年租房和去年落户"
    assert [text[each.start : each.end] for each in named(text, 2026)] == ["2021-2023年", "去年"]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join), st.integers(1949, 2100))
def test_whatever_is_named_lies_in_the_text_and_in_order(text, this_year):
    end = 0
    digits = in_digits(text)
    for each in named(digits, this_year):
        assert end <= each.start < each.end <= len(digits)
        assert each.years
        end = each.end
