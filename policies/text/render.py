"""A section as blocks that a template prints: headings, paragraphs and tables, each text cut into pieces.

Nothing here makes HTML: a template escapes each piece. Of CommonMark only tables and inline links are read, by
markdown-it-py; raw HTML, emphasis, code, lists and headings of Markdown stay the characters that they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policies.text.headings import Heading, ItemRole
from policies.text.lines import Line, Lines
from policies.text.outline import Outline

# Beyond these the text stands as it was typed: no official document has more, and parsing must stay quick.
LINKED_LINE_MAX_CHARS = 20_000
BRACKETS_MAX = 200
TABLE_MAX_CHARS = 100_000
TABLE_MAX_CELLS = 10_000
PARSES_MAX = 2_000

_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,2000}")
_URL_ENDS = ".,;:!?'()*"
_SAME_PAGE = re.compile(r"#[\w.-]{1,200}")
_COUNTED = re.compile(r"(?:(?P<above>.+)-)?(?P<letter>[pt])(?P<count>[1-9][0-9]{0,6})")
_UNSAFE = re.compile(r"[\s\\<>\"'`\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is "" for plain text, "link" for an address in the text; a citation module adds "cited", a document that the
    library has under `url`, and "missing", one that it does not have."""

    text: str
    url: str = ""
    kind: str = ""


Pieces = tuple[Piece, ...]


def plain_text(pieces: Pieces) -> str:
    """The text where it is all one plain piece, as most is; empty otherwise."""
    first, *others = pieces or (Piece(""),)
    return "" if others or first.url or first.kind else first.text


Cite = Callable[[str], Iterable[Piece]]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading. `rest` is the text that follows a run-in heading in its line."""

    kind: ClassVar[str] = "title"
    anchor: str
    heading: Heading
    pieces: Pieces
    rest: Pieces = ()

    @property
    def all_pieces(self) -> Pieces:
        return self.pieces + self.rest

    @property
    def rank(self) -> int:
        """Of h1 to h6: the page has the first, the section the second, and there is none below the sixth."""
        return min(self.heading.depth + 2, 6)

    @property
    def pinpoint(self) -> str:
        return self.heading.pinpoint

    @property
    def plain(self) -> str:
        return plain_text(self.pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`pinpoint` says in words where it stands, 六(一)第2段; that of a numbered entry is its number, and `heading` tells of it."""

    kind: ClassVar[str] = "paragraph"
    anchor: str
    pinpoint: str
    pieces: Pieces
    heading: Heading | None = None

    @property
    def plain(self) -> str:
        return plain_text(self.pieces)

    @property
    def all_pieces(self) -> Pieces:
        return self.pieces


@dataclass(frozen=True, slots=True)
class Table:
    kind: ClassVar[str] = "table"
    anchor: str
    pinpoint: str
    head: tuple[Pieces, ...]
    rows: tuple[tuple[Pieces, ...], ...]

    @property
    def all_pieces(self) -> Pieces:
        return tuple(piece for row in (self.head, *self.rows) for cell in row for piece in cell)


Block = Title | Paragraph | Table


def _line_of(heading: Heading) -> int:
    return heading.line


def plain(text: str) -> Iterable[Piece]:
    return (Piece(text),)


def render(
    outline: Outline, cite: Cite = plain, prefix: str = "", span: range | None = None
) -> tuple[Block, ...]:
    """All lines of the section in order, or those of `span`, their anchors with `prefix` before them: original-6-1.

    `cite` cuts each stretch of plain text into pieces, links in it apart. A span begins and ends outside of tables; its
    blocks are the same as among all.
    """
    lines = range(len(outline.lines)) if span is None else span
    return tuple(_Renderer(outline, cite, prefix).blocks(lines))


def groups(lines: Lines, span: range) -> Iterator[tuple[int, range]]:
    """The lines of `span` cut where a table begins or ends, each stretch with the number of its table."""
    tables, first = lines.tables, span.start
    while first < span.stop:
        end = first + 1
        while end < span.stop and tables[end] == tables[first]:
            end += 1
        yield tables[first], range(first, end)
        first = end


