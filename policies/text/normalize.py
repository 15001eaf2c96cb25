"""Make two dresses of the same text comparable. Nothing here changes what is stored or shown."""

from __future__ import annotations

import unicodedata

# Control, format (zero-width, bidi), surrogate, private-use and unassigned characters carry no meaning in a lookup.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """One line of visible characters: NFKC, no invisible characters, single spaces.

    >>> clean("徐委［２０１５］１５\\u200b\\x00 号 ")
    '徐委[2015]15 号'
    """
    visible = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFKC", text)
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    return " ".join("".join(visible).split())


def fold(text: str) -> str:
    """`clean`, without case: the form in which two words are compared."""
    return clean(text).casefold()
