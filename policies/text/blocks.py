"""Cut the plain text of a section into headings and paragraphs.

Recognised are the two upper levels of official numbering (GB/T 9704-2012, 7.3.3): 一、 and （一）, and only
where the number opens a line that reads as a heading: short, and without a sentence in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A heading longer than two printed lines (28 characters each) is a paragraph that begins with a number.
HEADING_MAX_CHARS = 56

_NUMERAL = "[一二三四五六七八九十百]{1,5}"
_PART = re.compile(rf"(?P<number>{_NUMERAL})、(?P<rest>.+)")
_SUBPART = re.compile(rf"[（(](?P<number>{_NUMERAL})[)）](?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a section. `level` is 1 for 一、, 2 for （一）, 0 for a paragraph; `path` counts the headings, (6, 1)."""

    text: str
    level: int = 0
    path: tuple[int, ...] = ()


def split(body: str) -> list[Block]:
    """The lines of `body` that are not empty, in order, text unchanged but for the space around it."""
    blocks: list[Block] = []
    part = subpart = 0
    for line in filter(None, (raw.strip() for raw in body.splitlines())):
        match _level(line):
            case 1:
                part, subpart = part + 1, 0
                blocks.append(Block(line, 1, (part,)))
            case 2:
                subpart += 1
                blocks.append(Block(line, 2, (part, subpart)))
            case _:
                blocks.append(Block(line))
    return blocks


def _level(line: str) -> int:
    if len(line) > HEADING_MAX_CHARS:
        return 0
    for level, pattern in ((1, _PART), (2, _SUBPART)):
        match = pattern.fullmatch(line)
        if match:
            return 0 if re.search("[。；;：:]", match["rest"]) else level
    return 0
