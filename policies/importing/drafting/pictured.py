"""A doubt for each line at which pictures stand: their words were not read, and a person compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot
from policies.importing.reading import CarriedPicture


def find(text: str, pictures: Sequence[CarriedPicture]) -> Iterator[Doubt]:
    """`pictures` are in the order of their lines. There is nothing to repair, since no picture ever becomes text."""
    ends = _ends(text)
    for line, together in groupby(pictures, key=lambda picture: picture.line):
        spot = Spot(ends[line - 1], "", None)
        yield Doubt(DoubtKind.PICTURE, line, (spot,), _why(list(together)))


def _ends(text: str) -> list[int]:
    """Where each line ends."""
    ends, start = [], 0
    for line in text.split("\n"):
        ends.append(start + len(line))
        start += len(line) + 1
    return ends


def _why(pictures: Sequence[CarriedPicture]) -> str:
    told = "、".join(picture.alt for picture in pictures if picture.alt)
    names = f"（{told}）" if told else ""
    left_out = [picture.why_not for picture in pictures if picture.why_not]
    reasons = "；".join(dict.fromkeys(left_out))
    missing = f"有 {len(left_out)} 张没有留下：{reasons}。" if left_out else ""
    return f"这里有 {len(pictures)} 张图片{names}，图里的字没有读，请对照图片补上。{missing}"
