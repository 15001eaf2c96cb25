"""Pure functions over Chinese official text, held to tables in tests/golden/."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.text import docnumber
from policies.text.dates import in_chinese, year_before
from policies.text.normalize import clean, fold_case

GOLDEN = Path(__file__).parent / "golden"


def golden(name):
    rows = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["because"]) for row in rows]


@pytest.mark.parametrize("row", golden("docnumber.json"))
def test_a_document_number_is_normalised(row):
    assert docnumber.normalize(row["text"]) == row["normal"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  公租房\t 申请 ", "公租房 申请"),
        ("人\u200b才\u202e\ufeff", "人才"),
        ("a\x00b\x1b", "ab"),
        ("ＡＢＣ１２３", "ABC123"),
        ("\ud800租房", "租房"),
        ("2.5%", "2.5%"),
        ("《上海市居住证管理办法》", "《上海市居住证管理办法》"),
    ],
)
def test_cleaning_keeps_what_can_be_seen(raw, expected):
    assert clean(raw) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once


def test_folding_ignores_case_and_width():
    assert fold_case("ＸuHui ") == fold_case("xuhui")


def test_a_date_is_written_as_documents_write_it():
    assert in_chinese(date(2015, 8, 4)) == "2015年8月4日"


def test_the_year_before_a_leap_day_exists():
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
