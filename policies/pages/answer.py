"""The answer card: who gets how much, when, on what conditions, and where; each value leads to where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from policies.pages.common import Link
from policies.pages.in_short import amount_of, beside_state, tag_of
from policies.pages.parts import PolicyText
from policies.pages.records import PointView
from policies.results.answers import Answer, BenefitResult, PointResult
from policies.rounds import RoundVerdict
from policies.text.lines import Line, is_remark
from policies.text.shortening import shortened
from policies.validity import OVER, Verdict
from policies.vocabulary import OpenState, SectionKind

# A card is read at a glance; what is more stands in the sections.
MOST_WHO, MOST_OFFERS, MOST_CONDITIONS, MOST_POINTS = 3, 4, 3, 2
WHO_CHARS, CONDITION_CHARS, NOTE_CHARS = 40, 42, 60


@dataclass(frozen=True, slots=True)
class OfferView:
    kind: str
    what: str
    amount: str
    who: str
    """Empty where all offers are for the same people, whom the card names once."""
    url: str


@dataclass(frozen=True, slots=True)
class CallView:
    """Whether one can apply: `sentence` says it, and `url` leads to the round that it was read from."""

    state: OpenState
    sentence: str
    url: str
    note: str = ""
    """What the round says instead, where its days were not found."""

    @property
    def tag(self) -> str:
        return tag_of(self.state)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A service point and the address of its record on the page."""

    point: PointView
    url: str
    is_district_window: bool = False


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A row of the card is shown where it has something to say."""

    verdict: Verdict
    who: tuple[Link, ...]
    more_who: bool
    offers: tuple[OfferView, ...]
    support: Link | None
    """Where to read how much, or how much more."""
    past: Link | None
    """What a policy that is over once gave."""
    call: CallView | None
    conditions: tuple[Link, ...]
    all_conditions: Link | None
    places: tuple[PlaceView, ...]
    districts: tuple[Link, ...]
    """Where points lie in many districts, the way to the own one."""
    service: Link | None
    """Where to read where to go, or where else."""

    @property
    def is_over(self) -> bool:
        return self.verdict.validity in OVER

    @property
    def own_words(self) -> tuple[str, ...]:
        """What the portal says on it beside what the page says elsewhere."""
        kinds = (offer.kind for offer in self.offers)
        called = (self.call.tag, self.call.sentence) if self.call else ()
        return (*kinds, *called)

    @classmethod
    def of(cls, audiences: Sequence[str], answer: Answer, text: PolicyText, shown: int) -> Self:
        """`audiences`: the names of those whom the policy is for."""
        return _Composing(audiences, answer, text, shown).card()


class _Composing:
    """One card while it is put together."""

    def __init__(self, audiences: Sequence[str], answer: Answer, text: PolicyText, shown: int) -> None:
        self.audiences, self.answer, self.text, self.shown = audiences, answer, text, shown

    def card(self) -> AnswerCard:
        who, more_who = self.who()
        return AnswerCard(
            verdict=self.answer.verdict,
            who=who,
            more_who=more_who,
            offers=self.offers(),
            support=self.support(),
            past=self.past(),
            call=self.call(),
            conditions=self.conditions(),
            all_conditions=self.all_conditions(),
            places=self.places(),
            districts=self.districts(),
            service=self.service(),
        )

    def record(self, kind: SectionKind, anchor: str) -> str:
        """The address of a record: it stands where its section begins."""
        return self.text.seen_from(self.shown, self.text.part_of(kind), anchor)

    def section(self, kind: SectionKind, label: str) -> Link | None:
        """The way to a section that has content; None to one that has none."""
        return Link(label, self.record(kind, kind.value)) if kind in self.text.bodies else None

    def benefit(self, benefit: BenefitResult) -> str:
        return self.record(SectionKind.SUPPORT, f"benefit-{benefit.uid}")

    def who(self) -> tuple[tuple[Link, ...], bool]:
        """Those whom benefits name, each once, else the audiences; and whether there are more."""
        if self.answer.is_over:
            return (), False
        named = {offer.who: offer for offer in reversed(self.answer.offers) if offer.who}
        links = [
            Link(shortened(who, WHO_CHARS), self.benefit(offer)) for who, offer in reversed(named.items())
        ]
        if not links:
            links = [Link(name, "#audiences") for name in self.audiences]
        return tuple(links[:MOST_WHO]), len(links) > MOST_WHO

    def offers(self) -> tuple[OfferView, ...]:
        found = self.answer.offers
        is_for_several = len({offer.who for offer in found}) > 1
        return tuple(
            OfferView(
                kind=offer.kind.label,
                what=offer.what,
                amount=amount_of(offer),
                who=shortened(offer.who, WHO_CHARS) if is_for_several else "",
                url=self.benefit(offer),
            )
            for offer in found[:MOST_OFFERS]
        )

    def support(self) -> Link | None:
        if self.answer.is_over:
            return None
        more = len(self.answer.offers) - MOST_OFFERS
        if more > 0:
            return Link(f"还有 {more} 项", self.record(SectionKind.SUPPORT, SectionKind.SUPPORT.value))
        return None if self.answer.offers else self.section(SectionKind.SUPPORT, "看扶持力度")

    def past(self) -> Link | None:
        if not self.answer.is_over:
            return None
        if self.answer.benefits:
            return Link("看以前的待遇", self.record(SectionKind.SUPPORT, SectionKind.SUPPORT.value))
        return self.section(SectionKind.SUPPORT, "看以前的扶持力度")

    def call(self) -> CallView | None:
        """None where nothing is known, or the policy is over and its verdict has said so."""
        window = self.answer.window
        if self.answer.is_over:
            return None
        if window.window:
            url = self.record(SectionKind.PROCEDURE, f"round-{window.window.uid}")
            return CallView(window.state, beside_state(window), url, self.note_of(window))
        procedure = self.section(SectionKind.PROCEDURE, "看申报程序")
        return CallView(window.state, "没有查到申报时间，看申报程序", procedure.url) if procedure else None

    def note_of(self, window: RoundVerdict) -> str:
        if window.state is not OpenState.UNKNOWN:
            return ""
        notes = (row.note for row in self.answer.rounds if row.uid == window.window.uid)
        return shortened(next(notes, ""), NOTE_CHARS)

    def conditions(self) -> tuple[Link, ...]:
        """How 申报条件 begins: in order and with its numbers, so that what leads to a list is not lost."""
        kind = SectionKind.CONDITIONS
        if self.answer.is_over or kind not in self.text.bodies:
            return ()
        lines = self.text.outline(kind).lines
        first = [number for number in range(min(len(lines), MOST_CONDITIONS)) if not _is_aside(lines[number])]
        return tuple(
            Link(
                shortened(lines.text(number), CONDITION_CHARS),
                self.text.address_of_line(kind, number, self.shown),
            )
            for number in first
        )

    def all_conditions(self) -> Link | None:
        return None if self.answer.is_over else self.section(SectionKind.CONDITIONS, "看全部申报条件")

    def point(self, point: PointResult) -> str:
        return self.record(SectionKind.SERVICE, f"point-{point.uid}")

    def places(self) -> tuple[PlaceView, ...]:
        points = [
            PlaceView(PointView.of(point), self.point(point))
            for point in self.answer.named_points[:MOST_POINTS]
        ]
        window = self.answer.district_window
        if window:
            points.append(PlaceView(PointView.of(window), f"#point-{window.uid}", is_district_window=True))
        return tuple(points)

    def districts(self) -> tuple[Link, ...]:
        return tuple(
            Link(_counted(district, len(points)), self.point(points[0]))
            for district, points in self.answer.points_by_district.items()
        )

    def service(self) -> Link | None:
        more = len(self.answer.named_points) - MOST_POINTS
        if more > 0:
            label = f"还有 {more} 处"
            return Link(label, self.record(SectionKind.SERVICE, SectionKind.SERVICE.value))
        return self.section(SectionKind.SERVICE, "看受理服务")


def _counted(district: str, points: int) -> str:
    return f"{district} {points} 处" if points > 1 else district


def _is_aside(line: Line) -> bool:
    """A row of a table, or a remark, is no condition."""
    return bool(line.table) or is_remark(line.text)
