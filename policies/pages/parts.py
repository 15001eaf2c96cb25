"""The text of one policy on one page or on several: its parts, and which address leads to each passage of it.

Part 1 is the plain address, the others carry `?part=`. A passage is named by its anchor, `original-6-1`; an address that
names one instead of a number (`?part=original-6-1`) is led to the part that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404

from policies.models import Policy
from policies.pages.common import Link, address_in
from policies.results.parts import TextInParts, filled
from policies.text.glued import bare
from policies.text.headings import Heading, Node
from policies.text.render import anchor_of
from policies.vocabulary import SectionKind


class NoSuchPartError(Http404):
    """404 with the ways to the parts that there are."""

    def __init__(self, ways: tuple[Link, ...]) -> None:
        super().__init__("no such part")
        self.ways = ways


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One of a table of contents."""

    label: str
    url: str
    children: tuple[OutlineEntry, ...] = ()


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


class PolicyText(TextInParts):
    """The sections that have content, at the address of a page."""

    def __init__(self, path: str, bodies: Mapping[SectionKind, str]) -> None:
        super().__init__(bodies)
        self.path = path

    @classmethod
    def of(cls, policy: Policy) -> PolicyText:
        """From the sections of `policy`; a query where nobody has read them yet."""
        return cls(policy.get_absolute_url(), filled(policy.sections.all()))

    # Addresses

    def address(self, number: int, anchor: str = "") -> str:
        return address_in(self.path, number, anchor)

    def seen_from(self, shown: int, number: int, anchor: str) -> str:
        """The address of a passage in the part `number` as a link of the part `shown`."""
        return f"#{anchor}" if number == shown else self.address(number, anchor)

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

    def contents(self, kind: SectionKind, shown: int) -> tuple[OutlineEntry, ...]:
        """The headings of a section as a tree, where there are enough of them to need one; of very many the upper levels."""
        if kind not in self.bodies:
            return ()
        return tuple(self.entries(self.layout.contents[self.kinds.index(kind)], kind, shown))

    def entries(self, nodes: Sequence[Node], kind: SectionKind, shown: int) -> Iterator[OutlineEntry]:
        for node in nodes:
            children = tuple(self.entries(node.children, kind, shown))
            yield OutlineEntry(node.heading.label, self.heading_address(kind, node.heading, shown), children)

    def heading_address(self, kind: SectionKind, heading: Heading, shown: int) -> str:
        return self.seen_from(shown, self.part_of(kind, heading.line), f"{kind.value}-{heading.anchor}")

    def address_of_line(self, kind: SectionKind, line: int, shown: int) -> str:
        """The address of the paragraph, heading or table that holds a line."""
        anchor = f"{kind.value}-{anchor_of(self.outline(kind), line)}"
        return self.seen_from(shown, self.part_of(kind, line), anchor)

    def address_of_words(self, kind: SectionKind, words: str, shown: int) -> str:
        """The address of the paragraph in which `words` begin; empty where they do not stand in the section."""
        start = self.bodies.get(kind, "").find(words)
        if start < 0:
            return ""
        return self.address_of_line(kind, self.outline(kind).lines.at(start), shown)
