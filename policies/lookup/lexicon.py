"""The words that the portal knows of itself: names of districts, synonyms as staff keep them, and the words of topics.

They part a question that is written without spaces (徐汇公租房怎么申请), and say what else to look for. All of
it is applied to the question, never to the index, so a change takes effect with the next question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from policies.lookup import ranking, tokens
from policies.models import District, SynonymGroup, Topic
from policies.models.taxonomy import spoken_names, words_in
from policies.text.folding import fold

# One word of a question is not answered for more than so many others.
MAX_OTHERS = 8
# Between known words these join or ask, and are no part of a longer word: 我在徐汇租房, 居住证办.
LIGHT = frozenset("在去到住来从向给对和与及或等是有办要能会把让用按于为")
# Before a known word these say what is done with it, and are no part of another: 奉贤租公租房, 买二手房. Elsewhere one of them
# may be all that is asked: 奉贤租.
VERBS = frozenset("租买领查找看申交拿")
# Nearly every title begins with the city's name: it tells no policy from another.
CITY_NAMES = ("上海市", "市级")
# Beside the name of a district these say nothing more: 上海市静安区.
CITY_BESIDE_DISTRICT = frozenset({"上海", "上海市", "市"})
# Before the name of a district these say that it is not meant: 租房补贴 不要徐汇, 除了徐汇以外, 我不在徐汇工作.
REFUSALS = "不要|不想|不在|不是|不含|不去|不算|除了|除去|除开|排除"


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


def _always(text: str) -> bool:
    return True


class Lexicon:
    """One step only: the others of a word are looked up as they stand, so groups cannot lead round in a circle."""

    def __init__(
        self,
        groups: Iterable[Iterable[str]],
        districts: Mapping[str, str],
        topics: Iterable[tuple[str, Iterable[str]]] = (),
        stands: Callable[[str], bool] = _always,
    ) -> None:
        """`districts`: any name of a district -> its slug; `topics`: the name of each, and its words.

        `stands` tells whether any policy holds a folded word.
        """
        self._known = {
            word: Word(word, tuple(others.values())[:MAX_OTHERS])
            for word, others in _others(groups).items()
            if others
        }
        for name, slug in districts.items():
            if word := fold(name).strip():
                self._known[word] = Word(word, district=slug)
        self._topics, names = _topics_of_words(topics)
        self.topical = {*self._known, *self._topics, *names}
        """All that it knows, and the names of topics."""
        self._longest = max(map(len, self.topical), default=0)
        self._stands = stands
        self._told: dict[str, Word | None] = {}
        self._by_pair = _by_pair(self.topical)

    @classmethod
    def load(cls, stands: Callable[[str], bool] = _always) -> Self:
        """3 queries."""
        rows = SynonymGroup.objects.values_list("name", "words")
        groups = [[name, *words_in(words)] for name, words in rows]
        columns = ("slug", "name", "short", "former_names__name")
        districts = {
            name: slug
            for slug, full, short, former in District.objects.values_list(*columns)
            for name in (full, short, *(spoken_names(former) if former else ()))
            if name not in CITY_NAMES
        }
        topics = [(name, words_in(words)) for name, words in Topic.objects.values_list("name", "synonyms")]
        return cls(groups, districts, topics, stands)

    def known(self, text: str) -> Word | None:
        """What a folded text is known as; None where it is no word by itself."""
        if text not in self.topical:
            return None
        if text not in self._told:
            self._told[text] = self._tell(text)
        return self._told[text]

    def longer(self, text: str) -> tuple[str, ...]:
        """The known words in which a folded word stands with one Han character before or behind it, and so is no word by
        itself: 公租房 for 租房. In 人才公寓 人才 is one."""
        return tuple(word for word in self._by_pair.get(text[:2], ()) if _leaves_one(word, text))

    def _tell(self, text: str) -> Word | None:
        """A word of a topic that no policy holds leads to what is filed under the topic, since names of topics are found."""
        word = self._known.get(text)
        if word and word.district:
            return word
        others = tuple(filter(self._is_of_use, word.others)) if word else ()
        topics = self._topics.get(text, ())
        # 应届生落户 is two known words, and finds by both.
        if not word and any(known in text for known in self._known):
            return None
        if topics and not any(map(self._stands, map(fold, (text, *others)))):
            both = dict.fromkeys((*others, *topics))
            return Word(text, tuple(both)[:MAX_OTHERS])
        return Word(text, others) if word else None

    def _is_of_use(self, other: str) -> bool:
        """Residence permit is for those who type it; beside 居住证 it is named only where a policy holds it."""
        folded = fold(other)
        return not tokens.runs(folded) or tokens.is_han(tokens.runs(folded)[0]) or self._stands(folded)

    def side_by_side(self, stretches: Iterable[str]) -> list[str]:
        """Words of other scripts that were typed one after another in one stretch: some are known together only."""
        joined: list[str] = []
        for stretch in stretches:
            if joined and _is_latin(joined[-1][-1:]) and _is_latin(stretch[:1]):
                joined[-1] += f" {stretch}"
            else:
                joined.append(stretch)
        return joined

    def words(self, stretch: str) -> list[Word]:
        """A folded stretch, parted where a known word stands; the longest known word is taken first."""
        found: list[Word] = []
        start = offset = 0
        while offset < len(stretch):
            if known := self._longest_at(stretch, offset):
                found += [*_plain(stretch[start:offset]), known]
                offset += len(known.text)
                start = offset
            else:
                offset += 1
        found += _plain(stretch[start:])
        kept = _without_leftovers(found)
        return [word for word in kept if word.bigrams] or [Word(stretch)]

    def _longest_at(self, stretch: str, offset: int) -> Word | None:
        if _inside_word(stretch, offset):
            return None
        for end in range(min(len(stretch), offset + self._longest), offset, -1):
            if not _inside_word(stretch, end) and (known := self.known(stretch[offset:end])):
                return known
        return None


def _others(groups: Iterable[Iterable[str]]) -> dict[str, dict[str, str]]:
    """Of each folded word the others, folded -> as staff wrote them."""
    others: dict[str, dict[str, str]] = defaultdict(dict)
    for group in groups:
        folded = {fold(word).strip(): word for word in group}
        folded.pop("", None)
        # One more than needed, because a word is no other of its own. Staff may paste a group of thousands.
        first = list(folded.items())[: MAX_OTHERS + 1]
        for word in folded:
            others[word] |= {other: shown for other, shown in first if other != word}
    return others


def _topics_of_words(topics: Iterable[tuple[str, Iterable[str]]]) -> tuple[dict[str, list[str]], set[str]]:
    """Of each folded word of a topic the names of its topics, and the folded names themselves."""
    by_word: dict[str, list[str]] = defaultdict(list)
    names = set()
    for name, words in topics:
        own = fold(name).strip()
        names.add(own)
        for word in {fold(each).strip() for each in words} - {own, ""}:
            by_word[word].append(name)
    return by_word, names


def _by_pair(words: Iterable[str]) -> dict[str, list[str]]:
    """Of two neighbouring characters the words in which they stand."""
    by_pair: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for pair in {word[start : start + 2] for start in range(len(word) - 1)}:
            by_pair[pair].append(word)
    return dict(by_pair)


def _leaves_one(word: str, part: str) -> bool:
    """Whether a part of a word leaves one Han character of it on one side."""
    before, _, behind = word.partition(part)
    rests = (before, behind) if part in word else ()
    return any(len(rest) == 1 and tokens.is_han(rest) for rest in rests)


def _plain(text: str) -> list[Word]:
    """What stands between known words."""
    return [Word(part) for part in text.split()]


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _without_leftovers(words: list[Word]) -> list[Word]:
    """One Han character beside a known word shows that it was another word: 工作证明 is no 工作证, 黄浦江 not 黄浦."""
    kept: list[Word] = []
    glue = False
    for number, word in enumerate(words):
        alone = len(word.text) == 1 and tokens.is_han(word.text)
        is_last = number == len(words) - 1
        if alone and ((word.text in LIGHT and len(words) > 1) or (word.text in VERBS and not is_last)):
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
