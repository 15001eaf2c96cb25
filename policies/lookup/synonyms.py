"""Words that mean the same, as staff keep them: applied to the question, never to the index."""

from __future__ import annotations

from collections import defaultdict

from policies.lookup import tokens
from policies.models import SynonymGroup

# One word of a question is not answered for more than so many others.
MAX_OTHERS = 8


class Synonyms:
    """One step only: the others of a word are looked up as they stand, so groups cannot lead round in a circle."""

    def __init__(self, groups: list[list[str]]) -> None:
        others: dict[str, dict[str, str]] = defaultdict(dict)
        for group in groups:
            folded = {key: word for word in group if (key := tokens.fold(word).strip())}
            for word in folded:
                others[word] |= {other: shown for other, shown in folded.items() if other != word}
        self._others = {word: tuple(found.values())[:MAX_OTHERS] for word, found in others.items() if found}
        self._longest = max(map(len, self._others), default=0)

    @classmethod
    def load(cls) -> Synonyms:
        """1 query."""
        rows = SynonymGroup.objects.values_list("name", "words")
        return cls([[name, *map(str, words)] for name, words in rows if isinstance(words, list)])

    def of(self, folded: str) -> tuple[str, ...]:
        """Other words for those that a stretch of a question holds, the longest ones first, none inside another."""
        found: dict[str, None] = {}
        place = 0
        while place < len(folded):
            word = self._longest_at(folded, place)
            found |= dict.fromkeys(self._others.get(word, ()))
            place += len(word) or 1
        return tuple(other for other in found if tokens.fold(other) not in folded)[:MAX_OTHERS]

    def _longest_at(self, folded: str, place: int) -> str:
        for end in range(min(len(folded), place + self._longest), place, -1):
            if folded[place:end] in self._others:
                return folded[place:end]
        return ""
