"""What changed between two states of a section, as a page shows it: paragraphs, and tables as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from typing import ClassVar, Self

from policies.text import diff
from policies.text.diff import Budget, DiffPiece, Fate, word_by_word
from policies.text.tables import TableRow, rows_of_tables

# Changed paragraphs and rows on one page: about a book's worth.
CHANGES = 500
# Unchanged paragraphs that stay in sight beside a changed one, and how many have to be left for folding them away.
CONTEXT, FOLDED = 1, 3
# A longer unchanged stretch is counted, not printed.
PRINTED = 200

CHANGED = "改动"
# Characters on one page; each paragraph, cell and piece counts as so many more.
PAGE_CHARS, ITEM_CHARS = 500_000, 20

WORDS = {Fate.SAME: "", Fate.NEW: "新增", Fate.OLD: "删去"}

Cells = tuple[tuple[DiffPiece, ...], ...]


@dataclass(frozen=True, slots=True)
class ChangedParagraph:
    """One paragraph. `word` says what happened to it: 改动, 新增, 删去, or nothing."""

    kind: ClassVar[str] = "paragraph"
    size: ClassVar[int] = 1
    word: str
    pieces: tuple[DiffPiece, ...]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row of a table, as `ChangedParagraph`. Of `left_out` unchanged rows nothing else is told."""

    word: str
    cells: Cells = ()
    is_head: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ChangedTable:
    """`number` counts the tables of the page. Of a head that changed both states are in `heads`."""

    kind: ClassVar[str] = "table"
    number: int
    rows: tuple[ChangedRow, ...]

    @property
    def word(self) -> str:
        return CHANGED if any(row.word for row in self.rows) else ""

    @property
    def size(self) -> int:
        return len(self.rows)

    @property
    def heads(self) -> tuple[ChangedRow, ...]:
        return tuple(row for row in self.rows if row.is_head)

    @property
    def body(self) -> tuple[ChangedRow, ...]:
        return tuple(row for row in self.rows if not row.is_head)

    @property
    def width(self) -> int:
        return max(len(row.cells) for row in self.rows)

    def shortened(self) -> Self:
        """Without rows that are far from a changed one."""
        return replace(self, rows=tuple(_shortened(self.rows)))


