"""Which paragraphs of a text are rows of a table, for whoever reads a text paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from policies.text.lines import Line, lines
from policies.text.render import PARSES_MAX, table_rows


@dataclass(frozen=True, slots=True)
class TableRow:
    """`cells` as typed, without the signs between them; none in the line of dashes below the head."""

    cells: tuple[str, ...]
    is_head: bool = False


def rows_of_tables(text: str) -> list[TableRow | None]:
    """For each paragraph of `text`, cut at line breaks, the row that it is of a table; None where it is none.

    >>> rows_of_tables("金额\\n甲|1\\n-|-")[1:]
    [TableRow(cells=('甲', '1'), is_head=True), TableRow(cells=(), is_head=False)]
    """
    rows = dict(_rows(text))
    if not rows:
        return [None] * (text.count("\n") + 1)
    found: list[TableRow | None] = []
    place = 0
    for paragraph in text.split("\n"):
        start = place + len(paragraph) - len(paragraph.lstrip())
        found.append(rows.get((start, start + len(paragraph.strip()))))
        place += len(paragraph) + 1
    return found


def _rows(text: str) -> Iterator[tuple[tuple[int, int], TableRow]]:
    """Each line of each table: from where to where it stands, and its row."""
    found = lines(text)
    in_tables = (number for number, table in enumerate(found.tables) if table)
    for table, group in groupby(in_tables, found.tables.__getitem__):
        if table > PARSES_MAX:
            return
        members = [found[number] for number in group]
        parsed = table_rows([line.text for line in members])
        # One row for each line but the dashes: in anything else a line could not be told from another.
        if len(parsed) != len(members) - 1:
            continue
        first, *below = (tuple(cell.content for cell in row) for row in parsed)
        head, dashes, *others = map(_span, members)
        yield head, TableRow(first, is_head=True)
        yield dashes, TableRow(())
        yield from zip(others, map(TableRow, below), strict=True)


def _span(line: Line) -> tuple[int, int]:
    return line.start, line.end
