"""The types of an outline: a numbered item (`Heading`), its role in the text, and a node of the tree of items."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from policies.text.numbering import Level


class ItemRole(Enum):
    """How a numbered line reads: as a heading that fills it, as one that the text follows in the same line, as a short
    sentence or entry that heads nothing, or as a paragraph or part of a sentence that a number opens."""

    TITLE = "title"
    RUN_IN = "run-in"
    ENTRY = "entry"
    CLAUSE = "clause"

    @property
    def heads(self) -> bool:
        return self in (ItemRole.TITLE, ItemRole.RUN_IN)


@dataclass(frozen=True, slots=True)
class Heading:
    """One numbered item: `body[start:end]` is its number and its words, with the stop of a run-in heading.

    `text` is without that stop, and empty for a CLAUSE. `depth` counts the headings around it from 1. `parent` is an
    index into `Outline.numbered`, -1 at the top; `line` one into `Outline.lines`. `runs_on`: more text follows in the
    line, which is so whatever `role` the neighbours give it.
    """

    level: Level
    number: str
    value: int
    text: str
    start: int
    end: int
    role: ItemRole
    depth: int
    anchor: str
    pinpoint: str
    parent: int
    line: int
    inserted: int = 0
    runs_on: bool = False

    @property
    def label(self) -> str:
        """Number and words, for a table of contents."""
        gap = " " if self.level <= Level.ARTICLE and self.text[:1] not in ("", "（", "(", "【") else ""
        return f"{self.number}{gap}{self.text}"


@dataclass(frozen=True, slots=True)
class Node:
    heading: Heading
    children: tuple[Node, ...]
