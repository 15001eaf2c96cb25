"""The pieces of a document in their order, while it is read; tables close over the pieces of their cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from policies.importing.reading.looks import PLAIN, Look
from policies.importing.reading.rejection import MAX_TEXT_CHARS, TOO_LONG, RejectedSource
from policies.importing.reading.tables import Cell, SourceTable

# Below this depth a table inside a table inside … is read as plain text.
MAX_TABLE_DEPTH = 20
# More paragraphs in one cell and the table is a way to arrange things on the page.
CELL_MAX_PIECES = 25
# A cell that is alone in its row and holds a paragraph like this holds the text, and not a value.
SENTENCE_CHARS = 30
# A longer column of links is looked at no further.
MENU_PIECES = 50


@dataclass(slots=True)
class FlowBlock:
    """A paragraph or a table. `label` says why it is not text of the document, `node` where it stands in the page."""

    body: str | SourceTable
    node: int = 0
    label: str = ""
    linked: int = 0
    """How many of its characters are links."""
    is_facts: bool = False
    """A box of labels and values (索引号, 文号, …), as pages have it above a document."""
    look: Look = PLAIN

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else self.body.text


@dataclass(slots=True)
class _Open:
    """A table whose end has not come: cells with the range of pieces that belongs to each."""

    start: int
    node: int
    is_placing: bool
    is_ruled: bool
    rows: list[list[tuple[Cell, int, int]]] = field(default_factory=list)
    cell: Cell | None = None
    cell_start: int = 0


class Flow:
    def __init__(self) -> None:
        self.pieces: list[FlowBlock] = []
        self._tables: list[_Open] = []
        self._ignored = 0
        self._chars = 0

    def add(self, text: str, node: int = 0, label: str = "", linked: int = 0, look: Look = PLAIN) -> None:
        self._chars += len(text) + 1
        if self._chars > MAX_TEXT_CHARS:
            raise RejectedSource(TOO_LONG)
        self.pieces.append(FlowBlock(text, node, label, linked, look=look))

    def open_table(self, node: int = 0, *, is_placing: bool = False, is_ruled: bool = True) -> None:
        """`is_ruled`: lines are drawn around its cells, which only a table of data has."""
        if len(self._tables) >= MAX_TABLE_DEPTH:
            self._ignored += 1
        else:
            self._tables.append(_Open(len(self.pieces), node, is_placing, is_ruled))

    def rule_table(self) -> None:
        if self._tables and not self._ignored:
            self._tables[-1].is_ruled = True

    def open_row(self) -> None:
        if self._tables and not self._ignored:
            self.close_cell()
            self._tables[-1].rows.append([])

    def open_cell(self, columns: int = 1, rows: int = 1, *, goes_on: bool = False) -> None:
        if not self._tables or self._ignored:
            return
        self.close_cell()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.cell, table.cell_start = Cell([], columns, rows, goes_on), len(self.pieces)

    def widen_cell(self, columns: int) -> None:
        if self._tables and not self._ignored and (cell := self._tables[-1].cell):
            cell.columns = columns

    def continue_cell(self) -> None:
        """The open cell continues the one above it."""
        if self._tables and not self._ignored and (cell := self._tables[-1].cell):
            cell.goes_on = True

    def close_cell(self) -> None:
        if not self._tables or self._ignored:
            return
        table = self._tables[-1]
        if table.cell:
            table.rows[-1].append((table.cell, table.cell_start, len(self.pieces)))
            table.cell = None

    def close_table(self) -> None:
        """Cells become a table; in a table that only arranges things, their pieces stay where they are."""
        if self._ignored:
            self._ignored -= 1
            return
        if not self._tables:
            return
        self.close_cell()
        opened = self._tables.pop()
        cells = [cell for row in opened.rows for cell in row]
        if opened.is_placing or any(end - start > CELL_MAX_PIECES for _, start, end in cells):
            return
        if _is_list_like(opened) or (not opened.is_ruled and self._holds_text(opened)):
            return
        table = SourceTable([[cell for cell, _, _ in row] for row in opened.rows])
        linked = sum(piece.linked for piece in self.pieces[opened.start :])
        outside = self._take(opened.start, cells)
        table.close()
        if table.is_layout:
            # Cells that hold only what is not text of the document.
            self.pieces += [FlowBlock(block, opened.node) for block in table.blocks()]
        else:
            self.pieces.append(FlowBlock(table, opened.node, linked=linked))
        self.pieces[opened.start : opened.start] = outside

    def close(self) -> list[FlowBlock]:
        self._ignored = 0
        while self._tables:
            self.close_table()
        return self.pieces

    def _holds_text(self, table: _Open) -> bool:
        """Does a cell that has its row for itself hold paragraphs or a table? Then the table only places things."""
        for row in table.rows:
            filled = [(start, end) for _, start, end in row if end > start and not self._is_menu(start, end)]
            if len(filled) == 1 and self._is_text(*filled[0]):
                return True
        return False

    def _is_menu(self, start: int, end: int) -> bool:
        """Nothing but links, beside the text."""
        return end - start < MENU_PIECES and all(
            each.label or each.linked * 2 > len(each.text) for each in self.pieces[start:end]
        )

    def _is_text(self, start: int, end: int) -> bool:
        """More than one piece, and a sentence or a table among them."""
        if end - start < 2:
            return False
        pieces = self.pieces[start:end]
        return any(not isinstance(each.body, str) or _is_sentence(each.body) for each in pieces)

    def _take(self, start: int, cells: list[tuple[Cell, int, int]]) -> list[FlowBlock]:
        """Move the pieces from `start` on into their cells; return those that belong to none."""
        outside, done = [], start
        for cell, first, last in cells:
            outside += self.pieces[done:first]
            for piece in self.pieces[first:last]:
                if piece.label:
                    outside.append(piece)
                else:
                    cell.blocks.append(piece.body)
            done = last
        outside += self.pieces[done:]
        del self.pieces[start:]
        return outside


def _is_sentence(text: str) -> bool:
    return len(text) >= SENTENCE_CHARS and "。" in text


def _is_list_like(table: _Open) -> bool:
    """One row or one column, counted without looking into the cells."""
    filled = [row for row in table.rows if any(end > start or cell.goes_on for cell, start, end in row)]
    if len(filled) < 2:
        return True
    widths = [sum(cell.columns for cell, _, _ in row) for row in filled]
    return max(widths) < 2
