"""The text of one policy on one page or on several: its parts, and which address leads to each passage of it.

Part 1 is the plain address, the others carry `?part=`. A passage is named by its anchor, `original-6-1`; an address that
names one instead of a number (`?part=original-6-1`) is led to the part that holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from django.http import Http404

from policies.kept import TEXTS, key_of
from policies.models import Policy
from policies.pages.common import Link
from policies.text import parting
from policies.text.glued import bare
from policies.text.outline import Heading, Node, Outline, outline
from policies.text.render import line_of
from policies.vocabulary import SectionKind, SectionState

# Two headings, or some hundred characters, are found without a table of contents; one of more entries is no longer read.
CONTENTS_MIN = 3
CONTENTS_MIN_CHARS = 1_000
CONTENTS_MAX = 200
# What a heading and a part take in memory, about.
HEADING_BYTES, PART_BYTES = 1_000, 400
# Of the line that a part begins with, where that is no heading.
OPENING_CHARS = 24


class NoSuchPartError(Http404):
    """404 with the ways to the parts that there are."""

    def __init__(self, ways: tuple[Link, ...]) -> None:
        super().__init__("no such part")
        self.ways = ways


@dataclass(frozen=True, slots=True)
class Layout:
    """All about a text that does not depend on which part is shown; `contents` and `tops` are told for each section."""

    parts: tuple[parting.Part, ...]
    openings: tuple[str, ...]
    """The words with which each part begins."""
    contents: tuple[tuple[Node, ...], ...]
    tops: tuple[tuple[Heading, ...], ...]
    """The headings of the first level; none where there is no table of contents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a table of contents."""

    label: str
    url: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of how many is shown, and the ways to the others. False where there is one alone."""

    number: int
    count: int
    before: str = ""
    after: str = ""
    parts: tuple[Link, ...] = ()

    def __bool__(self) -> bool:
        return self.count > 1

    @property
    def words(self) -> str:
        return f"第 {self.number} 部分，共 {self.count} 部分" if self else ""

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


class PolicyText:
    """The sections that have content. Nothing is read before it is asked for."""

    def __init__(self, path: str, bodies: Mapping[SectionKind, str]) -> None:
        self.path = path
        self.bodies = bodies
        self.kinds = tuple(bodies)
        self.key = key_of(*(word for kind, body in bodies.items() for word in (kind.value, body)))
        self._outlines: dict[SectionKind, Outline] = {}

    @classmethod
    def of(cls, policy: Policy) -> PolicyText:
        """From the sections of `policy`; a query where nobody has read them yet."""
        sections = policy.sections.all()
        return cls.filled(
            policy, {each.kind: each.body for each in sections if each.state == SectionState.CONTENT}
        )

    @classmethod
    def filled(cls, policy: Policy, bodies: Mapping[str, str]) -> PolicyText:
        """From the bodies of all sections that have content."""
        return cls(policy.get_absolute_url(), {kind: bodies[kind] for kind in SectionKind if kind in bodies})

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
        entries = sum(map(_size, contents))
        headings = sum(map(len, tops))
        size = HEADING_BYTES * (entries + headings) + PART_BYTES * len(parts)
        return Layout(parts, openings, contents, tops), size

    # Addresses

    @cached_property
    def count(self) -> int:
        return 1 if parting.is_light([*self.bodies.values()]) else len(self.layout.parts)

    def address(self, number: int, anchor: str = "") -> str:
        query = f"?part={number}" if number > 1 else ""
        return f"{self.path}{query}{'#' if anchor else ''}{anchor}"

    def seen_from(self, shown: int, number: int, anchor: str) -> str:
        """The address of a passage in the part `number` as a link of the part `shown`."""
        return f"#{anchor}" if number == shown else self.address(number, anchor)

    def part_of(self, kind: SectionKind, line: int = 0) -> int:
        """The part that holds a line; 1 where the section has no content, for each part tells of those."""
        if self.count == 1 or kind not in self.bodies:
            return 1
        return parting.part_of(self.layout.parts, self.kinds.index(kind), line)

    def address_of(self, kind: SectionKind) -> str:
        return self.address(self.part_of(kind), kind.value)

    def asked_for(self, raw: str) -> tuple[int, str]:
        """The part that the parameter `part` asks for, and its one address. Raises NoSuchPartError."""
        asked = bare(raw)
        if asked.isascii() and asked.isdigit():
            # More digits than any text has parts: int() must not be asked to read 60,000 of them.
            number = int(asked.lstrip("0")[:9] or 0)
            if not 1 <= number <= self.count:
                raise NoSuchPartError(self.ways())
            return number, self.address(number)
        number = self.holding(asked)
        return number or 1, self.address(number or 1, asked if number else "")

    def nearest(self, raw: str) -> int:
        """The part that `raw` asks for; the first where there is none such."""
        try:
            return self.asked_for(raw)[0]
        except NoSuchPartError:
            return 1

    def holding(self, anchor: str) -> int | None:
        """The part that holds the passage of this anchor; None where there is no such passage."""
        kind = next((kind for kind in self.kinds if f"{anchor}-".startswith(f"{kind.value}-")), None)
        if kind is None:
            return None
        within = anchor[len(kind.value) + 1 :]
        line = 0 if anchor == kind.value else line_of(self.outline(kind), within)
        return None if line is None else self.part_of(kind, line)

    def ways(self) -> tuple[Link, ...]:
        """To the first part and to the last."""
        first = Link("从头看这条政策" if self.count > 1 else "看这条政策", self.address(1))
        return (first, Link(f"看最后一部分（第 {self.count} 部分）", self.address(self.count)))[: self.count]

    # What a page shows of it

    def pager(self, shown: int) -> Pager:
        if self.count == 1:
            return Pager(1, 1)
        links = (
            Link(f"第 {number} 部分：{words}", self.address(number), number == shown)
            for number, words in enumerate(self.layout.openings, 1)
        )
        before = self.address(shown - 1) if shown > 1 else ""
        after = self.address(shown + 1) if shown < self.count else ""
        return Pager(shown, self.count, before, after, tuple(links))

    def contents(self, kind: SectionKind, shown: int) -> tuple[Entry, ...]:
        """The headings of a section as a tree, where there are enough of them to need one; of very many the upper levels."""
        if kind not in self.bodies:
            return ()
        return tuple(self.entries(self.layout.contents[self.kinds.index(kind)], kind, shown))

    def entries(self, nodes: Sequence[Node], kind: SectionKind, shown: int) -> Iterator[Entry]:
        for node in nodes:
            children = tuple(self.entries(node.children, kind, shown))
            yield Entry(node.heading.label, self.heading_address(kind, node.heading, shown), children)

    def heading_address(self, kind: SectionKind, heading: Heading, shown: int) -> str:
        return self.seen_from(shown, self.part_of(kind, heading.line), f"{kind.value}-{heading.anchor}")

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
