"""What was a 文号 and lost a sign, or got a wrong one. Nothing is repaired here: a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.text.docnumber import CLOSING, OPENING, DocNumber


@dataclass(frozen=True, slots=True)
class DamagedNumber:
    """`seen` stands at `start` of the line; `likely` is what it should say, None where nobody can know."""

    start: int
    seen: str
    likely: str | None
    why: str
    """For staff, in Chinese."""


_BEHIND_AN_AGENCY = r"(?<=[\u4e00-\u9fff])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SERIAL = r"(?P<serial>\d{1,5})"
_IN_BRACKETS = f"[{OPENING}]{_YEAR}[{CLOSING}]"
# Behind a number, these make it one of a house or a plot.
_NOT_A_PLACE = "(?![楼地块线院室门厂店])"
_KINDS = (
    (rf"\s?[{OPENING}]\s?{_YEAR}\s?{_SERIAL}\s?号{_NOT_A_PLACE}", "文号缺了右括号“〕”。"),
    (rf"{_YEAR}[〕﹞]第?{_SERIAL}\s?号{_NOT_A_PLACE}", "文号缺了左括号“〔”。"),
    (rf"(?!〔\d{{4}}〕){_IN_BRACKETS}\s?{_SERIAL}\s?号{_NOT_A_PLACE}", "公文的文号用六角括号“〔〕”。"),
    (rf"[〔﹝]{_YEAR}[〕﹞]{_SERIAL}(?![\d\s]*号|\d|-)", "文号缺了“号”字。"),
    (r"[〔﹝](?:\d{1,3}|\d{5,8})[〕﹞]\s?\d{1,5}\s?号", "文号里的年份不是四位数。"),
    (rf"{_IN_BRACKETS}\s?第\s?{_SERIAL}\s?号", "公文的文号里，序号前没有“第”字。"),
    # O, o, l and I as a machine reads them for 0 and 1.
    (
        rf"[{OPENING}](?=\d{{0,3}}[OoIl])(?P<year>[\dOoIl]{{4}})[{CLOSING}]\s?{_SERIAL}\s?号",
        "文号里的年份有字母，大概是数字。",
    ),
)
_PATTERNS = [(re.compile(_BEHIND_AN_AGENCY + pattern), why) for pattern, why in _KINDS]
# Most lines hold no bracket, and are done with at once.
_ANY_BRACKET = re.compile(f"[{OPENING}{CLOSING}]")
_DIGITS = str.maketrans("OoIl", "0011")

_STANDARD = re.compile(r"〔\d{4}〕[1-9]\d*\s?号")


def damaged(line: str) -> Iterator[DamagedNumber]:
    """What reads as a 文号 with something wrong in it, by kind of damage; each stretch once.

    >>> [(each.seen, each.likely) for each in damaged("见沪府(2015)3号")]
    [('(2015)3号', '〔2015〕3号')]
    """
    if not _ANY_BRACKET.search(line):
        return
    taken: set[int] = set()
    for pattern, why in _PATTERNS:
        for match in pattern.finditer(line):
            if match.start() not in taken:
                taken.update(range(*match.span()))
                yield DamagedNumber(match.start(), match.group(), _likely(match), why)


def _likely(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if not parts:
        return None
    year = parts["year"].translate(_DIGITS)
    return f"〔{year}〕{int(parts['serial'])}号"


def of_whole_line(line: str) -> DamagedNumber | None:
    """The line under a title that is nothing but a 文号: what it lacks of the standard dress; None where it is in it.

    >>> of_whole_line("徐委[2015]15").likely, of_whole_line("徐委〔2015〕15号")
    ('徐委〔2015〕15号', None)
    """
    number = DocNumber.parse(line)
    if number is None or _STANDARD.search(line):
        return None
    seen = line.strip()
    lost = [] if seen.endswith("号") else ["缺了“号”字"]
    if "〔" not in line or "〕" not in line:
        lost.append("括号不是六角括号“〔〕”")
    why = f"发文字号{'，'.join(lost) or '的写法不规范'}。"
    return DamagedNumber(line.index(seen), seen, str(number), why)
