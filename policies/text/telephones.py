"""Telephone numbers as windows print them (021-64872222, 64872222转8012, 12345), and as a link dials them."""

from __future__ import annotations

import re

from policies.text.normalize import clean, fold

_PRINTED = re.compile(
    r"(?:\+?86[- ]?)?(?:\(\d{2,4}\)|\d{2,4}[- ])?\d{3,11}(?:[- ]\d{3,4}){0,2}(?: ?(?:转|分机|-) ?\d{1,6})?"
)
_NUMBER = re.compile(r"\+?\d(?:[\d \-]*\d)?")
# （021）64835777
_AREA_IN_BRACKETS = re.compile(r"\((\+?\d+)\)")
_GROUPS = re.compile(r"[ \-]+")
# A number without its area code; the short ones, such as 12345, are never followed by an extension.
LOCAL_DIGITS = 7
# 010 to 0999, with the leading 0.
AREA_DIGITS = 4


def dialled(telephone: str) -> str:
    """The first number in `telephone`, without an extension, which no link can dial; empty where there is none.

    >>> dialled("021-68547109（监督）"), dialled("68289698-8069"), dialled("400-620-0000")
    ('02168547109', '68289698', '4006200000')
    """
    found = _NUMBER.search(_AREA_IN_BRACKETS.sub(r"\1-", fold(telephone)))
    if not found:
        return ""
    groups = _GROUPS.split(found[0])
    if groups[0].startswith("+"):
        return "".join(groups)
    has_area = len(groups) > 1 and groups[0].startswith("0") and len(groups[0]) <= AREA_DIGITS
    area = groups.pop(0) if has_area else ""
    local = ""
    for group in groups:
        if len(local) >= LOCAL_DIGITS:
            break
        local += group
    return area + local


def is_telephone(text: str) -> bool:
    """Whether `text` is one number, an extension with it.

    >>> [is_telephone(each) for each in ("12345", "（021）64872222转8012", "68289698-8069", "人才科", "3万元")]
    [True, True, True, False, False]
    """
    return _PRINTED.fullmatch(clean(text).replace("—", "-").replace("–", "-")) is not None
