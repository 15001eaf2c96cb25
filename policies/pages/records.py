"""The records of a policy as its page lists them: benefits, rounds, materials and service points, with the addresses they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from policies.pages.in_short import amount_of, beside_state, tag_of
from policies.pages.parts import PolicyText
from policies.quotes import label_of
from policies.results.answers import Answer, BenefitResult, MaterialResult, PointResult, RoundResult
from policies.text.dates import in_chinese
from policies.text.render import is_safe
from policies.text.telephones import dialled
from policies.vocabulary import OpenState, SectionKind, Validity

HOTLINE = "12345"
ASK_FIRST = f"去之前请先打电话或拨打 {HOTLINE}"


@dataclass(frozen=True, slots=True)
class BenefitView:
    anchor: str
    kind: str
    who: str
    what: str
    amount: str
    quote: str
    source: str
    """From what the quote was taken."""
    stands: bool
    is_past: bool
    url: str
    """The paragraph that is quoted; empty where the quote is gone."""

    @classmethod
    def of(cls, benefit: BenefitResult, text: PolicyText, shown: int, *, is_past: bool) -> Self:
        original = text.bodies.get(SectionKind.ORIGINAL, "")
        return cls(
            anchor=f"benefit-{benefit.uid}",
            kind=benefit.kind.label,
            who=benefit.who,
            what=benefit.what,
            amount=amount_of(benefit) or benefit.amount,
            quote=benefit.quote.strip(),
            source=label_of(benefit.quote, benefit.section, original),
            stands=benefit.stands,
            is_past=is_past,
            url=text.address_of_words(benefit.section, benefit.quote.strip(), shown)
            if benefit.stands
            else "",
        )


@dataclass(frozen=True, slots=True)
class RoundView:
    anchor: str
    name: str
    state: OpenState
    sentence: str
    days: str
    """From when to when; empty where the sentence says what is known of it."""
    notice_url: str
    note: str
    source: str

    @property
    def tag(self) -> str:
        return tag_of(self.state)

    @classmethod
    def of(cls, row: RoundResult) -> Self:
        return cls(
            anchor=f"round-{row.uid}",
            name=row.name,
            state=row.verdict.state,
            sentence=beside_state(row.verdict),
            days="" if row.verdict.state is OpenState.UNKNOWN else _days(row),
            notice_url=row.notice_url if is_safe(row.notice_url) else "",
            note=row.note,
            source=row.source,
        )


def _days(row: RoundResult) -> str:
    opens, closes = row.opens_on, row.closes_on
    if opens and closes:
        return f"{in_chinese(opens)}至{in_chinese(closes)}"
    if closes:
        return f"{in_chinese(closes)}截止，开始日期未查到"
    if opens:
        return f"{in_chinese(opens)}开始，" + ("常年受理" if row.open_all_year else "截止日期未查到")
    return ""


@dataclass(frozen=True, slots=True)
class Telephone:
    label: str
    url: str
    """Empty where nothing in the label can be dialled."""

    @classmethod
    def of(cls, label: str) -> Self:
        number = dialled(label)
        return cls(label, f"tel:{number}" if number else "")


@dataclass(frozen=True, slots=True)
class PointView:
    anchor: str
    name: str
    handles: str
    address: str
    hours: str
    telephones: tuple[Telephone, ...]
    online_url: str
    seen: str
    """Of what day the information is, and what to do where that is long ago."""
    is_recent: bool
    source: str
    note: str

    @classmethod
    def of(cls, point: PointResult) -> Self:
        return cls(
            anchor=f"point-{point.uid}",
            name=point.name,
            handles=point.handles,
            address=point.address,
            hours=point.hours,
            telephones=tuple(map(Telephone.of, point.telephones)),
            online_url=point.online_url if is_safe(point.online_url) else "",
            seen=_seen(point),
            is_recent=point.is_recent,
            source=point.source,
            note=point.note,
        )


def _seen(point: PointResult) -> str:
    seen = f"信息截至{in_chinese(point.seen_on)}" if point.seen_on else "信息是哪一天的没有查到"
    return f"{seen}。" if point.is_recent else f"{seen}，{ASK_FIRST}。"


@dataclass(frozen=True, slots=True)
class RecordList:
    """The records that belong to one section, and the macro that prints them."""

    macro: str
    """In `_records.html`."""
    rows: tuple[BenefitView | RoundView | MaterialResult | PointView, ...]

    @classmethod
    def of(cls, macro: str, rows: Iterable[BenefitView | RoundView | MaterialResult | PointView]) -> Self:
        return cls(macro, tuple(rows))

    def __bool__(self) -> bool:
        return bool(self.rows)


def own_words(records: RecordList | None) -> Iterator[str]:
    """What the portal says in them, the words of sources apart: it may have to be explained."""
    for row in records.rows if records else ():
        match row:
            case BenefitView():
                yield from (row.kind, row.what, row.source if row.stands else Validity.UNVERIFIED.label)
            case RoundView():
                yield from ("申报轮次", row.tag, row.sentence)
            case PointView():
                yield "受理点"


def records_of(answer: Answer, text: PolicyText, shown: int) -> dict[SectionKind, RecordList]:
    """The records of a policy by the section in which they are read."""
    benefits = (BenefitView.of(each, text, shown, is_past=answer.is_over) for each in answer.benefits)
    return {
        SectionKind.SUPPORT: RecordList.of("benefits", benefits),
        SectionKind.PROCEDURE: RecordList.of("rounds", map(RoundView.of, answer.rounds)),
        SectionKind.MATERIALS: RecordList.of("materials", answer.materials),
        SectionKind.SERVICE: RecordList.of("points", map(PointView.of, answer.points)),
    }
