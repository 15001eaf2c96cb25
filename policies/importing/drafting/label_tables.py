"""Tables with labels on the left: 申请条件 | 1. … as guides print it. Data tables have no such column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.importing.drafting.labels import Labels
from policies.vocabulary import SectionKind

# A table that names fewer sections is one of data, in which such a word may stand.
LEAST_KINDS = 2

_BAR = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\d{0,3}[.．、]?|[一二三四五六七八九十]{1,3}、?")


def labelled_rows(lines: list[str], labels: Labels) -> Iterator[tuple[SectionKind, str]]:
    """The sections that rows of tables name, each with its label and its text on the next line, without bars."""
    for rows in _tables(lines):
        pairs = map(_label_and_text, rows)
        found = [(kind, label, text) for label, text in pairs if (kind := labels.kind_of(label))]
        if len({kind for kind, _, _ in found}) < LEAST_KINDS:
            continue
        # A cell over several rows stands in each of them.
        before = ""
        for kind, label, text in found:
            if text:
                yield kind, text if label == before else f"{label}\n{text}"
            before = label


def _tables(lines: list[str]) -> Iterator[list[list[str]]]:
    """The cells of each table, row by row."""
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)[1:-1]]
            if not all(cell == "---" for cell in cells):
                rows.append(cells)
        elif rows:
            yield rows
            rows = []


def _label_and_text(cells: list[str]) -> tuple[str, str]:
    """A number before the label is none of it; what a merged cell repeats counts once."""
    if len(cells) > 2 and _NUMBER.fullmatch(cells[0]):
        cells = cells[1:]
    label, *others = cells or [""]
    texts = dict.fromkeys(text for text in others if text and text != label)
    return "".join(label.split()), " ".join(texts)
