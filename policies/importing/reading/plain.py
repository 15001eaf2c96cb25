"""Signs of plain text that are no words of it: headings and comments of Markdown, tabs between the cells of a pasted table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, groupby, islice

from policies.importing.reading.cleanup import Removal
from policies.importing.reading.tables import row_of
from policies.text import numbering

_HEADING = re.compile(r"[ ]{0,3}#{1,6}\s{1,4}(?P<words>\S.*?)(?:\s{1,4}#{1,6})?\s*")
_MARKED = re.compile(r"(?m)^#{1,6} \S")
MARKED_LINES = 2
# Two columns may also be a number, a tab and its paragraph; so many rows of them are a table.
ROWS_OF_TWO, ROWS_OF_MORE = 3, 2
CELL_CHARS = 200
_NUMBER = re.compile(rf"\s*(?:{numbering.ANY}|[-*•·●])\s*")


def is_marked_up(text: str) -> bool:
    """Has a text that is not called one of Markdown such headings all the same?"""
    return sum(1 for _ in islice(_MARKED.finditer(text), MARKED_LINES)) == MARKED_LINES


def without_markup(text: str, removed: Counter[str]) -> tuple[str, frozenset[str]]:
    """A text of Markdown without its comments and the signs before its headings; and the words of these headings."""
    lines, headings = [], set()
    for line in _without_comments(text, removed).split("\n"):
        if match := _HEADING.fullmatch(line):
            removed[Removal.MARKUP] += 1
            line = match["words"]
            headings.add(line.strip())
        lines.append(line)
    return "\n".join(lines), frozenset(headings)


def _without_comments(text: str, removed: Counter[str]) -> str:
    kept, offset = [], 0
    while (start := text.find("<!--", offset)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[offset:start])
        removed[Removal.MARKUP] += 1
        offset = end + len("-->")
    return "".join([*kept, text[offset:]])


def with_tables(lines: list[str]) -> list[str]:
    """Lines in a row with the same number of tabs become rows of a table, the first its head."""
    found: list[str] = []
    for run in _runs(lines):
        found += _as_table(run) if _is_table(run) else run
    return found


def _runs(lines: list[str]) -> Iterator[list[str]]:
    """Neighbouring lines with the same number of tabs."""
    for _, run in groupby((line.rstrip("\r\n ") for line in lines), key=_tabs):
        yield list(run)


def _tabs(line: str) -> int:
    return line.count("\t")


def _is_table(run: list[str]) -> bool:
    columns = _tabs(run[0]) + 1
    enough = ROWS_OF_TWO if columns == 2 else ROWS_OF_MORE
    if columns < 2 or len(run) < enough:
        return False
    rows = [line.split("\t") for line in run]
    cells = chain.from_iterable(rows)
    if max(map(len, cells)) > CELL_CHARS:
        return False
    if columns == 2 and all(map(_is_numbered, rows)):
        # A list.
        return False
    filled = list(map(_filled, rows))
    return min(filled) >= 1 and max(filled) >= 2


def _filled(row: list[str]) -> int:
    return len(row) - sum(map(_is_blank, row))


def _is_blank(cell: str) -> bool:
    return not cell.strip()


def _is_numbered(row: list[str]) -> bool:
    """Whether the row begins with a number, or goes on with the row before it."""
    return _is_blank(row[0]) or bool(_NUMBER.fullmatch(row[0]))


def _as_table(run: list[str]) -> list[str]:
    rows = [row_of([cell.strip() for cell in line.split("\t")]) for line in run]
    delimiter = row_of(["---"] * (_tabs(run[0]) + 1))
    return [rows[0], delimiter, *rows[1:], ""]
