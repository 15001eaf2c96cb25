"""What both databases can hold: neither takes half a character (a lone surrogate), and PostgreSQL refuses NUL."""

from __future__ import annotations

import re

_NUL = "\x00"
_HALF = re.compile("[\ud800-\udfff]")


def has_nul(text: str) -> bool:
    return _NUL in text


def has_half_a_character(text: str) -> bool:
    return _HALF.search(text) is not None


def is_storable(text: str) -> bool:
    """
    >>> is_storable("人才"), is_storable("人\\x00才"), is_storable("人\\ud83d")
    (True, False, False)
    """
    return not has_nul(text) and not has_half_a_character(text)


def to_look_for(text: str) -> str:
    """What was typed into a search box, without what no stored text holds.

    >>> to_look_for("人\\x00才\\ud83d公寓")
    '人才公寓'
    """
    return _HALF.sub("", text.replace(_NUL, ""))
