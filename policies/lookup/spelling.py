"""One wrong character: 居注证 → 居住证, where the index knows the near word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from policies.lookup import tokens
from policies.lookup.index import Reader
from policies.lookup.lexicon import Word
from policies.lookup.matching import Matching

# Longer ones are several words. In one of two, half of it would have to be guessed: 量子 is no mistyped 孩子.
SHORTEST, LONGEST = 3, 8
# For each position in a word, so many of the commonest characters are tried.
TRIED = 40


def near_words(matching: Matching, word: Word) -> list[str]:
    """Words one character from `word` that stand in a policy: those that the portal knows first, then the commonest.

    None where the word itself stands somewhere: it is right, and filters or other words are what is in the way.
    """
    if not (SHORTEST <= len(word.text) <= LONGEST and tokens.is_han(word.text) and _one_run(word.text)):
        return []
    reader, known = matching.reader, matching.lexicon.topical
    if _policies(reader, matching, word.text):
        return []
    found = {near: _policies(reader, matching, near) for near in _candidates(reader, word.text)}
    return sorted(
        (near for near, count in found.items() if count),
        key=lambda near: (near not in known, -found[near], near),
    )


def _one_run(text: str) -> bool:
    return tokens.runs(text) == [text]


def _policies(reader: Reader, matching: Matching, near: str) -> int:
    return reader.searcher.search(matching.phrase(matching.field, near), 1).count


def _candidates(reader: Reader, text: str) -> Iterator[str]:
    for offset in range(len(text)):
        before = text[:offset]
        after = text[offset + 1 :]
        if not all(_known(reader, part) for part in (before, after) if part):
            continue
        beside = _followers(reader, before[-1]) if before else _leaders(reader, after[0])
        others = [char for char in beside if char != text[offset]]
        for char in others[:TRIED]:
            yield before + char + after


def _known(reader: Reader, text: str) -> bool:
    """Whether every bigram of `text` stands somewhere."""
    return all(reader.holding("text", bigram) for bigram in tokens.bigrams(text))


def _followers(reader: Reader, char: str) -> list[str]:
    """Characters that stand behind `char`, the commonest first."""
    bigrams = reader.searcher.terms_with_prefix("text", char)
    return [bigram[1] for bigram, _ in _by_count(bigrams) if len(bigram) == 2]


def _leaders(reader: Reader, char: str) -> list[str]:
    """Characters that stand before `char` in a title, the commonest first."""
    return reader.memory.remember("leaders", lambda: _all_leaders(reader)).get(char, [])


def _all_leaders(reader: Reader) -> dict[str, list[str]]:
    leaders: dict[str, list[str]] = defaultdict(list)
    for bigram, _ in _by_count(reader.searcher.terms_with_prefix("title", "")):
        if len(bigram) == 2 and tokens.is_han(bigram):
            leaders[bigram[1]].append(bigram[0])
    return leaders


def _by_count(terms: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(terms, key=lambda term: (-term[1], term[0]))
