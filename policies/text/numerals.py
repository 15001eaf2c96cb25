"""Chinese numerals as integers and back, in the dresses that the numbering of official documents uses.

Tens and hundreds (一百零三), digit by digit (二〇一五), full-width and ASCII digits, and numbers that are one character (③ ㈢ ⑶ ⒊ Ⅲ).
"""

from __future__ import annotations

import re
from functools import lru_cache

# Longer than any number that heads anything: 一万二千三百四十五 has nine characters.
MAX_CHARS = 9
LARGEST = 9999

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_FIGURES = re.compile("[0-9０-９]+")
# ①–⑳, ㉑–㉟, ㊱–㊿; ⑴–⒇, ⒈–⒛, ㈠–㈩, Ⅰ–Ⅻ
_CIRCLED = ((0x2460, 1, 20), (0x3251, 21, 15), (0x32B1, 36, 15))
_OTHERS = ((0x2474, 1, 20), (0x2488, 1, 20), (0x3220, 1, 10), (0x2160, 1, 12))
_SINGLE = {chr(first + n): value + n for first, value, count in (*_CIRCLED, *_OTHERS) for n in range(count)}
# Each power of ten may be left out; 零 bridges a gap and may stand only there.
_PLACES = re.compile(
    "(?:(?P<thousands>[一二三四五六七八九])千)?"
    "(?P<gap1>零|〇)?(?:(?P<hundreds>[一二三四五六七八九])百)?"
    "(?P<gap2>零|〇)?(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?"
    "(?P<gap3>零|〇)?(?P<ones>[一二三四五六七八九])?"
)


# A long document counts from one to ten hundreds of times.
@lru_cache(maxsize=1024)
def parse(text: str) -> int | None:
    """The number that `text` consists of, or None for anything else, two figures like 二三 among it.

    >>> parse("十二"), parse("一百零三"), parse("二〇一五"), parse("１２"), parse("③"), parse("二三")
    (12, 103, 2015, 12, 3, None)
    """
    if not 0 < len(text) <= MAX_CHARS:
        return None
    if text in _SINGLE:
        return _SINGLE[text]
    if _FIGURES.fullmatch(text):
        return int(text)
    if all(char in _DIGITS for char in text):
        return _digit_by_digit(text)
    return _by_powers_of_ten(text)


def to_chinese(number: int) -> str:
    """`number` from 0 to 9999 as a document counts.

    >>> to_chinese(10), to_chinese(21), to_chinese(103), to_chinese(110), to_chinese(1010)
    ('十', '二十一', '一百零三', '一百一十', '一千零一十')
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    if number == 0:
        return "零"
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // unit % 10
        if figure:
            words += ("零" if gap else "") + "〇一二三四五六七八九"[figure] + name
        gap = not figure and bool(words)
    return words.removeprefix("一") if 10 <= number < 20 else words


def _digit_by_digit(text: str) -> int | None:
    """One figure, or a year: 三五 means "three to five" as often as thirty-five."""
    if len(text) > 1 and (len(text) == 2 or text[0] in "零〇○"):
        return None
    return int("".join(str(_DIGITS[char]) for char in text))


def _by_powers_of_ten(text: str) -> int | None:
    match = _PLACES.fullmatch(text)
    if match is None:
        return None
    ones, tens = _DIGITS.get(match["ones"] or "", 0), _DIGITS.get(match["tens"] or "", 0)
    number = (
        1000 * _DIGITS.get(match["thousands"] or "", 0)
        + 100 * _DIGITS.get(match["hundreds"] or "", 0)
        + (10 * (tens or 1) if match["ten"] else 0)
        + ones
    )
    return number if text.replace("〇", "零") in _spellings(number) else None


def _spellings(number: int) -> set[str]:
    """As `to_chinese`, and with the other ways to write the tens: 一百十 for 一百一十, 一十 for 十."""
    usual = to_chinese(number)
    full = f"一{usual}" if 10 <= number < 20 else usual
    return {usual, full, full.replace("百一十", "百十")}
