"""The words that the portal knows of itself: names of districts, and synonyms as staff keep them.

They part a question that is written without spaces (徐汇公租房怎么申请), and say what else to look for. All of
it is applied to the question, never to the index, so a change takes effect with the next question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from policies.lookup import ranking, tokens
from policies.models import District, SynonymGroup, Topic
from policies.models.taxonomy import words_in
from policies.text.folding import fold

# One word of a question is not answered for more than so many others.
MAX_OTHERS = 8
# Between known words these join or ask, and are no part of a longer word: 我在徐汇租房, 居住证办.
LIGHT = frozenset("在去到住来从向给对和与及或等是有办要能会把让用按于为")
# Nearly every title begins with the city's name: it tells no policy from another.
CITY_NAMES = ("上海市", "市级")
# Beside the name of a district these say nothing more: 上海市静安区.
CITY_BESIDE_DISTRICT = frozenset({"上海", "上海市", "市"})


@dataclass(frozen=True)
class Word:
    """A stretch of the question that carries meaning, folded. How it is cut is worked out once."""

    text: str
    others: tuple[str, ...] = ()
    """Other words for it, as staff wrote them."""
    district: str = ""
    """Slug of the district that it names."""

    @cached_property
    def bigrams(self) -> list[str]:
        """Its pairs of neighbours, each once; whole words and lone characters count as one."""
        return list(dict.fromkeys(bigram for run in tokens.runs(self.text) for bigram in tokens.bigrams(run)))

    @cached_property
    def han_bigrams(self) -> list[str]:
        return [bigram for bigram in self.bigrams if tokens.is_han(bigram)]

    @cached_property
    def other_runs(self) -> list[str]:
        """Its numbers and words of other scripts."""
        return [bigram for bigram in self.bigrams if not tokens.is_han(bigram)]

    @cached_property
    def is_loose(self) -> bool:
        """Long enough to be several words written together, which need not stand together."""
        return len(self.han_bigrams) >= ranking.LOOSE_FROM_BIGRAMS


class Lexicon:
    """One step only: the others of a word are looked up as they stand, so groups cannot lead round in a circle."""

    def __init__(
        self, groups: Iterable[Iterable[str]], districts: Mapping[str, str], topical: Iterable[str] = ()
    ) -> None:
        """`districts`: any name of a district -> its slug; `topical`: what topics are called and looked up by."""
        others: dict[str, dict[str, str]] = defaultdict(dict)
        for group in groups:
            folded = {key: word for word in group if (key := fold(word).strip())}
            # One more than needed, because a word is no other of its own. Staff may paste a group of thousands.
            first = list(folded.items())[: MAX_OTHERS + 1]
            for word in folded:
                others[word] |= {other: shown for other, shown in first if other != word}
        self._known = {
            word: Word(word, tuple(found.values())[:MAX_OTHERS]) for word, found in others.items() if found
        }
        for name, slug in districts.items():
            if word := fold(name).strip():
                self._known[word] = Word(word, district=slug)
        self.topical = {*self._known, *map(fold, topical)}
        self._longest = max(map(len, self._known), default=0)

    @classmethod
    def load(cls) -> Self:
        """3 queries."""
        rows = SynonymGroup.objects.values_list("name", "words")
        groups = [[name, *words_in(words)] for name, words in rows]
        columns = ("slug", "name", "short", "former_names__name")
        districts = {
            name: slug
            for slug, *names in District.objects.values_list(*columns)
            for name in names
            if name and name not in CITY_NAMES
        }
        topics = Topic.objects.values_list("name", "synonyms")
        topical = [word for name, words in topics for word in (name, *words_in(words))]
        return cls(groups, districts, topical)

    def words(self, stretch: str) -> list[Word]:
        """A folded stretch, parted where a known word stands; the longest known word is taken first."""
        found: list[Word] = []
        start = offset = 0
        while offset < len(stretch):
            if known := self._longest_at(stretch, offset):
                found += [Word(stretch[start:offset]), known]
                offset += len(known.text)
                start = offset
            else:
                offset += 1
        found.append(Word(stretch[start:]))
        kept = _without_leftovers([word for word in found if word.text])
        return [word for word in kept if word.bigrams] or [Word(stretch)]

    def _longest_at(self, stretch: str, offset: int) -> Word | None:
        if _inside_word(stretch, offset):
            return None
        for end in range(min(len(stretch), offset + self._longest), offset, -1):
            if not _inside_word(stretch, end) and (known := self._known.get(stretch[offset:end])):
                return known
        return None


def _without_leftovers(words: list[Word]) -> list[Word]:
    """One Han character beside a known word shows that it was another word: 工作证明 is no 工作证, 黄浦江 not 黄浦."""
    kept: list[Word] = []
    glue = False
    for word in words:
        alone = len(word.text) == 1 and tokens.is_han(word.text)
        if alone and word.text in LIGHT and len(words) > 1:
            continue
        if kept and (glue or alone):
            kept[-1] = Word(kept[-1].text + word.text)
            glue = False
        else:
            kept.append(word)
            glue = alone
    return kept


def _inside_word(text: str, offset: int) -> bool:
    """Whether `offset` lies within a number or a word of Latin letters."""
    around = text[max(offset - 1, 0) : offset + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()
