"""Find the six sections of a policy by the headings that documents print.

The official text is never cut apart: 政策原文 keeps all of it, and what stands under a heading such as 二、申报条件 is copied into its
section. A heading may share its line with its text (申报时间：…), stand in brackets behind 第N条, or in the left column of a table. What has no
such heading is 政策原文 alone. Which words name which section: `labels`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter

from policies.importing.drafting import layout
from policies.importing.drafting.label_tables import labelled_rows
from policies.importing.drafting.labels import LABEL_CHARS, OWN, Labels
from policies.text import dates, numbering
from policies.text.numbering import Level, Mark
from policies.vocabulary import SectionKind

# A strip of tabs names at least this many sections, one line each, with nothing under any of them.
TABS = 3
# A label without number and brackets may be a cell or a caption: so many sections must be named in this way.
BARE_RUN_INS, BARE_LABELS = 2, 3
# The label of 申报时间：… is short.
RUN_IN_CHARS = 16

_RUN_IN = re.compile(
    rf"(?P<label>[^：:。，,；;（(]{{2,{RUN_IN_CHARS}}}(?:[（(][^（()）]{{1,10}}[)）])?)[：:。]\s?(?=\S)"
)
_NAMED = re.compile(r"[（(【\[](?P<label>[^（()）【】\[\]]{2,20})[)）】\]][：:]?")
_BRACKETED = re.compile("【(?P<label>[^【】]{2,20})】[：:]?(?P<text>.*)")
# 附件1承诺书需盖章 is a sentence, 附件1：承诺书 an annex.
_CLOSING = re.compile(f"(?:{numbering.ANNEX}|附)[：:].*|{numbering.ANNEX}")
_ANNEX = re.compile(rf"{numbering.ANNEX}[：:]?")
_LISTED = re.compile(rf"(?:{numbering.ANNEX}|附)[：:]\s*(?P<name>.*)")
# An annex that is a rule of its own speaks for the document; a form speaks to whoever fills it in.
_RULES = re.compile(
    ".*(?:办法|细则|规定|方案|意见|指南|须知|规程|措施|条例|通知|公告|简章|政策|标准)(?:[（(][^（()）]{1,12}[)）])?"
)
_FORMS = re.compile(
    ".*(?:表|书|名单|清单|汇总|模板|样式|格式|回执|证明|台账|简历|材料|登记)(?:[（(][^（()）]{1,12}[)）])?"
)

# The level of a heading without a number.
BARE = 0
_LEVELS = frozenset(
    {Level.CHAPTER, Level.SECTION, Level.ARTICLE, Level.PART, Level.SUBPART, Level.POINT, Level.SUBPOINT}
)


@dataclass(frozen=True, slots=True)
class SectionHeading:
    line: int
    level: int
    """One of `numbering.Level`, or BARE."""
    kind: SectionKind
    is_run_in: bool = False
    """Its text begins on the same line."""


def label_of(line: str, labels: Labels) -> SectionKind | None:
    """The section that a line without a number names: 申报条件, 申报条件： and 【申报条件】; None for 申报条件如下."""
    words = line.strip().rstrip("：:")
    if words.startswith("【") and words.endswith("】"):
        words = words[1:-1]
    return labels.kind_of(words)


def tabs(lines: list[str], labels: Labels = OWN) -> set[int]:
    """Numbers of the lines that are a page's strip of tabs, not headings: labels in a row, nothing under them."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, "。"]):
        if not line.strip():
            continue
        if label_of(line, labels):
            run.append(index)
            continue
        if len(run) >= TABS:
            found.update(run)
        run = []
    return found


