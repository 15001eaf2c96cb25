"""What is a telephone number, and what only looks like one."""

import json
from pathlib import Path

import pytest

from policies.text.telephones import is_telephone

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