class _Renderer:
    def __init__(self, outline: Outline, cite: Cite, prefix: str) -> None:
        self.outline, self.cite, self.prefix = outline, cite, prefix
        self.scope: Heading | None = None
        self.counted: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.parses_left = PARSES_MAX

    def blocks(self, span: range) -> Iterator[Block]:
        numbered = self.outline.numbered
        index = bisect_left(numbered, span.start, key=_line_of)
        self.begin(numbered[index - 1] if index else None, span.start)
        for table, members in groups(self.outline.lines, span):
            if table and (found := self.table(members)):
                yield found
                continue
            for number in members:
                line = self.outline.lines[number]
                if index < len(numbered) and numbered[index].line == number:
                    yield self.numbered(numbered[index], line)
                    index += 1
                else:
                    yield self.paragraph(line)

    def begin(self, heading: Heading | None, first: int) -> None:
        """Count what stands between the number above the line `first` and that line."""
        self.scope = heading
        if heading and heading.runs_on:
            self.count("p")
        lines = self.outline.lines
        for _table, members in groups(lines, range(heading.line + 1 if heading else 0, first)):
            is_one = is_table(lines, members)
            self.count("t" if is_one else "p", 1 if is_one else len(members))

    def numbered(self, heading: Heading, line: Line) -> Block:
        # What follows is named after the number above it however that reads: its reading can change with its neighbours.
        self.scope, anchor = heading, self.prefix + heading.anchor
        if heading.runs_on:
            self.count("p")
        if not heading.role.heads:
            return Paragraph(anchor, heading.pinpoint, self.pieces(line.text), heading)
        body = self.outline.body
        words = self.pieces(body[heading.start : heading.end])
        if heading.role is ItemRole.TITLE:
            return Title(anchor, heading, words)
        behind = self.pieces(body[heading.end : line.end])
        return Title(anchor, heading, words, behind)

    def paragraph(self, line: Line) -> Paragraph:
        anchor, count = self.count("p")
        return Paragraph(anchor, f"{self.pinpoint}第{count}段", self.pieces(line.text))

    def table(self, members: range) -> Table | None:
        """None where the lines are no table after all, or not the whole of it: it was too large for one."""
        if whole_table(self.outline.lines, members.start) != members:
            return None
        texts = [self.outline.lines.text(number) for number in members]
        head, *rows = self.cells(texts) or [()]
        if not head:
            return None
        anchor, count = self.count("t")
        return Table(anchor, f"{self.pinpoint}表{count}", tuple(head), tuple(map(tuple, rows)))

    def cells(self, texts: Sequence[str]) -> list[list[Pieces]]:
        rows = table_rows(texts) if self.may_parse() else []
        return [[tuple(self.inline(cell.children or [])) for cell in row] for row in rows]

    def may_parse(self) -> bool:
        self.parses_left -= 1
        return self.parses_left >= 0

    @property
    def pinpoint(self) -> str:
        return self.scope.pinpoint if self.scope else ""

    def count(self, letter: str, number: int = 1) -> tuple[str, int]:
        above = self.scope.anchor if self.scope else ""
        self.counted[above, letter] += number
        count = self.counted[above, letter]
        return self.prefix + "-".join(filter(None, [above, f"{letter}{count}"])), count

    def pieces(self, text: str) -> Pieces:
        if "](" in text and _is_modest(text) and self.may_parse():
            return tuple(self.inline(_MARKDOWN.parseInline(text)[0].children or []))
        return tuple(self.linked(text))

    def inline(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        """Tokens of markdown-it as pieces: text, and links that hold text."""
        url: str | None = None
        words = ""
        for token in tokens:
            if token.type == "link_open":
                url, words = str(token.attrGet("href") or ""), ""
            elif token.type == "link_close":
                yield Piece(words, url, "link") if url and words.strip() else Piece(f"[{words}]({url})")
                url = None
            elif url is not None:
                words += token.content
            else:
                yield from self.linked(token.content)

    def linked(self, text: str) -> Iterator[Piece]:
        """Addresses written out become links, the text between them is given to `cite`."""
        offset = 0
        for match in _URL.finditer(text):
            url = match[0].rstrip(_URL_ENDS)
            if is_safe(url):
                if match.start() > offset:
                    yield from self.cite(text[offset : match.start()])
                yield Piece(url, url, "link")
                offset = match.start() + len(url)
        if offset < len(text):
            yield from self.cite(text[offset:])


def is_safe(url: str) -> bool:
    """An address of http or https with a host and no user name, or an anchor on the same page."""
    if _SAME_PAGE.fullmatch(url):
        return True
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and "@" not in parts.netloc
        and not _UNSAFE.search(url)
    )


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False}).enable(["table", "link"])
    # An address that is refused leaves the whole link as the characters that were typed.
    parser.validateLink = is_safe  # type: ignore[method-assign]
    return parser


