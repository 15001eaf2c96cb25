"""Numbers as Word and browsers print them before the items of a list (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

# No list of an official text is longer; a larger start value is printed in digits.
MOST = 9999

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def numbered(number: int, style: str) -> str:
    """`number` in the format that Word calls `style`; in digits where the format has no such number.

    >>> numbered(21, "chineseCounting"), numbered(10, "ideographDigital"), numbered(3, "decimalEnclosedCircle")
    ('二十一', '一〇', '③')
    """
    form = _FORMS.get(style)
    return form(number) if form and 0 < number <= MOST else str(number)


def is_known(style: str) -> bool:
    return style in _FORMS


def _counting(number: int) -> str:
    text = _grouped(number, "零" + _DIGITS[1:], "十百千")
    return text[1:] if text.startswith("一十") else text


def _grouped(number: int, digits: str, units: str) -> str:
    """Digits with their units, one zero for any gap: 105 → 一百零五."""
    text, gap = "", False
    figures = str(number)
    for index, figure in enumerate(figures):
        unit = len(figures) - index - 1
        if figure == "0":
            gap = True
            continue
        zero = digits[0] if gap and text else ""
        size = units[unit - 1] if unit else ""
        text += zero + digits[int(figure)] + size
        gap = False
    return text


def _letters(number: int) -> str:
    """Word repeats the letter: z is followed by aa, that by bb."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if times < 10 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _circled(number: int) -> str:
    if number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalHalfWidth": str,
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"),
        _counting,
    ),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"),
        lambda number: "".join(_DIGITS[int(figure)] for figure in str(number)),
    ),
    "chineseLegalSimplified": lambda number: _grouped(number, _LEGAL, "拾佰仟"),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}  # fmt: skip
