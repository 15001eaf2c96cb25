"""Word's automatic numbering: 一、（一）1. are not in the text of a paragraph but computed from numbering.xml.

ECMA-376 part 1, 17.9: a paragraph names a list (numId) and a level (ilvl), itself or through its style; the
list points to an abstract one, whose levels say where they start, in which format and with what around the
number (lvlText: "（%1）"). All lists of one abstract list count together, unless one starts anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from policies.importing.reading.counting import is_known, numbered
from policies.importing.reading.package import Attributes, Package

LEVELS = 9
# 第%1条 has four characters. A longer one would be repeated with every paragraph.
MAX_PATTERN_CHARS = 40
MAX_LISTS = 20_000
# A style that is based on one that is based on … ; Word itself stops at 11.
MAX_STYLE_DEPTH = 11

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class ListLevel:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    is_legal: bool = False
    restarts: bool = True
    style: str = ""


@dataclass(slots=True)
class Style:
    name: str = ""
    based_on: str = ""
    list_id: str = ""
    level: int | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, ListLevel] = field(default_factory=dict)
    linked_style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, ListLevel] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """The numbers of one document; `number` is called once for each paragraph, in order."""

    styles: dict[str, Style] = field(default_factory=dict)
    abstracts: dict[str, _Abstract] = field(default_factory=dict)
    lists: dict[str, _List] = field(default_factory=dict)
    unknown_forms: set[str] = field(default_factory=set)
    bullets: int = 0
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def number(self, style: str, list_id: str | None, level: int | None) -> str:
        """What Word prints before the paragraph, "" for none. `list_id` is None where only the style can name one."""
        inherited, inherited_level = self._of_style(style)
        list_id = inherited if list_id is None else list_id
        found = self._find(list_id)
        if not found:
            return ""
        abstract, levels = found
        if level is None:
            by_style = (depth for depth, each in levels.items() if each.style and each.style == style)
            level = inherited_level if inherited_level is not None else next(by_style, 0)
        if not 0 <= level < LEVELS or level not in levels:
            return ""
        if levels[level].form == "bullet":
            self.bullets += 1
            return ""
        counts = self._count(abstract, list_id, level, levels)
        return self._printed(levels, level, counts)

    def style_name(self, style: str) -> str:
        return self.styles[style].name.lower() if style in self.styles else ""

    def _of_style(self, style: str) -> tuple[str, int | None]:
        for _ in range(MAX_STYLE_DEPTH):
            found = self.styles.get(style)
            if not found:
                break
            if found.list_id:
                return found.list_id, found.level
            style = found.based_on
        return "", None

    def _find(self, list_id: str) -> tuple[str, dict[int, ListLevel]] | None:
        """The abstract list behind a list, and its levels; a list may borrow both from a list style."""
        found = self.lists.get(list_id)
        abstract = self.abstracts.get(found.abstract) if found else None
        if not found or not abstract:
            return None
        key = found.abstract
        if not abstract.levels and abstract.linked_style:
            other = self.lists.get(self._of_style(abstract.linked_style)[0])
            if other and other.abstract in self.abstracts:
                key, abstract = other.abstract, self.abstracts[other.abstract]
        return key, abstract.levels | found.levels

    def _count(
        self, abstract: str, list_id: str, level: int, levels: dict[int, ListLevel]
    ) -> list[int | None]:
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        if list_id not in self._seen:
            self._seen.add(list_id)
            for depth in self.lists[list_id].starts:
                counts[depth:] = [None] * (LEVELS - depth)
        current = counts[level]
        if current is None:
            counts[level] = self.lists[list_id].starts.get(level, levels[level].start)
        else:
            counts[level] = current + 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = levels[above].start if above in levels else 1
        for below in range(level + 1, LEVELS):
            if below not in levels or levels[below].restarts:
                counts[below] = None
        return counts

    def _printed(self, levels: dict[int, ListLevel], level: int, counts: list[int | None]) -> str:
        shown = levels[level]
        if shown.form == "none" and "%" not in shown.pattern:
            return shown.pattern

        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            form = levels[depth].form if depth in levels else "decimal"
            if form in {"none", "bullet"}:
                return ""
            if not is_known(form):
                self.unknown_forms.add(form)
            if shown.is_legal:
                form = "decimal"
            return numbered(counts[depth] or 0, form)

        return spaced(_PLACE.sub(number, shown.pattern))


def spaced(label: str) -> str:
    """The label with the gap that separates it from the text: 一、 needs none, 1. a space, 第一条 a wide one.

    >>> spaced("（一）"), spaced("1."), spaced("第一条")
    ('（一）', '1. ', '第一条\\u3000')
    """
    label = label.strip()
    if not label or label[-1] in "、，）)】〕．。：:" or "①" <= label[-1] <= "⑳":
        return label
    return label + (" " if label[-1].isascii() else "\u3000")


def read_numbering(package: Package) -> Numbering:
    numbering = Numbering()
    lists, styles = _Lists(numbering), _Styles(numbering)
    package.parse("word/numbering.xml", lists.start, lists.end)
    package.parse("word/styles.xml", styles.start, styles.end)
    return numbering


class _Lists:
    """Reads numbering.xml."""

    def __init__(self, numbering: Numbering) -> None:
        self.into = numbering
        self.abstract: _Abstract | None = None
        self.list: _List | None = None
        self.depth: int | None = None
        self.level = ListLevel()

    def start(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:abstractNum" if len(self.into.abstracts) < MAX_LISTS:
                self.abstract = self.into.abstracts.setdefault(
                    attributes.get("w:abstractNumId", ""), _Abstract()
                )
            case "w:num" if len(self.into.lists) < MAX_LISTS:
                self.list = self.into.lists.setdefault(attributes.get("w:numId", ""), _List())
            case "w:abstractNumId" if self.list:
                self.list.abstract = value
            case "w:numStyleLink" if self.abstract:
                self.abstract.linked_style = value
            case "w:lvlOverride":
                self.depth = _small(attributes.get("w:ilvl", ""))
            case "w:startOverride" if self.list and _is_level(self.depth):
                self.list.starts[self.depth] = _small(value) or 0
            case "w:lvl":
                self.depth, self.level = _small(attributes.get("w:ilvl", "")), ListLevel()
            case _:
                self._property(name, value)

    def _property(self, name: str, value: str) -> None:
        match name:
            case "w:start":
                number = _small(value)
                self.level = replace(self.level, start=1 if number is None else number)
            case "w:numFmt":
                self.level = replace(self.level, form=value)
            case "w:lvlText":
                self.level = replace(self.level, pattern=value[:MAX_PATTERN_CHARS])
            case "w:isLgl":
                self.level = replace(self.level, is_legal=value not in {"0", "false"})
            case "w:lvlRestart":
                self.level = replace(self.level, restarts=value != "0")
            case "w:pStyle":
                self.level = replace(self.level, style=value)

    def end(self, name: str) -> None:
        match name:
            case "w:lvl" if _is_level(self.depth):
                owner = self.list or self.abstract
                if owner:
                    owner.levels[self.depth] = self.level
            case "w:abstractNum":
                self.abstract = None
            case "w:num":
                self.list = None


class _Styles:
    """Reads styles.xml."""

    def __init__(self, numbering: Numbering) -> None:
        self.into = numbering
        self.style: Style | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if name == "w:style" and len(self.into.styles) < MAX_LISTS:
            self.style = self.into.styles.setdefault(attributes.get("w:styleId", ""), Style())
        elif self.style:
            match name:
                case "w:name":
                    self.style.name = value
                case "w:basedOn":
                    self.style.based_on = value
                case "w:numId":
                    self.style.list_id = value
                case "w:ilvl":
                    self.style.level = _small(value)

    def end(self, name: str) -> None:
        if name == "w:style":
            self.style = None


def _small(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None


def _is_level(depth: int | None) -> bool:
    return depth is not None and depth < LEVELS
