"""What is doubtful in the text of a section, in its words and in its numbering, for who writes it and who publishes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sized
from dataclasses import dataclass
from typing import Self, TypeVar

from policies.admin.reviewing import DoubtView
from policies.importing.drafting import Doubt, find_doubts
from policies.models import Policy
from policies.text.outline import outline
from policies.text.sequence import Hint
from policies.vocabulary import SectionKind

# A longer text is looked through when it is brought in, not for each page that tells of it.
MOST_CHARS = 100_000
# More of them are for the page of the import.
DOUBTS_SHOWN = 20


Found = TypeVar("Found", Doubt, Hint)


@dataclass(frozen=True, slots=True)
class TextDoubts:
    label: str
    """Of the section."""
    doubts: tuple[DoubtView, ...]
    hints: tuple[Hint, ...]
    more: int
    """That are not shown."""

    @classmethod
    def of(cls, kind: SectionKind, body: str, known: Collection[str] = ()) -> Self:
        """`known` are lines that residents read already: who publishes decided on them before."""
        doubts = _in_new_lines(find_doubts(body), body, known)
        hints = _in_new_lines(outline(body).hints, body, known)
        return cls(
            label=kind.label,
            doubts=_views(doubts[:DOUBTS_SHOWN], body),
            hints=tuple(hints[:DOUBTS_SHOWN]),
            more=_left_out(doubts) + _left_out(hints),
        )

    @property
    def nothing(self) -> bool:
        return not self.doubts and not self.hints


def open_doubts(policy: Policy) -> list[TextDoubts]:
    """Of each section of a draft or a working copy that has any, in what publishing would show to residents anew."""
    published = _bodies(policy.copy_of) if policy.copy_of else {}
    bodies = _bodies(policy)
    found = [
        TextDoubts.of(kind, bodies[kind], set(published.get(kind, "").split("\n")))
        for kind in SectionKind
        if 0 < len(bodies.get(kind, "")) <= MOST_CHARS
    ]
    return [each for each in found if not each.nothing]


def _in_new_lines(found: Iterable[Found], body: str, known: Collection[str]) -> list[Found]:
    lines = body.split("\n")
    return [each for each in found if lines[each.line - 1] not in known]


def _left_out(found: Sized) -> int:
    return max(0, len(found) - DOUBTS_SHOWN)


def _views(doubts: list[Doubt], body: str) -> tuple[DoubtView, ...]:
    return tuple(DoubtView.of(each, body, "") for each in doubts)


def _bodies(policy: Policy) -> dict[str, str]:
    return dict(policy.sections.values_list("kind", "body"))
