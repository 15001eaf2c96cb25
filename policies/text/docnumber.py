"""发文字号, the number of an official document (GB/T 9704-2012, 7.2.5), as it is printed.

`docnumber_typed` tells how it is typed, `docnumber_damage` how it is damaged.
Its standard dress is 机关代字 + 〔four-digit year〕 + serial without leading zeros + 号, such as
徐委〔2015〕15号. Pages print it with other brackets, full-width digits, spaces, or without 号.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from policies.text.normalize import clean

FIRST_YEAR, LAST_YEAR = 1949, 2100

_HAN = "[\u4e00-\u9fff]"
_SPACE = r"[ \t\u00a0\u3000]{0,3}"
# Whatever is printed for 〔 and 〕: the inside of a class of characters.
OPENING, CLOSING = "〔﹝［\\[【（(", "〕﹞］\\]】）)"
_SERIAL = r"(?P<serial>\d{1,5})"

# The number alone, in text that was cleaned and has no spaces.
_WHOLE = re.compile(
    rf"(?P<agency>[^\d\[\](){{}}〔〕【】]{{1,40}})[{OPENING}](?P<year>\d{{4}})[{CLOSING}]第?{_SERIAL}号?"
)
# As courts and some bureaus print it: 〔2013〕云价房字第47号. There 号 must follow.
_YEAR_FIRST = re.compile(rf"[{OPENING}](?P<year>\d{{4}})[{CLOSING}](?P<agency>{_HAN}{{1,14}}?)第?{_SERIAL}号")

# 机关代字 has two to a dozen characters (沪府发, 沪公积金管委会). A word of the sentence may stand before it.
_MOST_AGENCY = 14
_AGENCY = re.compile(rf"{_HAN}{{2,40}}\Z")
_BEFORE_AN_AGENCY = re.compile(
    "根据|依据|按照|依照|遵照|参照|对照|贯彻|执行|落实|详见|参见|转发|印发|批转|下发|废止|修订|修改|文件|通知|文号|"
    "关于|请问|查询|查找|编号|以及|同时|其中|我[市区]|本[市区]|参考|符合|结合|废除|实施|比照|"
    "[见按的和与及或由以为在即号第等之含]"
)
# Within an agency they are its own: 沪经信原, 外经贸发.
_FIRST_BEFORE_AN_AGENCY = re.compile("经(?![信贸济])|对(?!外)|[据将如原]")
# How far before the year its agency begins, with the spaces between them.
_AGENCY_WITHIN = 43

_YEAR_AND_SERIAL = re.compile(
    rf"(?P<open>[{OPENING}]){_SPACE}(?P<year>\d{{4}}){_SPACE}[{CLOSING}]"
    rf"{_SPACE}第?{_SERIAL}(?!\d){_SPACE}(?P<end>号?)"
)
# Of round brackets and the year alone much else is made, so there 号 must follow.
_ROUND = "（("
# After a serial without 号: the end, a mark, or a word that goes on about the document.
_ENDS_WITHOUT_MARK = re.compile(r"[^\w.%％‰°-]|[文等和与及、]|\Z")

# The number of an order, which has no year: as a sentence names it, and as all that a page says instead of a 文号.
_ORDER_IN_TEXT = re.compile(rf"{_HAN}{{2,20}}令{_SPACE}第?{_SPACE}\d{{1,4}}{_SPACE}号")
_SERIAL_IN_WORDS = r"第?\s?[\d一二三四五六七八九十百]{1,5}\s?号"
_ORDER = re.compile(
    rf"(?P<agency>{_HAN}{{0,30}})(?:令|公告|通告)\s{{0,8}}(?:(?:19|20)\d\d年\s?)?(?:{_SERIAL_IN_WORDS}|[（(]\s?{_SERIAL_IN_WORDS}\s?[)）])"
)
# The two lines over which the head of an order spreads it: 上海市人民政府令, 第2号.
_ORDER_AGENCY = re.compile(rf"(?P<agency>{_HAN}{{2,30}})(?:令|公告|通告)")
_ORDER_SERIAL = re.compile("第.{1,6}号")

# What a page prints before the number, and around it.
_LABEL = re.compile(r"(?:发文字号|发文文号|文件编号|文\s{0,4}号)\s{0,4}[：:]\s{0,4}")
_ROUND_BRACKETS = re.compile(r"[（(](?P<inside>[^（()）]{1,120})[）)]")
_BETWEEN = re.compile(r"[\s、，,；;]+")


@dataclass(frozen=True, slots=True)
class DocNumber:
    agency: str
    year: int
    serial: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The number that `text` consists of, or None. Never a number found inside a longer text."""
        packed = clean(text).replace(" ", "")
        match = _WHOLE.fullmatch(packed) or _YEAR_FIRST.fullmatch(packed)
        return match and cls(match["agency"], int(match["year"]), int(match["serial"]))

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"

    @property
    def is_english(self) -> bool:
        """Whether its agency is a code of the city's English gazette: SMPGD."""
        return self.agency.isascii()


