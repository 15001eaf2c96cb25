"""The lines of a section, and which of them stand in a table of CommonMark (GitHub's extension).

A table is a line with | in it, then a line of dashes with as many columns as | part, then every line with | in it.
Official text is pasted line by line, so a line without | ends the table, even where no empty line stands between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DASHES = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")


@dataclass(frozen=True, slots=True)
class Line:
    """`text` without the space around it is `body[start:end]`. `table` counts the tables from 1; 0 is no table."""

    start: int
    end: int
    text: str
    table: int = 0


def lines(body: str) -> tuple[Line, ...]:
    """The lines of `body` that are not empty, in order."""
    found: list[Line] = []
    place, tables, inside = 0, 0, False
    raw_lines = body.splitlines(keepends=True)
    for number, raw in enumerate(raw_lines):
        text = raw.strip()
        has_bar = "|" in text
        inside = inside and has_bar
        if has_bar and not inside and number + 1 < len(raw_lines) and _is_dashes(raw_lines[number + 1]):
            tables, inside = tables + 1, True
        if text:
            start = place + len(raw) - len(raw.lstrip())
            found.append(Line(start, start + len(text), text, tables if inside else 0))
        place += len(raw)
    return tuple(found)


def _is_dashes(raw: str) -> bool:
    text = raw.strip()
    return "|" in text and _DASHES.fullmatch(text) is not None
