"""Of a long value a page shows where it differs from another, and says what it leaves out before and behind that."""

from __future__ import annotations

# Enough to see what it is.
SHOWN_CHARS = 400
# Characters that stay in sight on either side of what differs in a long value.
CONTEXT = 40


def around_difference(before: str, after: str) -> tuple[str, str]:
    """Both whole where they are short; else without what is the same at the beginning and at the end."""
    if max(len(before), len(after)) <= SHOWN_CHARS:
        return before, after
    start = _same_at_start(before, after)
    end = _same_at_start(before[start:][::-1], after[start:][::-1])
    return _without_ends(before, start, end), _without_ends(after, start, end)


def _same_at_start(one: str, other: str) -> int:
    """How many characters."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _without_ends(text: str, start: int, end: int) -> str:
    """`start` and `end` are how many characters are the same there."""
    cut_before, cut_behind = max(0, start - CONTEXT), max(0, end - CONTEXT)
    shown = text[cut_before : len(text) - cut_behind]
    head = f"（前面 {cut_before} 字相同，没有列出）……" if cut_before else ""
    tail = f"……（后面 {cut_behind} 字相同，没有列出）" if cut_behind else ""
    return f"{head}{shown}{tail}"
