"""Where a question is answered: the passage of the section that matches best, with the words marked.

Nothing here makes HTML. A text becomes a row of parts, each marked or not, and the template escapes each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policies.lookup import tokens
from policies.lookup.wanted import Wanted, key_of
from policies.text.folding import fold, fold_with_offsets, spellings
from policies.vocabulary import SectionKind

# About two lines on a desk, four on a phone.
PASSAGE_CHARS = 96
# A passage begins with a sentence or behind a comma, if one is so close before the first word.
LEAD_CHARS = 24
# So much of each section is looked through: a list of twenty of the longest texts must not take a second.
SEARCHED_CHARS = 100_000
# It is looked through in pieces, and no piece behind a passage that says everything.
PIECE_CHARS = 2_000
# What is read beside it, so that no number is cut by its border.
BESIDE_CHARS = 8

# A word that stands so often says as much about one passage as about the next.
HITS_WEIGHED = 300

# A line wholly in brackets is a remark about the text (（此件公开发布）, where a summary comes from): it answers nothing.
# With the end of the line before it: Python looks for one character far faster than for the beginning of a line.
_REMARK = re.compile(r"\n[ \t\u3000]*[（(][^\n]*[)）][ \t\u3000]*(?=\n|$)")
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_BREAK = re.compile(r"[。；;！!？?：:，,、\s]")
_SPACE = re.compile(r"\s")
_NOTHING = re.compile(r"(?!)")


# Of a folded term the longer words of which it is a part.
Longer = Callable[[str], Iterable[str]]


def _none(term: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class SnippetPart:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    kind: SectionKind
    parts: tuple[SnippetPart, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


# Start and end of what was found in a text, and its key (`key_of`). A bare tuple, since a page may take thousands.
_Hit = tuple[int, int, str]


class _Keys(dict[str, str]):
    """What the pattern found -> its key, worked out when it is first found."""

    def __missing__(self, found: str) -> str:
        word = key_of(found)
        key = self[found] = self.get(word, word)
        return key


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in a section from which a passage could be shown."""

    kind: SectionKind
    body: str
    start: int
    weight: int
    """How much its passage says of the question."""
    hits: list[_Hit]
    """Those of its passage, among others."""


class Highlighter:
    """Finds the words of one question in texts.

    `longer` gives the words in which a term is no word by itself: such a one says the term, and is marked as a whole.
    """

    def __init__(self, words: Iterable[Wanted], longer: Longer = _none) -> None:
        self.words = tuple(words)
        self._most = sum(word.most for word in self.words)
        terms = _terms(self.words)
        says = _saying(terms, longer)
        self._pattern = _any_of({*terms, *says})
        self._likely = _likely(map(key_of, terms))
        self._keys = _Keys(says)
        self._weights: dict[frozenset[str], int] = {}

    def parts(self, text: str) -> tuple[SnippetPart, ...]:
        """All of `text`, cut where a mark begins or ends."""
        return _cut(text, self._marked(self._hits(text)))

    def standing(self, text: str) -> frozenset[str]:
        """The keys of what stands in `text`, for `Wanted.stands_in`."""
        if not self._likely.search(text):
            return frozenset()
        return frozenset(map(self._keys.__getitem__, self._pattern.findall(fold(text))))

    def passage(self, sections: Mapping[str, str], scope: SectionKind | None = None) -> Passage | None:
        """The first that holds every word, else the one with most of them; None where no section holds any.

        The shortest section is asked first: 受理服务 that names the word says more than a long 政策原文 that mentions it
        in passing.
        """
        kinds = [scope] if scope else list(SectionKind)
        bodies = {kind: text for kind in kinds if (text := sections.get(kind.value, ""))}
        best: _Spot | None = None
        for kind in sorted(bodies, key=lambda kind: len(bodies[kind])):
            body = _without_remarks(bodies[kind][:SEARCHED_CHARS])
            best = self._best(kind, body, best)
            if best and best.weight == self._most:
                break
        return self._around(best) if best else None

    def _best(self, kind: SectionKind, body: str, best: _Spot | None) -> _Spot | None:
        """The first place in a section that says more than `best`, and more than all others there; else `best`."""
        weighed = 0
        for first in range(0, len(body), PIECE_CHARS):
            hits = self._hits_in_piece(body, first)
            if self._weight(key for _, _, key in hits) <= (best.weight if best else 0):
                continue
            starts, keys = [start for start, _, _ in hits], [key for _, _, key in hits]
            here = range(bisect_left(starts, first), bisect_left(starts, first + PIECE_CHARS))
            last = 0
            for index in here:
                end = bisect_left(starts, starts[index] + PASSAGE_CHARS - LEAD_CHARS, index)
                # What ends with the same hit as the passage before it says no more than that.
                if end == last:
                    continue
                last = end
                weight = self._weight(keys[index:end])
                if weight > (best.weight if best else 0):
                    best = _Spot(kind, body, starts[index], weight, hits)
                if weight == self._most:
                    return best
            weighed += len(here)
            if weighed >= HITS_WEIGHED:
                break
        return best

    def _around(self, spot: _Spot) -> Passage:
        """The passage in which the words of a spot stand."""
        body = spot.body
        opening = _opening(body, spot.start)
        end = opening + PASSAGE_CHARS
        shown = _SPACE.sub(" ", body[opening:end].rstrip())
        parts = list(_cut(shown, self._marked(_between(opening, end, spot.hits))))
        if opening:
            parts.insert(0, SnippetPart("…"))
        if end < len(body):
            parts.append(SnippetPart("…"))
        return Passage(spot.kind, tuple(parts))

    def _hits_in_piece(self, body: str, first: int) -> list[_Hit]:
        """With those of a passage that begins before the piece or ends behind it."""
        start = max(first - LEAD_CHARS, 0)
        before = max(start - BESIDE_CHARS, 0)
        piece = body[before : first + PIECE_CHARS + PASSAGE_CHARS + BESIDE_CHARS]
        return [hit for hit in self._hits(piece, before) if hit[0] >= start]

    def _weight(self, keys: Iterable[str]) -> int:
        standing = frozenset(keys)
        weight = self._weights.get(standing)
        if weight is None:
            weight = self._weights[standing] = sum(word.weight(standing) for word in self.words)
        return weight

    def _marked(self, hits: list[_Hit]) -> list[_Hit]:
        """Of hits that are read together: whole words, and their parts where enough of them meet."""
        standing = {key for _, _, key in hits}
        marked = frozenset().union(*(word.marked(standing) for word in self.words))
        return [hit for hit in hits if hit[2] in marked]

    def _hits(self, text: str, before: int = 0) -> list[_Hit]:
        """Each that stands in `text`, counted from so many characters before it."""
        # To fold a text takes ten times as long as to see that nothing of it will be found.
        if not self._likely.search(text):
            return []
        folded, offsets = fold_with_offsets(text)
        hits = []
        for match in self._pattern.finditer(folded):
            start, end = match.span()
            if offsets is not None:
                start, end = offsets[start], offsets[end - 1] + 1
            hits.append((before + start, before + end, self._keys[match.group()]))
        return hits


