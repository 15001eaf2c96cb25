"""Which blocks of 提交材料 name a material, so that paper can have a box to tick before each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policies.text.render import Block, Paragraph, Table, Title

# What leads to a list, or speaks of it, is no material.
_ASIDE = re.compile(r"(?:[（(].*[）)]。?|(?:注|备注|说明|提示)[：:].*|.*[：:])", re.DOTALL)


def to_tick(blocks: Sequence[Block]) -> frozenset[str]:
    """The anchors of the blocks that get a box.

    Where there are numbers, they count: a number that others stand under only names their group, and what has no number
    explains the one above it. Without any number, each paragraph is a material. Rows of a table are none of this.
    """
    starts = [index for index, block in enumerate(blocks) if _is_numbered(block)]
    if not starts:
        return frozenset(_anchors(_listed(blocks)))
    anchors: set[str] = set()
    for start, end in pairwise([*starts, len(blocks)]):
        block = blocks[start]
        following = blocks[end] if end < len(blocks) else None
        is_group = following is not None and following.heading.level > block.heading.level
        if not is_group:
            anchors.update(_of_one(block, blocks[start + 1 : end]))
    return frozenset(anchors)


def _is_numbered(block: Block) -> bool:
    return not isinstance(block, Table) and block.heading is not None


def _of_one(block: Block, below: Sequence[Block]) -> Iterator[str]:
    """What is ticked of a number under which no other stands, and of the blocks before the next one."""
    if isinstance(block, Title) and not block.rest:
        if any(isinstance(each, Table) for each in below):
            return
        listed = list(_listed(below))
        if not all(_text(each).endswith("。") for each in listed):
            yield from _anchors(listed)
            return
    yield block.anchor


def _listed(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph) and not _ASIDE.fullmatch(_text(block)):
            yield block


def _anchors(blocks: Sequence[Block] | Iterator[Paragraph]) -> Iterator[str]:
    return (block.anchor for block in blocks)


def _text(block: Paragraph) -> str:
    return "".join(piece.text for piece in block.pieces).strip()
