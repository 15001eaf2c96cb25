"""Other documents that a text names: 《…》, a 文号, or 《…》（文号） as one.

Whether the library holds them is asked elsewhere. Work is linear in the length of the text: brackets are
counted in one pass, and a 文号 is looked for only beside a year in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from policies.text import docnumber, titles
from policies.text.titles import MAX_TITLE

FIRST_YEAR, LAST_YEAR = 1949, 2100

_BRACKETS = re.compile("[《》〈〉]")
_PAIRS = {"》": "《", "〉": "〈"}
# No title holds the end of a sentence or a blank line: a bracket that was never closed ran on to the next one.
_NOT_IN_A_TITLE = re.compile(r"[。；;！？]|\n\s*\n")

_SPACE = r"[ \t\u00a0\u3000]{0,3}"
# Of round brackets and the year alone much else is made, so there 号 must follow.
_YEAR_AND_SERIAL = re.compile(
    rf"(?P<open>[〔\[［【﹝（(]){_SPACE}(?P<year>\d{{4}}){_SPACE}[〕\]］】﹞）)]"
    rf"{_SPACE}第?(?P<serial>\d{{1,5}})(?!\d){_SPACE}(?P<end>号?)"
)
_ROUND = "（("
_ORDER = re.compile(rf"[\u4e00-\u9fff]{{2,20}}令{_SPACE}第?{_SPACE}\d{{1,4}}{_SPACE}号")
# After a serial without 号: the end, a mark, or a word that goes on about the document.
_ENDS_WITHOUT_MARK = re.compile(r"[^\w.%％‰°-]|[文等和与及、]|\Z")

# 机关代字 has two to a dozen characters (沪府发, 沪公积金管委会). A word of the sentence may stand before it.
_MOST_AGENCY = 14
_AGENCY = re.compile(r"[\u4e00-\u9fff]{2,40}\Z")
_BEFORE_AN_AGENCY = re.compile(
    "根据|依据|按照|依照|遵照|参照|对照|贯彻|执行|落实|详见|参见|转发|印发|批转|下发|废止|修订|修改|文件|通知|文号|"
    "关于|请问|查询|查找|编号|以及|同时|其中|我[市区]|本[市区]|参考|符合|结合|废除|实施|比照|"
    "[见按的和与及或由以为在即号第等之含]"
)
# Within an agency they are its own: 沪经信原, 外经贸发.
_FIRST_BEFORE_AN_AGENCY = re.compile("经(?![信贸济])|对(?!外)|[据将如原]")

_OPEN_ROUND = re.compile(rf"{_SPACE}\n?{_SPACE}[（(]{_SPACE}")
_CLOSE_ROUND = re.compile(rf"{_SPACE}[）)]")
# What may stand behind the 文号 of the title in the same bracket. Of a list nobody can tell whose each one is.
_STILL_OF_THE_TITLE = re.compile(
    rf"{_SPACE}(?:文件?{_SPACE})?(?:[）)]|[，,；;]?{_SPACE}(?:以?下(?:简?称|统称)|简称))"
)
# Not any 称: 名称, 职称, 所称 and 改称 give no short name.
_SHORT = re.compile('(?:以?下(?:简?称|(?P<several>统称))|简称)为?[：:“”"‘’「『]{0,2}$')
# The edition printed behind the title: 《甲办法》（试行）, （2020年修订）, （2015版）.
_EDITION = re.compile(
    r"[（(]\s{0,3}(?:试行|暂行|(?:\d{4}\s?年?\s?)?(?:第.次)?(?:修订|修正|修改)[版本稿]?|\d{4}\s?年?版)\s{0,3}[）)]"
)
# How far behind the citation its short name is given: behind the 文号 and, for a joint one, its issuers.
_SHORT_WITHIN = 60

# What every document is. In 《》 alone, without a full name before, none of these names one.
_EVERY_KIND = (
    "办法 规定 条例 细则 意见 方案 措施 规划 决定 公告 标准 规则 目录 清单 附件 通知 "
    "暂行办法 管理办法 实施办法 实施细则 管理规定 实施意见 若干意见 若干规定 若干措施 指导意见 实施方案 工作方案 操作细则"
)
GENERIC = frozenset(_EVERY_KIND.split())


@dataclass(frozen=True, slots=True)
class Citation:
    """`text[start:end]` is `shown`. Title and number are as printed; where a short name stands, the full ones."""

    start: int
    end: int
    kind: str
    """"title" or "number"; a title with its number behind it is a "title"."""
    shown: str
    title: str = ""
    number: str = ""
    place: str = ""
    """Whose document it is said to be, as of `titles.place`: in the title, or by the body named before it."""

    @property
    def key(self) -> str:
        """What its title is compared by; empty for a bare 文号."""
        return titles.key(self.title) if self.title else ""


def find(text: str, short: Mapping[str, Citation | None] | None = None) -> tuple[Citation, ...]:
    """Every document that `text` names, in order and apart from each other.

    `short` are the short names of the whole document, see `short_names`; without it, those that `text` gives.

    >>> [each.shown for each in find("根据《甲办法》（沪府发〔2015〕7号）和沪府〔2016〕3号文")]
    ['《甲办法》（沪府发〔2015〕7号）', '沪府〔2016〕3号']
    """
    every = tuple(_all(text))
    names = _short_names(text, every) if short is None else short
    return tuple(filter(None, (_in_full(cited, names) for cited in every)))


def short_names(text: str) -> dict[str, Citation | None]:
    """Key of a short name -> the document it stands for: 《甲管理办法》（以下简称《办法》）; None: for several."""
    return _short_names(text, _all(text))


def _in_full(cited: Citation, short: Mapping[str, Citation | None]) -> Citation | None:
    """None where the name alone does not tell which document is meant."""
    key = cited.key
    if cited.number or (key not in short and key not in GENERIC):
        return cited
    full = short.get(key)
    return full and replace(cited, title=full.title, number=full.number, place=full.place)


def _short_names(text: str, every: Iterable[Citation]) -> dict[str, Citation | None]:
    found: dict[str, Citation | None] = {}
    before: Citation | None = None
    for cited in every:
        near = before is not None and cited.start - before.end <= _SHORT_WITHIN
        between = text[max(before.end, cited.start - 12) : cited.start] if near else ""
        if cited.kind == "title" and (given := _SHORT.search(between)):
            known = found.setdefault(cited.key, before)
            listed = before.kind == "number" and text.endswith(("、", "和", "及", "与"), 0, before.start)
            if given["several"] or listed or not _same(known, before):
                found[cited.key] = None
        else:
            before = cited
    return found


def _same(one: Citation | None, other: Citation | None) -> bool:
    if one is None or other is None or one.key != other.key:
        return False
    return not one.number or not other.number or one.number == other.number


def _all(text: str) -> Iterator[Citation]:
    numbers = _numbers(text)
    number = next(numbers, None)
    for start, end in _outermost(text):
        while number and number.end <= start:
            yield number
            number = next(numbers, None)
        while number and number.start < end:  # a 文号 within a title is part of the title
            number = next(numbers, None)
        cited = _with_number(text, start, end)
        while number and (
            number.start < cited.end or (number.number == cited.number and number.start - cited.end < 8)
        ):
            number = next(numbers, None)
        yield cited
    while number:
        yield number
        number = next(numbers, None)


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """Places of 《…》 that are closed, hold something, and are not within another: (start, end)."""
    last = 0
    for start, end in sorted(_pairs(text)):
        inner = text[start + 1 : end - 1]
        if start >= last and not _NOT_IN_A_TITLE.search(inner) and titles.key(inner):
            yield start, end
            last = end


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Every 《 with its 》. What is not closed is passed over, each bracket once."""
    waiting: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(text):
        bracket = match.group()
        if bracket not in _PAIRS:
            waiting.append((bracket, match.start()))
            continue
        if bracket == "〉" and (not waiting or waiting[-1][0] != "〈"):
            continue
        while waiting:
            opened, start = waiting.pop()
            if opened == _PAIRS[bracket]:
                if opened == "《" and match.end() - start <= MAX_TITLE:
                    yield start, match.end()
                break


