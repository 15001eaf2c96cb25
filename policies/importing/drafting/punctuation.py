"""Half-width punctuation in Chinese text, and the sign that official texts use (GB/T 15834-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FULL = dict(zip(",;:!?()", "，；：！？（）", strict=True))
_MARKS = re.compile(r"[,;:!?()]")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")
# Chinese signs beside a mark speak for Chinese as characters do.
_CHINESE = re.compile("[\u3400-\u9fff《》〈〉“”‘’、。，；：！？（）〔〕【】…—％]")
# In these a half-width sign is right: addresses, links, code in backquotes.
_FOREIGN = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,255}|\]\([^)\s]{1,500}\)|`[^`]{1,500}`"
)


def half_width(line: str) -> list[tuple[int, str]]:
    """(offset, full-width sign) of the marks that stand in Chinese text; none in a line of another language."""
    marks = [match.start() for match in _MARKS.finditer(line)]
    if not marks or not _is_chinese(line):
        return []
    foreign = {offset for match in _FOREIGN.finditer(line) for offset in range(*match.span())}
    pairs = dict(_pairs(line, marks))
    native = [offset for offset in marks if offset not in foreign]
    return [
        (offset, _FULL[line[offset]])
        for offset in native
        if _beside(line, offset) or _beside(line, pairs.get(offset, offset))
    ]


def _is_chinese(line: str) -> bool:
    """By words: 支持APEC is one foreign word among two characters."""
    return len(_HAN.findall(line)) > len(_LATIN.findall(line))


def _pairs(line: str, marks: list[int]) -> Iterator[tuple[int, int]]:
    """Brackets that belong together, both ways: either both are half-width signs in Chinese text or neither is."""
    opened: list[int] = []
    for offset in marks:
        if line[offset] == "(":
            opened.append(offset)
        elif line[offset] == ")" and opened:
            yield offset, opened[-1]
            yield opened.pop(), offset


def _beside(line: str, offset: int) -> bool:
    """Does Chinese stand beside the mark?"""
    before = line[offset - 1 : offset]
    after = line[offset + 1 : offset + 2]
    return any(map(_CHINESE.match, (before, after)))
