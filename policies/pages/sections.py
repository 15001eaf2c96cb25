"""The six sections of a policy: what stands in each, and what is said of those that have nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

from policies.models import Policy, Section
from policies.pages.cited import Citations, Mention
from policies.pages.common import Link
from policies.pages.versions import UpdateNote
from policies.text.checklist import to_tick
from policies.text.outline import Node, Outline, outline
from policies.text.render import Block, Title, render
from policies.vocabulary import SectionKind, SectionState

# Two headings, or some hundred characters, are found without a table of contents; one of more entries is no longer read.
CONTENTS_MIN = 3
CONTENTS_MIN_CHARS = 1_000
CONTENTS_MAX = 200


@dataclass(frozen=True, slots=True)
class Part:
    """What stands from one heading of the first level to the next, with those around it; the first part may have none."""

    blocks: tuple[Block, ...]
    before: Title | None = None
    after: Title | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    anchor: str
    label: str
    state: SectionState
    parts: tuple[Part, ...] = ()
    contents: tuple[Node, ...] = ()
    successor: Link | None = None
    """The same section of the policy that replaces this one."""
    update: UpdateNote | None = None
    to_tick: frozenset[str] = frozenset()
    """The anchors of the blocks that get a box on paper."""

    @property
    def has_content(self) -> bool:
        return self.state is SectionState.CONTENT

    @property
    def is_titled(self) -> bool:
        """Whether a heading stands in its text."""
        return any(block.kind == "title" for part in self.parts for block in part.blocks)

    @property
    def names_missing(self) -> bool:
        """Whether it cites a document that the library has not."""
        pieces = (piece for part in self.parts for block in part.blocks for piece in block.all_pieces)
        return any(piece.kind == "missing" for piece in pieces)

    @classmethod
    def of(
        cls,
        kind: SectionKind,
        section: Section | None,
        citations: Citations,
        replaced_by: Mention | None,
        update: UpdateNote | None,
    ) -> SectionView:
        """One that nobody has entered is 待补."""
        anew = Link(f"新政策的{kind.label}", f"{replaced_by.url}#{kind.value}") if replaced_by else None
        if section is None:
            return cls(kind.value, kind.label, SectionState.PENDING, successor=anew, update=update)
        found = outline(section.body)
        contents = _contents(found)
        blocks = render(found, citations.pieces, prefix=f"{kind}-")
        return cls(
            kind.value,
            kind.label,
            SectionState(section.state),
            _parts(blocks, bool(contents)),
            contents,
            anew,
            update,
            to_tick(blocks) if kind is SectionKind.MATERIALS else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Gaps:
    """The sections that have no content, folded into one line for each reason."""

    sections: tuple[SectionView, ...]

    @classmethod
    def among(cls, sections: Iterable[SectionView]) -> Self:
        return cls(tuple(section for section in sections if not section.has_content))

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


def sections_of(policy: Policy, citations: Citations, replaced_by: Mention | None) -> tuple[SectionView, ...]:
    """All six, in order; one that nobody has entered is 待补."""
    by_kind = {section.kind: section for section in policy.sections.all()}
    return tuple(
        SectionView.of(kind, section, citations, replaced_by, UpdateNote.of(policy, section))
        for kind in SectionKind
        for section in [by_kind.get(kind)]
    )


def _contents(found: Outline) -> tuple[Node, ...]:
    """The headings as a tree, where there are enough of them to need one; of very many only the upper levels."""
    depths = Counter(heading.depth for heading in found.numbered if heading.role.heads)
    if depths.total() < CONTENTS_MIN or len(found.body) < CONTENTS_MIN_CHARS:
        return ()
    totals = accumulate(depths[depth] for depth in sorted(depths))
    deepest = sum(total <= CONTENTS_MAX for total in totals)
    return found.nested(lambda heading: heading.role.heads and heading.depth <= deepest)


def _parts(blocks: Sequence[Block], are_linked: bool) -> tuple[Part, ...]:
    """Cut before each heading of the first level; where there is a table of contents the parts know their neighbours."""
    starts = [
        place for place, block in enumerate(blocks) if isinstance(block, Title) and block.heading.depth == 1
    ]
    cuts = [0, *(place for place in starts if place), len(blocks)]
    stretches = [tuple(blocks[start:end]) for start, end in pairwise(cuts)]
    titles = [blocks[place] for place in starts] if are_linked else []
    first = len(stretches) - len(starts)
    return tuple(
        Part(
            stretch,
            before=titles[number - 1] if 0 < number <= len(titles) else None,
            after=titles[number + 1] if 0 <= number < len(titles) - 1 else None,
        )
        for number, stretch in enumerate(stretches, start=-first)
    )
