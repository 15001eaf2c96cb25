"""The words that the portal knows of itself: names of districts, and synonyms as staff keep them.

They part a question that is written without spaces (徐汇公租房怎么申请), and say what else to look for. All of
it is applied to the question, never to the index, so a change takes effect with the next question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from policies.lookup import tokens
from policies.models import District, SynonymGroup

# One word of a question is not answered for more than so many others.
MAX_OTHERS = 8
# Nearly every title begins with the city's name: it tells no policy from another.
CITY_NAMES = ("上海市", "市级")


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of the question that carries meaning, folded."""

    text: str
    others: tuple[str, ...] = ()
    """Other words for it, as staff wrote them."""
    district: str = ""
    """Slug of the district that it names."""

    @property
    def pairs(self) -> list[str]:
        """Its pairs of neighbours, each once; whole words and lone characters count as one."""
        return list(dict.fromkeys(pair for run in tokens.runs(self.text) for pair in tokens.pairs(run)))


class Lexicon:
    """One step only: the others of a word are looked up as they stand, so groups cannot lead round in a circle."""

    def __init__(self, groups: Iterable[Iterable[str]], districts: Mapping[str, str]) -> None:
        """`districts`: any name of a district -> its slug."""
        others: dict[str, dict[str, str]] = defaultdict(dict)
        for group in groups:
            folded = {key: word for word in group if (key := tokens.fold(word).strip())}
            for word in folded:
                others[word] |= {other: shown for other, shown in folded.items() if other != word}
        self._known = {
            word: Word(word, tuple(found.values())[:MAX_OTHERS]) for word, found in others.items() if found
        }
        for name, slug in districts.items():
            if word := tokens.fold(name).strip():
                self._known[word] = Word(word, district=slug)
        self._longest = max(map(len, self._known), default=0)

    @classmethod
    def load(cls) -> Self:
        """2 queries."""
        rows = SynonymGroup.objects.values_list("name", "words")
        groups = [[name, *map(str, words)] for name, words in rows if isinstance(words, list)]
        columns = ("slug", "name", "short", "former_names__name")
        districts = {
            name: slug
            for slug, *names in District.objects.values_list(*columns)
            for name in names
            if name and name not in CITY_NAMES
        }
        return cls(groups, districts)

    def words(self, stretch: str) -> list[Word]:
        """A folded stretch, parted where a known word stands; the longest known word is taken first.

        A character left alone between known words says nothing beside them, and is let go.
        """
        found: list[Word] = []
        start = place = 0
        while place < len(stretch):
            if known := self._longest_at(stretch, place):
                found += [Word(stretch[start:place]), known]
                place += len(known.text)
                start = place
            else:
                place += 1
        found.append(Word(stretch[start:]))
        kept = [word for word in found if len(word.text) > 1 and word.pairs]
        return kept or [Word(stretch)]

    def _longest_at(self, stretch: str, place: int) -> Word | None:
        if _inside_word(stretch, place):
            return None
        for end in range(min(len(stretch), place + self._longest), place, -1):
            if not _inside_word(stretch, end) and (known := self._known.get(stretch[place:end])):
                return known
        return None


def _inside_word(text: str, place: int) -> bool:
    """Whether `place` lies within a number or a word of Latin letters."""
    around = text[max(place - 1, 0) : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()
