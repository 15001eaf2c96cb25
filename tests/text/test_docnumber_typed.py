"""文号 as they are typed, held to tests/golden/typed_numbers.json."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.lookup.query import Typed
from policies.text import docnumber_typed
from policies.text.docnumber import DocNumber
from policies.text.normalize import clean
from tests.test_text import golden

PIECES = [
    *"第年号 -〔〕[]()沪府规发徐委",
    "2015",
    "二〇一九",
    "15",
    "四十五",
    "No.",
    "SMPG D",
    "关于",
    "公租房",
]


@pytest.mark.parametrize("row", golden("typed_numbers.json"))
def test_a_number_is_recognised_as_it_is_typed(row):
    numbers = Typed.parse(row["text"]).numbers
    assert [str(number) for number in numbers] == ([row["number"]] if row["number"] else [])


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_what_is_found_is_a_number_in_its_place(raw):
    text, end = clean(raw), 0
    for found in docnumber_typed.find(text):
        assert end <= found.start < found.end <= len(text)
        assert DocNumber.parse(str(found.number)) == found.number
        end = found.end
