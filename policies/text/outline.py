"""The outline of an official text: its numbered items, how they read, and the tree that they make.

**Anchors.** The anchor of an item is made of printed numbers, its own and those of the items it stands in: `6-1` is
六（一）, so an edit elsewhere does not change it. A level that is left out counts as 0 (`6-0-2`: 2. directly below 六).
附件, 编, 章, 节 and 条 carry their names: `fujian1-2`, `zhang3-jie1`. Articles count through the whole document, so theirs
leave out the chapter, and items follow at once: `tiao7-3` is 第七条（三）. Where counting begins anew, as in a text that
another one forwards, every item of the second count gets `-b`, of the third `-c`, and so does a number that stands twice.
`render` adds paragraphs: `6-1-p2` is the second one below the number 六（一）.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_lowercase

from policies.text import annexes, numbering, sequence
from policies.text.headings import Heading, ItemRole, Node
from policies.text.lines import Lines, lines
from policies.text.numbering import Level, Mark
from policies.text.sequence import Hint, NumberingDoubt

# Numbers are read in so many lines, some 1,500 printed pages; what follows them are paragraphs. The longest code of law has 4,000.
NUMBERED_LINES_MAX = 30_000
# A heading longer than two printed lines (28 characters each) is a paragraph that begins with a number.
HEADING_MAX_CHARS = 56
# One that shares its line with the text is set apart by its shortness.
RUN_IN_MAX_CHARS = 28
# An entry is one sentence of at most three printed lines.
ENTRY_MAX_CHARS = 84

_STOP = re.compile("[。！？]")
_CLAUSE = re.compile("[；;：:]")
# What a name does not have.
_SENTENCE = re.compile("[。；;：:，,]|、$")
# 申报条件：… heads its line as 申报条件。… does.
_LABEL = re.compile("(?P<label>[^：:，,、。；;]{2,14})[：:](?![/0-9])")
# A line that ends so goes on in the next one.
_UNFINISHED = ("，", ",", "、")
_COMMA = re.compile("[，,]")
_TITLED_ARTICLE = re.compile("[（(【][^（）()【】]{1,28}[)）】]")
_SLUGS = {
    Level.ANNEX: "fujian",
    Level.BOOK: "bian",
    Level.CHAPTER: "zhang",
    Level.SECTION: "jie",
    Level.ARTICLE: "tiao",
}


@dataclass(frozen=True)
class Outline:
    """`warnings` name what the numbering does not explain: each has a range of the body and words for staff."""

    body: str
    lines: Lines
    numbered: tuple[Heading, ...]
    warnings: tuple[NumberingDoubt, ...]

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Everything numbered that has words of its own, in order."""
        return tuple(heading for heading in self.numbered if heading.role is not ItemRole.CLAUSE)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The warnings, by their lines."""
        return tuple(Hint(self.body.count("\n", 0, each.start) + 1, each.words) for each in self.warnings)

    @cached_property
    def tree(self) -> tuple[Node, ...]:
        return self.nested(lambda heading: True)

    def nested(self, wanted: Callable[[Heading], bool]) -> tuple[Node, ...]:
        """The tree of the items that are `wanted`; one whose parent is not wanted moves up to the next that is.

        An item stands inside one of a smaller level, so the tree is never deeper than there are levels.
        """
        shown = [wanted(heading) for heading in self.numbered]
        nearest: list[int] = []
        for heading in self.numbered:
            above = heading.parent
            is_seen = above < 0 or shown[above]
            nearest.append(above if is_seen else nearest[above])
        children: defaultdict[int, list[Node]] = defaultdict(list)
        for index in reversed(range(len(shown))):
            if not shown[index]:
                continue
            inside = reversed(children.pop(index, []))
            node = Node(self.numbered[index], tuple(inside))
            children[nearest[index]].append(node)
        return tuple(reversed(children[-1]))


@dataclass(slots=True)
class _Item:
    """A numbered line while its outline is being found out."""

    mark: Mark
    line: int
    text: str
    end: int
    role: ItemRole
    parent: int = -1
    runs_on: bool = field(init=False)

    def __post_init__(self) -> None:
        self.runs_on = self.role is ItemRole.RUN_IN


def outline(body: str) -> Outline:
    """Never fails, and takes time in proportion to the length of `body`."""
    all_lines = lines(body)
    items = _items(all_lines)
    _set_parents(items)
    _settle_lists(items, all_lines)
    numbered = _named(items, all_lines)
    return Outline(body, all_lines, numbered, sequence.doubts(numbered))


def _items(all_lines: Lines) -> list[_Item]:
    marks = list(_marks(all_lines))
    _explained_by_neighbours(marks)
    for number in annexes.listed(marks, all_lines):
        marks[number] = None
    return [
        _read(mark, number, all_lines.text(number)) for number, mark in enumerate(marks) if mark is not None
    ]


def _marks(all_lines: Lines) -> Iterator[Mark | None]:
    body, starts, tables = all_lines.body, all_lines.starts, all_lines.tables
    for number in range(min(len(all_lines), NUMBERED_LINES_MAX)):
        may_open = not tables[number] and numbering.OPENS.match(body, starts[number])
        yield numbering.read(all_lines.text(number)) if may_open else None


def _explained_by_neighbours(marks: list[Mark | None]) -> None:
    """2.5个工作日内办结 is point 2 between the points 1 and 3, and a fraction anywhere else."""
    before, doubtful = 0, list[int]()
    for index, mark in enumerate(marks):
        if mark is None:
            continue
        if mark.is_doubtful:
            doubtful.append(index)
            continue
        after = mark.value if mark.level == Level.POINT else 0
        values = [marks[index].value for index in doubtful]
        if not (before and values == list(range(before + 1, after))):
            for index in doubtful:
                marks[index] = None
        before, doubtful = after, []
    for index in doubtful:
        marks[index] = None


def _read(mark: Mark, line: int, text: str) -> _Item:
    words = text[mark.words : mark.words + ENTRY_MAX_CHARS + 1]
    if mark.level == Level.ARTICLE:
        return _read_article(mark, line, text, words)
    stop = _STOP.search(words)
    lead = words[: stop.start()] if stop else words
    end = mark.words + (stop.end() if stop else len(words))
    if stop and end < len(text) and _reads_as_run_in(lead):
        return _Item(mark, line, lead, end, ItemRole.RUN_IN)
    if labelled := _read_label(mark, line, text, words):
        return labelled
    name = lead.rstrip("：:")
    if _CLAUSE.search(name):
        return _clause(mark, line)
    if stop and len(lead) <= ENTRY_MAX_CHARS:
        return _Item(mark, line, lead, end, ItemRole.ENTRY)
    if not stop and _ends_as_title(text):
        return _Item(mark, line, name, end, ItemRole.TITLE)
    return _clause(mark, line)


def _read_label(mark: Mark, line: int, text: str, words: str) -> _Item | None:
    """A name that a colon parts from the text behind it."""
    label = _LABEL.match(words)
    end = mark.words + label.end() if label else len(text)
    return _Item(mark, line, label["label"], end, ItemRole.RUN_IN) if end < len(text) else None


def _clause(mark: Mark, line: int) -> _Item:
    return _Item(mark, line, "", len(mark.number), ItemRole.CLAUSE)


def _reads_as_run_in(lead: str) -> bool:
    return len(lead) <= RUN_IN_MAX_CHARS and _reads_as_name(lead)


def _ends_as_title(text: str) -> bool:
    return len(text) <= HEADING_MAX_CHARS and not text.endswith(_UNFINISHED)


def _reads_as_name(lead: str) -> bool:
    """加强领导，落实责任 has one comma; a sentence with a figure or more commas names nothing."""
    return not _CLAUSE.search(lead) and len(_COMMA.findall(lead)) <= 1


def _read_article(mark: Mark, line: int, text: str, words: str) -> _Item:
    """第七条, 第七条（申请条件）, 第七条 总则, and above all 第七条 with its text in the same line."""
    if titled := _TITLED_ARTICLE.match(words):
        end = mark.words + titled.end()
        role = ItemRole.TITLE if end == len(text) else ItemRole.RUN_IN
        return _Item(mark, line, titled[0], end, role)
    is_short = len(words) <= RUN_IN_MAX_CHARS
    if is_short and not _SENTENCE.search(words):
        return _Item(mark, line, words, len(text), ItemRole.TITLE)
    behind_the_number = len(mark.number)
    return _Item(mark, line, "", behind_the_number, ItemRole.RUN_IN)


def _set_parents(items: list[_Item]) -> None:
    open_: list[int] = []
    for index, item in enumerate(items):
        while open_ and items[open_[-1]].mark.level >= item.mark.level:
            open_.pop()
        item.parent = open_[-1] if open_ else -1
        open_.append(index)


def _settle_lists(items: list[_Item], all_lines: Lines) -> None:
    """Numbered lines that mostly head nothing are the entries of a list: 1.申请表, 2.身份证.

    一、 and （一） that fill their line stay headings, as in an outline without text.
    """
    groups: defaultdict[tuple[int, Level], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.mark.level >= Level.PART:
            groups[item.parent, item.mark.level].append(index)
    for (_, level), group in groups.items():
        _settle_stopped(items, group, all_lines)
        if level == Level.PART:
            continue
        heading = sum(_heads(items, index, all_lines) for index in group)
        if 2 * heading <= len(group):
            for item in map(items.__getitem__, group):
                if item.role is ItemRole.RUN_IN or (item.role is ItemRole.TITLE and level > Level.SUBPART):
                    item.role = ItemRole.ENTRY
        clauses = sum(items[index].role is ItemRole.CLAUSE for index in group)
        if 2 * clauses >= len(group):
            for item in map(items.__getitem__, group):
                if item.role is ItemRole.ENTRY:
                    item.role, item.text, item.end = ItemRole.CLAUSE, "", len(item.mark.number)


def _settle_stopped(items: list[_Item], group: Sequence[int], all_lines: Lines) -> None:
    """一、政策依据。 in a line of its own is a heading where most of its kind have text below them."""
    stopped = [
        index
        for index in group
        for item in [items[index]]
        if item.role is ItemRole.ENTRY
        and item.end == all_lines.ends[item.line] - all_lines.starts[item.line]
        and len(item.text) <= RUN_IN_MAX_CHARS
        and _reads_as_name(item.text)
        and _is_followed(items, index, all_lines)
    ]
    if 2 * len(stopped) > len(group):
        for index in stopped:
            items[index].role = ItemRole.TITLE


def _heads(items: Sequence[_Item], index: int, all_lines: Lines) -> bool:
    role = items[index].role
    return role is ItemRole.RUN_IN or (role is ItemRole.TITLE and _is_followed(items, index, all_lines))


def _is_followed(items: Sequence[_Item], index: int, all_lines: Lines) -> bool:
    """Whether text or a deeper number follows."""
    item = items[index]
    following = items[index + 1] if index + 1 < len(items) else None
    if following is not None and following.line == item.line + 1:
        return following.mark.level > item.mark.level
    return item.line + 1 < len(all_lines)


def _named(items: Sequence[_Item], all_lines: Lines) -> tuple[Heading, ...]:
    """With anchors, pinpoints, and depths."""
    numbered: list[Heading] = []
    names = _Names()
    for item in items:
        parent = numbered[item.parent] if item.parent >= 0 else None
        mark, start = item.mark, all_lines.starts[item.line]
        around = _scope(numbered, item)
        numbered.append(
            Heading(
                level=mark.level,
                number=mark.number,
                value=mark.value,
                text=item.text,
                start=start,
                end=start + item.end,
                role=item.role,
                depth=1 if parent is None else parent.depth + parent.role.heads,
                anchor=names.name(mark, around),
                pinpoint=(around.pinpoint if around else "") + mark.number.rstrip("、.．:： \u3000"),
                parent=item.parent,
                line=item.line,
                inserted=mark.inserted,
                runs_on=item.runs_on,
            )
        )
    return tuple(numbered)


class _Names:
    """The anchors given so far. A count that begins anew keeps to its own, whatever the one before it comes to hold."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, Level], int] = {}
        self.begun: defaultdict[tuple[str, Level], int] = defaultdict(int)
        self.given: defaultdict[str, int] = defaultdict(int)

    def name(self, mark: Mark, around: Heading | None) -> str:
        above = around.anchor if around else ""
        count = above, mark.level
        if mark.value == 1 < self.last.get(count, 0):
            self.begun[count] += 1
        self.last[count] = mark.value
        segment = _segment(mark, around)
        name = "-".join(filter(None, [above, segment]))
        number = max(self.given[name], self.begun[count])
        self.given[name] = number + 1
        return name + _suffix(number)


