"""A text that two people changed, compared by paragraph: what differs, and the text with some of it taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

from django import forms
from django.http import HttpRequest

from policies.models.digests import digest
from policies.text import diff
from policies.text.diff import DiffPiece, DiffRow, Fate

# The button that takes over what is ticked, and saves nothing.
TAKE = "_take"
# Each text that stands on the page in pieces, and each piece that is ticked: part, space, key of the piece.
TEXTS, TICKED = "_text", "_piece"

# Of one text. Six texts with each piece ticked stay below the number of fields that Django takes.
MOST_PIECES = 100
# Characters on the page of one text; each marked stretch counts as so many more.
PAGE_CHARS, ITEM_CHARS = 100_000, 20
# A longer stretch is shown by its beginning and its end.
SHOWN_CHARS = {Fate.SAME: 160, Fate.OLD: 2_000, Fate.NEW: 2_000}
# A paragraph that changed in more places is shown as changed in all.
MOST_STRETCHES = 200
EMPTY = "（空行）"


@dataclass(frozen=True, slots=True)
class DifferingParagraph:
    """One paragraph that differs. A side in which it is not there has nothing."""

    key: str
    """The same as long as both sides of it are."""
    above: str
    """The paragraph before it, if both have that."""
    theirs: tuple[DiffPiece, ...]
    mine: tuple[DiffPiece, ...]
    is_ticked: bool

    @property
    def choice(self) -> str:
        """What ticking it does."""
        if not self.mine:
            return "加上别人的这一段"
        return "换成别人的这一段" if self.theirs else "去掉您的这一段"

    @property
    def size(self) -> int:
        return sum(len(each.text) + ITEM_CHARS for each in (*self.theirs, *self.mine))


@dataclass(frozen=True, slots=True)
class TextInPieces:
    part: str
    """Its name on the page, the same each time that the page is shown."""
    label: str
    pieces: tuple[DifferingParagraph, ...]
    left_out: int
    """How many more there are than are shown."""

    @classmethod
    def of(cls, part: str, label: str, stored: str, typed: str, ticked: Collection[str] = ()) -> Self:
        found = list(_pieces(stored, typed, ticked))
        shown = tuple(_affordable(found))
        return cls(part, label, shown, len(found) - len(shown))


@dataclass(frozen=True, slots=True)
class AskedPieces:
    """What a page with pieces sends."""

    texts: frozenset[str] = frozenset()
    """The parts that were shown in pieces: they are until nothing differs."""
    ticked: frozenset[str] = frozenset()

    @classmethod
    def by(cls, request: HttpRequest) -> Self:
        texts, ticked = (frozenset(request.POST.getlist(name)) for name in (TEXTS, TICKED))
        return cls(texts, ticked)

    def of(self, part: str) -> set[str]:
        """The keys that are ticked in this text."""
        begin = f"{part} "
        return {each.removeprefix(begin) for each in self.ticked if each.startswith(begin)}


@dataclass(slots=True)
class InPieces:
    """The long texts of one page that comes back."""

    asked: AskedPieces
    takes: bool = False
    """Whether what is ticked is taken over now."""
    texts: list[TextInPieces] = field(default_factory=list)
    missed: int = 0
    """How many of the ticked pieces are there no more, since the text was changed in the form."""

    def settle(self, part: str, label: str, stored: str, typed: str) -> str:
        """The text for the form; what is still to be decided in it is added to `texts`."""
        typed = typed.replace("\r\n", "\n")
        ticked = self.asked.of(part)
        if self.takes and ticked:
            typed, missed = taken_over(stored, typed, ticked)
            self.missed += missed
            ticked = set()
        text = TextInPieces.of(part, label, stored, typed, ticked)
        if text.pieces or text.left_out:
            self.texts.append(text)
        return typed


def is_long(form_field: forms.Field | None, typed: object) -> bool:
    """Whether it is a text of several lines, which alone are shown in pieces; no list that is typed line by line."""
    if not isinstance(form_field, forms.CharField) or not isinstance(typed, str):
        return False
    return isinstance(form_field.widget, forms.Textarea)


def taken_over(stored: str, typed: str, keys: Collection[str]) -> tuple[str, int]:
    """`typed` with these pieces as they are in `stored`, and how many of the keys name no piece.

    >>> keys = [piece.key for piece in TextInPieces.of("", "", "甲。\\n乙乙。", "甲。\\n丙丙丙。").pieces]
    >>> taken_over("甲。\\n乙乙。", "甲。\\n丙丙丙。", keys)
    ('甲。\\n乙乙。', 0)
    """
    keyed = list(_keyed(diff.compare(stored, typed).rows))
    sides = (row.before if key in keys else row.after for key, row in keyed)
    text = "\n".join(side for side in sides if side is not None)
    return text, len(set(keys) - {key for key, _ in keyed})


def _keyed(rows: Collection[DiffRow]) -> Iterator[tuple[str, DiffRow]]:
    """Each with its key, which is empty for what both have. Of equal pieces the second has another than the first."""
    seen: Counter[str] = Counter()
    for row in rows:
        if row.same:
            yield "", row
            continue
        mark = digest([row.before, row.after])
        seen[mark] += 1
        yield f"{mark}-{seen[mark]}", row


def _pieces(stored: str, typed: str, ticked: Collection[str]) -> Iterator[DifferingParagraph]:
    above = ""
    for key, row in _keyed(diff.compare(stored, typed).rows):
        if key:
            theirs, mine = _side(row.before, row, Fate.OLD), _side(row.after, row, Fate.NEW)
            yield DifferingParagraph(key, above, theirs, mine, key in ticked)
        above = "" if key else _shortened(row.after, SHOWN_CHARS[Fate.SAME])


def _side(text: str | None, row: DiffRow, fate: Fate) -> tuple[DiffPiece, ...]:
    """One side of a row; `fate` is that of what only this side has."""
    if text is None:
        return ()
    stretches = [piece for piece in row.pieces if piece.fate in (Fate.SAME, fate)]
    if not stretches or len(stretches) > MOST_STRETCHES:
        stretches = [DiffPiece(text or EMPTY, fate)]
    return tuple(map(_in_short, stretches))


def _in_short(piece: DiffPiece) -> DiffPiece:
    limit = SHOWN_CHARS[piece.fate]
    return replace(piece, text=_shortened(piece.text, limit))


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = limit // 2
    left_out = len(text) - 2 * half
    return f"{text[:half]}……（这里 {left_out} 字没有列出）……{text[-half:]}"


def _affordable(pieces: list[DifferingParagraph]) -> Iterator[DifferingParagraph]:
    """As many as the page takes, and at least one: whatever is taken, the next ones follow."""
    left = PAGE_CHARS
    for piece in pieces[:MOST_PIECES]:
        if left <= 0:
            return
        left -= piece.size
        yield piece