def normalize(text: str) -> str:
    """The standard dress, or the cleaned text where there is none (令第2号).

    >>> normalize("徐委[2015]15"), normalize("上海市人民政府令第2号")
    ('徐委〔2015〕15号', '上海市人民政府令第2号')
    """
    number = DocNumber.parse(text)
    return str(number) if number else clean(text)


def of_line(line: str) -> list[str]:
    """The 文号 that a line consists of, as printed, without a label or the brackets around it; joint documents bear several.

    >>> of_line("文号：徐人社〔2024〕1号 徐财〔2024〕2号"), of_line("见徐府〔2024〕3号。")
    (['徐人社〔2024〕1号', '徐财〔2024〕2号'], [])
    """
    text = _LABEL.sub("", line.strip(), count=1)
    if bracketed := _ROUND_BRACKETS.fullmatch(text):
        text = bracketed["inside"]
    parts = [text] if DocNumber.parse(text) else _BETWEEN.split(text)
    return parts if all(map(DocNumber.parse, parts)) else []


# Orders


def is_order(text: str) -> bool:
    """Is this the number of an order or announcement, and nothing else: 上海市人民政府令第2号?"""
    return _ORDER.fullmatch(text) is not None


def agency_of_order(line: str) -> str:
    """Who orders, by the first line of its head: 上海市人民政府令, with or without its number; empty for any other line."""
    text = line.strip()
    match = _ORDER_AGENCY.fullmatch(text) or _ORDER.fullmatch(text)
    return match["agency"] if match else ""


def of_order(line: str, following: str) -> str:
    """The number of an order as printed at its head, on one line or on two; empty where the lines are none.

    >>> of_order("云岭市人民政府令", "第58号"), of_order("云岭市公告（第12号）", "云岭市人才促进条例")
    ('云岭市人民政府令 第58号', '云岭市公告（第12号）')
    """
    text, below = line.strip(), following.strip()
    if not agency_of_order(text):
        return ""
    if is_order(text):
        return text
    both = f"{text}{below}" if below[:1] in "（(" else f"{text} {below}"
    return both if is_order(both) else ""


def opens_with_serial_of_order(line: str) -> bool:
    """The second line of its head: 第2号."""
    return _ORDER_SERIAL.match(line.strip()) is not None


# Among the words of a text


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number at [start, end) of the text; `number` is its standard dress."""

    start: int
    end: int
    number: str


def find(text: str) -> Iterator[FoundNumber]:
    """Every 文号 in `text`, in order. Orders only where one is looked for: see `at`."""
    for match in _YEAR_AND_SERIAL.finditer(text):
        if not _is_plausible(text, match):
            continue
        before = text[max(0, match.start() - _AGENCY_WITHIN) : match.start()].rstrip(" \t\u00a0\u3000")
        run = _AGENCY.search(before)
        agency = agency_in(run.group()) if run else ""
        if agency:
            start = text.rindex(agency, 0, match.start())
            yield _found(start, match, agency)


def at(text: str, offset: int) -> FoundNumber | None:
    """The 文号, or the number of an order, that begins exactly there."""
    order = _ORDER_IN_TEXT.match(text, offset)
    if order:
        return FoundNumber(offset, order.end(), normalize(order.group()))
    match = _YEAR_AND_SERIAL.search(text, offset, offset + 40)
    if not match or not _is_plausible(text, match):
        return None
    agency = text[offset : match.start()].strip()
    if not 2 <= len(agency) <= _MOST_AGENCY or not _AGENCY.fullmatch(agency):
        return None
    return _found(offset, match, agency)


def agency_in(run: str) -> str:
    """The last stretch of `run` that can be a 机关代字; empty where it is plain prose.

    >>> agency_in("根据沪府发"), agency_in("详见")
    ('沪府发', '')
    """
    behind_words = max((match.end() for match in _BEFORE_AN_AGENCY.finditer(run)), default=0)
    rest = run[behind_words:]
    if first := _FIRST_BEFORE_AN_AGENCY.match(rest):
        rest = rest[first.end() :]
    # Nearly every number of Shanghai begins so, and what stands before it is the sentence.
    if (offset := rest.rfind("沪")) > 0:
        rest = rest[offset:]
    return rest if 2 <= len(rest) <= _MOST_AGENCY else ""


def _is_plausible(text: str, match: re.Match[str]) -> bool:
    if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return False
    if match["end"]:
        return True
    return match["open"] not in _ROUND and bool(_ENDS_WITHOUT_MARK.match(text, match.end("serial")))


def _found(start: int, match: re.Match[str], agency: str) -> FoundNumber:
    end = match.end() if match["end"] else match.end("serial")
    return FoundNumber(start, end, normalize(f"{agency}〔{match['year']}〕{match['serial']}号"))