def _without_remarks(text: str) -> str:
    return _REMARK.sub("\n", f"\n{text}")[1:].rstrip()


def _terms(words: Iterable[Wanted]) -> list[str]:
    """All that is looked for, each once, the shortest first."""
    terms = {term for word in words for term in word.terms if key_of(term)}
    return sorted(terms, key=lambda term: (len(term), term))


def _saying(terms: Sequence[str], longer: Longer) -> dict[str, str]:
    """Of each longer word that is no term the key of the longest term that it says."""
    says: dict[str, str] = {}
    for term in terms:
        says |= dict.fromkeys(longer(term), key_of(term))
    return {word: key for word, key in says.items() if word not in terms}


def _any_of(terms: Collection[str]) -> re.Pattern[str]:
    if not terms:
        return _NOTHING
    # Of two that begin alike the longer one is to be found.
    longest_first = sorted(map(_patterns, terms), key=len, reverse=True)
    return re.compile("|".join(longest_first))


def _patterns(term: str) -> str:
    runs = map(_pattern, tokens.runs(term))
    return r"[\W_]{0,3}".join(runs)


def _likely(keys: Iterable[str]) -> re.Pattern[str]:
    """Finds something in every text that holds one of the keys, before it is folded; and in a few others."""
    firsts, ways = [], []
    for key in keys:
        first, *rest = (re.escape(spellings(char)) for char in key)
        firsts.append(first)
        others = (rf"[\W_]{{0,8}}[{each}]" for each in rest)
        ways.append(f"(?<=[{first}])" + "".join(others))
    if not ways:
        return _NOTHING
    # Python looks for one set of characters ten times as fast as for several ways to begin.
    return re.compile(f"[{''.join(firsts)}](?:{'|'.join(ways)})")


def _pattern(run: str) -> str:
    """Han characters also where they are printed apart; a number or Latin word only whole: 15 is not in 2015."""
    if tokens.is_han(run):
        return r"[ \u3000]*".join(map(re.escape, run))
    # In 1,000万元 a comma stands between the thousands.
    whole = re.sub(r"(?<=\d)(?=(?:\d{3})+\b)", ",?", run) if run.isdecimal() else re.escape(run)
    return rf"(?<!{tokens.WORD_CHAR})(?<!\d[.,]){whole}(?!{tokens.WORD_CHAR})(?![.,]\d)"


def _opening(body: str, start: int) -> int:
    """Where a passage with a hit at `start` begins: with its sentence if that is near, else with a part of it."""
    if start <= LEAD_CHARS:
        return 0
    lead = start - LEAD_CHARS
    sentences = [match.end() for match in _SENTENCE_END.finditer(body, lead, start)]
    breaks = (match.end() for match in _BREAK.finditer(body, lead, start))
    return sentences[-1] if sentences else next(breaks, start)


def _between(first: int, end: int, hits: list[_Hit]) -> list[_Hit]:
    """Those that begin between two places, counted from the first of these."""
    return [(start - first, stop - first, key) for start, stop, key in hits if first <= start < end]


def _cut(text: str, hits: list[_Hit]) -> tuple[SnippetPart, ...]:
    parts: list[SnippetPart] = []
    offset = 0
    for start, end in _joined(hits):
        if start >= len(text):
            break
        parts += [SnippetPart(text[offset:start]), SnippetPart(text[start:end], marked=True)]
        offset = end
    parts.append(SnippetPart(text[offset:]))
    return tuple(part for part in parts if part.text)


def _joined(hits: list[_Hit]) -> list[tuple[int, int]]:
    """Marks that touch become one."""
    joined: list[tuple[int, int]] = []
    for start, end, _ in hits:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
