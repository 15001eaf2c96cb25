"""文号 as people type them among other words: any brackets, or half of them, or none; numerals; 号 left out; in English.

For questions only: a printed text may mean something else by the same signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.text import numerals
from policies.text.docnumber import DocNumber, agency_in
from policies.text.folding import fold

_OPENING, _CLOSING = r"〔\[(【{〖<", r"〕\])】}〗>"
_YEAR = r"(?:19|20)\d{2}"
_NUMERALS = "[〇零○一二三四五六七八九十百千]"
# Behind a number these make it one of a house, a line or a plot.
_NO_PLACE = "(?![楼地块线院室门厂店])"
# Years are of this or the last century but in whole brackets, and 申报2025-2027 stays two. Without 号 no word may follow
# but one that asks on: 补贴(2024)12个月. Where a bracket is missing 号 must be there, and where both are, see `_is_certain`.
_TYPED = re.compile(
    rf"""
    (?P<before>(?:[\u4e00-\u9fff]\s?){{2,40}})
    (?:[{_OPENING}]\s*(?P<bracketed>\d(?:\s?\d){{3}})\s*[{_CLOSING}]\s*第?
      |(?<!\s)(?P<hyphenated>{_YEAR})-(?=\d{{1,3}}(?!\d))
      |(?P<spoken>{_YEAR})(?:年第?|第)
      |(?P<half>[{_OPENING}]\s*{_YEAR}(?:\s*第|\s*)|{_YEAR}\s*[{_CLOSING}]\s*第?)
      |(?P<bare>{_YEAR})\s+第?)
    \s*(?:(?P<serial>\d(?:\s\d){{1,4}}(?=\s*[号號])|\d{{1,5}})(?!\d)
         |(?P<numerals>{_NUMERALS}{{1,9}})(?=\s*[号號]|\Z))
    (?:\s*(?P<mark>[号號]){_NO_PLACE}(?:文件|文\b)?-?
      |(?(spoken)(?!))(?(half)(?!))(?(bare)(?=\s|\Z)|(?:(?=[是的文怎有吗呢])|(?![\w%‰-]|\.\d))))
    """,
    re.VERBOSE,
)
# What such an agency ends in, if not even 号 is there: 沪府规 2019 45, but no 沪牌 2019 45.
_ISSUING = re.compile(".{2,}[规发办函字]")
# A year in quotation marks, as some keyboards have no brackets: 沪府规「2019」45号.
_QUOTED_YEAR = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s?[「『“\"]\s?({_YEAR})\s?[」』”\"](?=\s?第?\d{{1,5}}\s?[号號]{_NO_PLACE})"
)
# What residents say before a 机关代字, beside the words of official texts.
_ASKING = re.compile("^(?:是|请|帮|我|想|要|查|找|看|搜|问|一下|有没有|什么是|什么叫)+")
# Without both brackets only what can be nothing else: 公租房2015 45号 may be a house.
_CERTAIN = re.compile("沪.{1,13}|[徐浦黄静普虹杨闵宝嘉金松青奉崇长].{0,10}[规范发委府办管字函改社]")

# A pattern (re.VERBOSE) for the number of a document in the English of the city's gazette: SMPG D [2019] No. 45.
ENGLISH = r"""
    (?i:(?<![a-z0-9-])(?P<code>[a-z]{3,12}(?:\ [a-z]{1,3}){0,2})\ ?
    (?:[〔\[(【]\ ?(?P<english_year>(?:19|20)\d{2})\ ?[〕\])】]\ ?no[.,]?\ ?(?P<english_serial>\d{1,5})
      |no[.,]?\ ?(?P<serial_first>\d{1,5})-(?P<year_last>(?:19|20)\d{2}))(?![\d-]))
"""
_ENGLISH = re.compile(ENGLISH, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """`number` stands at [start, end) of the text, its agency first."""

    start: int
    end: int
    number: DocNumber


def in_brackets(text: str) -> str:
    """The text, with a year of a 文号 in brackets where it stands in quotation marks.

    >>> in_brackets("沪府规「2019」45号"), in_brackets("“2019”年45号")
    ('沪府规〔2019〕45号', '“2019”年45号')
    """
    return _QUOTED_YEAR.sub(r"〔\1〕", text)


def find(text: str) -> Iterator[TypedNumber]:
    """Every number in Chinese that a cleaned text holds, in order."""
    for match in _TYPED.finditer(text):
        start = _start_of_agency(match["before"])
        agency = match["before"][start:].replace(" ", "")
        if len(agency) < 2 or not _is_certain(match, fold(agency)):
            continue
        if serial := _serial(match):
            number = DocNumber(agency, _year(match), serial)
            yield TypedNumber(match.start() + start, match.end(), number)


def _is_certain(match: re.Match[str], agency: str) -> bool:
    """Where a bracket is missing, whether these can be no other words."""
    if not (match["half"] or match["bare"]):
        return True
    may_lack_mark = match["mark"] or _ISSUING.fullmatch(agency)
    return bool(may_lack_mark and _CERTAIN.fullmatch(agency))


def english(text: str) -> DocNumber | None:
    """The number in English that `text` consists of; its agency is the code, without spaces.

    >>> str(english("SMPG D [2019] No. 45")), str(english("SHGJJG No. 10-2015"))
    ('SMPGD〔2019〕45号', 'SHGJJG〔2015〕10号')
    """
    match = _ENGLISH.fullmatch(text)
    return _of_english(match) if match else None


def find_english(text: str) -> list[DocNumber]:
    """Every number in English that a text holds, in order."""
    return [_of_english(match) for match in _ENGLISH.finditer(text)]


def _of_english(match: re.Match[str]) -> DocNumber:
    code = match["code"].replace(" ", "").upper()
    year = match["english_year"] or match["year_last"]
    serial = match["english_serial"] or match["serial_first"]
    return DocNumber(code, int(year), int(serial))


def _start_of_agency(before: str) -> int:
    """Where it begins in what stands before the year; the length of that where it holds none."""
    length = len(_ASKING.sub("", agency_in(fold(_last_stretch(before)))))
    start = len(before)
    while length:
        start -= 1
        length -= before[start] != " "
    return start


def _last_stretch(before: str) -> str:
    """What may be the agency, without spaces: of characters that are typed apart (沪 府 办 发) all, else the last word."""
    *others, last = before.split()
    stretch = [last]
    while others and _goes_on(others[-1], stretch):
        stretch.insert(0, others.pop())
    return "".join(stretch)


def _goes_on(word: str, stretch: list[str]) -> bool:
    alone = len(stretch[0]) == 1
    return word.startswith("沪") or (alone and (len(word) == 1 or len(stretch) == 1))


def _year(match: re.Match[str]) -> int:
    said = match["bracketed"] or match["hyphenated"] or match["spoken"] or match["half"] or match["bare"]
    return int("".join(filter(str.isdecimal, said)))


def _serial(match: re.Match[str]) -> int:
    """0 for numerals that are no number."""
    if match["serial"]:
        return int(match["serial"].replace(" ", ""))
    said = match["numerals"]
    return numerals.parse(said) or _digit_by_digit(said)


def _digit_by_digit(said: str) -> int:
    """四五 is 45 here, where no three to five can be meant."""
    figures = [numerals.parse(char) for char in said]
    if any(figure is None or figure > 9 for figure in figures):
        return 0
    return int("".join(map(str, figures)))
