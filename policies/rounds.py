"""Can one apply on a given day? A pure rule over the windows of a policy, and the sentence that says why.

The rule never guesses. A window is open if its closing day is known and has not passed, or if it is marked 常年受理;
one that has begun and whose closing day nobody has seen is 未查到. An earlier year's window is shown as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policies.text.dates import in_chinese, until, year_before
from policies.validity import OVER, Dates, judge
from policies.vocabulary import OpenState

# Whoever has this long, or less, is told the number of days.
NEAR = timedelta(days=30)
ONE_DAY = timedelta(days=1)

# What an earlier year's window says where nothing of this year is known.
_NOT_YET = "，本库还没有今年的"

# Several windows: the first that holds decides.
_PRECEDENCE = (OpenState.NOW, OpenState.ALWAYS, OpenState.SOON, OpenState.CLOSED, OpenState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Window:
    """When one can apply, as a source gives it. Both days belong to the window; None was not found."""

    opens_on: date | None = None
    closes_on: date | None = None
    open_all_year: bool = False
    name: str = ""
    uid: str = ""
    """Of the round that it comes from, for a link to it."""


@dataclass(frozen=True, slots=True)
class RoundVerdict:
    state: OpenState
    sentence: str
    """Without a full stop."""
    days_left: int | None = None
    """Of what is open, until its closing day: 0 on the day itself; None where it has no such day."""
    window: Window | None = None
    """The window that decided."""

    @property
    def closes_on(self) -> date | None:
        """The last day on which one can still apply; None unless the state is NOW."""
        return self.window.closes_on if self.window and self.state is OpenState.NOW else None


NOTHING_FOUND = RoundVerdict(OpenState.UNKNOWN, "未查到申报时间")


def state_of(window: Window, on: date) -> RoundVerdict:
    """What `window` alone is on the day `on`.

    >>> state_of(Window(date(2026, 11, 1), date(2026, 12, 10)), date(2026, 11, 28)).sentence
    '正在申报，12 天后截止（2026年12月10日）'
    >>> state_of(Window(date(2024, 3, 1), date(2024, 3, 31)), date(2026, 11, 28)).sentence
    '2024年为3月1日至31日，本库还没有今年的'
    """
    return first_of([window], on)


def first_of(windows: Iterable[Window], on: date, dates: Dates | None = None) -> RoundVerdict:
    """What a policy with `windows` is on the day `on`: the first that holds of now, always, soon, closed, unknown.

    Of two that are open the one that closes first counts, of two that are over the later one. Under its `dates`
    a policy that is over is never open, and 常年受理 begins with the policy.
    """
    verdicts = [_alone(_with_its_policy(window, dates), on) for window in windows]
    first = min(verdicts, key=_rank, default=NOTHING_FOUND)
    over = dates is not None and judge(dates, on).validity in OVER
    if first.state is OpenState.CLOSED:
        return _closed(first, on, _begun_since(first, verdicts, on), over=over)
    if over and first.state is not OpenState.UNKNOWN:
        return RoundVerdict(OpenState.CLOSED, "政策已经不再有效，不能再申报", window=first.window)
    return first


def each_of(windows: Iterable[Window], on: date, dates: Dates | None = None) -> list[RoundVerdict]:
    """What each of `windows`, all of one policy, is on the day `on`, in their order.

    One of an earlier year gives its days only, where another tells of this year.
    """
    windows = list(windows)
    verdicts = [first_of([window], on, dates) for window in windows]
    if not any(_tells_of_this_year(window, on) for window in windows):
        return verdicts
    return [replace(each, sentence=each.sentence.removesuffix(_NOT_YET)) for each in verdicts]


def next_change(windows: Iterable[Window], on: date, dates: Dates | None = None) -> date | None:
    """The first day after `on` on which `first_of` may find another state or window; None if there is none.

    That a policy ends is a change of its validity, and `validity.next_change` names that day.
    """
    turns: list[date] = []
    for window in (_with_its_policy(window, dates) for window in windows):
        if window.opens_on:
            turns.append(window.opens_on)
        if window.closes_on and window.closes_on < date.max:
            turns.append(window.closes_on + ONE_DAY)
    return min((day for day in turns if day > on), default=None)


def _with_its_policy(window: Window, dates: Dates | None) -> Window:
    """常年受理 without a first day begins when the policy does."""
    if dates and dates.effective_on and window.open_all_year and not window.opens_on:
        return replace(window, opens_on=dates.effective_on)
    return window


def _rank(verdict: RoundVerdict) -> tuple[int, int]:
    """Less comes first."""
    window = verdict.window or Window()
    match verdict.state:
        case OpenState.NOW:
            nearness = _ordinal(window.closes_on)
        case OpenState.SOON:
            nearness = _ordinal(window.opens_on)
        case _:
            nearness = -_ordinal(window.closes_on or window.opens_on)
    return _PRECEDENCE.index(verdict.state), nearness


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _alone(window: Window, on: date) -> RoundVerdict:
    """As `state_of`, where what is closed says its days only."""
    opens, closes = window.opens_on, window.closes_on
    if closes and closes < on:
        return RoundVerdict(OpenState.CLOSED, _span(window), window=window)
    if opens and opens > on:
        return RoundVerdict(OpenState.SOON, _when_ahead(window, on), window=window)
    if window.open_all_year:
        return RoundVerdict(OpenState.ALWAYS, "常年受理", window=window)
    if closes:
        return RoundVerdict(OpenState.NOW, _when_open(window, on), (closes - on).days, window)
    if opens:
        sentence = f"{in_chinese(opens)}开始，截止日期未查到"
        return RoundVerdict(OpenState.UNKNOWN, sentence, window=window)
    return replace(NOTHING_FOUND, window=window)


def _tells_of_this_year(window: Window, on: date) -> bool:
    days = [day for day in (window.opens_on, window.closes_on) if day]
    return window.open_all_year or any(day.year >= on.year for day in days)


def _begun_since(closed: RoundVerdict, verdicts: Iterable[RoundVerdict], on: date) -> RoundVerdict | None:
    """What began after `closed` ended, a year ago at most, and whose closing day is not known."""
    ended, a_year_ago = closed.window.closes_on, year_before(on)
    unknown = [verdict for verdict in verdicts if verdict.state is OpenState.UNKNOWN and verdict.window]
    dated = [each for each in unknown if each.window.opens_on]
    opened = [each for each in dated if each.window.opens_on > ended and each.window.opens_on >= a_year_ago]
    return max(opened, key=lambda each: each.window.opens_on, default=None)


def _closed(verdict: RoundVerdict, on: date, begun: RoundVerdict | None, *, over: bool) -> RoundVerdict:
    """An earlier year's window says that this year's is not known, unless another has begun since."""
    if begun and not over:
        what_now = f"；{begun.sentence}"
    elif over or verdict.window.closes_on.year == on.year:
        what_now = "，已截止"
    else:
        what_now = _NOT_YET
    return replace(verdict, sentence=f"{verdict.sentence}{what_now}")


def _when_ahead(window: Window, on: date) -> str:
    """明天开始申报（2026年11月29日）; one that is further off is a date."""
    day = in_chinese(window.opens_on)
    begins = "开始常年受理" if window.open_all_year else "开始申报"
    if window.opens_on - on > NEAR:
        return f"{day}{begins}"
    return f"{until(window.opens_on, on)}{begins}（{day}）"


def _when_open(window: Window, on: date) -> str:
    """That one can apply is said only where the first day is known too."""
    day = in_chinese(window.closes_on)
    match (window.closes_on - on).days:
        case 0:
            closes = f"今天截止（{day}）"
        case 1:
            closes = f"明天截止（{day}）"
        case days if days <= NEAR.days:
            closes = f"{days} 天后截止（{day}）"
        case _:
            closes = f"{day}截止"
    return f"正在申报，{closes}" if window.opens_on else f"{closes}，开始日期未查到"


def _span(window: Window) -> str:
    """2024年为3月1日至31日; the year is said once where both days lie in it."""
    opens, closes = window.opens_on, window.closes_on
    if not opens:
        return f"{closes.year}年的截止日期为{_day(closes)}"
    if opens.year != closes.year:
        return f"上一次为{in_chinese(opens)}至{in_chinese(closes)}"
    if opens == closes:
        return f"{closes.year}年为{_day(closes)}"
    last = f"{closes.day}日" if opens.month == closes.month else _day(closes)
    return f"{closes.year}年为{_day(opens)}至{last}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
