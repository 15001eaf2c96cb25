"""The six sections of a policy: what stands in each, and what is said of those that have nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from sys import getsizeof
from typing import Any, Self

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from policies.kept import TEXTS, key_of
from policies.models import Policy
from policies.pages.cited import Citations
from policies.pages.common import Link
from policies.pages.parts import OutlineEntry, PolicyText
from policies.pages.records import RecordList
from policies.pages.versions import UpdateNote
from policies.text.checklist import to_tick
from policies.text.headings import Heading
from policies.text.render import Block, Title, render
from policies.vocabulary import SectionKind, SectionState


@dataclass(frozen=True, slots=True)
class SectionPart:
    """What stands from one heading of the first level to the next, with the ways to those around it."""

    blocks: tuple[Block, ...]
    before: Link | None = None
    after: Link | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a section as it stands on a page, escaped."""

    html: SafeString
    is_titled: bool
    """Whether a heading stands in it."""
    names_missing: bool
    """Whether it cites a document that the library has not."""


class ShownText:
    """The text of a section so far as it is in the part that is shown. Read when it is asked for, and kept as it was printed."""

    def __init__(
        self,
        text: PolicyText,
        kind: SectionKind,
        shown: int,
        lines: range,
        citations: Citations,
        *,
        is_listed: bool = False,
    ) -> None:
        """`is_listed`: what its paragraphs name stands above them as records, which then get the boxes to tick."""
        self.text, self.kind, self.shown, self.lines, self.citations = text, kind, shown, lines, citations
        self.has_boxes = kind is SectionKind.MATERIALS and not is_listed

    @property
    def prose(self) -> Prose:
        text, lines = self.text, self.lines
        where = (text.path, text.key.hex(), self.kind, self.shown, lines.start, lines.stop, self.has_boxes)
        key = key_of("prose", *where, self.citations.told)
        return TEXTS.remember(key, self._print)

    def _print(self) -> tuple[Prose, int]:
        context = {"parts": self.parts, "label": self.kind.label, "to_tick": self.to_tick}
        html = mark_safe(render_to_string("_prose.html", context))
        pieces = (piece for block in self.blocks for piece in block.all_pieces)
        prose = Prose(
            html,
            is_titled=any(block.kind == "title" for block in self.blocks),
            names_missing=any(piece.kind == "missing" for piece in pieces),
        )
        return prose, getsizeof(html)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        found = self.text.outline(self.kind)
        return render(found, self.citations.pieces, f"{self.kind.value}-", self.lines)

    @property
    def to_tick(self) -> frozenset[str]:
        """The anchors of the blocks that get a box on paper."""
        return to_tick(self.blocks) if self.has_boxes else frozenset()

    @property
    def parts(self) -> tuple[SectionPart, ...]:
        return tuple(self._parts())

    def _parts(self) -> Iterator[SectionPart]:
        """Cut before each heading of the first level; where there is a table of contents the parts know their neighbours."""
        tops = self.text.layout.tops[self.text.kinds.index(self.kind)]
        numbers = {top.line: number for number, top in enumerate(tops)}
        for start, end in pairwise(self._cuts()):
            blocks = self.blocks[start:end]
            begins = blocks and _is_top(blocks[0])
            number = numbers.get(blocks[0].heading.line) if begins else None
            if number is None:
                yield SectionPart(blocks)
            else:
                yield SectionPart(blocks, self._turn(tops, number - 1), self._turn(tops, number + 1))

    def _cuts(self) -> list[int]:
        tops = [index for index, block in enumerate(self.blocks) if _is_top(block)]
        return [0, *filter(None, tops), len(self.blocks)]

    def _turn(self, tops: Sequence[Heading], number: int) -> Link | None:
        if number not in range(len(tops)):
            return None
        top = tops[number]
        return Link(top.label, self.text.heading_address(self.kind, top, self.shown))


@dataclass(frozen=True, slots=True)
class SectionView:
    anchor: str
    label: str
    state: SectionState
    text: ShownText | None = None
    """None where there is none, or none of it in the part that is shown."""
    contents: tuple[OutlineEntry, ...] = ()
    successor: Link | None = None
    """The same section of the policy that replaces this one."""
    update: UpdateNote | None = None
    url: str = ""
    """Where it begins."""
    part: int = 1
    """The part in which it begins."""
    begins: bool = True
    """Whether what is shown of it is its beginning."""
    next_url: str = ""
    """Where it goes on, if not on this page."""
    records: RecordList | None = None
    """What is known as data: it stands where the section begins, above the text."""

    @property
    def has_content(self) -> bool:
        return self.state is SectionState.CONTENT

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to read in it: a text, or records."""
        return self.has_content or bool(self.records)

    @property
    def link(self) -> str:
        return self.url or f"#{self.anchor}"


@dataclass(frozen=True, slots=True)
class Gaps:
    """The sections in which there is nothing to read, folded into one line for each reason."""

    sections: tuple[SectionView, ...]

    @classmethod
    def among(cls, sections: Iterable[SectionView]) -> Self:
        return cls(tuple(section for section in sections if not section.is_shown))

    @property
    def pending(self) -> tuple[SectionView, ...]:
        """待补: there may be something to read elsewhere."""
        return self._in_state(SectionState.PENDING)

    @property
    def absent(self) -> tuple[SectionView, ...]:
        """原文未规定"""
        return self._in_state(SectionState.ABSENT)

    @property
    def successors(self) -> tuple[SectionView, ...]:
        """Those that a newer policy has as well."""
        return tuple(section for section in self.sections if section.successor)

    def _in_state(self, state: SectionState) -> tuple[SectionView, ...]:
        return tuple(section for section in self.sections if section.state is state)


def sections_of(
    policy: Policy,
    text: PolicyText,
    citations: Citations,
    counterparts: Mapping[str, Link],
    records: Mapping[SectionKind, RecordList],
    shown: int = 1,
) -> tuple[SectionView, ...]:
    """All six, in order, as the part `shown` has them; one that nobody has entered is 待补."""
    by_kind = {section.kind: section for section in policy.sections.all()}
    return tuple(
        SectionView(
            anchor=kind.value,
            label=kind.label,
            state=SectionState(section.state) if section else SectionState.PENDING,
            successor=counterparts.get(kind),
            update=UpdateNote.of(policy, section),
            records=records.get(kind),
            **_text_of(kind, text, citations, shown, is_listed=bool(records.get(kind))),
        )
        for kind in SectionKind
        for section in [by_kind.get(kind)]
    )


def _text_of(
    kind: SectionKind, text: PolicyText, citations: Citations, shown: int, *, is_listed: bool
) -> dict[str, Any]:
    """What of a section depends on the part that is shown. Records without a text stand in the first part."""
    if kind not in text.bodies:
        url = text.seen_from(shown, 1, kind.value) if is_listed else ""
        return {"url": url, "begins": shown == 1}
    lines = text.lines(kind, shown)
    first = text.part_of(kind)
    goes_on = shown < text.count and text.lines(kind, shown + 1) is not None
    return {
        "text": None
        if lines is None
        else ShownText(text, kind, shown, lines, citations, is_listed=is_listed),
        "contents": text.contents(kind, shown),
        "url": text.seen_from(shown, first, kind.value),
        "part": first,
        "begins": first == shown,
        "next_url": text.address(shown + 1, kind.value) if lines is not None and goes_on else "",
    }


def _is_top(block: Block) -> bool:
    return isinstance(block, Title) and block.heading.depth == 1
