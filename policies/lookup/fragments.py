"""What stands somewhere of a word that as a whole stands nowhere: 专家 and 首席 of 专家首席官."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policies.lookup import tokens

# Of one Han character nothing can be told.
SHORTEST = 2


def longest_parts(run: str, stands: Callable[[str], bool]) -> Iterator[str]:
    """The parts of an unbroken stretch that stand somewhere and lie in no longer one that does.

    Asks twice for each character at most: of what stands somewhere every part does, so none has to be tried anew.

    >>> list(longest_parts("专家首席官", lambda part: part in "首席专家"))
    ['专家', '首席']
    """
    if not tokens.is_han(run):
        yield from [run] if stands(run) else []
        return
    end = reached = 0
    for start in range(len(run)):
        end = max(end, start + 1)
        while end < len(run) and stands(run[start : end + 1]):
            end += 1
        if end - start >= SHORTEST and end > reached:
            reached = end
            yield run[start:end]
