"""Where a question is answered: the passage of the section that matches best, with the words marked.

Nothing here makes HTML. A text becomes a row of parts, each marked or not, and the template escapes each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.lookup import tokens
from policies.lookup.lexicon import Word
from policies.lookup.query import Query as Typed
from policies.text.folding import fold, fold_with_offsets
from policies.vocabulary import SectionKind

# About two lines on a desk, four on a phone.
PASSAGE_CHARS = 96
# A passage begins at a mark of punctuation, if there is one so close before the first word.
LEAD_CHARS = 24
# So much of each section is looked through: a list of twenty of the longest texts must not take a second.
SEARCHED_CHARS = 20_000

# A word that stands so often says as much about one passage as about the next.
HITS_WEIGHED = 300

# A line wholly in brackets is a remark about the text (（此件公开发布）, where a summary comes from): it answers nothing.
_REMARK = re.compile(r"^[ \t\u3000]*[（(][^\n]*[)）][ \t\u3000]*$", re.MULTILINE)
_BREAK = re.compile(r"[。；;！!？?：:，,、\s]")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class SnippetPart:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    kind: SectionKind
    parts: tuple[SnippetPart, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: str

    def moved(self, by: int) -> _Hit:
        return _Hit(self.start + by, self.end + by, self.term)


class Highlighter:
    """Finds the words of one question in texts."""

    def __init__(self, words: Iterable[Word], typed: Typed) -> None:
        terms = set(map(fold, typed.phrases))
        for number in typed.numbers:
            terms.add(fold(f"{number.agency} {number.year} {number.serial}"))
        for word in words:
            terms |= _terms(word)
        patterns = sorted(set(map(_patterns, terms)) - {""})
        # Of two that begin alike the longer one is to be found.
        patterns.sort(key=len, reverse=True)
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def parts(self, text: str) -> tuple[SnippetPart, ...]:
        """All of `text`, cut where a mark begins or ends."""
        return _cut(text, self._hits(text))

    def passage(self, sections: Mapping[str, str], scope: SectionKind | None = None) -> Passage | None:
        """From the section with most of the words; None where only title or filing were found."""
        best: tuple[tuple[int, int], SectionKind, str, list[_Hit]] | None = None
        for kind in [scope] if scope else SectionKind:
            text = sections.get(kind.value, "")
            body = _REMARK.sub("", text[:SEARCHED_CHARS]).rstrip()
            hits = self._hits(body)
            # 受理服务 that names the word says more than a long 政策原文 that mentions it in passing.
            weight = _chars_of_terms(hits), -len(body)
            if hits and (best is None or weight > best[0]):
                best = weight, kind, body, hits
        if best is None:
            return None
        _, kind, body, hits = best
        return Passage(kind, _around(body, hits))

    def _hits(self, text: str) -> list[_Hit]:
        if self._pattern is None:
            return []
        folded, offsets = fold_with_offsets(text)
        matches = self._pattern.finditer(folded)
        found = [_Hit(match.start(), match.end(), match.group()) for match in matches]
        if offsets is None:
            return found
        return [_Hit(offsets[hit.start], offsets[hit.end - 1] + 1, hit.term) for hit in found]


def _terms(word: Word) -> set[str]:
    """What is marked for a word: itself, what means the same, and its bigrams where the whole word does not stand."""
    terms = {word.text, *map(fold, word.others)}
    if len(word.bigrams) > 2:
        terms |= {bigram for bigram in word.bigrams if len(bigram) > 1}
    return terms


def _patterns(term: str) -> str:
    runs = map(_pattern, tokens.runs(term))
    return r"[\W_]{0,3}".join(runs)


def _pattern(run: str) -> str:
    """Han characters also where they are printed apart; a number or Latin word only whole: 15 is not in 2015."""
    if tokens.is_han(run):
        return r"[ \u3000]*".join(map(re.escape, run))
    # In 1,000万元 a comma stands between the thousands.
    whole = re.sub(r"(?<=\d)(?=(?:\d{3})+\b)", ",?", run) if run.isdecimal() else re.escape(run)
    return rf"(?<!{tokens.WORD_CHAR})(?<!\d[.,]){whole}(?!{tokens.WORD_CHAR})(?![.,]\d)"


def _around(body: str, hits: list[_Hit]) -> tuple[SnippetPart, ...]:
    """A passage that holds as many different words as one passage can."""
    opening = _opening(body, _best_start(hits))
    end = opening + PASSAGE_CHARS
    shown = _SPACE.sub(" ", body[opening:end].rstrip())
    inside = [hit.moved(-opening) for hit in hits if opening <= hit.start < end]
    before = [SnippetPart("…")] if opening else []
    after = [SnippetPart("…")] if end < len(body) else []
    return (*before, *_cut(shown, inside), *after)


def _best_start(hits: list[_Hit]) -> int:
    """The first of those from which the most different words stand near."""
    starts = map(_start, hits[:HITS_WEIGHED])
    return max(starts, key=lambda start: (_variety(hits, start), -start))


def _opening(body: str, start: int) -> int:
    """Where a passage with a hit at `start` begins: with its sentence, if that is near."""
    if start <= LEAD_CHARS:
        return 0
    breaks = _BREAK.finditer(body, start - LEAD_CHARS, start)
    return max((match.end() for match in breaks), default=start)


def _variety(hits: list[_Hit], start: int) -> int:
    first = bisect_left(hits, start, key=_start)
    last = bisect_left(hits, start + PASSAGE_CHARS, key=_start)
    return _chars_of_terms(hits[first:last])


def _chars_of_terms(hits: list[_Hit]) -> int:
    """Of the different ones, together."""
    terms = {hit.term for hit in hits}
    return sum(map(len, terms))


def _start(hit: _Hit) -> int:
    return hit.start


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
    for hit in hits:
        if joined and hit.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(hit.end, joined[-1][1]))
        else:
            joined.append((hit.start, hit.end))
    return joined
