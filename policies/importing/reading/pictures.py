"""Pictures inside a document: they are not read, so a person is told how many there are and where."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Smaller ones are marks and buttons of the page.
LEAST_PIXELS = 80
MOST, SHOWN = 1000, 5
# Where a picture stood is told by the first characters of the paragraph before it.
AFTER_CHARS = 12

_MARKS = re.compile(
    r"logo|icon|ico_|button|btn|arrow|qrcode|ewm|share|dot\.|top\.|banner|\.gif\Z", re.IGNORECASE
)
_SIZE = re.compile(r"\s*(?P<pixels>[0-9]{1,5})(?:px)?\s*\Z")


def is_of_the_text(attributes: dict[str, str]) -> bool:
    """Does an <img> with these attributes look like a part of the document?"""
    sizes = (_SIZE.match(attributes.get(side, "")) for side in ("width", "height"))
    is_small = any(int(size["pixels"]) < LEAST_PIXELS for size in sizes if size)
    return not is_small and not _MARKS.search(attributes.get("src", "")[-100:])


def remark(after: Sequence[str]) -> str:
    """`after` has for each picture how the paragraph before it begins."""
    places = [f"“{words}…”之后" for words in dict.fromkeys(after) if words]
    shown = "、".join(places[:SHOWN])
    where = f"（{shown}{'等' if len(places) > SHOWN else ''}）" if shown else ""
    return f"正文里有 {len(after)} 张图片没有读{where}，请对照原件，把图里的文字和表格补上。"
