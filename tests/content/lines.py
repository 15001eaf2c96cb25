"""A record's paragraph as the lines of a section: each number that counts, and a remark at the end, in a line of its own.

Only line breaks are put in; no word, number or mark changes. What counts is told from what only looks like a number
(1.5万元, 见第（二）项) by its position, at the start of a clause, and by its neighbours: 1 must be followed by 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policies.text import numerals

_NUMERAL = "[一二三四五六七八九十]{1,3}"
# 一、 · （一） · 1. · （1）, in the order of GB/T 9704-2012, 7.3.3. 1.5 is a fraction.
_FORMS = (
    re.compile(rf"(?P<n>{_NUMERAL})、"),
    re.compile(rf"（(?P<n>{_NUMERAL})）"),
    re.compile(r"(?<!\d)(?P<n>\d{1,2})[.．](?=(?:19|20)\d\d年|\D)"),
    re.compile(r"（(?P<n>\d{1,2})）"),
)
_CLAUSE_ENDS = "。；：;:，）"
# What the source did not show is said in brackets behind the last sentence.
_REMARK = re.compile(r"(?<=[。；）])（[^（）]*(?:未见|截断|截取|未核实|原文为准)[^（）]*）$")


def broken(text: str, before: Iterable[str] = ()) -> str:
    """`text` with its lists in lines, and a further break before each of the words in `before`.

    Raises ValueError where such words do not stand in the text exactly once.

    >>> broken("符合之一：（一）博士；（二）硕士，补贴1.5万元。")
    '符合之一：\\n（一）博士；\\n（二）硕士，补贴1.5万元。'
    """
    for words in before:
        if text.count(words) != 1:
            raise ValueError(f"{words!r} stands {text.count(words)} times in {text!r}")
        text = text.replace(words, f"\n{words}")
    return "\n".join(piece for line in text.split("\n") for piece in _pieces(line))


def _pieces(line: str) -> Iterator[str]:
    offsets = sorted({offset for form in _FORMS for offset in _counting(form, line)} | set(_remarks(line)))
    for start, end in zip([0, *offsets], [*offsets, len(line)], strict=True):
        if piece := line[start:end].strip():
            yield piece


def _remarks(line: str) -> Iterator[int]:
    remark = _REMARK.search(line)
    if remark:
        yield remark.start()


def _counting(form: re.Pattern[str], line: str) -> Iterator[int]:
    """Where the numbers of one form stand that count 1, 2, 3."""
    run: list[int] = []
    for match in form.finditer(line):
        if not _opens_a_clause(line, match.start()):
            continue
        value = numerals.parse(match["n"])
        if value == len(run) + 1:
            run.append(match.start())
            continue
        yield from _if_counting(run)
        run = [match.start()] if value == 1 else []
    yield from _if_counting(run)


def _if_counting(run: list[int]) -> list[int]:
    return run if len(run) > 1 else []


def _opens_a_clause(line: str, offset: int) -> bool:
    before = line[:offset].rstrip()
    return not before or before[-1] in _CLAUSE_ENDS
