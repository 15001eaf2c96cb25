"""Years as a question names them: 2024年度, 二〇二四年, 2021-2023年, 近三年, 去年, 2015年以前.

A question is read in two steps. `in_digits` writes years in numerals as everybody else writes them; `named` finds, in
folded text, which years are meant. What 今年 means depends on the day, so `named` is told the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policies.text import numerals

# More years than this are no choice any more.
MOST_YEARS = 30
# 近几年 says no number.
A_FEW_YEARS = 5

_ZERO = "〇零○oO"
_NUMERAL = f"[{_ZERO}一二三四五六七八九]"
_DIGITS = str.maketrans(f"{_ZERO}一二三四五六七八九", "0" * len(_ZERO) + "123456789")
# Four numerals that are part of no longer number: 一九九八, 二〇二四.
_IN_NUMERALS = re.compile(
    rf"(?<![{_ZERO}一二三四五六七八九十百千])(?:一九|二[〇零○oO]){_NUMERAL}{{2}}(?![{_ZERO}一二三四五六七八九十百千])"
)

_YEAR = r"(?:19|20)\d{2}"
_TO = r"\s?(?:-+|[—–~～]+|至|到)\s?"
# No part of a longer number, nor of a 文号 that is still being typed: 徐委〔2015〕.
_APART, _NO_NUMBER = r"(?<![\d-])", r"(?![\d\-〕\])】}〗>])"
# A month, a day or a class of a year, and a title's own year, are no whole year: 2024年7月, 2020.9, 2022届, （2013年版）.
_NO_YEAR = r"[./]\d|\d{1,2}月|[届版级]|[)）]"
# Each lookbehind and lookahead leaves out words that only hold the same characters: 如今年轻, 过去年代, 附近三年级.
_NAMED = re.compile(
    rf"""{_APART}(?P<first>{_YEAR})年?{_TO}(?:(?P<last>{_YEAR})(?:年度?)?|(?P<short>\d\d)年度?){_NO_NUMBER}
    |{_APART}(?P<since>{_YEAR})(?:年?(?:以来|至今|到今年|到现在|以后|之后)|年后(?![续备勤期代置]))
    |{_APART}(?P<until>{_YEAR})(?:年?(?:以前|之前)|年前(?![沿期台景提置]))
    |{_APART}(?P<year>{_YEAR})(?:年度?+)?+{_NO_NUMBER}(?!{_NO_YEAR})
    |(?<![附])(?:最近|近|(?<!超)过去)(?P<count>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})年(?:来|内)?(?![级制期])
    |(?P<few>(?:(?<!附)近|最近|这)几年来?|(?<![附最])近年来?)(?![级制期度])
    |(?:(?<![如当至迄])今年度?|本年度|^本年)(?![轻代龄])
    |(?P<before>(?<![过除])去年度?|上一?年度)(?![代])
    |(?P<next>(?<![证声说文清聪黎光表阐注申昆透])明年度?)(?![轻代龄限])
    |(?P<before_that>(?<![\u4e00-\u9fff])前年)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class NamedYears:
    """`years` in order, by the words at [start, end) of the text."""

    start: int
    end: int
    years: range
    is_open: bool = False
    """Whether no first year is named: of 2015年以前 only the years that there are can be meant."""


def in_digits(text: str) -> str:
    """The text with the years in it that are written in numerals as digits. Digits that follow belong to no year.

    >>> in_digits("二〇二四年租房"), in_digits("一九九八至二零零二"), in_digits("一二三四")
    ('2024年租房', '1998至2002', '一二三四')
    >>> in_digits("沪府规二〇一九45号")
    '沪府规2019年45号'
    """
    return _IN_NUMERALS.sub(_in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 1]
    return match.group().translate(_DIGITS) + ("年" if following.isdecimal() else "")


def named(text: str, this_year: int) -> Iterator[NamedYears]:
    """Every year, or row of years, that a folded text names, in order.

    >>> [list(found.years) for found in named("近三年和2015年", 2026)]
    [[2024, 2025, 2026], [2015]]
    """
    for match in _NAMED.finditer(text):
        years = _years(match, this_year)
        if 0 < len(years) <= MOST_YEARS:
            yield NamedYears(*match.span(), years, is_open=bool(match["until"]))


def _years(match: re.Match[str], this_year: int) -> range:
    said = match.groupdict()
    if first := said["first"]:
        last = said["last"] or first[:2] + said["short"]
        return range(int(first), int(last) + 1)
    if since := said["since"]:
        return range(int(since), this_year + 1)
    if until := said["until"]:
        return range(int(until) - MOST_YEARS, int(until))
    if said["few"]:
        return _last_years(A_FEW_YEARS, this_year)
    if count := said["count"]:
        return _last_years(_count(count), this_year)
    year = int(said["year"]) if said["year"] else this_year + _years_from_now(said)
    return range(year, year + 1)


def _last_years(number: int, this_year: int) -> range:
    """So many, this one included."""
    return range(this_year - number + 1, this_year + 1)


def _years_from_now(said: Mapping[str, str | None]) -> int:
    if said["before_that"]:
        return -2
    return bool(said["next"]) - bool(said["before"])


def _count(said: str) -> int:
    """0 for what is no number."""
    return numerals.parse(said.replace("两", "二")) or 0