def split(
    text: str, set_as_headings: frozenset[str] = frozenset(), labels: Labels = OWN
) -> dict[SectionKind, str]:
    """The sections that `text` has headings for, each as printed, its heading included; never 政策原文.

    A heading rules until the next of its own level or above, so an inner one is copied twice: with what is
    around it, and into its own section. `set_as_headings` are lines that the source sets as headings.
    """
    lines = text.split("\n")
    headed = _Reading(lines, set_as_headings, labels).headed()
    pieces = defaultdict(list, headed)
    for kind, printed in labelled_rows(lines, labels):
        # What a heading names is there already, with the table that may stand under it.
        if kind not in headed:
            pieces[kind] += printed.split("\n")
    bodies = {kind: "\n".join(pieces[kind]).strip("\n") for kind in SectionKind if pieces[kind]}
    return {kind: body for kind, body in bodies.items() if kind is not SectionKind.ORIGINAL}


class _Reading:
    """The lines of a text with the numbers that open them."""

    def __init__(self, lines: list[str], set_as_headings: frozenset[str], labels: Labels) -> None:
        self.lines = lines
        self.labels = labels
        self.set_as_headings = set_as_headings
        self.marks = [_mark(line.strip()) for line in lines]
        self.levels = [mark.level if mark else None for mark in self.marks]
        self.signed = set(_signatures(lines))
        self.strip = tabs(lines, labels)
        self.first_part = self._first(Level.PART)

    def _first(self, wanted: Level) -> int:
        """The first line of this level; where there is none, behind the last line."""
        for index, level in enumerate(self.levels):
            if level == wanted:
                return index
        return len(self.levels)

    def headed(self) -> dict[SectionKind, list[str]]:
        """The lines under the headings of each section, which is none where nothing stands under any."""
        spans: defaultdict[SectionKind, list[range]] = defaultdict(list)
        filled: set[SectionKind] = set()
        for heading in self.headings():
            kept = spans[heading.kind]
            if kept and heading.line in kept[-1]:
                continue
            span = range(heading.line, self.end_of(heading))
            kept.append(span)
            if heading.is_run_in or any(self.lines[index].strip() for index in span[1:]):
                filled.add(heading.kind)
        return {kind: self._within(spans[kind]) for kind in filled}

    def _within(self, spans: list[range]) -> list[str]:
        return [self.lines[index] for index in chain.from_iterable(spans)]

    def headings(self) -> list[SectionHeading]:
        """In order, those of forms left out."""
        found = [*self._numbered(), *self._bare()]
        found.sort(key=attrgetter("line"))
        annexes = list(_annexes(self.lines, self.signed))
        if not annexes:
            return found
        kept = [heading for heading in found if heading.line < annexes[0]]
        for start, end in pairwise([*annexes, len(self.lines)]):
            name = _name_of_annex(self.lines, start)
            # Rules speak for themselves; another annex, unless it is a form, where nothing before it does.
            if _RULES.fullmatch(name) or not (kept or _FORMS.fullmatch(name)):
                kept += [heading for heading in found if start <= heading.line < end]
        return kept

    def _numbered(self) -> Iterator[SectionHeading]:
        for index, mark in enumerate(self.marks):
            if mark is None:
                continue
            words = self.lines[index].strip()[mark.words :]
            if mark.level == Level.ARTICLE:
                named = _NAMED.match(words)
                kind = self.labels.kind_of(named["label"]) if named else None
                is_run_in = named is not None and named.end() < len(words)
            else:
                kind, is_run_in = _kind_of_words(words, self.labels)
            if kind:
                yield SectionHeading(index, mark.level, kind, is_run_in)

    def _bare(self) -> Iterator[SectionHeading]:
        """Without a number a heading has 【】 or a colon, or is set as one, or others like it stand in the text."""
        run_ins: list[SectionHeading] = []
        bare: list[SectionHeading] = []
        for index, raw in enumerate(self.lines):
            line = raw.strip()
            if self.marks[index] or index in self.strip or not line or line[0] == "|":
                continue
            if bracketed := _BRACKETED.fullmatch(line):
                if kind := self.labels.kind_of(bracketed["label"]):
                    has_text = bool(bracketed["text"].strip())
                    yield SectionHeading(index, BARE, kind, has_text)
            elif kind := label_of(line, self.labels):
                heading = SectionHeading(index, BARE, kind)
                if line.endswith(("：", ":")) or line in self.set_as_headings:
                    yield heading
                else:
                    bare.append(heading)
            elif kind := self._kind_run_in(line):
                run_ins.append(SectionHeading(index, BARE, kind, is_run_in=True))
        for found, least in ((run_ins, BARE_RUN_INS), (bare, BARE_LABELS)):
            kinds = {heading.kind for heading in found}
            if len(kinds) >= least:
                yield from found

    def end_of(self, heading: SectionHeading) -> int:
        """The first line behind the section; one without a number also ends at the next label without one."""
        for index in range(heading.line + 1, len(self.lines)):
            line, level = self.lines[index].strip(), self.levels[index]
            if level is not None and self._ends(heading, level):
                return index
            if heading.level == BARE and self._is_bare_heading(index, heading):
                return index
            if index in self.signed or _CLOSING.fullmatch(line):
                return index
        return len(self.lines)

    def _ends(self, heading: SectionHeading, level: int) -> bool:
        if heading.level == Level.ARTICLE:
            return level <= Level.ARTICLE
        # Under 三、 a bare 申报条件： ends at 四、; before any 一、 such numbers are its own.
        outer = Level.PART if self.first_part < heading.line else Level.CHAPTER
        return level != Level.ARTICLE and level <= (heading.level or outer)

    def _is_bare_heading(self, index: int, heading: SectionHeading) -> bool:
        line = self.lines[index].strip()
        is_set_as_one = line in self.set_as_headings and len(line) <= LABEL_CHARS
        if is_set_as_one or _BRACKETED.fullmatch(line) or label_of(line, self.labels):
            return True
        if line.endswith(("：", ":")) and not heading.is_run_in:
            return False
        return self._kind_run_in(line) is not None

    def _kind_run_in(self, line: str) -> SectionKind | None:
        """The section that a label names which text follows on the same line."""
        run_in = _RUN_IN.match(line)
        return self.labels.kind_of(run_in["label"]) if run_in else None


