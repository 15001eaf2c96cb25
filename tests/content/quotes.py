"""The words that a benefit quotes, as they stand in the lines of its section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.content.tokens import tokens

LONGEST = 500
_SENTENCE_ENDS = "。；"


def fitted(quote: str, amount: str, body: str) -> str:
    """The least of these that stands in one line of `body` and holds every figure of `amount`: the quote, its longest
    piece in one line, its sentence, its line; empty where none does.

    >>> fitted("每月3000元", "3000元，最长2年", "（一）博士每月3000元，最长2年；（二）其他。")
    '（一）博士每月3000元，最长2年；'
    >>> fitted("每月3000元", "3000元，最长3年", "（一）博士每月3000元，最长2年。")
    ''
    """
    figures = tokens(amount)
    wider = (each for each in _wider(quote, body) if len(each) <= LONGEST)
    return next((each for each in wider if holds(each, figures)), "")


def holds(quote: str, figures: list[str]) -> bool:
    told = tokens(quote)
    return all(figure in told for figure in figures)


def _wider(quote: str, body: str) -> Iterator[str]:
    """`quote` and what it stands in, from the least to the most."""
    lines = body.split("\n")
    pieces = [piece for line in lines for piece in _of_line(quote, line)]
    if not pieces:
        return
    piece = max(pieces, key=len)
    line = next(line for line in lines if piece in line)
    yield piece
    yield _sentence(piece, line)
    yield line


def _of_line(quote: str, line: str) -> Iterator[str]:
    """The quote where the line holds it whole; the line, where the quote goes on before and behind it."""
    if quote in line:
        yield quote
    elif line and line in quote:
        yield line


def _sentence(piece: str, line: str) -> str:
    start = line.index(piece)
    before = max(line.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    behind = re.search(f"[{_SENTENCE_ENDS}]|$", line[start + len(piece) :])
    end = start + len(piece) + (behind.end() if behind else 0)
    # A piece that ends a sentence needs no other one.
    return line[before : start + len(piece)] if piece[-1] in _SENTENCE_ENDS else line[before:end]
