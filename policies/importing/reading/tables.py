"""Tables of pages and of Word files as one grid, printed the way CommonMark's dialect GFM writes tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policies.importing.reading.rejection import MAX_TEXT_CHARS, RejectedSource

# Beyond these a span is an attack or a slip; the widest real tables have some twenty columns.
MAX_COLUMNS = 60
MAX_ROWSPAN = 1000
# All cells of one table, repeated ones included; 20 columns of the longest list of firms are 100,000.
MAX_CELLS = 200_000


@dataclass(slots=True)
class Cell:
    """Paragraphs and tables in the order they stand in the cell."""

    blocks: list[str | SourceTable] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    goes_on: bool = False
    """Continues the cell above it (Word's vMerge)."""

    @property
    def text(self) -> str:
        return " ".join(block if isinstance(block, str) else block.text for block in self.blocks)


@dataclass(slots=True)
class SourceTable:
    rows: list[list[Cell]] = field(default_factory=list)
    text: str = ""
    """All cells in one line: what is left of a table inside a table. Set by `close`."""

    def close(self) -> None:
        self.rows = [row for row in self.rows if any(cell.blocks or cell.goes_on for cell in row)]
        self.text = " ".join(filter(None, (cell.text for row in self.rows for cell in row)))

    @property
    def is_layout(self) -> bool:
        """One row or one column says nothing as a table: pages use such tables to arrange their parts."""
        if len(self.rows) < 2:
            return True
        widths = (sum(cell.columns for cell in row) for row in self.rows)
        return max(widths) < 2

    def blocks(self) -> Iterator[str | SourceTable]:
        """What stands in the cells, in order."""
        for row in self.rows:
            for cell in row:
                yield from cell.blocks

    def lines(self) -> list[str]:
        """Header row, delimiter row, other rows; merged cells repeat their text.

        >>> table = SourceTable([[Cell(["对象"]), Cell(["标准"])], [Cell(["博士|硕士"]), Cell(["3万元"])]])
        >>> table.lines()
        ['| 对象 | 标准 |', '| --- | --- |', '| 博士\\\\|硕士 | 3万元 |']
        """
        grid = list(_grid(self.rows))
        width = max(map(len, grid), default=0)
        rows = [row_of(texts + [""] * (width - len(texts))) for texts in grid]
        return [*rows[:1], row_of(["---"] * width), *rows[1:]] if rows else []


def span(value: str, most: int) -> int:
    """colspan or rowspan as printed; what is no number between 1 and `most` is the nearest that is."""
    digits = value.strip()[:6]
    return min(max(int(digits), 1), most) if digits.isdecimal() and digits.isascii() else 1


def row_of(texts: Iterable[str]) -> str:
    """A row as GFM prints it."""
    return f"| {' | '.join(text.replace('|', chr(92) + '|') for text in texts)} |"


def _grid(rows: list[list[Cell]]) -> Iterator[list[str]]:
    """Rows of texts in which each cell stands wherever it spans."""
    hanging: dict[int, tuple[int, str]] = {}  # column -> rows it still covers, text
    cells = chars = 0
    above: list[str] = []
    for row in rows:
        texts: list[str] = []
        for cell in row:
            _fill(texts, hanging)
            text = cell.text
            for _ in range(min(cell.columns, MAX_COLUMNS - len(texts))):
                column = len(texts)
                shown = above[column] if cell.goes_on and column < len(above) else text
                if cell.rows > 1:
                    hanging[column] = (cell.rows - 1, shown)
                texts.append(shown)
        _fill(texts, hanging)
        cells, chars = cells + len(texts), chars + sum(map(len, texts))
        if cells > MAX_CELLS or chars > MAX_TEXT_CHARS:
            raise RejectedSource("里面有一张表格大得不正常，没有读。")
        above = texts
        yield texts


def _fill(texts: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Append what hangs down from rows above into the next columns."""
    while (column := len(texts)) in hanging:
        rows, text = hanging.pop(column)
        if rows > 1:
            hanging[column] = (rows - 1, text)
        texts.append(text)
