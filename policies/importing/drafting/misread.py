"""What a machine reads from a scan, and what a converter leaves of a sign: letters for figures, 曰 for 日, private-use characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.importing.drafting.doubts import Spot
from policies.text.dates import ZEROS

# l, I and | for 1, O and o for 0; a word such as ISO9001 or 5G has letters of its own around or behind the figures.
_FIGURES = str.maketrans("lI|OoＯОоΟ", "111000000")
_UNIT = "万|亿|千|百|元|年|月|日|号|%|％|‰|个|名|人|家|项|天|岁|周岁|倍|次|期|条|款|件|份|平方米|㎡|小时|分钟|工作日|套|间|级|届|批|曰"
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9.\-/_@])(?=[0-9lI|OoＯОоΟ.]{{0,12}}[0-9])(?=[0-9.]{{0,12}}[lI|OoＯОоΟ])[0-9lI|OoＯОоΟ.]{{2,12}}"
    rf"(?=\s?(?:{_UNIT}))"
)
# A zero of a year in words that is a letter or a figure; the circles ○ and ◯ are as good as 〇.
_LETTERS = "".join(sign for sign in ZEROS if sign not in "〇零○◯")
_YEAR = re.compile(rf"[一二][{ZEROS}一二三四五六七八九]{{3}}\s?(?=年)")
_LETTER_ZERO = str.maketrans(_LETTERS, "〇" * len(_LETTERS))
_SAYS = re.compile(
    r"(?<=[\dOolI一二三四五六七八九十廿卅期作即之当近次节假生])\s?曰(?![^。]{0,2}[：:“])|曰(?=[起内前后止]|期[^：]{0,2})"
)
# A month or a day of one figure.
_ALONE = re.compile("(?<=[年月])[lI]{1,2}(?=[月日号曰])")
# An alphabet sign, or 曰: without one a line is done with at once.
MAY_BE = re.compile(rf"[lI|OoＯОоΟ曰\ue000-\uf8ff]|[一二][{ZEROS}一二三四五六七八九]{{3}}\s?年")

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
# The signs that GB 18030 kept for vertical text, and blanks of old converters; of Word's fonts the signs of lists and forms.
_MEANT = dict(
    zip("\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795", "，、。：；！？〖〗", strict=True)
) | {
    "\ue5e5": "　",
    "\uf0b7": "•",
    "\uf06c": "●",
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf0fe": "☑",
    "\uf052": "☑",
    "\uf0a3": "□",
}


def figures(line: str) -> Iterator[tuple[Spot, str]]:
    """The spots of one line, each with its reason in Chinese."""
    for match in _NUMBER.finditer(line):
        likely = match.group().translate(_FIGURES)
        yield Spot(match.start(), match.group(), likely), "数字里有字母，大概是数字 0 或 1。"
    for match in _ALONE.finditer(line):
        likely = match.group().translate(_FIGURES)
        yield Spot(match.start(), match.group(), likely), "日期里的数字 1 写成了字母。"
    for match in _YEAR.finditer(line):
        likely = match.group().translate(_LETTER_ZERO)
        if likely != match.group():
            yield Spot(match.start(), match.group(), likely), "年份里的“〇”写成了字母或数字。"
    for match in _SAYS.finditer(line):
        yield Spot(match.end() - 1, "曰", "日"), "“曰”大概是“日”。"


def private(line: str) -> Iterator[tuple[Spot, str]]:
    """Characters that no font shows. At an edge, or beside a blank, they stood for a blank."""
    for match in _PRIVATE.finditer(line):
        seen = match.group()
        codes = "、".join(dict.fromkeys(f"U+{ord(char):04X}" for char in seen))
        why = f"这里有显示不出的字符（{codes}），请对照原件改正或删去。"
        yield Spot(match.start(), seen, _likely(line, match)), why


def _likely(line: str, match: re.Match[str]) -> str | None:
    meant = [_MEANT.get(char, "") for char in match.group()]
    if all(meant):
        return "".join(meant)
    before, behind = match.start() - 1, match.end()
    is_at_a_blank = _is_blank(line, before) or _is_blank(line, behind)
    return "" if is_at_a_blank else None


def _is_blank(line: str, index: int) -> bool:
    """As what lies beyond either end of the line is, too."""
    return not 0 <= index < len(line) or line[index].isspace()
