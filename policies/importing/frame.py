"""Part a document from the page around it: navigation, tabs, captions, rules and blank lines.

Only what is known not to be the document's is taken away, and each line is counted. In doubt a line stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from policies.importing.sectioning import tabs

BLANK, CAPTION, TAB, NAVIGATION, RULE, HEADER = "空行", "重复的题注", "栏目标签", "导航", "分隔线", "网页标题"

# No document says the same paragraph three times in a row.
CAPTION_RUN = 3
# The frame of a page stands in its first lines; a strip of tabs further down is left alone.
FRAME_LINES = 40
# Above its tabs a page has a title and little else; more than that, or a sentence, may be the document's.
LINES_ABOVE_TABS = 5

_NAVIGATION = re.compile(
    r"(?:首页|网站首页)(?:[\s>＞»/|·].{0,80})?|(?:您?(?:当前|现在|所在)(?:的)?位置|您的位置)[：:].{0,120}"
    r"|(?:上一篇|下一篇)[：:].{0,120}|(?:返回顶部|返回首页|打印本页|关闭窗口|【?打印】?\s?【?关闭】?)"
)
_RULE = re.compile(r"[\s_＿—─━=＝*＊~～·\-－]{5,}")


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    """The document, one paragraph a line, without blank lines."""
    header: str
    """The page's own title above the document; empty where there is none."""
    removed: Mapping[str, int]
    """What was taken away -> number of lines."""


def part(text: str, title: str = "") -> Page:
    """`title` is what the page itself gives as its title, apart from the text."""
    removed: Counter[str] = Counter()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = _drop(lines, [_kind_of(line) for line in lines], removed)
    strip = tabs(lines[:FRAME_LINES])
    above = range(min(strip, default=0))
    if len(above) > LINES_ABOVE_TABS or any("。" in lines[place] for place in above):
        strip, above = set(), range(0)
    header = title.strip() or max((lines[place].strip() for place in above), key=len, default="")
    kinds: list[str | None] = [None] * len(lines)
    for place in strip:
        kinds[place] = TAB
    for place in above:
        kinds[place] = HEADER
    lines = _drop(lines, kinds, removed)
    lines = _drop(lines, _captions(lines), removed)
    return Page("\n".join(lines), header, dict(removed))


def _drop(lines: list[str], kinds: list[str | None], removed: Counter[str]) -> list[str]:
    removed.update(kind for kind in kinds if kind)
    return [line for line, kind in zip(lines, kinds, strict=True) if not kind]


def _kind_of(line: str) -> str | None:
    visible = "".join(char for char in line if unicodedata.category(char) not in {"Cf", "Cc"}).strip()
    if not visible:
        return BLANK
    if _RULE.fullmatch(visible):
        return RULE
    return NAVIGATION if _NAVIGATION.fullmatch(visible) else None


def _captions(lines: list[str]) -> list[str | None]:
    """Above the document all copies are the page's, inside it the first one stays."""
    kinds: list[str | None] = [None] * len(lines)
    start = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and lines[place].strip() == lines[start].strip():
            continue
        if place - start >= CAPTION_RUN:
            kept = 0 if all(kinds[:start]) else 1
            kinds[start + kept : place] = [CAPTION] * (place - start - kept)
        start = place
    return kinds
