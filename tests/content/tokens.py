"""The values of a text, in order and in one dress: web addresses, 文号, dates, telephones and figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

from policies.text import dates, docnumber, numerals

Found = tuple[int, str]

_ADDRESS = re.compile(r"(?:https?://)?(?P<rest>(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?][!-~]*)?)")
_NUMBER = re.compile(r"(?P<run>[\u4e00-\u9fff]{2,20})〔(?P<year>\d{4})〕(?P<serial>\d{1,5})号")
# A newspaper and its day stand side by side in a record: 文汇报2016-05-05.
_DAY = re.compile(r"(?<=[\u4e00-\u9fff])(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-?\d{5,8}|\d{8}|[48]00\d{7})(?!\d)")
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
# Words that make a character a number: 七个工作日, 两年, but not 一网通办.
_COUNTED = "(?=[个年月日天周人名次项条套分倍届类元档批期岁万亿])"
_NUMERAL = "[一二三四五六七八九十百千两]{1,5}"
_UNITS = {"万": 10_000, "亿": 100_000_000, None: 1}
_AMOUNT = re.compile(
    rf"(?:(?P<from>{_FIGURE}|{_NUMERAL})[至到—–-])?(?P<to>{_FIGURE}|{_NUMERAL}{_COUNTED})(?P<unit>[万亿])?"
)


def tokens(text: str) -> list[str]:
    """
    >>> tokens("按沪府规〔2019〕45号，2024年3月1日起补贴一至三万元，电话021-12367；七个工作日办结，利率1.5%。")
    ['沪府规〔2019〕45号', '2024-03-01', '10000', '30000', '12367', '7', '1.5']
    """
    text = unicodedata.normalize("NFKC", text)
    found: list[Found] = []
    for reader in (_addresses, _numbers, _dates, _telephones, _amounts):
        text = _read(reader, text, found)
    return [value for _, value in sorted(found)]


def _read(reader: Callable[[str], Iterator[tuple[int, int, str]]], text: str, found: list[Found]) -> str:
    """`text` with blanks where values were found."""
    for start, end, value in list(reader(text)):
        found.append((start, value))
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """An address is one value, whatever digits are in it, and the same with http:// and without."""
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), match["rest"].rstrip("/")


def is_address(value: str) -> bool:
    return bool(_ADDRESS.fullmatch(value))


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NUMBER.finditer(text):
        agency = docnumber.agency_in(match["run"]) or match["run"][-4:]
        start = match.end("run") - len(agency)
        yield start, match.end(), docnumber.normalize(f"{agency}〔{match['year']}〕{match['serial']}号")


def _dates(text: str) -> Iterator[tuple[int, int, str]]:
    for each in dates.find(text):
        yield each.start, each.end, each.day.isoformat()
    for match in _DAY.finditer(text):
        yield match.start(), match.end(), match[0]


def _telephones(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TELEPHONE.finditer(text):
        yield match.start(), match.end(), match[0].removeprefix("021-")


def _amounts(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _AMOUNT.finditer(text):
        for name in ("from", "to"):
            if match[name]:
                yield match.start(name), match.end(name), _amount(match[name], match["unit"])


def _amount(written: str, unit: str | None) -> str:
    plain = written.replace(",", "").replace("两", "二")
    figure = Decimal(plain) if plain[0].isdecimal() else Decimal(numerals.parse(plain) or 0)
    return f"{(figure * _UNITS[unit]).normalize():f}"
