"""A word that no policy holds, and what was meant: of the same sound (人材引进), or of a like shape (落卢, 公祖房)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice, pairwise

from policies.lookup import tokens
from policies.lookup.matching import Matching
from policies.lookup.reader import Reader
from policies.lookup.sounds import Sounds
from policies.text import pinyin
from policies.text.lookalikes import look_alike

# Longer ones are several words. In one of two characters half would have to be guessed, so only a word that the portal
# knows is offered for it: 量子 is no mistyped 孩子.
SHORTEST, LONGEST, GUESSED_FROM = 2, 8, 3
# Of one word so many parts are looked at.
ODD_PARTS = 4
# For each position in a word, so many of the commonest characters are tried.
TRIED = 40


def doubtful(matching: Matching) -> Iterator[str]:
    """What may be mistyped: words that no policy holds, and in a long one what no policy holds.

    A word that stands somewhere is right, and filters or other words are what is in the way. Words of a sentence are
    often several that stand nowhere together.
    """
    for text in (word.text for word in matching.words if _is_han_run(word.text)):
        is_one = len(text) == SHORTEST or not matching.sentence
        if is_one and len(text) <= LONGEST and not _policies(matching, text):
            yield text
        if matching.sentence or len(text) > GUESSED_FROM:
            yield from islice(_odd_parts(matching.reader, text), ODD_PARTS)


def near_words(matching: Matching, text: str, sounds: Sounds) -> list[str]:
    """Words near a doubtful one that stand in a policy: those that the portal knows first, then the commonest."""
    reader, known = matching.reader, matching.lexicon.topical
    alike = {*sounds.alike(text), *_known_alike(text, known)}
    believed = _believed(reader, text, alike, known)
    counted = [(near not in known, -_policies(matching, near), near) for near in believed]
    return [near for _, policies, near in sorted(counted) if policies]


def _believed(reader: Reader, text: str, alike: set[str], known: set[str]) -> set[str]:
    """To a short word too much is near: what the portal knows. To a longer one, also what policies hold."""
    if len(text) < GUESSED_FROM:
        return alike & known
    candidates = _candidates(reader, text)
    guessed = {near for near in candidates if near in known or _alike(text, near)}
    return alike | guessed


def _odd_parts(reader: Reader, text: str) -> Iterator[str]:
    """Three characters of which no policy holds either pair: the one between them may be wrong; so may one at an end."""
    odd = [not reader.holding("text", pair) for pair in tokens.bigrams(text)]
    for offset, both in enumerate(pairwise(odd)):
        if all(both):
            yield text[offset : offset + 3]
    if odd[-1]:
        yield text[-2:]
    if odd[0]:
        yield text[:2]


def _alike(text: str, near: str) -> bool:
    """Whether whatever differs sounds or looks alike, and at least half is the same: 大学生 is no mistyped 大学科."""
    differing = [(char, other) for char, other in zip(text, near, strict=True) if char != other]
    if len(differing) * 2 > len(text):
        return False
    return all(look_alike(*pair) or _sound_alike(*pair) for pair in differing)


def _sound_alike(one: str, other: str) -> bool:
    return pinyin.full(one) == pinyin.full(other)


def _known_alike(text: str, known: Collection[str]) -> Iterator[str]:
    for near in known:
        if len(near) == len(text) and near != text and _alike(text, near):
            yield near


def _is_han_run(text: str) -> bool:
    return len(text) >= SHORTEST and tokens.is_han(text) and tokens.runs(text) == [text]


def _policies(matching: Matching, near: str) -> int:
    return matching.reader.searcher.search(matching.phrase(matching.field, near), 1).count


def _candidates(reader: Reader, text: str) -> Iterator[str]:
    for offset, char in enumerate(text):
        before = text[:offset]
        after = text[offset + 1 :]
        if not (_known(reader, before) and _known(reader, after)):
            continue
        beside = _followers(reader, before[-1]) if before else _leaders(reader, after[0])
        others = [other for other in beside if other != char]
        for other in others[:TRIED]:
            yield before + other + after


def _known(reader: Reader, text: str) -> bool:
    """Whether every bigram of `text` stands somewhere; of nothing, none is missing."""
    return not text or all(reader.holding("text", bigram) for bigram in tokens.bigrams(text))


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
