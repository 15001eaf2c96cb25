"""What stands somewhere of a word that as a whole stands nowhere: 专家 and 首席 of 专家首席官."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from policies.lookup import tokens
from policies.lookup.compounds import meets_by_chance
from policies.lookup.query import Typed

# Of one Han character nothing can be told.
SHORTEST = 2


def counted_parts(
    typed: Iterable[str], holding: Callable[[str], int], count: Callable[[Typed], int]
) -> list[tuple[str, int]]:
    """(part, policies) of each part of the words typed that stands somewhere: the longest first, then the rarest.

    `holding` says how many policies hold a bigram, wherever they are; `count`, how many a question finds.
    """

    def stands(part: str) -> bool:
        # What is asked is longer by one character each time: whether its last bigram is known at all is soon said.
        last = tokens.bigrams(part)[-1]
        return bool(holding(last) and count(Typed(text=part, phrases=(part,))))

    runs = set(chain.from_iterable(map(tokens.runs, typed)))
    parts = set(chain.from_iterable(longest_parts(run, stands) for run in runs))
    words = [part for part in parts if not meets_by_chance(part, holding)]
    asked = [Typed(text=word, words=(word,)) for word in words]
    counted = zip(words, map(count, asked), strict=True)
    found = [(word, number) for word, number in counted if number]
    return sorted(found, key=_longest_then_rarest)


def _longest_then_rarest(counted: tuple[str, int]) -> tuple[int, int, str]:
    part, number = counted
    return -len(part), number, part


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