def _mark(line: str) -> Mark | None:
    """The number that opens the line, where it is of a form that heads sections."""
    if not numbering.OPENS.match(line):
        return None
    mark = numbering.read(line)
    return mark if mark and mark.level in _LEVELS and not mark.is_doubtful else None


def _kind_of_words(words: str, labels: Labels) -> tuple[SectionKind | None, bool]:
    """The section that the words behind a number name, and whether text follows them on the line."""
    if bracketed := _BRACKETED.fullmatch(words):
        return labels.kind_of(bracketed["label"]), bool(bracketed["text"].strip())
    if kind := labels.kind_of(words.rstrip("。")):
        return kind, False
    if run_in := _RUN_IN.match(words):
        return labels.kind_of(run_in["label"]), True
    return None, False


def _annexes(lines: list[str], signed: set[int]) -> Iterator[int]:
    """Where each annex begins: 附件1 on a line of its own, or behind the signature a name that was listed above it."""
    listed: set[str] = set()
    last_signed = max(signed, default=len(lines))
    first_signed = min(signed, default=len(lines))
    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        if found := _LISTED.match(line):
            listed.add(_listed_name(found["name"]))
        elif listed and index < first_signed and numbering.read(line):
            listed.add(_listed_name(line))
        if _ANNEX.fullmatch(line) or (index > last_signed and line in listed):
            yield index


def _listed_name(text: str) -> str:
    mark = numbering.read(text)
    return (text[mark.words :] if mark else text).strip().strip("《》；;。")


def _name_of_annex(lines: list[str], start: int) -> str:
    first = lines[start].strip()
    if not _ANNEX.fullmatch(first):
        return first
    following = (line.strip() for line in lines[start + 1 : start + 4])
    return next(filter(None, following), "")


def _signatures(lines: list[str]) -> Iterator[int]:
    """Where the bodies above a date begin."""
    for index, line in enumerate(lines):
        first = index
        if len(line) <= LABEL_CHARS and dates.parse(line):
            while first and index - first < layout.SIGNERS and layout.is_issuer(lines[first - 1]):
                first -= 1
        if first < index:
            yield first
