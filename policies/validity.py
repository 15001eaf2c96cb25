"""Is a policy in force on a given day? A pure rule over dates and their source, and the sentence that says why.

The rule never guesses. 现行有效 needs an end date that has not passed, or somebody who verified it within
the last twelve months, and a source that may be relied upon; what is left is 待核实.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from policies.text.dates import in_chinese, until, year_after, year_before
from policies.vocabulary import SourceKind, Validity

# A day that is further off is a date, not something to count the days to.
SOON = timedelta(days=180)
YESTERDAY = timedelta(days=1)
# Nobody can rely on these any more.
OVER = frozenset({Validity.EXPIRED, Validity.REPEALED, Validity.PAST})


@dataclass(frozen=True, slots=True)
class Dates:
    """What decides. `expires_on` is the last day in force, `repealed_on` the first day out of force."""

    effective_on: date | None = None
    expires_on: date | None = None
    repealed_on: date | None = None
    verified_on: date | None = None
    caveat: str = ""
    """Why nobody should rely on what is known, in sentences; empty where nothing speaks against it. See `caveat`."""
    past_reason: str = ""
    """Why the entry is of the past, whatever its dates are; empty where it is not."""


def caveat(source_kind: str, uncertain_reason: str) -> str:
    """What the source of a policy, and the reason that staff have entered, say against relying on it.

    >>> caveat("official", "")
    ''
    >>> caveat("third_party", "后来的规定没有查到。")
    '内容据转载整理，未与原文核对。存疑：后来的规定没有查到。'
    """
    reprinted = "内容据转载整理，未与原文核对。" if source_kind == SourceKind.THIRD_PARTY else ""
    reason = uncertain_reason.strip().rstrip("。")
    return reprinted + (f"存疑：{reason}。" if reason else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    validity: Validity
    reason: str


def judge(dates: Dates, on: date) -> Verdict:
    """What the policy is worth on the day `on`.

    What staff put into the past stays there until a date says that it is 已失效 or 已废止, which tells more.
    Of a source with a caveat only that a policy is over is believed: it cannot lead anybody to rely on it.
    """
    effective, expires, repealed, verified = (
        dates.effective_on,
        dates.expires_on,
        dates.repealed_on,
        dates.verified_on,
    )
    if repealed and repealed <= on:
        return Verdict(Validity.REPEALED, f"已于{in_chinese(repealed)}废止。")
    if expires and expires < on:
        return Verdict(Validity.EXPIRED, f"有效期至{in_chinese(expires)}，已经到期。")
    if dates.past_reason:
        return Verdict(Validity.PAST, f"{dates.past_reason.strip().rstrip('。')}。")
    if dates.caveat:
        return Verdict(Validity.UNVERIFIED, f"{dates.caveat}{_as_told(dates, on)}办理前请向受理部门确认。")
    if effective and effective > on:
        return Verdict(Validity.UPCOMING, f"自{in_chinese(effective)}起施行，现在还没有生效。")
    if repealed:
        return Verdict(Validity.IN_FORCE, f"将于{in_chinese(repealed)}废止，目前仍然有效。")
    if expires:
        return Verdict(Validity.IN_FORCE, f"有效期至{in_chinese(expires)}，还没有到期。")
    if verified and year_before(on) <= verified <= on:
        return Verdict(Validity.IN_FORCE, f"没有写明失效日期，{in_chinese(verified)}经人工核实仍然有效。")
    if verified and verified < on:
        return Verdict(
            Validity.UNVERIFIED,
            f"没有写明失效日期，上次核实是{in_chinese(verified)}，已超过十二个月。办理前请向受理部门确认。",
        )
    return Verdict(Validity.UNVERIFIED, "没有查到失效日期，也还没有人工核实。办理前请向受理部门确认。")


def _as_told(dates: Dates, on: date) -> str:
    """The date that would decide, if the source could be relied upon."""
    if dates.effective_on and dates.effective_on > on:
        return f"资料上说自{in_chinese(dates.effective_on)}起施行。"
    return f"资料上说有效期至{in_chinese(dates.expires_on)}。" if dates.expires_on else ""


@dataclass(frozen=True, slots=True)
class Coming:
    """A day that residents wait for or have to beat, or that was yesterday."""

    day: date
    what: str

    def in_words(self, on: date) -> str:
        """
        >>> Coming(date(2026, 1, 13), "到期").in_words(date(2026, 1, 1))
        '还有 12 天到期'
        """
        return f"{until(self.day, on)}{self.what}"


def coming(dates: Dates, on: date) -> Coming | None:
    """The nearest day within SOON on which the policy begins or ends. Today counts, and yesterday where nothing is to come.

    Of a policy that is over only the day counts that ended it.
    """
    begins, repealed, expires = (
        (dates.effective_on, "施行"),
        (dates.repealed_on, "废止"),
        (dates.expires_on, "到期"),
    )
    match judge(dates, on).validity:
        case Validity.REPEALED:
            days = [repealed]
        case Validity.EXPIRED:
            days = [expires]
        case Validity.PAST:
            days = []
        case _:
            days = [begins, repealed, expires]
    known = [Coming(day, what) for day, what in days if day]
    near = [each for each in known if -YESTERDAY <= each.day - on <= SOON]
    return min(near, key=lambda each: (each.day < on, each.day), default=None)


def next_change(dates: Dates, on: date) -> date | None:
    """The first day after `on` on which `judge` may say something else; None if there is none."""
    turns = [dates.effective_on, dates.repealed_on, dates.verified_on]
    turns += [day + timedelta(days=1) for day in (dates.expires_on,) if day and day < date.max]
    # A verification is worth twelve months, and the day after them it is not.
    turns += [year_after(day) for day in (dates.verified_on,) if day and day.year < date.max.year]
    return min((day for day in turns if day and day > on), default=None)
