"""Normalise what was typed (NFKC, without invisible characters). Nothing here changes what is stored or shown."""

from __future__ import annotations

import unicodedata

# Control, format (zero-width, bidi), surrogate, private-use and unassigned characters carry no meaning in a lookup.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Which of several shapes of a character is meant: programs add these unasked.
_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x180B, 0x180C, 0x180D})


class _Visible(dict[int, str]):
    """For `str.translate`: each character as it is seen, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        unseen = unicodedata.category(char) in _INVISIBLE or code in _SELECTORS
        self[code] = seen = " " if char.isspace() else "" if unseen else char
        return seen


_VISIBLE = _Visible()


def clean(text: str) -> str:
    """One line of visible characters: NFKC, no invisible characters and selectors of variants, single spaces.

    >>> clean("徐委［２０１５］１５\\u200b\\x00 号 ")
    '徐委[2015]15 号'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_VISIBLE).split())


def fold_case(text: str) -> str:
    """`clean`, without case: the form in which two words are compared."""
    return clean(text).casefold()
