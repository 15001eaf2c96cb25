"""The bytes of a query string, in GBK or UTF-8."""

from urllib.parse import quote_from_bytes, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text.encodings import in_utf8


@pytest.mark.parametrize("text", ["落户", "人才公寓 落户", "《公租房》2024年", "奉賢", "浜", "ＡＢ租房"])
def test_han_text_in_gbk_is_read(text):
    sent = quote_from_bytes(text.encode("gb18030"))
    assert in_utf8(f"q={sent}&page=2") == f"q={quote_plus(text)}&page=2"


def test_bytes_that_are_not_encoded_are_read_too():
    assert in_utf8("q=" + "落户".encode("gbk").decode("latin-1")) == f"q={quote_plus('落户')}"


@pytest.mark.parametrize(
    "sent", ["%FF%FE", "%81%30%81%30", "%E4%BA%BA%E6%89", "%E8%90%BD%E6", "%zz", "%", "%C2%E4%00", "%A4%A2"]
)
def test_what_is_no_han_text_stays_as_it_was_sent(sent):
    assert in_utf8(f"q={sent}") == f"q={sent}"


@given(st.text())
def test_utf_8_is_never_taken_for_anything_else(text):
    query = f"q={quote_plus(text, errors='ignore')}&in=support"
    assert in_utf8(query) == query


@given(st.binary())
def test_any_bytes_are_taken(sent):
    assert in_utf8("q=" + quote_from_bytes(sent)).startswith("q=")
