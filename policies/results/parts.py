"""The text of one policy on one page or on several: where its parts begin, and which of them holds a passage.

A passage is named by its anchor, `original-6-1`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from policies.kept import TEXTS, key_of
from policies.models import Section
from policies.text import parting
from policies.text.headings import Heading, Node
from policies.text.outline import Outline, outline
from policies.text.render import line_of
from policies.vocabulary import SectionKind, SectionState

# Records have anchors of their own, `benefit-b1`, and stand where their section begins.
RECORDS = {
    "benefit": SectionKind.SUPPORT,
    "round": SectionKind.PROCEDURE,
    "material": SectionKind.MATERIALS,
    "point": SectionKind.SERVICE,
}
_RECORD = re.compile(rf"(?P<name>{'|'.join(RECORDS)})-[a-z0-9-]{{1,32}}")

# Two headings, or some hundred characters, are found without a table of contents; one of more entries is no longer read.
CONTENTS_MIN = 3
CONTENTS_MIN_CHARS = 1_000
CONTENTS_MAX = 200
# What a heading and a part take in memory, about.
HEADING_BYTES, PART_BYTES = 1_000, 400
# Of the line that a part begins with, where that is no heading.
OPENING_CHARS = 24


@dataclass(frozen=True, slots=True)
class Layout:
    """All about a text that does not depend on which part is shown; `contents` and `tops` are told for each section."""

    parts: tuple[parting.Part, ...]
    openings: tuple[str, ...]
    """The words with which each part begins."""
    contents: tuple[tuple[Node, ...], ...]
    tops: tuple[tuple[Heading, ...], ...]
    """The headings of the first level; none where there is no table of contents."""

    @property
    def kept_bytes(self) -> int:
        """About as many as it takes while it is kept."""
        entries = sum(map(_size, self.contents))
        headings = sum(map(len, self.tops))
        return HEADING_BYTES * (entries + headings) + PART_BYTES * len(self.parts)


def filled(sections: Iterable[Section]) -> dict[SectionKind, str]:
    """The bodies of those that have content, in the order of the page."""
    bodies = {each.kind: each.body for each in sections if each.state == SectionState.CONTENT}
    return in_order(bodies)


def in_order(bodies: Mapping[str, str]) -> dict[SectionKind, str]:
    return {kind: bodies[kind] for kind in SectionKind if kind in bodies}


class TextInParts:
    """The sections that have content. Nothing is read before it is asked for."""

    def __init__(self, bodies: Mapping[SectionKind, str]) -> None:
        self.bodies = bodies
        self.kinds = tuple(bodies)
        self._outlines: dict[SectionKind, Outline] = {}

    @cached_property
    def key(self) -> bytes:
        return key_of(*(word for kind, body in self.bodies.items() for word in (kind.value, body)))

    def outline(self, kind: SectionKind) -> Outline:
        if kind not in self._outlines:
            self._outlines[kind] = outline(self.bodies[kind])
        return self._outlines[kind]

    @cached_property
    def layout(self) -> Layout:
        return TEXTS.remember(key_of("layout", self.key.hex(), parting.PART_WEIGHT), self._lay_out)

    def _lay_out(self) -> tuple[Layout, int]:
        outlines = [self.outline(kind) for kind in self.kinds]
        parts = parting.parts(outlines)
        openings = tuple(_opening(part, outlines) for part in parts)
        contents = tuple(map(_contents, outlines))
        tops = tuple(map(_tops, outlines, contents))
        layout = Layout(parts, openings, contents, tops)
        return layout, layout.kept_bytes

    @cached_property
    def count(self) -> int:
        return 1 if parting.is_light([*self.bodies.values()]) else len(self.layout.parts)

    def part_of(self, kind: SectionKind, line: int = 0) -> int:
        """The part that holds a line; 1 where the section has no content, for each part tells of those."""
        begins_text = kind in self.kinds[:1] and line == 0
        if begins_text or kind not in self.bodies or self.count == 1:
            return 1
        return parting.part_of(self.layout.parts, self.kinds.index(kind), line)

    def holding(self, anchor: str) -> int | None:
        """The part that holds the passage of this anchor; None where there is no such passage.

        Of a record, `benefit-b1`, that in which its section begins, whether there is such a record or not.
        """
        record = _RECORD.fullmatch(anchor)
        if record:
            return self.part_of(RECORDS[record["name"]])
        kind = next((kind for kind in self.kinds if f"{anchor}-".startswith(f"{kind.value}-")), None)
        if kind is None:
            return None
        within = anchor[len(kind.value) + 1 :]
        line = 0 if anchor == kind.value else line_of(self.outline(kind), within)
        return None if line is None else self.part_of(kind, line)

    def lines(self, kind: SectionKind, shown: int) -> range | None:
        """The lines of a section in the part that is shown; None where none of them is."""
        number = self.kinds.index(kind)
        stretches = (each.lines for each in self.layout.parts[shown - 1] if each.text == number)
        return next(stretches, None)

    def shown_of(self, kind: SectionKind, shown: int) -> str:
        """The text of a section in the part that is shown, as typed."""
        if self.count == 1:
            return self.bodies[kind]
        numbers, lines = self.lines(kind, shown), self.outline(kind).lines
        return lines.body[lines.starts[numbers[0]] : lines.ends[numbers[-1]]] if numbers else ""


def _contents(found: Outline) -> tuple[Node, ...]:
    depths = Counter(heading.depth for heading in found.numbered if heading.role.heads)
    if depths.total() < CONTENTS_MIN or len(found.body) < CONTENTS_MIN_CHARS:
        return ()
    totals = accumulate(depths[depth] for depth in sorted(depths))
    deepest = sum(total <= CONTENTS_MAX for total in totals)
    return found.nested(lambda heading: heading.role.heads and heading.depth <= deepest)


def _tops(found: Outline, contents: Sequence[Node]) -> tuple[Heading, ...]:
    """The headings of the first level; none of a section that has no table of contents."""
    if not contents:
        return ()
    return tuple(heading for heading in found.numbered if heading.role.heads and heading.depth == 1)


def _opening(part: parting.Part, outlines: Sequence[Outline]) -> str:
    for stretch in part:
        for line in outlines[stretch.text].lines[stretch.lines.start : stretch.lines.stop][:1]:
            words = line.text[:OPENING_CHARS]
            return words if len(line.text) <= OPENING_CHARS else f"{words}…"
    return ""


def _size(nodes: Sequence[Node]) -> int:
    return sum(1 + _size(node.children) for node in nodes)
