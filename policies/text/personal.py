"""Whether what somebody typed may tell who it is: numbers of papers and telephones, mail addresses, where somebody lives."""

from __future__ import annotations

import re

from policies.text.folding import fold

# Digits in groups are one number: 138 0013 8000, (021) 6487-2222.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-.·()/]+(?=\d)")
_PERSONAL = re.compile(
    r"@"
    # Of a paper, a telephone, an account. A year and what it is about has fewer, and so has a hotline (12345).
    r"|\d{6,}"
    r"|[〇零一二三四五六七八九幺]{6,}"
    # Of a car, of a permit.
    r"|[a-z]\d{5}"
    # A house, a flat.
    r"|(?:路|街|道|巷|弄)\d+|\d+(?:弄|室|栋|幢|单元)"
)


def looks_personal(text: str) -> bool:
    """Rather once too often than once too seldom: what is refused here is only not counted.

    >>> looks_personal("138 0013 8000"), looks_personal("漕宝路3000弄"), looks_personal("2026年租房补贴")
    (True, True, False)
    """
    return bool(_PERSONAL.search(_BETWEEN_DIGITS.sub("", fold(text))))
