"""What looks wrong in a text, said to staff with its position. The text stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

POSITIONS_SHOWN = 5
TAKEN_CHARS = 30
# Lines broken by hand are nearly equal: 28 characters on a printed page, 30 to 45 in a mail or a text file.
WRAP_MIN_CHARS = 20
WRAP_MAX_CHARS = 60
WRAP_LEAST_LINES = 5
WRAP_LEAST_SHARE = 0.4
_ENDS_OPEN = re.compile(r"[^。；：！？;:!?.”》）)】|]")


def remarks_on(lines: list[str]) -> Iterator[str]:
    """Chinese sentences about paragraphs; positions count paragraphs and characters from 1."""
    yield from _unreadable(lines)
    yield from _wrapped(lines)


def taken_from(taken: Iterable[str]) -> Iterator[str]:
    """What was taken out of the text as part of the page, longest first: the longer, the more likely it is text."""
    different = sorted(dict.fromkeys(taken), key=len, reverse=True)
    if different:
        shown = "、".join(f"“{line[:TAKEN_CHARS]}”" for line in different[:POSITIONS_SHOWN])
        more = f"等 {len(different)} 种" if len(different) > POSITIONS_SHOWN else ""
        yield f"下面这些像是网页的导航或图片说明，没有收进正文：{shown}{more}。是正文的，请对照原件补上。"


def struck_out(words: list[str]) -> str:
    """Text that the source strikes out, which is no longer meant."""
    shown = "、".join(f"“{each[:TAKEN_CHARS]}”" for each in words[:POSITIONS_SHOWN])
    more = "等" if len(words) > POSITIONS_SHOWN else ""
    return f"有 {len(words)} 处文字带删除线（已划掉），没有收进正文：{shown}{more}。请对照原件核对。"


def _unreadable(lines: list[str]) -> Iterator[str]:
    number, positions = 0, []
    for row, line in enumerate(lines, start=1):
        if "\ufffd" not in line:
            continue
        number += line.count("\ufffd")
        if len(positions) < POSITIONS_SHOWN:
            positions.append(f"第 {row} 段第 {line.index(chr(0xFFFD)) + 1} 字")
    if number:
        more = "等" if number > len(positions) else ""
        yield f"有 {number} 个字无法识别，保留为“\ufffd”：{'、'.join(positions)}{more}。请对照原件补上。"


def _wrapped(lines: list[str]) -> Iterator[str]:
    """Many lines of one length that stop in mid-sentence: the source broke its paragraphs by hand."""
    stops = [
        len(line)
        for line in lines[:-1]
        if WRAP_MIN_CHARS <= len(line) <= WRAP_MAX_CHARS and _ENDS_OPEN.fullmatch(line[-1])
    ]
    if not stops:
        return
    width, _ = Counter(stops).most_common(1)[0]
    broken = sum(1 for length in stops if abs(length - width) <= 1)
    if broken >= WRAP_LEAST_LINES and broken >= WRAP_LEAST_SHARE * len(lines):
        yield f"有 {broken} 行都在 {width} 字左右断开，像是一段话被拆成了几行。没有自动合并，请核对分段。"
