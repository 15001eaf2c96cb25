"""Chinese numerals, held to tests/golden/numerals.json."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import numerals
from tests.test_text import golden


@pytest.mark.parametrize("row", golden("numerals.json"))
def test_a_numeral_is_read(row):
    assert numerals.parse(row["text"]) == row["value"]


@given(st.integers(0, numerals.LARGEST))
def test_what_is_written_is_read_again(number):
    assert numerals.parse(numerals.to_chinese(number)) == number


@given(st.text(alphabet="一二三十百千零〇○①９1第、.", max_size=12) | st.text())
def test_nothing_breaks_the_reader(text):
    value = numerals.parse(text)
    assert value is None or value >= 0


def test_only_numbers_with_a_name_are_written():
    with pytest.raises(ValueError, match="10000"):
        numerals.to_chinese(10000)
