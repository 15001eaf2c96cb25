"""The number that opens a line, in the forms of official documents.

GB/T 9704-2012, 7.3.3 orders 一、 → （一） → 1. → （1）, to which ① is added in practice; statutes are cut into 编, 章, 节, 条;
附件 stand behind the text. Brackets and dots may be full-width or ASCII, digits too; of old pages ㈠, ⑴, ⒈ and Ⅰ are one character each,
and ﹑ (U+FE51) is one more 、.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from policies.text import numerals


class Level(IntEnum):
    """The forms from the outside in: whatever is greater stands inside what is smaller."""

    ANNEX = 1
    BOOK = 2
    CHAPTER = 3
    SECTION = 4
    ARTICLE = 5
    PART = 6
    SUBPART = 7
    POINT = 8
    SUBPOINT = 9
    DETAIL = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """`number` as printed, at the start of the line; the words of the line begin at `words`.

    `inserted` is 2 for 第七条之二, an article that an amendment has put in. `is_doubtful` says that the number may be part of
    a fraction or a date: 2.5%, 2.5个工作日.
    """

    level: Level
    number: str
    value: int
    words: int
    inserted: int = 0
    is_doubtful: bool = False


_NUMERAL = "[一二三四五六七八九十百千零〇○]{1,7}"
_FIGURES = "[1-9１-９][0-9０-９]{0,2}"
_GAP = r"[ \t\u3000\u00a0]?"
_SPACES = r"[ \t\u3000\u00a0]{0,4}"

# The forms of the standard as patterns, for who looks at nothing but the beginning of a line. `read` knows their dialects
# too (一. and 1)), and judges whether the number is one there: 一、二等奖 counts, （一）项 refers.
PART = f"(?:{_NUMERAL}{_GAP}[、﹑]|[Ⅰ-Ⅻ]{_GAP}[、﹑.．]?)"
SUBPART = f"(?:[（(]{_GAP}{_NUMERAL}{_GAP}[)）]|[㈠-㈩])"
# Pages print 01. too.
_PADDED = f"0?{_FIGURES}"
POINT = f"(?:{_PADDED}{_GAP}[.．、﹑]|[⒈-⒛]{_GAP}[、﹑.．]?)"
SUBPOINT = f"(?:[（(]{_GAP}{_PADDED}{_GAP}[)）]|[⑴-⒇])"
DETAIL = "[①-⑳㉑-㉟㊱-㊿]"
ANNEX = f"附{_SPACES}件{_GAP}(?:{_NUMERAL}|{_FIGURES})?"


def named(units: str) -> str:
    """The form 第一章, where `units` are characters such as 编章节条."""
    return f"第{_GAP}(?:{_NUMERAL}|{_PADDED}){_GAP}[{units}]"


ANY = "|".join([PART, SUBPART, POINT, SUBPOINT, DETAIL, named("编章节条")])

_UNITS = {
    "编": Level.BOOK,
    "部分": Level.BOOK,
    "章": Level.CHAPTER,
    "节": Level.SECTION,
    "条": Level.ARTICLE,
}

_NAMED = re.compile(
    rf"第{_GAP}(?P<n>{_NUMERAL}|{_FIGURES}){_GAP}(?P<unit>编|部分|章|节|条)(?:之(?P<inserted>{_NUMERAL}))?"
)
_ANNEX = re.compile(rf"附{_SPACES}件{_GAP}(?P<n>{_NUMERAL}|{_FIGURES})?(?:{_GAP}[：:])?")
_PART = re.compile(rf"(?P<n>{_NUMERAL}){_GAP}[、﹑.．]")
_BRACKETED = re.compile(rf"[（(]{_GAP}(?P<n>{_NUMERAL}|{_FIGURES}){_GAP}[)）][、.．]?")
_FIGURED = re.compile(rf"(?P<n>{_FIGURES}){_GAP}(?P<mark>[.．、﹑)）])")
# One character is the whole number; Ⅰ stands where 一 does.
_SINGLE = re.compile(rf"(?P<n>{DETAIL}|[㈠-㈩⑴-⒇⒈-⒛Ⅰ-Ⅻ]){_GAP}[、﹑.．]?")
_SINGLE_LEVELS = (
    ("⑴", "⒇", Level.SUBPOINT),
    ("⒈", "⒛", Level.POINT),
    ("㈠", "㈩", Level.SUBPART),
    ("Ⅰ", "Ⅻ", Level.PART),
)

# What each of these begins with: most lines are known at once to have no number.
OPENS = re.compile("[第附（(①-⑳㉑-㉟㊱-㊿㈠-㈩⑴-⒇⒈-⒛Ⅰ-Ⅻ一二三四五六七八九十百千零〇○1-9１-９]")

# What follows the number where it is no heading but a word of the sentence, or a reference that opens a line.
# 中 alone begins a name too: （一）中小企业.
_REFERS = "中(?:[的所]|规定)|所[述称列指]"
_ARTICLE_IN_SENTENCE = re.compile(f"[款项的、，,和至及或件]|规定|{_REFERS}|第")
_CHAPTER_IN_SENTENCE = re.compile(f"[辑程课奖届的、，,和至及或第]|规定|{_REFERS}")
_IN_SENTENCE = dict.fromkeys(Level, _CHAPTER_IN_SENTENCE) | {Level.ARTICLE: _ARTICLE_IN_SENTENCE}
_BRACKET_IN_SENTENCE = re.compile(
    "[至和或及、，,—－-]第?[（(]|项(?:[、，,规所的和至或及]|$)|款(?:[、，,规所的]|$)|目(?:[、，,规所]|$)"
    f"|{_REFERS}"
)
# 一、二等奖 and 1、2号线 count, and do not number.
_COUNTED = re.compile(rf"(?P<n>{_NUMERAL}|{_FIGURES})[、，,.．和至级等类批期层号楼日月年档]")
_YEAR = re.compile("(?:19|20)[0-9]{2}年")
# The name of a chapter, and of an annex, fills one printed line at most.
_NAME_MAX_CHARS = 28
_STOPS = re.compile("[。；;：:，,]")


def read(line: str) -> Mark | None:
    """The number that opens `line`, a line without space around it, or None.

    Whether the line reads as a heading is another question: see `outline`.
    """
    first = line[:1]
    if first == "第":
        return _named(line)
    if first in "（(":
        return _bracketed(line)
    if first == "附":
        return _annex(line)
    if match := _SINGLE.match(line):
        return _mark(_level_of(first), match, line)
    if first.isdigit():
        return _figured(line)
    match = _PART.match(line)
    mark = match and _mark(Level.PART, match, line)
    return mark if mark and not _counts(line, mark) else None


def _level_of(number: str) -> Level:
    """Of a number that is one character."""
    levels = (level for first, last, level in _SINGLE_LEVELS if first <= number <= last)
    return next(levels, Level.DETAIL)


def _mark(level: Level, match: re.Match[str], line: str) -> Mark | None:
    """None where nothing follows the number, or it is not one (二三)."""
    value = numerals.parse(match["n"])
    words = _words_from(line, match.end())
    if not value or words == len(line):
        return None
    return Mark(level, match[0], value, words)


def _words_from(line: str, offset: int) -> int:
    """Where the words behind the number begin; the length of the line where there are none."""
    return len(line) - len(line[offset:].lstrip())


def _is_name(words: str) -> bool:
    return len(words) <= _NAME_MAX_CHARS and not _STOPS.search(words)


def _named(line: str) -> Mark | None:
    match = _NAMED.match(line)
    value = match and numerals.parse(match["n"])
    if match is None or not value:
        return None
    level = _UNITS[match["unit"]]
    words = _words_from(line, match.end())
    if words == match.end() and _IN_SENTENCE[level].match(line, words):
        return None
    if level != Level.ARTICLE and not _is_name(line[words:]):
        return None
    inserted = numerals.parse(match["inserted"] or "") or 0
    return Mark(level, match[0], value, words, inserted)


def _annex(line: str) -> Mark | None:
    """附件, 附件1, 附件1 with its name after a space or a colon. 附件：… names what is attached and is not the annex."""
    match = _ANNEX.match(line)
    value = _number_of_annex(match) if match else None
    if match is None or value is None:
        return None
    words = _words_from(line, match.end())
    has_colon = match[0][-1] in "：:"
    is_apart = bool(match["n"]) if has_colon else words > match.end()
    if words < len(line) and not (is_apart and _is_name(line[words:])):
        return None
    return Mark(Level.ANNEX, match[0].rstrip(), value, words)


def _number_of_annex(match: re.Match[str]) -> int | None:
    """0 for the only one, which has no number."""
    return numerals.parse(match["n"]) if match["n"] else 0


def _bracketed(line: str) -> Mark | None:
    match = _BRACKETED.match(line)
    if match is None:
        return None
    level = Level.SUBPOINT if match["n"][0].isdecimal() else Level.SUBPART
    mark = _mark(level, match, line)
    return mark if mark and not _BRACKET_IN_SENTENCE.match(line, mark.words) else None


def _figured(line: str) -> Mark | None:
    match = _FIGURED.match(line)
    if match is None:
        return None
    has_dot = match["mark"] in ".．"
    level = Level.SUBPOINT if match["mark"] in ")）" else Level.POINT
    mark = _mark(level, match, line)
    if mark is None or _counts(line, mark):
        return None
    is_fraction = has_dot and line[match.end()].isdecimal()
    return replace(mark, is_doubtful=True) if is_fraction and not _YEAR.match(line, mark.words) else mark


def _counts(line: str, mark: Mark) -> bool:
    """The number after it follows at once: 一、二等奖."""
    following = _COUNTED.match(line, mark.words)
    return following is not None and numerals.parse(following["n"]) == mark.value + 1