Block = ChangedParagraph | ChangedTable


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks in a row, and how many paragraphs and rows they are. Too many folded ones are not printed."""

    changes: tuple[Block, ...]
    count: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    stretches: tuple[Stretch, ...]
    paragraphs: int
    """How many changed."""
    rows: int
    """How many rows of tables changed."""
    coarse: bool
    """Whether something was too much to be compared word by word."""
    cut: bool
    """Whether there is more than is shown."""
    identical: bool

    @classmethod
    def of(cls, before: str, after: str) -> Self:
        budget = Budget()
        found = diff.compare(before, after, budget)
        told = list(_told(found, budget))
        marked = [item for item in told if item.word]
        shown = _within_limit(told)
        stretches = tuple(_stretches(list(in_blocks(shown))))
        affordable = tuple(_affordable(stretches))
        return cls(
            stretches=affordable,
            paragraphs=sum(isinstance(item, ChangedParagraph) for item in marked),
            rows=sum(isinstance(item, ChangedRow) for item in marked),
            coarse=found.coarse or budget.spent,
            cut=len(shown) < len(told) or _changed(affordable) < _changed(stretches),
            identical=found.before == found.after,
        )


def all_changes(before: str, after: str) -> tuple[Block, ...]:
    """Everything in order, nothing folded."""
    budget = Budget()
    return tuple(in_blocks(_told(diff.compare(before, after, budget), budget)))


def as_it_was(text: str) -> tuple[Block, ...]:
    """One state alone."""
    paragraphs = [line.strip() for line in text.splitlines()]
    rows = rows_of_tables("\n".join(paragraphs))
    told = (_one_side(paragraph, row, Fate.SAME) for paragraph, row in zip(paragraphs, rows, strict=False))
    return tuple(in_blocks(chain.from_iterable(told)))


# Paragraphs and rows


def _told(found: diff.Comparison, budget: Budget) -> Iterator[ChangedParagraph | ChangedRow]:
    """Every paragraph and every row of a table in order; empty lines and lines of dashes are left out."""
    old, new = rows_of_tables(found.before), rows_of_tables(found.after)
    for row in found.rows:
        was, now = _next(old, row.before), _next(new, row.after)
        if row.same:
            yield from _one_side(row.after, now, Fate.SAME)
        elif was and now and len(was.cells) == len(now.cells):
            yield from _row(was, now, budget)
        elif row.pieces and not was and not now:
            yield ChangedParagraph(CHANGED, row.pieces)
        else:
            yield from _one_side(row.before, was, Fate.OLD)
            yield from _one_side(row.after, now, Fate.NEW)


def _next(rows: Iterator[TableRow | None], paragraph: str | None) -> TableRow | None:
    """The row that a paragraph of the comparison is. One made of many paragraphs is none."""
    if paragraph is None:
        return None
    first, *others = islice(rows, paragraph.count("\n") + 1)
    return None if others else first


def _one_side(text: str | None, row: TableRow | None, fate: Fate) -> Iterator[ChangedParagraph | ChangedRow]:
    if row and row.cells:
        yield ChangedRow(WORDS[fate], tuple(_whole(cell, fate) for cell in row.cells), row.is_head)
    elif not row and text and text.strip():
        yield ChangedParagraph(WORDS[fate], (DiffPiece(text, fate),))


def _whole(cell: str, fate: Fate) -> tuple[DiffPiece, ...]:
    return (DiffPiece(cell, fate),) if cell else ()


def _row(was: TableRow, now: TableRow, budget: Budget) -> Iterator[ChangedRow]:
    """One row in both states, cell by cell. Only the space in it may have changed."""
    if now.cells:
        pairs = zip(was.cells, now.cells, strict=True)
        cells = tuple(
            _whole(new, Fate.SAME) if old == new else word_by_word(old, new, budget) for old, new in pairs
        )
        yield ChangedRow("" if was.cells == now.cells else CHANGED, cells, now.is_head)


def in_blocks(told: Iterable[ChangedParagraph | ChangedRow]) -> Iterator[Block]:
    """Rows that follow each other are one table, until there is another head."""
    rows: list[ChangedRow] = []
    number = 0
    for item in [*told, None]:
        is_row = isinstance(item, ChangedRow)
        goes_on = is_row and not (item.is_head and any(not row.is_head for row in rows))
        if rows and not goes_on:
            number += 1
            yield ChangedTable(number, tuple(rows))
            rows = []
        if is_row:
            rows.append(item)
        elif item:
            yield item


# What is shown of them


def _within_limit(told: list[ChangedParagraph | ChangedRow]) -> list[ChangedParagraph | ChangedRow]:
    changed = [index for index, item in enumerate(told) if item.word]
    return told[: changed[CHANGES]] if len(changed) > CHANGES else told


def _stretches(blocks: list[Block]) -> Iterator[Stretch]:
    """What changed with its neighbours in sight, what is far from it folded."""
    groups = [(changed, tuple(group)) for changed, group in groupby(blocks, lambda block: bool(block.word))]
    last = len(groups) - 1
    for index, (changed, group) in enumerate(groups):
        head = 0 if index == 0 else CONTEXT
        tail = 0 if index == last else CONTEXT
        if changed or len(group) < head + tail + FOLDED:
            yield _in_sight(group)
            continue
        end = len(group) - tail
        if head:
            yield _in_sight(group[:head])
        yield _folded(group[head:end])
        if tail:
            yield _in_sight(group[end:])


def _folded(blocks: tuple[Block, ...]) -> Stretch:
    count = sum(block.size for block in blocks)
    return Stretch(blocks if count <= PRINTED else (), count, folded=True)


def _in_sight(blocks: tuple[Block, ...]) -> Stretch:
    shown = (block.shortened() if isinstance(block, ChangedTable) else block for block in blocks)
    return Stretch(tuple(shown), sum(block.size for block in blocks))


def _shortened(rows: Iterable[ChangedRow]) -> Iterator[ChangedRow]:
    for stays, group in groupby(rows, lambda row: bool(row.word or row.is_head)):
        members = list(group)
        left_out = len(members) - 2 * CONTEXT
        if stays or left_out < FOLDED:
            yield from members
        else:
            yield from members[:CONTEXT]
            yield ChangedRow("", left_out=left_out)
            yield from members[-CONTEXT:]


def _affordable(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Up to as much as one page takes. What is folded away and does not fit is counted alone; what changed ends the page."""
    room = PAGE_CHARS
    for stretch in stretches:
        weights = [_weight(block) for block in stretch.changes]
        if sum(weights) <= room:
            room -= sum(weights)
            yield stretch
        elif stretch.folded:
            yield replace(stretch, changes=())
        else:
            yield replace(stretch, changes=tuple(_fitting(stretch.changes, weights, room)))
            return


def _fitting(blocks: Iterable[Block], weights: Iterable[int], room: int) -> Iterator[Block]:
    """Those that fit, and the beginning of the first paragraph that does not."""
    for block, weight in zip(blocks, weights, strict=True):
        if weight > room:
            if isinstance(block, ChangedParagraph):
                yield replace(block, pieces=tuple(_beginning(block.pieces, room)))
            return
        room -= weight
        yield block


def _beginning(pieces: Iterable[DiffPiece], room: int) -> Iterator[DiffPiece]:
    for piece in pieces:
        yield DiffPiece(piece.text[:room], piece.fate)
        room -= len(piece.text) + ITEM_CHARS
        if room <= 0:
            return


def _weight(block: Block) -> int:
    rows = block.rows if isinstance(block, ChangedTable) else (ChangedRow("", (block.pieces,)),)
    pieces = [piece for row in rows for cell in row.cells for piece in cell]
    cells = sum(1 + len(row.cells) for row in rows)
    return ITEM_CHARS * (cells + len(pieces)) + sum(len(piece.text) for piece in pieces)


def _changed(stretches: Iterable[Stretch]) -> int:
    """Characters in all that changed, as shown."""
    blocks = (block for stretch in stretches if not stretch.folded for block in stretch.changes)
    return sum(map(_weight, blocks))
