"""What the page of one imported document shows: the draft, and each doubt in the words around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from policies.admin.pictures import PictureView, pictures_waiting
from policies.importing.drafting import Doubt, DoubtKind, Draft, Spot
from policies.importing.storing import Review
from policies.models import District, Policy, Topic
from policies.pages.parts import PolicyText
from policies.suggesting.rounds import ProposedRound
from policies.text.dates import in_chinese
from policies.vocabulary import SectionKind

# Of the text around a doubt so many characters are shown on either side.
AROUND = 16
# A line of nothing but half-width signs is understood after so many.
SPOTS_SHOWN = 40
# Each decided doubt is a field of the form, and Django refuses forms of more than a thousand.
DOUBTS_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class SpotView:
    before: str
    """What stands between this spot and the one before it."""
    seen: str
    likely: str | None


@dataclass(frozen=True, slots=True)
class DoubtPassage:
    """Spots so near one another that they are read together."""

    opens: bool
    """Does the line begin here? Likewise `closes`."""
    spots: tuple[SpotView, ...]
    after: str
    closes: bool


@dataclass(frozen=True, slots=True)
class DoubtView:
    key: str
    kind: str
    line: int
    why: str
    passages: tuple[DoubtPassage, ...]
    more: int
    """Spots that are not shown."""
    decision: str
    repairable: bool
    is_picture: bool
    pictures: tuple[PictureView, ...]
    """Those that stand at its line and are kept, of a doubt about pictures."""

    @classmethod
    def of(cls, doubt: Doubt, text: str, decision: str, pictures: Iterable[PictureView] = ()) -> DoubtView:
        """`pictures` are those of the whole document."""
        is_picture = doubt.kind is DoubtKind.PICTURE
        at_line = (picture for picture in pictures if picture.line == doubt.line)
        return cls(
            doubt.key,
            doubt.kind.label,
            doubt.line,
            doubt.why,
            tuple(_passages(doubt, text)),
            max(0, len(doubt.spots) - SPOTS_SHOWN),
            decision,
            doubt.repairable,
            is_picture,
            tuple(at_line) if is_picture else (),
        )


def _passages(doubt: Doubt, text: str) -> Iterator[DoubtPassage]:
    spots = doubt.spots[:SPOTS_SHOWN]
    first = 0
    for end in range(1, len(spots) + 1):
        is_last = end == len(spots)
        if is_last or _gap(spots[end - 1], spots[end]) > 2 * AROUND:
            yield _passage(spots[first:end], text)
            first = end


def _gap(one: Spot, following: Spot) -> int:
    """How many characters stand between two spots."""
    return following.start - one.start - len(one.seen)


def _passage(spots: Sequence[Spot], text: str) -> DoubtPassage:
    first = spots[0].start
    line = text.rfind("\n", 0, first) + 1
    start = max(line, first - AROUND)
    shown = start
    views = []
    for spot in spots:
        before = text[shown : spot.start]
        views.append(SpotView(before, visible(spot.seen), spot.likely))
        shown = spot.start + len(spot.seen)
    after, _, _ = text[shown : shown + AROUND].partition("\n")
    stop = shown + len(after)
    closes = text[stop : stop + 1] in ("", "\n")
    return DoubtPassage(start == line, tuple(views), after, closes)


def visible(text: str) -> str:
    """What cannot be seen by its name or code."""
    return "".join(
        "（换行）" if char == "\n" else char if char.isprintable() else f"[U+{ord(char):04X}]"
        for char in text
    )


@dataclass(frozen=True, slots=True)
class BodyView:
    """One section so far as it is in the part that is shown. `was_found`: whether the document has it at all."""

    label: str
    was_found: bool
    body: str

    @classmethod
    def of(cls, kind: SectionKind, text: PolicyText, shown: int) -> BodyView:
        was_found = bool(text.bodies.get(kind))
        return cls(kind.label, was_found, text.shown_of(kind, shown) if was_found else "")


@dataclass(frozen=True, slots=True)
class DraftView:
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[BodyView, ...]

    @classmethod
    def of(cls, draft: Draft, text: PolicyText, shown: int) -> DraftView:
        """2 queries."""
        district = District.objects.filter(slug=draft.district).values_list("name", flat=True).first()
        topics = Topic.objects.filter(slug__in=draft.topics).values_list("name", flat=True)
        facts = (
            ("发文字号", _with_reason(draft, "doc_number", draft.doc_number)),
            ("发文机关", _with_reason(draft, "issuers", "、".join(draft.issuers))),
            ("主送机关", "、".join(draft.addressees)),
            *_days(draft),
            ("区", district or ""),
            ("建议的主题", "、".join(topics)),
        )
        proposed = [("文中的申报时间", _of_round(each)) for each in draft.rounds]
        return cls(
            draft.title,
            (*facts, *proposed),
            tuple(BodyView.of(kind, text, shown) for kind in SectionKind),
        )


def _with_reason(draft: Draft, name: str, value: str) -> str:
    """The value, and in brackets where it was read."""
    reason = draft.reasons.get(name, "")
    return f"{value}（{reason}）" if value and reason else value


def _days(draft: Draft) -> Iterator[tuple[str, str]]:
    for name in ("issued_on", "published_on", "effective_on", "expires_on"):
        day = getattr(draft, name)
        yield _label(name), _with_reason(draft, name, in_chinese(day) if day else "")


def _of_round(proposed: ProposedRound) -> str:
    first, last = (in_chinese(day) if day else "" for day in (proposed.opens_on, proposed.closes_on))
    span = f"{first}至{last}" if first else f"截至{last}"
    return f"{span}（没有保存；保存草稿以后，在“申报轮次”下面点“采用”）"


def _label(name: str) -> str:
    return str(Policy._meta.get_field(name).verbose_name)


def context_of(found: Review, page: str | None, part: str) -> dict[str, object]:
    """For `review.html`; `page` is which of the pages of doubts, `part` which part of a long text."""
    often = Counter(doubt.kind for doubt in found.doubts)
    # What is rare is what matters: a hundred lines with half-width commas come after the damaged 文号.
    ordered = sorted(found.doubts, key=lambda doubt: (often[doubt.kind], doubt.line))
    shown: Page[Doubt] = Paginator(ordered, DOUBTS_ON_A_PAGE).get_page(page)
    decisions, text = found.decisions, found.source.text
    pictures = pictures_waiting(found.kept)
    body = PolicyText("", {kind: found.draft.sections.get(kind, "") for kind in SectionKind})
    number = body.nearest(part)
    return {
        "pager": body.pager(number),
        "kept": found.kept,
        "version": found.version,
        "district": found.district,
        "draft": DraftView.of(found.draft, body, number),
        "page": shown,
        "doubts": [DoubtView.of(each, text, str(decisions.get(each.key, "")), pictures) for each in shown],
        # A plain dict: of a Counter a template would read `.items` as a count.
        "kinds": {kind.label: number for kind, number in often.items()},
        "undecided": sum(doubt.repairable and doubt.key not in decisions for doubt in found.doubts),
        "hints": found.hints(),
        "removed": dict(found.draft.removed),
        "remarks": found.draft.remarks,
        "candidates": found.candidates(),
        "newer_of": found.newer_of,
        "apart": found.apart,
        "relations": found.relations(),
        "related": found.related,
    }