_MARKDOWN = _markdown()


def _is_modest(text: str) -> bool:
    # markdown-it would put another character instead of NUL.
    return len(text) <= LINKED_LINE_MAX_CHARS and text.count("[") <= BRACKETS_MAX and "\x00" not in text


def _is_modest_table(texts: Sequence[str]) -> bool:
    """No row is wider than the head, since GitHub's rules would drop what is too much and official text loses nothing."""
    if sum(map(len, texts)) > TABLE_MAX_CHARS:
        return False
    widths = [_width(text) for text in texts]
    return (
        widths[0] * len(widths) <= TABLE_MAX_CELLS
        and max(widths) == widths[0]
        and all(map(_is_modest, texts))
    )


def line_of(outline: Outline, anchor: str) -> int | None:
    """The line whose block has this anchor, which is without a prefix; None where there is none."""
    named = {heading.anchor: index for index, heading in enumerate(outline.numbered)}
    if anchor in named:
        return outline.numbered[named[anchor]].line
    match = _COUNTED.fullmatch(anchor)
    if match is None or (match["above"] and match["above"] not in named):
        return None
    index = named[match["above"]] if match["above"] else -1
    above = outline.numbered[index] if index >= 0 else None
    among_tables = match["letter"] == "t"
    left = int(match["count"])
    # The first paragraph of a run-in heading stands in its line.
    if above and above.runs_on and not among_tables:
        left -= 1
    for _table, members in groups(outline.lines, _lines_below(outline, index)):
        is_one = is_table(outline.lines, members)
        if is_one != among_tables:
            continue
        blocks = 1 if is_one else len(members)
        if left <= blocks:
            return members[left - 1] if left > 0 else None
        left -= blocks
    return None


def _lines_below(outline: Outline, index: int) -> range:
    """The lines between a numbered item and the next one; for -1 those before the first."""
    first = outline.numbered[index].line + 1 if index >= 0 else 0
    following = outline.numbered[index + 1 : index + 2]
    end = following[0].line if following else len(outline.lines)
    return range(first, end)


def anchor_of(outline: Outline, number: int) -> str:
    """The anchor of the block that holds the line `number`, without a prefix: the way back from `line_of`."""
    lines = outline.lines
    span = whole_table(lines, number) if lines.tables[number] else range(number, number + 1)
    blocks = render(outline, span=span)
    return blocks[0].anchor if len(blocks) == 1 else blocks[number - span.start].anchor


def whole_table(lines: Lines, number: int) -> range:
    """The lines of the table around the line `number`; of one that is too large to be shown, only some."""
    tables = lines.tables
    begin = end = number
    while begin and tables[begin - 1] == tables[number] and number - begin <= TABLE_MAX_CELLS:
        begin -= 1
    while end < len(tables) and tables[end] == tables[number] and end - number <= TABLE_MAX_CELLS:
        end += 1
    return range(begin, end)


def is_table(lines: Lines, members: range) -> bool:
    """Whether these lines, all that have one number of a table or none, are shown as a table.

    Two of them tell, for what follows a head and its line of dashes is a row.
    """
    if not lines.tables[members.start] or len(members) > TABLE_MAX_CELLS:
        return False
    texts = [lines.text(number) for number in members]
    return _is_modest_table(texts) and bool(table_rows(texts[:2]))


def table_rows(texts: Sequence[str]) -> list[list[Token]]:
    """The cells of a table, the head first and without its line of dashes; empty where it is none after all."""
    tokens = _MARKDOWN.parse("\n".join(texts)) if _is_modest_table(texts) else []
    if not tokens or tokens[0].type != "table_open" or tokens[-1].type != "table_close":
        return []
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    return rows


def _width(row: str) -> int:
    inner = row.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return inner.count("|") - inner.count("\\|") + 1