def _scope(numbered: Sequence[Heading], item: _Item) -> Heading | None:
    """The item around this one that its number depends on: for an article the annex at most."""
    above = numbered[item.parent] if item.parent >= 0 else None
    while above is not None and item.mark.level == Level.ARTICLE and above.level != Level.ANNEX:
        above = numbered[above.parent] if above.parent >= 0 else None
    return above


def _segment(mark: Mark, around: Heading | None) -> str:
    if mark.level in _SLUGS:
        slug = _SLUGS[mark.level]
        value = mark.value or ""
        inserted = f"z{mark.inserted}" if mark.inserted else ""
        return f"{slug}{value}{inserted}"
    left_out = mark.level - _opened_by(around)
    return "0-" * left_out + str(mark.value)


def _opened_by(around: Heading | None) -> Level:
    """The level that is counted next inside `around`."""
    if around is None:
        return Level.PART
    if around.level >= Level.PART:
        return Level(around.level + 1)
    # An article opens （一） directly, everything else above 一、 opens 一、.
    return Level.SUBPART if around.level == Level.ARTICLE else Level.PART


def _suffix(number: int) -> str:
    """Nothing for 0, then -b to -z, -ba and so on."""
    letters, rest = "", number
    while rest:
        letters = ascii_lowercase[rest % 26] + letters
        rest //= 26
    return f"-{letters}" if letters else ""