def _with_number(text: str, start: int, end: int) -> Citation:
    """The title at these places, with the edition and the 文号 in brackets behind it if there are any."""
    title = "".join(text[start + 1 : end - 1].splitlines())
    edition = _EDITION.match(text, end)
    if edition and titles.key(title) not in GENERIC:
        title += edition.group()
        end = edition.end()
    opened = _OPEN_ROUND.match(text, end)
    number = _number_at(text, opened.end()) if opened else None
    place = titles.place(title) or titles.place_before(text[max(0, start - 24) : start])
    if number is None or not _STILL_OF_THE_TITLE.match(text, number.end):
        return Citation(start, end, "title", text[start:end], title, place=place)
    closed = _CLOSE_ROUND.match(text, number.end)
    # （文号，以下简称…）: the bracket goes on, and a link must not end in the middle of it.
    whole = closed.end() if closed else end
    return Citation(start, whole, "title", text[start:whole], title, number.number, place)


def _number_at(text: str, place: int) -> Citation | None:
    """The 文号 or the number of an order that begins exactly there."""
    order = _ORDER.match(text, place)
    if order:
        return Citation(
            place, order.end(), "number", order.group(), number=docnumber.normalize(order.group())
        )
    match = _YEAR_AND_SERIAL.search(text, place, place + 40)
    if not match or not _plausible(text, match):
        return None
    agency = text[place : match.start()].strip()
    if not 2 <= len(agency) <= _MOST_AGENCY or not _AGENCY.fullmatch(agency):
        return None
    return _numbered(text, place, match, agency)


def _numbers(text: str) -> Iterator[Citation]:
    for match in _YEAR_AND_SERIAL.finditer(text):
        if not _plausible(text, match):
            continue
        before = text[max(0, match.start() - 43) : match.start()].rstrip(" \t\u00a0\u3000")
        run = _AGENCY.search(before)
        agency = agency_in(run.group()) if run else ""
        if agency:
            start = text.rindex(agency, 0, match.start())
            yield _numbered(text, start, match, agency)


def _plausible(text: str, match: re.Match[str]) -> bool:
    if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return False
    if match["end"]:
        return True
    return match["open"] not in _ROUND and bool(_ENDS_WITHOUT_MARK.match(text, match.end("serial")))


def agency_in(run: str) -> str:
    """The last stretch of `run` that can be a 机关代字; empty where it is plain prose."""
    rest = run[max((match.end() for match in _BEFORE_AN_AGENCY.finditer(run)), default=0) :]
    if first := _FIRST_BEFORE_AN_AGENCY.match(rest):
        rest = rest[first.end() :]
    # Nearly every number of Shanghai begins so, and what stands before it is the sentence.
    if (place := rest.rfind("沪")) > 0:
        rest = rest[place:]
    return rest if 2 <= len(rest) <= _MOST_AGENCY else ""


def _numbered(text: str, start: int, match: re.Match[str], agency: str) -> Citation:
    end = match.end() if match["end"] else match.end("serial")
    shown = text[start:end]
    return Citation(
        start,
        end,
        "number",
        shown,
        number=docnumber.normalize(f"{agency}〔{match['year']}〕{match['serial']}号"),
    )
