"""Dates in the words of official documents (GB/T 9704-2012, 7.3.5.4: full year, no leading zeros).

Read are complete dates only, in the dresses that pages print. A date that lost its 年, 月 or 日 is never read
as one: `damaged` tells what it may have been, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Whatever is printed for 〇: a circle, 零, the letters O of Latin, Greek and Cyrillic, the figure.
ZEROS = "〇零○◯OoＯΟОо0０"
_DIGITS = {char: value for value, chars in enumerate([ZEROS, *"一二三四五六七八九"]) for char in chars}
_ONES = "一二三四五六七八九"
_TENS = (("", 0), ("十", 10), ("二十", 20), ("廿", 20), ("三十", 30), ("卅", 30))
_NUMERALS = {
    f"{tens}{ones}": ten + _ONES.find(ones) + 1 if ones else ten
    for tens, ten in _TENS
    for ones in ["", *_ONES]
} | {"元": 1}

_YEAR = r"(?:19|20|１９|２０)\d\d"
_SMALL = "[一二三四五六七八九十廿卅]{1,3}"
# 5号 is a day behind its month, but not that of a building: 11月5号楼.
_DAY = "(?:日|号(?![楼门院房厅馆线令文]))"
_IN_WORDS = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?{_DAY}"
    rf"|(?P<cn_year>[一二][{ZEROS}一二三四五六七八九]{{3}})\s?年"
    rf"\s?(?P<cn_month>元|{_SMALL})\s?月\s?(?P<cn_day>{_SMALL})\s?{_DAY}"
)
# With digits or further parts around it, it is a telephone number, an address, a version or a clause.
_IN_DIGITS = re.compile(
    rf"(?<![\w./．／\-－])(?P<year>{_YEAR})(?P<sign>[-－./．／])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})"
    r"(?!\d|[./．／\-－]\w)"
)

# Most lines hold no year, and are done with at once.
_ANY_YEAR, _ANY_YEAR_IN_WORDS = re.compile(_YEAR), re.compile(rf"[一二][{ZEROS}一二三四五六七八九]{{3}}\s?年")

# What is left when marks are lost. The first stand anywhere in a line, the others are the whole line.
_DAMAGED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d)(?P<year>{_YEAR})年(?P<rest>\d{{2,4}})日",
        rf"(?<!\d)(?P<year>{_YEAR})(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日",
    )
)
_DAMAGED_LINE = tuple(
    re.compile(rf"\s*(?P<all>{pattern})\s*")
    for pattern in (
        rf"(?P<year>{_YEAR})年?(?P<rest>\d{{2,4}})",
        rf"(?P<year>{_YEAR})(?P<rest>\d{{2,4}})日",
        rf"(?P<year>{_YEAR})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})",
        rf"(?P<year>{_YEAR})\s+(?P<month>\d{{1,2}})\s+(?P<day>\d{{1,2}})",
    )
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at [start, end) of the text."""

    start: int
    end: int
    day: date


@dataclass(frozen=True, slots=True)
class DamagedDate:
    """What was a date at [start, end) of the text; `readings` are the days it may have meant, in order."""

    start: int
    end: int
    readings: tuple[date, ...]


def in_chinese(day: date) -> str:
    """
    >>> in_chinese(date(2015, 8, 14))
    '2015年8月14日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def until(day: date, on: date) -> str:
    """How far off `day` is, in the words of the day `on`; nothing for one before yesterday.

    >>> until(date(2026, 1, 1), date(2026, 1, 1)), until(date(2026, 1, 13), date(2026, 1, 1))
    ('今天', '还有 12 天')
    """
    match (day - on).days:
        case -1:
            return "昨天"
        case 0:
            return "今天"
        case 1:
            return "明天"
        case days if days > 1:
            return f"还有 {days} 天"
    return ""


def parse(text: str) -> date | None:
    """The day that `text` consists of, or None. Never a date found inside a longer text.

    >>> parse("二〇一五年八月十四日"), parse("2015.8"), parse("2015年2月30日")
    (datetime.date(2015, 8, 14), None, None)
    """
    text = text.strip()
    match find(text):
        case [FoundDate(start=0, end=end, day=day)] if end == len(text):
            return day
    return None


def find(text: str) -> list[FoundDate]:
    """Every complete and real date in `text`, in order."""
    if not (_ANY_YEAR.search(text) or _ANY_YEAR_IN_WORDS.search(text)):
        return []
    matches = (match for pattern in (_IN_WORDS, _IN_DIGITS) for match in pattern.finditer(text))
    found = [FoundDate(*match.span(), day) for match in matches if (day := _day_of(match.groupdict()))]
    return sorted(found, key=lambda each: each.start)


def damaged(line: str) -> list[DamagedDate]:
    """What reads as a date without one or more of its 年, 月, 日. Bare digits count only where they are all of `line`.

    >>> [reading.readings for reading in damaged("2015111")]
    [(datetime.date(2015, 1, 11), datetime.date(2015, 11, 1))]
    """
    if not _ANY_YEAR.search(line):
        return []
    for pattern in _DAMAGED_LINE:
        if (match := pattern.fullmatch(line)) and (readings := _readings(match)):
            return [DamagedDate(*match.span("all"), readings)]
    matches = [match for pattern in _DAMAGED for match in pattern.finditer(line)]
    found = [DamagedDate(*match.span(), readings) for match in matches if (readings := _readings(match))]
    return sorted(found, key=lambda each: each.start)


def _day_of(parts: dict[str, str | None]) -> date | None:
    if parts.get("cn_year"):
        year = int("".join(str(_DIGITS[char]) for char in parts["cn_year"]))
        month, day = (_NUMERALS.get(parts[name], 0) for name in ("cn_month", "cn_day"))
    else:
        year, month, day = (int(parts[name]) for name in ("year", "month", "day"))
    return _real(year, month, day)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _readings(match: re.Match[str]) -> tuple[date, ...]:
    year, rest = int(match["year"]), match.groupdict().get("rest")
    pairs = [(match["month"], match["day"])] if rest is None else list(_cuts(rest))
    days = (_real(year, int(month), int(day)) for month, day in pairs)
    return tuple(sorted({day for day in days if day}))


def _cuts(digits: str) -> Iterator[tuple[str, str]]:
    """Month and day that the digits may be; 0101 is not 010 and 1."""
    for cut in range(max(1, len(digits) - 2), min(2, len(digits) - 1) + 1):
        yield digits[:cut], digits[cut:]


def last_day(first: date, *, years: int = 0, months: int = 0) -> date:
    """The last day of a term that begins on `first`: the day before the same day, as 民法典 201 and 202 count.

    >>> last_day(date(2020, 7, 1), years=5), last_day(date(2020, 2, 29), years=1), last_day(date(2021, 8, 31), months=6)
    (datetime.date(2025, 6, 30), datetime.date(2021, 2, 28), datetime.date(2022, 2, 28))
    """
    turned = first.year * 12 + first.month - 1 + years * 12 + months
    year, month = divmod(turned, 12)
    same = _real(year, month + 1, first.day)
    if same:
        return same - timedelta(days=1)
    # There is no such day: the term ends with the month.
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def year_before(day: date) -> date:
    """The same day one year earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def year_after(day: date) -> date:
    """The first day whose `year_before` is later than `day`.

    >>> year_after(date(2023, 2, 28)), year_after(date(2024, 2, 29))
    (datetime.date(2024, 3, 1), datetime.date(2025, 3, 1))
    """
    if day.month == 2 and day.day >= 28:
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1) + timedelta(days=1)
