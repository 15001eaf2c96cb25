"""Dates in official text: what is one, what was one, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text.dates import damaged, find, in_chinese, parse
from tests.test_text import golden


@pytest.mark.parametrize("row", golden("dates.json"))
def test_a_date_is_read_only_where_it_is_complete(row):
    assert parse(row["text"]) == (date.fromisoformat(row["day"]) if row["day"] else None)


@pytest.mark.parametrize("row", golden("dates.json"))
def test_a_damaged_date_is_told_with_all_its_readings(row):
    readings = [day.isoformat() for each in damaged(row["text"]) for day in each.readings]
    assert readings == row.get("readings", [])


def test_dates_are_found_in_a_sentence_with_their_offsets():
    text = "本办法自2020年1月1日起施行，有效期至二〇二四年十二月三十一日。"
    assert [(text[each.start : each.end], each.day) for each in find(text)] == [
        ("2020年1月1日", date(2020, 1, 1)),
        ("二〇二四年十二月三十一日", date(2024, 12, 31)),
    ]


@given(st.dates(date(1949, 1, 1), date(2099, 12, 31)))
def test_what_we_write_we_can_read(day):
    assert parse(in_chinese(day)) == parse(day.isoformat()) == day


@given(st.text(alphabet="0123456789年月日〇一二十.-/ ２", max_size=40))
def test_any_text_is_read_without_an_error(text):
    for each in (*find(text), *damaged(text)):
        assert text[each.start : each.end].strip()
