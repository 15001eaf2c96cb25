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


class Highlighter:
    """Finds the words of one question in texts."""

    def __init__(self, words: Iterable[Word], typed: Typed) -> None:
        terms: dict[str, None] = {}
        for word in words:
            terms |= dict.fromkeys([word.text, *map(fold, word.others)])
        terms |= dict.fromkeys(map(fold, typed.phrases))
        terms |= {fold(f"{number.agency} {number.year} {number.serial}"): None for number in typed.numbers}
        # Of a long word its bigrams are found too, so they are marked where the whole word does not stand.
        bigrams = {
            bigram for word in words for bigram in word.bigrams if len(bigram) > 1 and len(word.bigrams) > 2
        }
        patterns = {
            pattern
            for term in (*terms, *bigrams)
            if (pattern := r"[\W_]{0,3}".join(map(_pattern, tokens.runs(term))))
        }
        longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
        self._pattern = re.compile("|".join(longest_first)) if longest_first else None

    def parts(self, text: str) -> tuple[SnippetPart, ...]:
        """All of `text`, cut where a mark begins or ends."""
        return _cut(text, self._hits(text))

    def passage(self, sections: Mapping[str, str], scope: SectionKind | None = None) -> Passage | None:
        """From the section with most of the words; None where only title or filing were found."""
        best: tuple[tuple[int, int], SectionKind, str, list[_Hit]] | None = None
        for kind in [scope] if scope else SectionKind:
            body = _REMARK.sub("", sections.get(kind.value, "")[:SEARCHED_CHARS]).rstrip()
            hits = self._hits(body)
            # 受理服务 that names the word says more than a long 政策原文 that mentions it in passing.
            weight = (sum(len(term) for term in {hit.term for hit in hits}), -len(body))
            if hits and (best is None or weight > best[0]):
                best = (weight, kind, body, hits)
        if best is None:
            return None
        _, kind, body, hits = best
        return Passage(kind, _around(body, hits))

    def _hits(self, text: str) -> list[_Hit]:
        if self._pattern is None:
            return []
        folded, offsets = fold_with_offsets(text)
        found = [_Hit(match.start(), match.end(), match.group()) for match in self._pattern.finditer(folded)]
        if offsets is None:
            return found
        return [_Hit(offsets[hit.start], offsets[hit.end - 1] + 1, hit.term) for hit in found]


def _pattern(run: str) -> str:
    """Han characters also where they are printed apart; a number or Latin word only whole: 15 is not in 2015."""
    if tokens.is_han(run):
        return r"[ \u3000]*".join(map(re.escape, run))
    # In 1,000万元 a comma stands between the thousands.
    whole = re.sub(r"(?<=\d)(?=(?:\d{3})+\b)", ",?", run) if run.isdecimal() else re.escape(run)
    return rf"(?<!{tokens.WORD_CHAR})(?<!\d[.,]){whole}(?!{tokens.WORD_CHAR})(?![.,]\d)"


def _around(body: str, hits: list[_Hit]) -> tuple[SnippetPart, ...]:
    """A passage that holds as many different words as one passage can."""
    start = max(hits[:HITS_WEIGHED], key=lambda first: (_variety(hits, first.start), -first.start)).start
    breaks = (match.end() for match in _BREAK.finditer(body, max(0, start - LEAD_CHARS), start))
    opening = max(breaks, default=start) if start > LEAD_CHARS else 0
    end = opening + PASSAGE_CHARS
    shown = body[opening:end].rstrip()
    inside = [
        _Hit(hit.start - opening, hit.end - opening, hit.term) for hit in hits if opening <= hit.start < end
    ]
    before = [SnippetPart("…")] if opening else []
    after = [SnippetPart("…")] if end < len(body) else []
    return (*before, *_cut(re.sub(r"\s", " ", shown), inside), *after)


def _variety(hits: list[_Hit], start: int) -> int:
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    last = bisect_left(hits, start + PASSAGE_CHARS, key=lambda hit: hit.start)
    return sum(len(term) for term in {hit.term for hit in hits[first:last]})


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
