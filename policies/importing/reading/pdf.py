"""A PDF with text in it, in the order in which a person reads it: without running heads and page numbers, with its tables.

`pdf_reader` has it taken apart, in a process that may be killed. What is only a picture of a text is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from policies.importing.reading.cleanup import Removal
from policies.importing.reading.pdf_lines import Measure, PrintedLine, Run, joined, lines_of
from policies.importing.reading.pdf_reader import taken_apart
from policies.importing.reading.pdf_tables import Grid, grids, table_of
from policies.importing.reading.rejection import RejectedSource
from policies.importing.reading.tables import SourceTable

# Of all characters: a text with more that say nothing was drawn without telling which characters it shows.
MAX_UNKNOWN = 0.2
# A page with fewer characters has only its number, or a stamp.
LEAST_CHARS = 10
# Running heads and page numbers stand so near to an edge, in shares of the page, and are among so many lines there.
MARGIN, MARGIN_LINES = 0.13, 3
# In the middle of a page, a gutter between two columns is so wide, in shares of it, and each column has so many lines.
GUTTER, COLUMN_LINES = 0.02, 8

HEADS_SHOWN, HEAD_CHARS = 5, 30

_SCANNED = "这是扫描件：PDF 里只有图片，没有文字，读不出来。请提供有文字的版本。"
_GARBLED = (
    "这个 PDF 的字体没有说明对应的文字，读出来是乱码，没有收。请提供 Word 版，或打开后复制全文核对粘贴。"
)
_PAGE_NUMBER = re.compile(
    r"[-—–－·•~\s]{0,6}(?:第\s{0,3})?[0-9０-９]{1,4}\s{0,3}(?:页)?(?:\s{0,3}[/，,共]{1,2}\s{0,3}[0-9]{1,4}\s{0,3}页?)?[-—–－·•~\s]{0,6}"
)
_DIGITS = re.compile(r"[0-9０-９]+")


@dataclass(slots=True)
class PdfPage:
    width: float
    height: float
    runs: list[Run]
    grids: list[Grid]
    is_scan: bool
    lines: list[PrintedLine] = field(default_factory=list)
    """Those of no table, in reading order, without heads and page numbers once `_without_heads` was there."""

    @property
    def chars(self) -> int:
        return sum(len(run.text.strip()) for run in self.runs)


@dataclass(frozen=True, slots=True)
class PdfText:
    """`pieces` in their order; `remarks` are Chinese sentences."""

    pieces: list[str | SourceTable]
    removed: Counter[str]
    remarks: list[str]


def read_pdf(data: bytes) -> PdfText:
    """Raises RejectedSource."""
    pages = [_page(page) for page in taken_apart(data)]
    _must_have_text(pages)
    removed: Counter[str] = Counter()
    taken = _without_heads(pages)
    removed[Removal.RUNNING] += len(taken)
    return PdfText(_pieces(pages), removed, list(_remarks(pages, taken)))


def _page(page: dict) -> PdfPage:
    runs = [Run(*run) for run in page["runs"]]
    return PdfPage(page["width"], page["height"], runs, grids(page["lines"]), page["is_scan"])


def _must_have_text(pages: Sequence[PdfPage]) -> None:
    text = "".join(run.text for page in pages for run in page.runs)
    if len("".join(text.split())) < LEAST_CHARS:
        raise RejectedSource(_SCANNED)
    unknown = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " ")
    if unknown > MAX_UNKNOWN * len(text):
        raise RejectedSource(_GARBLED)


def _remarks(pages: Sequence[PdfPage], taken: Sequence[str]) -> Iterator[str]:
    heads = [line for line in dict.fromkeys(taken) if not _PAGE_NUMBER.fullmatch(line)]
    if heads:
        yield _of_heads(heads)
    yield from _of_scans(pages)


def _of_heads(heads: Sequence[str]) -> str:
    cut = (line[:HEAD_CHARS] for line in heads[:HEADS_SHOWN])
    shown = "、".join(f"“{line}”" for line in cut)
    return f"每页重复的页眉、页脚没有收进正文：{shown}。是正文的，请对照原件补上。"


def _of_scans(pages: Sequence[PdfPage]) -> Iterator[str]:
    pictures, recognised = [], []
    for number, page in enumerate(pages, start=1):
        if page.is_scan:
            has_text = page.chars >= LEAST_CHARS
            (recognised if has_text else pictures).append(number)
    if pictures:
        yield f"第 {_listed(pictures)} 页只有图片，没有读，请对照原件补上。"
    if recognised:
        yield f"第 {_listed(recognised)} 页是扫描的图片，文字是机器识别的，可能有错，请对照原件逐字核对。"


def _listed(numbers: list[int]) -> str:
    more = "等" if len(numbers) > 5 else ""
    return "、".join(map(str, numbers[:5])) + more


# Running heads and page numbers


def _without_heads(pages: Sequence[PdfPage]) -> list[str]:
    """Fills the lines of each page; gives those that were left out."""
    for page in pages:
        page.lines = lines_of(_outside(page))
    edges = [[line for line in page.lines if _is_at_edge(page, line)] for page in pages]
    repeated = _repeated(edges)
    taken: list[str] = []
    for page, lines in zip(pages, edges, strict=True):
        heads = [line for line in lines if _is_head(line, repeated)]
        taken += [line.text for line in heads]
        text = _apart_from(heads, _outside(page))
        page.lines = _in_order(page, text)
    return taken


def _repeated(edges: Sequence[Sequence[PrintedLine]]) -> set[str]:
    """What stands at the edge of half of the pages; `edges` are the lines of each."""
    least = max(2, len(edges) // 2)
    often: Counter[str] = Counter()
    for lines in edges:
        often.update(set(map(_alike, lines)))
    return {words for words, number in often.items() if number >= least}


def _is_head(line: PrintedLine, repeated: Container[str]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.text)) or _alike(line) in repeated


def _apart_from(lines: Sequence[PrintedLine], runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if not any(_is_of(run, line) for line in lines)]


def _outside(page: PdfPage) -> list[Run]:
    return [run for run in page.runs if not any(grid.holds(run) for grid in page.grids)]


def _is_of(run: Run, line: PrintedLine) -> bool:
    return abs(run.y - line.y) < 0.4 * line.size


def _is_at_edge(page: PdfPage, line: PrintedLine) -> bool:
    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
    first, last = page.lines[:MARGIN_LINES], page.lines[-MARGIN_LINES:]
    return (line.y >= high and line in first) or (line.y <= low and line in last)


def _alike(line: PrintedLine) -> str:
    """What the lines of a running head have in common: all but the number of the page."""
    return _DIGITS.sub("#", "".join(line.text.split()))


def _in_order(page: PdfPage, runs: list[Run]) -> list[PrintedLine]:
    """Where the page has two columns, the left one first; what runs across both stands between."""
    middle = page.width / 2
    half = GUTTER * page.width / 2
    left: list[Run] = []
    right: list[Run] = []
    across: list[Run] = []
    for run in runs:
        if run.right <= middle + half:
            left.append(run)
        elif run.x >= middle - half:
            right.append(run)
        else:
            across.append(run)
    columns = (lines_of(left), lines_of(right))
    if min(map(len, columns)) < COLUMN_LINES or len(across) > len(columns[0]):
        return lines_of(runs)
    return _between(across, columns)


def _between(across: Iterable[Run], columns: Iterable[Sequence[PrintedLine]]) -> list[PrintedLine]:
    """Of each stretch of the page the columns, and then what runs across below them; each line is placed once, since there may be many."""
    bounds: defaultdict[float, list[Run]] = defaultdict(list)
    for run in across:
        bounds[-round(run.y, 1)].append(run)
    depths = sorted(bounds)
    stretches: list[list[PrintedLine]] = [[] for _ in range(len(depths) + 1)]
    for column in columns:
        for line in column:
            stretches[bisect_right(depths, -line.y)].append(line)
    for stretch, depth in zip(stretches, depths, strict=False):
        stretch += lines_of(bounds[depth])
    return list(chain.from_iterable(stretches))


# Paragraphs


def _pieces(pages: Sequence[PdfPage]) -> list[str | SourceTable]:
    shown = [(page.width, page.lines) for page in pages if page.lines]
    text = _Text(Measure.of(shown) if shown else None)
    for number, page in enumerate(pages):
        for piece in _from_the_top(page):
            if isinstance(piece, Grid):
                text.add_table(_table(page, piece))
            else:
                text.add_line(piece, number)
    return text.close()


def _from_the_top(page: PdfPage) -> Iterator[PrintedLine | Grid]:
    """Lines in reading order, each table before the first line that begins below its upper edge."""
    waiting = deque(sorted(page.grids, key=lambda grid: -grid.ys[0]))
    for line in page.lines:
        while waiting and waiting[0].ys[0] > line.y:
            yield waiting.popleft()
        yield line
    yield from waiting


@dataclass(slots=True)
class _Text:
    """Lines become paragraphs, and the parts of a table on following pages one table."""

    measure: Measure | None
    pieces: list[str | SourceTable] = field(default_factory=list)
    _words: str = ""
    _last: tuple[PrintedLine, int] | None = None
    """The last line of the open paragraph, and the page it stands on."""

    def add_line(self, line: PrintedLine, page: int) -> None:
        if self._last and self.measure:
            above, its_page = self._last
            if self.measure.goes_on(above, line, same_page=page == its_page):
                self._words = joined(self._words, line.text)
                self._last = line, page
                return
        self._end_paragraph()
        self._words, self._last = line.text, (line, page)

    def add_table(self, table: SourceTable) -> None:
        self._end_paragraph()
        last = self.pieces[-1] if self.pieces else None
        if isinstance(last, SourceTable) and _columns(last) == _columns(table):
            first, *others = table.rows
            is_head = [cell.text for cell in first] == [cell.text for cell in last.rows[0]]
            last.rows += others if is_head else [first, *others]
            last.close()
        elif table.rows:
            self.pieces.append(table)

    def close(self) -> list[str | SourceTable]:
        self._end_paragraph()
        return self.pieces

    def _end_paragraph(self) -> None:
        if self._words:
            self.pieces.append(self._words)
        self._words, self._last = "", None


def _columns(table: SourceTable) -> int:
    return sum(cell.columns for cell in table.rows[0]) if table.rows else 0


def _table(page: PdfPage, grid: Grid) -> SourceTable:
    return table_of(grid, [run for run in page.runs if grid.holds(run)])
