"""Telephone numbers as windows print them (021-64872222, 64872222转8012, 12345), and as a link dials them."""

from __future__ import annotations

import re

from policies.text.normalize import clean, fold_case

_PRINTED = re.compile(
    r"(?:\+?86[- ]?)?(?:\(\d{2,4}\)|\d{2,4}[- ])?\d{3,11}(?:[- ]\d{3,4}){0,2}(?: ?(?:转|分机|-) ?\d{1,6})?"
)
_NUMBER = re.compile(r"\+?\d(?:[\d \-]*\d)?")
# （021）64835777, and from abroad （8621） or （86-21）
_AREA_IN_BRACKETS = re.compile(r"\((\+?\d+(?:[ \-]\d+)?)\)")
_COUNTRY_IN_BRACKETS = re.compile(r"\(\+?86(?=[ \-]?\d{0,4}\))")
_GROUPS = re.compile(r"[ \-]+")
# A number without its area code; the short ones, such as 12345, are never followed by an extension.
LOCAL_DIGITS = 7
# 010 to 0999, with the leading 0.
AREA_DIGITS = 4
CHINA = "+86"
# At least: 21 64872222, 999 6487222.
DIGITS_AFTER_COUNTRY = 10


def dialled(telephone: str) -> str:
    """The first number in `telephone`, without an extension, which no link can dial; empty where there is none.

    >>> dialled("021-68547109（监督）"), dialled("68289698-8069"), dialled("400-620-0000")
    ('02168547109', '68289698', '4006200000')
    """
    in_brackets = _COUNTRY_IN_BRACKETS.sub(f"({CHINA}", fold_case(telephone))
    found = _NUMBER.search(_AREA_IN_BRACKETS.sub(r" \1-", in_brackets))
    if not found:
        return ""
    country, groups = _without_country(_GROUPS.split(found[0]))
    if groups[0].startswith("+"):
        return "".join(groups)
    area_digits = AREA_DIGITS - 1 if country else AREA_DIGITS
    may_be_area = country or groups[0].startswith("0")
    has_area = len(groups) > 1 and may_be_area and len(groups[0]) <= area_digits
    area = groups.pop(0) if has_area else ""
    local = ""
    for group in groups:
        if len(local) >= LOCAL_DIGITS:
            break
        local += group
    return country + area + local


def _without_country(groups: list[str]) -> tuple[str, list[str]]:
    """+86 and what follows it, its area without the 0; of a number that is not printed for abroad, "" and all."""
    first, *rest = groups
    if not first.startswith(CHINA) and not _begins_with_country(first, rest):
        return "", groups
    begun = first.removeprefix("+").removeprefix("86")
    follows = [begun, *rest] if begun else rest
    if not follows:
        return "", groups
    return CHINA, [follows[0].removeprefix("0"), *follows[1:]]


def _begins_with_country(first: str, rest: list[str]) -> bool:
    """Whether it is 86-21-64872222, 8621-64872222 or 862164872222; 8621-6487 is a number of the city."""
    if not first.startswith("86"):
        return False
    if len(first) == len("86"):
        return len("".join(rest)) >= DIGITS_AFTER_COUNTRY
    if rest:
        return len(first) <= len("86") + AREA_DIGITS and len(rest[0]) >= LOCAL_DIGITS
    return len(first) >= len("86") + DIGITS_AFTER_COUNTRY


def is_telephone(text: str) -> bool:
    """Whether `text` is one number, an extension with it.

    >>> [is_telephone(each) for each in ("12345", "（021）64872222转8012", "68289698-8069", "人才科", "3万元")]
    [True, True, True, False, False]
    """
    return _PRINTED.fullmatch(clean(text).replace("—", "-").replace("–", "-")) is not None
