"""The dress in which texts are compared, whatever the width, the case or the script in which they were typed."""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC


class _Fold(dict[int, str]):
    """A table for `str.translate` that works out a character when it first meets it."""

    def __missing__(self, code: int) -> str:
        char = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = "".join(map(_fold_char, char))
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char)[0] == "C" else _simplified().get(char, char)


@cache
def _simplified() -> dict[str, str]:
    """Traditional character -> simplified, for every Han character that OpenCC maps."""
    han = [chr(code) for first, last in _han_ranges() for code in range(first, last + 1)]
    # Hong Kong writes some in its own way (衞); these come first, so that what is known of all decides.
    return _converted("hk2s", [char for char in han if not _is_simplified(char)]) | _converted("t2s", han)


def _converted(variant: str, han: list[str]) -> dict[str, str]:
    converted = OpenCC(variant).convert("\n".join(han)).split("\n")
    # One for one, so that an offset in the folded text is an offset in the text.
    return {old: new for old, new in zip(han, converted, strict=True) if old != new and len(new) == 1}


def _is_simplified(char: str) -> bool:
    """Of the 6,763 characters of GB 2312, the mainland's first standard."""
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _han_ranges() -> tuple[tuple[int, int], ...]:
    return ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


_FOLD = _Fold()


def fold(text: str) -> str:
    """The dress in which texts are compared: NFKC, lower case, simplified, without invisible characters.

    >>> fold("臺灣居民ＡＢ（１）\\u200b")
    '台湾居民ab(1)'
    """
    return text.translate(_FOLD)


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """`fold(text)`, and for each of its characters the offset in `text`; None where the offsets are the same."""
    folded = fold(text)
    if all(len(_FOLD[ord(char)]) == 1 for char in set(text)):
        return folded, None
    return folded, [offset for offset, char in enumerate(text) for _ in _FOLD[ord(char)]]
