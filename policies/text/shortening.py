"""A long sentence in the room of a short one: what is left out is always told by …."""

from __future__ import annotations

import re

_PAUSES = re.compile("[，、；：。,;]")


def shortened(text: str, most: int) -> str:
    """At most `most` characters of `text` and …, cut at the last pause in their second half if there is one.

    >>> shortened("具有博士学位，在本市企业工作满一年，依法缴纳社会保险", 16)
    '具有博士学位…'
    >>> shortened("短句。", 16)
    '短句。'
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    pauses = [match.start() for match in _PAUSES.finditer(text, most // 4, most)]
    return f"{text[: pauses[-1] if pauses else most].rstrip()}…"
