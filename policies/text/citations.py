"""Other documents that a text names: 《…》, a 文号, or 《…》（文号） as one.

Whether the library holds them is asked elsewhere. Work is linear in the length of the text: brackets are
counted in one pass, and `docnumber` looks for a 文号 only beside a year in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import islice

from policies.text import docnumber, titles
from policies.text.titles import MAX_TITLE

_BRACKETS = re.compile("[《》〈〉]")
_PAIRS = {"》": "《", "〉": "〈"}
# No title holds the end of a sentence or a blank line: a bracket that was never closed ran on to the next one.
_NOT_IN_A_TITLE = re.compile(r"[。；;！？]|\n\s*\n")

_SPACE = r"[ \t\u00a0\u3000]{0,3}"
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
_GIVES_SHORT = re.compile("[下简统]称")
# How far behind the citation its short name is given: behind the 文号 and, for a joint one, its issuers.
_SHORT_WITHIN = 60

# A whole document is read for so many; the longest official one has some hundred.
CITATIONS_MAX = 20_000

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
    return _short_names(text, islice(_all(text), CITATIONS_MAX)) if _GIVES_SHORT.search(text) else {}


def first_of(text: str, short: Mapping[str, Citation | None]) -> Iterator[Citation]:
    """As `find`, one by one, and of the first `CITATIONS_MAX` alone: for a whole document."""
    every = islice(_all(text), CITATIONS_MAX)
    return filter(None, (_in_full(cited, short) for cited in every))


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
        given = _given_as_short_name(text, before, cited) if before else None
        if before is None or given is None:
            before = cited
            continue
        known = found.setdefault(cited.key, before)
        if given["several"] or _is_listed(text, before) or not _same(known, before):
            found[cited.key] = None
    return found


def _given_as_short_name(text: str, before: Citation, cited: Citation) -> re.Match[str] | None:
    """The words between the two, where they make the second a short name of the first: 以下简称."""
    if cited.kind != "title" or cited.start - before.end > _SHORT_WITHIN:
        return None
    return _SHORT.search(text[max(before.end, cited.start - 12) : cited.start])


def _is_listed(text: str, cited: Citation) -> bool:
    """The last of several numbers, of which the short name may mean any."""
    return cited.kind == "number" and text.endswith(("、", "和", "及", "与"), 0, cited.start)


def _same(one: Citation | None, other: Citation | None) -> bool:
    if one is None or other is None or one.key != other.key:
        return False
    return not one.number or not other.number or one.number == other.number


def _all(text: str) -> Iterator[Citation]:
    """One by one, so that whoever wants the first only does not pay for the others."""
    numbers = docnumber.find(text)
    number = next(numbers, None)
    for start, end in _outermost(text):
        while number and number.end <= start:
            yield _of_number(text, number)
            number = next(numbers, None)
        cited = _with_number(text, start, end)
        while number and _belongs_to(number, cited):
            number = next(numbers, None)
        yield cited
    while number:
        yield _of_number(text, number)
        number = next(numbers, None)


def _belongs_to(number: docnumber.FoundNumber, cited: Citation) -> bool:
    """A 文号 within a title is part of the title; its own is told with it, and perhaps again right behind it."""
    is_again = number.number == cited.number and number.start - cited.end < 8
    return is_again or number.start < cited.end


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of 《…》 that are closed, hold something, and are not within another: (start, end)."""
    last = 0
    for start, end in _in_order(_pairs(text)):
        inner = text[start + 1 : end - 1]
        if start >= last and not _NOT_IN_A_TITLE.search(inner) and titles.key(inner):
            yield start, end
            last = end


def _in_order(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """By their starts. They come by their ends, and none is longer than a title, so few have to wait."""
    waiting: list[tuple[int, int]] = []
    for start, end in pairs:
        while waiting and waiting[0][0] < end - MAX_TITLE:
            yield heappop(waiting)
        heappush(waiting, (start, end))
    yield from sorted(waiting)


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Every 《 with its 》. What is not closed is passed over, each bracket once."""
    waiting: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(text):
        bracket, end = match.group(), match.end()
        partner = _PAIRS.get(bracket)
        if partner is None:
            waiting.append((bracket, match.start()))
            continue
        if partner == "〈" and (not waiting or waiting[-1][0] != partner):
            continue
        start = _closed_by(partner, waiting)
        if start is not None and bracket == "》" and end - start <= MAX_TITLE:
            yield start, end


def _closed_by(partner: str, waiting: list[tuple[str, int]]) -> int | None:
    """Where the partner stands, which is taken from those that wait, with all that opened behind it."""
    while waiting:
        opened, start = waiting.pop()
        if opened == partner:
            return start
    return None


def _with_number(text: str, start: int, end: int) -> Citation:
    """The title at these offsets, with the edition and the 文号 in brackets behind it if there are any."""
    title, end = _with_edition(text, start, end)
    before = text[max(0, start - 24) : start]
    place = titles.place(title) or titles.place_before(before)
    number = _number_behind(text, end)
    closed = _CLOSE_ROUND.match(text, number.end) if number else None
    if closed:
        # （文号，以下简称…）: there the bracket goes on, and a link must not end in the middle of it.
        end = closed.end()
    printed = number.number if number else ""
    return Citation(start, end, "title", text[start:end], title, printed, place)


def _with_edition(text: str, start: int, end: int) -> tuple[str, int]:
    """The words of the title at these offsets, with the edition in brackets behind it, and where that ends."""
    title = "".join(text[start + 1 : end - 1].splitlines())
    edition = _EDITION.match(text, end)
    if edition and titles.key(title) not in GENERIC:
        return title + edition.group(), edition.end()
    return title, end


def _number_behind(text: str, end: int) -> docnumber.FoundNumber | None:
    """The 文号 in the bracket that opens there, where nothing else in the bracket makes it another's."""
    opened = _OPEN_ROUND.match(text, end)
    number = docnumber.at(text, opened.end()) if opened else None
    return number if number and _STILL_OF_THE_TITLE.match(text, number.end) else None


def _of_number(text: str, found: docnumber.FoundNumber) -> Citation:
    return Citation(found.start, found.end, "number", text[found.start : found.end], number=found.number)
