"""QR codes: the path draws the very squares of the code, and what makes no good code makes none."""

import re

import pytest
import segno

from policies.text import qr

ADDRESS = "https://policy.example/policies/xuhui-2015-kechuang-zhongxin/"


def squares(path):
    """The dark squares that the path strokes, as (row, column)."""
    found, row, column = set(), 0, 0
    for command, numbers in re.findall(r"([Mmh])([\d. ]+)", path):
        if command == "M":
            column, row = 0, int(numbers.split()[1].removesuffix(".5"))
        elif command == "m":
            column += int(numbers.split()[0])
        else:
            found |= {(row, column + shift) for shift in range(int(numbers))}
            column += int(numbers)
    return found


@pytest.mark.parametrize("address", [ADDRESS, "http://a/", "https://a.example/" + "x" * (qr.LONGEST - 18)])
def test_the_path_draws_the_matrix(address):
    code = qr.encode(address)
    expected = segno.make(address, micro=False, error="m", mask=qr.MASK)
    assert code.size == expected.symbol_size(border=0)[0]
    assert squares(code.path) == {
        (row, column) for row, line in enumerate(expected.matrix) for column, dark in enumerate(line) if dark
    }
    assert not expected.is_micro
    assert expected.version <= 10
    assert expected.error in "MQH"


def test_white_is_left_around_the_code():
    code = qr.encode(ADDRESS)
    assert code.view_box == f"-4 -4 {code.size + 8} {code.size + 8}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://a.example/" + "x" * (qr.LONGEST - 17),
        "https://a.example/" + "x" * 100_000,
        "https://政策.example/",
        "https://a.example/\udc80",
        "https://a.example/\x00",
        "https://a.example/\n",
    ],
)
def test_what_is_too_long_or_no_address_has_no_code(address):
    assert qr.encode(address) is None
