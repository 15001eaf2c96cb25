"""Which paragraphs of a text are rows of a table, for whoever reads a text paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, repeat

from markdown_it.token import Token

from policies.text.lines import Line, lines
from policies.text.render import table_rows


@dataclass(frozen=True, slots=True)
class TableRow:
    """`cells` as typed, without the signs between them; none in the line of dashes below the head."""

    cells: tuple[str, ...]
    is_head: bool = False


def rows_of_tables(text: str) -> Iterator[TableRow | None]:
    """For each paragraph of `text`, cut at line breaks, the row that it is of a table; None where it is none.

    >>> list(rows_of_tables("金额\\n甲|1\\n-|-"))[1:]
    [TableRow(cells=('甲', '1'), is_head=True), TableRow(cells=(), is_head=False)]
    """
    rows = dict(_rows(text))
    offset = 0
    while rows and offset <= len(text):
        end = text.find("\n", offset)
        paragraph = text[offset : end if end >= 0 else len(text)]
        start = offset + len(paragraph) - len(paragraph.lstrip())
        yield rows.pop((start, start + len(paragraph.strip())), None)
        offset += len(paragraph) + 1
    # Behind the last row, or where there is no table, nothing has to be looked at.
    yield from repeat(None, text.count("\n", offset) + (offset <= len(text)))


def _rows(text: str) -> Iterator[tuple[tuple[int, int], TableRow]]:
    """Each line of each table: from where to where it stands, and its row."""
    found = lines(text)
    in_tables = (number for number, table in enumerate(found.tables) if table)
    for _table, group in groupby(in_tables, found.tables.__getitem__):
        members = [found[number] for number in group]
        parsed = table_rows([line.text for line in members])
        # One row for each line but the dashes: in anything else a line could not be told from another.
        if len(parsed) != len(members) - 1:
            continue
        head, dashes, *others = map(_span, members)
        first, *below = map(_cells, parsed)
        yield head, TableRow(first, is_head=True)
        yield dashes, TableRow(())
        for span, cells in zip(others, below, strict=True):
            yield span, TableRow(cells)


def _cells(row: list[Token]) -> tuple[str, ...]:
    return tuple(cell.content for cell in row)


def _span(line: Line) -> tuple[int, int]:
    return line.start, line.end
