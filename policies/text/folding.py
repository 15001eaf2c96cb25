"""Folding: texts in one width, one case and simplified characters, so that they can be compared however they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from opencc import OpenCC

# Capital letters, Han radicals and compatibility characters, full-width letters and digits.
_OTHER_DRESS = ((0x41, 0x5A), (0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFF10, 0xFF5A), (0x2F800, 0x2FA1F))
# Of a longer text it is seen first whether anything is left to be folded: that takes a tenth of the time of folding it.
_LONG = 100
# What folds in nearly every text, and to what.
_MOST_FOLDED = tuple(zip("，：；（）！？％\u3000\n\r\t", ",:;()!?%    ", strict=True))
# The first character that takes two units of UTF-16.
_BEYOND = 0x10000
# Control and format characters; marks that stand over others, among them the selectors of a variant (U+FE0F).
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}


class _Fold(dict[int, str]):
    """A table for `str.translate` that works out a character when it first meets it."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        """Of the characters met, those that do not fold to one."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(folded) != 1:
            # A new set, because other threads may walk through the old one.
            self.uneven = {*self.uneven, chr(code)}
        self[code] = folded
        return folded


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).casefold()
    return "".join(map(_fold_char, _without_accents(plain)))


def _fold_char(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _UNSEEN else _simplified().get(char, char)


def _without_accents(char: str) -> str:
    """A Latin letter without its marks, whether it is one character with them or several: é."""
    apart = unicodedata.normalize("NFD", char)
    return apart if apart[:1].isascii() else char


@cache
def _simplified() -> dict[str, str]:
    """Traditional character -> simplified, for every Han character that OpenCC maps."""
    han = [chr(code) for first, last in _han_ranges() for code in range(first, last + 1)]
    # Hong Kong writes some in its own way (衞); these come first, so that what is known of all decides.
    return _converted("hk2s", [char for char in han if not _is_simplified(char)]) | _converted("t2s", han)


def _converted(variant: str, han: list[str]) -> dict[str, str]:
    converted = OpenCC(variant).convert("\n".join(han)).split("\n")
    # One for one, so that an offset in the folded text is an offset in the text.
    pairs = zip(han, converted, strict=True)
    return {old: new for old, new in pairs if old != new and len(new) == 1}


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
    """The dress in which texts are compared: NFKC, lower case, simplified, without invisible characters and accents.

    >>> fold("臺灣居民ＡＢ（１）\\u200b"), fold("Café\\ufe0f")
    ('台湾居民ab(1)', 'cafe')
    """
    is_all = False
    if len(text) >= _LONG:
        text, is_all = _mostly_folded(text)
    return text if is_all else text.translate(_FOLD)


def _mostly_folded(text: str) -> tuple[str, bool]:
    """A text with what folds most, one character for one; and whether that is all there is to fold."""
    for char, folded in _MOST_FOLDED:
        text = text.replace(char, folded)
    return text, not _changing().search(text)


@cache
def _changing() -> re.Pattern[str]:
    """Finds a character that folds to another, and any beyond the first 65,536."""
    changing = [code for code in range(_BEYOND) if _folded(chr(code)) != chr(code)]
    ranges = (rf"\u{first:04x}-\u{last:04x}" for first, last in _ranges_of(changing))
    return re.compile(f"[{''.join(ranges)}\U00010000-\U0010ffff]")


def _ranges_of(codes: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each row of numbers that follow each other."""
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def load() -> None:
    """What is worked out once, 0.4 s."""
    _simplified()
    _changing()


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """`fold(text)`, and for each of its characters the offset in `text`; None where the offsets are the same."""
    if len(text) >= _LONG:
        text, is_all = _mostly_folded(text)
        if is_all:
            return text, None
    folded = text.translate(_FOLD)
    is_even = len(folded) == len(text) and not any(char in text for char in _FOLD.uneven)
    if is_even:
        return folded, None
    return folded, [offset for offset, char in enumerate(text) for _ in _FOLD[ord(char)]]


def spellings(folded: str) -> str:
    """The characters that fold to this one alone, so far as texts use them: other script, other width, other case.

    >>> spellings("业"), spellings("5")
    ('业業', '5５')
    """
    return _spellings().get(folded, folded)


@cache
def _spellings() -> dict[str, str]:
    """Folded character -> itself and what else is written for it."""
    others = [*_simplified(), *(chr(code) for first, last in _OTHER_DRESS for code in range(first, last + 1))]
    found: dict[str, str] = {}
    for char in others:
        folded = fold(char)
        if folded != char and len(folded) == 1:
            found[folded] = found.get(folded, folded) + char
    return found
