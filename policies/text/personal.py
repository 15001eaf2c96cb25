"""Whether what somebody typed may tell who it is: numbers of papers and telephones, mail addresses, where somebody lives."""

from __future__ import annotations

import re

from policies.text.folding import fold

# Signs part digits and words into groups: 138 0013 8000, (021) 6487-2222, 沪A·12345.
_SIGNS = re.compile(r"[\W_]+")
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "001234567891123456789" + "2")
_PERSONAL = re.compile(
    # Of a paper, a telephone, an account. A year and what it is about has fewer, and so has a hotline (12345).
    r"\d{6,}"
    # Of a car, of a permit.
    r"|[a-z]\d{5}|[沪苏浙皖京][a-z][a-z\d]{5}"
    # A house, a flat.
    r"|(?:路|街|道|巷|弄)\d+|\d+(?:号楼|弄|室|栋|幢|单元)"
)


def looks_personal(text: str) -> bool:
    """Rather once too often than once too seldom: what is refused here is only not counted.

    >>> looks_personal("138 0013 8000"), looks_personal("漕宝路3000弄"), looks_personal("2026年租房补贴")
    (True, True, False)
    """
    folded = fold(text)
    said = _SIGNS.sub("", folded).translate(_NUMERALS)
    return "@" in folded or bool(_PERSONAL.search(said))
