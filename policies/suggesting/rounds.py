"""Between which days one may apply, as the text says it: a proposal for a person, with the words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from policies.text import dates

# A sentence that speaks of the time to apply.
_APPLIES = re.compile(
    "申报|申请|报名|受理|申领|报送|提交|推荐|征集|截止|逾期|登记|填报|登录|送达|寄送|邮寄|上报|交至|材料"
)
_OF_TIME = re.compile("时间|日期|期限|时限|截止|截至|期间|起至|[至到]|前|逾期|开始")
# What else has a first and a last day.
_OTHER = re.compile(
    "施行|实施期|有效期|执行期|公示期|公示时间|培养期|聘期|出生|毕业|注册|成立|取得|缴纳|印发|举办时间|考试时间|发放时间|依据|根据"
)
_YEAR = r"(?:19|20)\d\d\s?年"
# 2024年4月1日至5月31日: the second day leaves out what it shares with the first.
_SPAN = re.compile(
    rf"(?P<first>{_YEAR}\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日号])(?:[^。；;，,\d]{{0,8}})?(?:\d{{1,2}}[:：时点](?:\d{{2}})?分?)?"
    rf"\s?(?:起?[至到]|[-—–~～]{{1,2}})\s?(?P<last_year>{_YEAR})?"
    r"\s?(?:(?P<last_month>\d{1,2})\s?月)?\s?(?P<last_day>\d{1,2})\s?[日号]"
)
# 2024.3.1-2024.4.30.
_IN_FIGURES = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})\s?(?:[-—–~～]{1,2}|[至到])\s?"
    r"(?:(?P<last_year>(?:19|20)\d\d)(?P=sign))?(?P<last_month>\d{1,2})(?P=sign)(?P<last_day>\d{1,2})(?!\d)"
)
_UNTIL = re.compile(r"(?:[至到于]|截[止至](?:时间|日期)?(?:为|是|：|:|到|至|于)?|前)\s?$")
_HOUR = r"(?:[上下]午)?(?:\d{1,2}[:：时点](?:\d{2})?分?)?"
_BEFORE = re.compile(
    rf"\s?(?:（[^（）]{{1,12}}）)?\s?{_HOUR}(?:（[^（）]{{1,12}}）)?\s?(?:之?前|以前|截止|止|为止)"
)
# Between the first and the last day, where both are whole.
_TO = re.compile(rf"\s?{_HOUR}\s?(?:起?[至到]|[-—–~～]{{1,2}})\s?")
_LABEL = re.compile("(?:截止|截至|申报|申请|报名|受理|报送)(?:的?(?:时间|日期|期限))[：:为是]?")
MAX_SENTENCE, MOST = 400, 10
# No document proposes more than the first part of it tells.
MAX_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class ProposedRound:
    """Between which days one may apply; a day that the text does not name is None. `quote` stands in the text to the letter."""

    opens_on: date | None
    closes_on: date | None
    quote: str


def proposed(text: str) -> tuple[ProposedRound, ...]:
    """The rounds that the sentences name, each closing day once; the heading above a bare span tells what it is of."""
    found: dict[tuple[date | None, date | None], ProposedRound] = {}
    above = ""
    for line in text[:MAX_CHARS].split("\n"):
        for sentence in re.split("(?<=[。；;])", line):
            for each in _of_sentence(sentence.strip(), above):
                found.setdefault((each.opens_on, each.closes_on), each)
        above = line if line.strip() else above
        if len(found) >= MOST:
            break
    closed = {each.closes_on for each in found.values() if each.opens_on}
    return tuple(each for each in found.values() if each.opens_on or each.closes_on not in closed)


def _of_sentence(sentence: str, above: str) -> Iterator[ProposedRound]:
    heading = above if len(above) <= 30 else ""
    context = f"{heading} {sentence}"
    if not sentence or len(sentence) > MAX_SENTENCE or _OTHER.search(context):
        return
    spans = [*_SPAN.finditer(sentence), *_IN_FIGURES.finditer(sentence)]
    if not (_APPLIES.search(context) and (spans or _OF_TIME.search(context))):
        return
    taken = -1
    for match in spans:
        if span := _span(match):
            yield ProposedRound(*span, sentence)
            taken = match.end()
    found = dates.find(sentence)
    for first, last in pairwise(found):
        if first.start >= taken and _is_to(sentence, first, last):
            yield ProposedRound(first.day, last.day, sentence)
            taken = last.end
    for day in found:
        if day.start >= taken and _is_last_day(sentence, day, heading):
            yield ProposedRound(None, day.day, sentence)


def _is_to(sentence: str, first: dates.FoundDate, last: dates.FoundDate) -> bool:
    between = sentence[first.end : last.start]
    return _TO.fullmatch(between) is not None and first.day <= last.day


def _is_last_day(sentence: str, day: dates.FoundDate, heading: str) -> bool:
    """Whether one may apply as far as this day: the words beside it say so, or it stands alone under 截止时间."""
    before = sentence[: day.start]
    if _BEFORE.match(sentence[day.end :]):
        return True
    if _UNTIL.search(before) and not before.endswith("于"):
        return True
    is_alone = sentence[day.start : day.end] == sentence.rstrip("。；;")
    return is_alone and "截" in heading and _LABEL.search(heading) is not None


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    """The first and the last day; None where the calendar has no such days."""
    try:
        first = _first_day(match)
        last = _last_day(match, first)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _first_day(match: re.Match[str]) -> date:
    """Raises ValueError where the calendar has no such day: then no date is found in the words."""
    if match.re is _SPAN:
        [found, *_] = dates.find(match["first"])
        return found.day
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _last_day(match: re.Match[str], first: date) -> date:
    """Its year and month are those of the first day where they are left out. Raises ValueError."""
    year = (match["last_year"] or "")[:4] or first.year
    month = match["last_month"] or first.month
    return date(int(year), int(month), int(match["last_day"]))
