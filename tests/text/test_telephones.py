"""What is a telephone number, what only looks like one, and what a link dials."""

import json
from pathlib import Path

import pytest

from policies.text.telephones import dialled, is_telephone

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "962066",
        "64872222",
        "021-64872222",
        "021 64872222",
        "（021）64872222",
        "(021)64872222转8012",
        "64872222转8012",
        "68289698-8069",
        "400-820-1234",
        "13800001111",
        "+86-21-64872222",
        "０２１－６４８７２２２２",
    ],
)
def test_a_number_is_one_in_any_dress(text):
    assert is_telephone(text)


@pytest.mark.parametrize(
    "text", ["", "12", "人才科", "3万元", "64872222、64872223", "64872222；", "转8012", "a64872222", "1" * 30]
)
def test_what_cannot_be_dialled_is_none(text):
    assert not is_telephone(text)


def test_every_telephone_that_is_shipped_is_one():
    rows = [row for path in FIXTURES.glob("*.json") for row in json.loads(path.read_text(encoding="utf-8"))]
    points = [row["fields"] for row in rows if row["model"] == "policies.servicepoint"]
    assert [each for point in points for each in point.get("telephones", []) if not is_telephone(each)] == []


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12345", "12345"),
        ("021-64835777", "02164835777"),
        ("（021）64835777", "02164835777"),
        ("021-3473-3198", "02134733198"),
        ("+86-21-68283063", "+862168283063"),
        ("+86-21-64872222-8012", "+862164872222"),
        ("+86(021)64872222转8012", "+862164872222"),
        ("86-21-64872222", "+862164872222"),
        ("86 21 6487 2222-8012", "+862164872222"),
        ("8621-64872222", "+862164872222"),
        ("862164872222", "+862164872222"),
        ("（8621）64872222", "+862164872222"),
        ("（86-21）6487-2222", "+862164872222"),
        ("（+86）138 0000 1111", "+8613800001111"),
        ("86216487", "86216487"),
        ("8621-6487-8012", "86216487"),
        ("86216487-8012", "86216487"),
        ("（86216487）", "86216487"),
        ("64872222（8612）", "64872222"),
        ("+852 2345 6789", "+85223456789"),
        ("021-12367", "02112367"),
        ("68289698-8069", "68289698"),
        ("00000001-802", "00000001"),
        ("62400032*279", "62400032"),
        ("400-620-0000", "4006200000"),
        ("4008205114（手机）转9", "4008205114"),
        ("０２１－６４８３５７７７", "02164835777"),
        ("前台", ""),
    ],
)
def test_a_number_as_a_link_dials_it(written, number):
    assert dialled(written) == number
