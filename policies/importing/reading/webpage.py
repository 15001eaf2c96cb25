"""A saved HTML page becomes the pieces of its document: navigation, scripts and what is hidden set apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from policies.importing.reading import pictures
from policies.importing.reading.cleanup import Removal
from policies.importing.reading.elements import (
    BLOCKS,
    CELLS,
    CLOSED_BY,
    CONTAINERS,
    CONTENT_NAMES,
    HIDDEN_TAGS,
    NAVIGATION_NAMES,
    NAVIGATION_ROLES,
    NAVIGATION_TAGS,
    ONLY_P,
    SCOPED,
    VOID,
)
from policies.importing.reading.flow import Flow, FlowBlock
from policies.importing.reading.looks import PLAIN, Look, inside, is_hidden, is_ruled, raised
from policies.importing.reading.markup import RAW, StartTag, scan
from policies.importing.reading.page_lists import PageList
from policies.importing.reading.pictures import FoundPicture
from policies.importing.reading.tables import MAX_COLUMNS, MAX_ROWSPAN, span
from policies.text import numbering

# How far up the open tags an unclosed <li>, <dd> or <p> is looked for, and what it is not looked for beyond.
LOOK_BACK = 8
LISTS = frozenset({"ol", "ul", "dl", "div"})
MAX_META = 60

_SPACES = re.compile("[ \t\r\n\f]+")
_NARROW = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]")
_NUMBERED = re.compile(numbering.ANY)


@dataclass(slots=True)
class Nodes:
    """The boxes of the page in document order; number 0 is the page itself."""

    parents: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [0])
    """The last box inside each."""
    content: set[int] = field(default_factory=set)
    """Those that are named like the box of the text."""

    def open(self, parent: int) -> int:
        self.parents.append(parent)
        self.ends.append(0)
        return len(self.parents) - 1

    def close(self, node: int) -> None:
        self.ends[node] = len(self.parents) - 1


@dataclass(slots=True)
class WebPage:
    pieces: list[FlowBlock] = field(default_factory=list)
    nodes: Nodes = field(default_factory=Nodes)
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    removed: Counter[str] = field(default_factory=Counter)
    numbered_items: int = 0
    """List items whose number the browser would print."""
    raised: int = 0
    """Superscripts and subscripts with digits that plain text has no characters for."""
    struck: list[str] = field(default_factory=list)
    """Words that are struck out, and so are none of the text."""
    pictures: list[FoundPicture] = field(default_factory=list)
    has_password: bool = False
    """Asks for a password."""
    name: str = ""
    """The title of the document, weighed from all that the page says; filled when the document is found."""
    around: list[str] = field(default_factory=list)
    """How the paragraphs begin that stand outside the document; filled when it is found."""
    taken: list[str] = field(default_factory=list)
    """What stands inside the document and looks like a part of the page."""


@dataclass(slots=True)
class _Open:
    """An open tag, and the state that its end brings back."""

    name: str
    node: int
    label: str
    look: Look


@dataclass(slots=True)
class _Scope:
    """A table or a cell: an end tag in it closes nothing outside. `counts` are the open tags in it, by name."""

    name: str
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def read_page(markup: str) -> WebPage:
    """What `markup` says, in linear time. Raises RejectedSource for a page that is no document."""
    return _Reader().read(markup)


class _Reader:
    def __init__(self) -> None:
        self.page = WebPage()
        self.flow = Flow()
        self.node = 0
        self.label = ""
        self.open: list[_Open] = []
        self.scopes = [_Scope("")]
        self.lists: list[PageList] = []
        self.words: list[str] = []
        self.linked = 0
        self.prefix = ""
        self.look = PLAIN
        self.looks: list[tuple[int, Look]] = []
        """Of the words of the open paragraph: how many characters look how."""
        self.before = ""
        """How the last paragraph begins."""
        self.unplaced: list[FoundPicture] = []
        """Pictures of the paragraph that is open."""

    def read(self, markup: str) -> WebPage:
        for event in scan(markup):
            if isinstance(event, str):
                self.on_text(event)
            elif isinstance(event, StartTag):
                self.on_start(event.name, event.attributes)
            else:
                self.on_end(event.name)
        self.end_paragraph()
        while self.open:
            self.pop()
        self.page.nodes.close(0)
        self.page.pieces = self.flow.close()
        return self.page

    def on_text(self, text: str) -> None:
        name = self.open[-1].name if self.open else ""
        if name == "title":
            self.page.title = self.page.title or " ".join(text.split())[:500]
        elif name == "pre":
            for index, line in enumerate(text.split("\n")):
                if index:
                    self.end_paragraph()
                self.words.append(line)
        elif name not in RAW:
            self.say(text, name)

    def say(self, text: str, name: str) -> None:
        chars = len(text.strip())
        if self.look.is_struck and chars:
            self.page.struck.append(text.strip())
            return
        if name in {"sup", "sub"} and chars:
            printed = raised(text, lowered=name == "sub")
            self.page.raised += printed == text and any(map(str.isdecimal, text))
            text = printed
        self.words.append(text)
        self.looks.append((chars, self.look))
        if self.scopes[-1].counts["a"]:
            self.linked += chars

    def end_paragraph(self) -> None:
        if not self.words:
            return
        raw = "".join(self.words)
        linked, self.linked = self.linked, 0
        look = _look_of(self.looks)
        self.words.clear()
        self.looks.clear()
        text = _collapsed(raw)
        if not text:
            self.page.removed[Removal.SPACES] += "\u00a0" in raw
            return
        if self.prefix and not _NUMBERED.match(text):
            text = self.prefix + text
            self.page.numbered_items += 1
        self.prefix = ""
        if self.scopes[-1].counts["h1"] and not self.label:
            self.page.heading = self.page.heading or text[:500]
        if not self.label:
            self.before = text[: pictures.AFTER_CHARS]
        self.place_pictures()
        self.flow.add(text, self.node, self.label, linked, look)

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name in BLOCKS or name == "br":
            self.end_paragraph()
        if name in VOID:
            self.read_void(name, attributes)
            return
        self.close_implied(name)
        if name in {"ol", "ul"}:
            self.lists.append(PageList.of(name, attributes))
        elif name == "li" and self.lists:
            self.prefix = self.lists[-1].next_number(attributes.get("value", ""))
        self.push(name, attributes)
        if name == "table":
            is_placing = attributes.get("role", "").lower() in {"presentation", "none"}
            self.flow.open_table(self.node, is_placing=is_placing, is_ruled=is_ruled(attributes))
        elif name == "tr":
            self.flow.open_row()
        elif name in CELLS:
            columns = span(attributes.get("colspan", ""), MAX_COLUMNS)
            self.flow.open_cell(columns, span(attributes.get("rowspan", ""), MAX_ROWSPAN))
            if is_ruled(attributes):
                self.flow.rule_table()

    def read_void(self, name: str, attributes: dict[str, str]) -> None:
        meta = self.page.meta
        if name == "meta" and len(meta) < MAX_META:
            key = attributes.get("name") or attributes.get("property")
            content = attributes.get("content")
            if key and content:
                meta.setdefault(key[:60], content[:500])
            return
        if name == "img":
            self.read_picture(attributes)
        elif name == "input":
            self.page.has_password |= attributes.get("type", "").lower() == "password"
        relation = attributes.get("rel", "").lower()
        if name == "link" and relation == "canonical":
            address = attributes.get("href", "")
            meta.setdefault("canonical", address[:500])

    def read_picture(self, attributes: dict[str, str]) -> None:
        found = self.page.pictures
        if self.label or len(found) >= pictures.MOST or not pictures.is_of_the_text(attributes):
            return
        picture = pictures.of_element(attributes)
        picture.node, picture.after = self.node, self.before
        found.append(picture)
        if self.words:
            self.unplaced.append(picture)

    def place_pictures(self) -> None:
        """They stand in the paragraph that ends here."""
        for picture in self.unplaced:
            picture.after = self.before
        self.unplaced.clear()

    def push(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(_Open(name, self.node, self.label, self.look))
        names = _names(attributes) if attributes else set()
        self.look = inside(self.look, name, attributes, names)
        scope = self.scopes[-1]
        scope.counts[name] += 1
        if name in CONTAINERS:
            self.open_container(names)
        if not self.label and name not in {"html", "body"}:
            self.label = self.label_of(name, attributes, names)
        if name in SCOPED:
            self.scopes.append(_Scope(name))

    def open_container(self, names: set[str]) -> None:
        nodes = self.page.nodes
        self.node = nodes.open(self.node)
        if names & CONTENT_NAMES:
            nodes.content.add(self.node)

    def label_of(self, name: str, attributes: dict[str, str], names: set[str]) -> str:
        if name in {"script", "style"}:
            self.page.removed[Removal.SCRIPT] += 1
        if name in NAVIGATION_TAGS or (name == "header" and not self.is_in_article()):
            return Removal.NAVIGATION
        if name in HIDDEN_TAGS:
            return Removal.HIDDEN
        if not attributes:
            return ""
        role = attributes.get("role", "").lower()
        if role in NAVIGATION_ROLES or names & NAVIGATION_NAMES:
            return Removal.NAVIGATION
        return Removal.HIDDEN if is_hidden(attributes, names) else ""

    def is_in_article(self) -> bool:
        counts = self.scopes[-1].counts
        return counts["article"] > 0 or counts["main"] > 0

    def pop(self) -> str:
        """Close the innermost open tag and return its name."""
        closed = self.open.pop()
        if closed.name in SCOPED:
            self.scopes.pop()
        self.scopes[-1].counts[closed.name] -= 1
        if closed.name in CONTAINERS:
            self.page.nodes.close(self.node)
        self.node, self.label, self.look = closed.node, closed.label, closed.look
        if closed.name == "table":
            self.flow.close_table()
        elif closed.name in CELLS:
            self.flow.close_cell()
        elif closed.name in {"ol", "ul"}:
            self.lists.pop()
        return closed.name

    def pop_until(self, name: str) -> None:
        while self.pop() != name:
            pass

    def on_end(self, name: str) -> None:
        if name in BLOCKS:
            self.end_paragraph()
        if name in CELLS:
            if self.scopes[-1].name in CELLS:
                self.pop_until(self.scopes[-1].name)
            return
        if name in {"tr", "table", "tbody", "thead", "tfoot"}:
            self.close_cell_of_table()
        scope = self.scopes[-1]
        is_open = scope.name == "table" if name == "table" else scope.counts[name]
        if is_open:
            self.pop_until(name)

    def close_cell_of_table(self) -> None:
        if len(self.scopes) < 3:
            return
        outer, inner = self.scopes[-2:]
        if inner.name in CELLS and outer.name == "table":
            self.pop_until(inner.name)

    def close_implied(self, name: str) -> None:
        """End what an opening <name> ends by itself: an open <li> before the next one, a <p> before a block."""
        if name in CELLS:
            if self.scopes[-1].name in CELLS:
                self.pop_until(self.scopes[-1].name)
            return
        if name in {"tr", "tbody", "thead", "tfoot"}:
            self.close_cell_of_table()
        if name not in BLOCKS:
            return
        closed = CLOSED_BY.get(name, ONLY_P)
        if not any(map(self.scopes[-1].counts.get, closed)):
            return
        for depth in range(1, min(LOOK_BACK, len(self.open)) + 1):
            opened = self.open[-depth].name
            if opened in closed:
                for _ in range(depth):
                    self.pop()
                return
            if opened in LISTS or opened in CELLS or opened == "table":
                return


def _names(attributes: dict[str, str]) -> set[str]:
    """The words of id and class, 'ucap-content TRS_Editor' also as 'ucapcontent' and 'trseditor'."""
    words = f"{attributes.get('id', '')} {attributes.get('class', '')}"[:500].lower().split()
    parts = {part for word in words for part in re.split(r"[^a-z]+", word)}
    return parts | {re.sub(r"[^a-z]+", "", word) for word in words}


def _look_of(words: list[tuple[int, Look]]) -> Look:
    """Of a paragraph: bold where all of it is, the rest as its first words are."""
    shown = [(chars, look) for chars, look in words if chars]
    if not shown:
        return PLAIN
    first = shown[0][1]
    is_bold = all(look.is_bold for _, look in shown)
    return first if first.is_bold == is_bold else replace(first, is_bold=is_bold)


def _collapsed(raw: str) -> str:
    """As a browser prints it; a line break of the source between two Chinese characters is no space."""
    return _SPACES.sub(_space, raw).strip()


def _space(match: re.Match[str]) -> str:
    start, end = match.span()
    beside = match.string[start - 1 : start], match.string[end : end + 1]
    is_wrap = not {"\n", "\r"}.isdisjoint(match[0])
    return "" if is_wrap and all(map(_NARROW.match, beside)) else " "
