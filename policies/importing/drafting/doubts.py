"""What in a text may not be what was issued: a position, the text seen, the likely original, and why.

Nothing here repairs anything. A text stays as it is until a person accepts a doubt, one by one; `apply` then
makes that one change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from policies.vocabulary import Vocabulary


class DoubtKind(Vocabulary):
    NUMBER = "number", "文号残缺"
    DATE = "date", "日期残缺"
    TITLE = "title", "标题不一致"
    PUNCTUATION = "punctuation", "半角标点"
    REPLACEMENT = "replacement", "乱码"
    WRAPPED = "wrapped", "断行"
    INVISIBLE = "invisible", "看不见的字符"
    LOOKALIKE = "lookalike", "形近字"
    PRIVATE = "private", "显示不出的字符"
    PICTURE = "picture", "图片"


@dataclass(frozen=True, slots=True)
class Spot:
    """`seen` stands at `start` of the text; `likely` is what it should say, None where nobody can know."""

    start: int
    seen: str
    likely: str | None

    @property
    def offsets(self) -> range:
        """What it covers; an insertion covers the character it stands before."""
        return range(self.start, self.start + max(1, len(self.seen)))

    def moved(self, by: int) -> Self:
        return replace(self, start=self.start + by)


@dataclass(frozen=True, slots=True)
class Doubt:
    kind: DoubtKind
    line: int
    """Counted from 1."""
    spots: tuple[Spot, ...]
    """At least one; several where one cause, such as half-width signs, runs through a line."""
    why: str
    """For staff, in Chinese."""

    @property
    def start(self) -> int:
        return self.spots[0].start

    @property
    def offsets(self) -> set[int]:
        return {offset for spot in self.spots for offset in spot.offsets}

    @property
    def repairable(self) -> bool:
        return all(spot.likely is not None for spot in self.spots)

    @property
    def key(self) -> str:
        """What a decision is remembered by, as long as the text stays the same."""
        return f"{self.kind.value}:{self.start}"

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """From what `dataclasses.asdict` made of a doubt, as the database gives it back."""
        spots = tuple(Spot(**spot) for spot in stored["spots"])
        return cls(DoubtKind(stored["kind"]), stored["line"], spots, stored["why"])


class StaleDoubtError(ValueError):
    """The text is not the one that was doubted."""


def line_after(line: int, accepted: Iterable[Doubt]) -> int:
    """Where line number `line` stands once these are repaired: lines that were broken become one."""
    return line - sum(doubt.kind is DoubtKind.WRAPPED and doubt.line < line for doubt in accepted)


def apply(text: str, *accepted: Doubt) -> str:
    """`text` with the accepted doubts repaired, all of which must be about this very text.

    Raises StaleDoubtError where a text no longer stands at its position or two repairs overlap, and ValueError
    for a doubt without a likely original.
    """
    spots = [spot for doubt in accepted for spot in doubt.spots]
    spots.sort(key=lambda spot: spot.start)
    pieces, done = [], 0
    for spot in spots:
        if spot.likely is None:
            raise ValueError(f"nobody knows what {spot.seen!r} should be")
        if not text.startswith(spot.seen, spot.start):
            raise StaleDoubtError(f"{spot.seen!r} does not stand at {spot.start}")
        if spot.start < done:
            raise StaleDoubtError("two repairs overlap")
        pieces += (text[done : spot.start], spot.likely)
        done = spot.start + len(spot.seen)
    return "".join([*pieces, text[done:]])
