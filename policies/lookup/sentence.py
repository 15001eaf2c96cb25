"""A question put as a sentence: what a policy must hold of it to be found, and what puts one before another.

Who writes a whole sentence says more than the answer does, in other words than the answer: of its pairs of characters
the rare ones find, and how many of them a policy holds, and how often, decides about the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, filterfalse

from tantivy import Query

from policies.lookup import ranking, tokens
from policies.lookup.clauses import Clauses
from policies.lookup.compounds import meets_by_chance
from policies.lookup.lexicon import Word
from policies.lookup.queries import any_of, boost, preferring, scored, uncounted
from policies.lookup.query import Typed
from policies.text.folding import fold


def is_sentence(typed: Typed) -> bool:
    """Whether one of the words is so long that it is more than a word.

    >>> is_sentence(Typed.parse("刚毕业在徐汇租房有补贴吗")), is_sentence(Typed.parse("租房补贴 徐汇"))
    (True, False)
    """
    return any(han_characters(word) >= ranking.SENTENCE_FROM_CHARS for word in typed.words)


def han_characters(text: str) -> int:
    return sum(len(run) for run, of_han in tokens.found_runs(fold(text)) if of_han)


class Sentence:
    """The clauses of one sentence against one field of an index."""

    def __init__(self, clauses: Clauses, typed: Typed, words: tuple[Word, ...]) -> None:
        """`words` carry its meaning: it without function words, and without the districts whose list is asked for."""
        self.clauses = clauses
        self.typed = typed
        self.words = words
        self._quoted = [Word(folded) for phrase in typed.phrases if tokens.runs(folded := fold(phrase))]
        self._budget = max(clauses.policies * ranking.SENTENCE_SHARE, ranking.SENTENCE_PLACES)

    @property
    def asks_past_quotes(self) -> bool:
        """Whether so much stands beside the quotation marks that a policy need not hold what they enclose."""
        return sum(map(han_characters, self.typed.words)) >= ranking.SOFT_QUOTES_BESIDE

    @cached_property
    def found(self) -> Query:
        """What a policy must hold; it does not score. Where two pairs find little, one is enough."""
        by_two = any_of(self._ways())
        searcher = self.clauses.reader.searcher
        if searcher.search(by_two, 1).count >= ranking.SENTENCE_FEW:
            return uncounted(by_two)
        telling = filterfalse(self._says_nothing, self._rarest(ranking.SENTENCE_PLACES))
        by_one = map(self.clauses.term, telling)
        return uncounted(any_of([by_two, *by_one]))

    def _ways(self) -> Iterator[Query]:
        pairs = self._rarest(self._budget, at_least=ranking.MIN_BIGRAMS)
        if len(pairs) >= ranking.MIN_BIGRAMS:
            yield any_of(map(self.clauses.term, pairs), at_least=ranking.MIN_BIGRAMS)
        yield from map(self.clauses.term, self._telling_alone())
        known = [word for word in self.words if word.others]
        yield from map(self._as_typed, filter(self._is_in_reach, known))

    def _telling_alone(self) -> Iterator[str]:
        """Pairs so rare that one of them is enough."""
        most = self.clauses.policies * ranking.SENTENCE_ALONE
        rare = [pair for pair, count in self._pairs.items() if count <= most]
        return filterfalse(self._says_nothing, rare)

    def in_order_of_relevance(self, found: Query) -> Query:
        """`found` with its score.

        Phrases are wrapped around it one by one, so that only what is found is asked for them: side by side, tantivy
        walks through all that may hold them, which took five times as long.
        """
        for clause in self._wrapped():
            found = preferring(found, [clause])
        weighed = self.clauses.rarest(self._weighed(), ranking.SENTENCE_COMMON_POSTINGS)
        return preferring(found, weighed)

    @cached_property
    def _pairs(self) -> dict[str, int]:
        """Each pair, or number or word of another script, that stands anywhere -> policies; the rarest first."""
        pairs = dict.fromkeys(pair for word in self._all_words for pair in word.bigrams)
        counted = sorted((count, pair) for pair in pairs if (count := self.clauses.holding(pair)))
        return {pair: count for count, pair in counted}

    @property
    def _all_words(self) -> tuple[Word, ...]:
        return (*self.words, *self._quoted)

    def _rarest(self, budget: float, at_least: int = 0) -> list[str]:
        """The rarest pairs, as long as those that hold them are in all no more than `budget`.

        What very many policies hold finds nothing beside a rarer one.
        """
        rare = {pair: count for pair, count in self._pairs.items() if count <= self.clauses.common}
        taken: list[str] = []
        for pair, count in (rare or self._pairs).items():
            budget -= count
            if budget < 0 and len(taken) >= at_least:
                break
            taken.append(pair)
        return taken

    def _says_nothing(self, pair: str) -> bool:
        return meets_by_chance(pair, self.clauses.holding)

    def _is_in_reach(self, word: Word) -> bool:
        return min(map(self.clauses.holding, word.bigrams), default=0) <= self._budget

    def _as_typed(self, word: Word) -> Query:
        """The word, or another one for it."""
        return any_of(map(self.clauses.phrase, (word.text, *map(fold, word.others))))

    def _wrapped(self) -> Iterator[Query]:
        yield scored(self.clauses.useful(), ranking.SENTENCE_USEFUL)
        for word in self._all_words:
            yield scored(self._as_typed(word), ranking.SENTENCE_WORD)
        field = self.clauses.field
        others = chain.from_iterable(word.others for word in self.words)
        for other in map(fold, others):
            yield boost(self.clauses.phrase(other, field), ranking.SYNONYM)
            yield boost(self.clauses.phrase(other, "title"), ranking.SYNONYM)
        titled = self._whole("title")
        yield titled
        yield scored(titled, ranking.EXACT)
        yield scored(self._whole(field), ranking.EXACT)

    def _whole(self, field: str) -> Query:
        """All of it as it stands: with its signs, as 《》 part characters in the index too; without; its words alone."""
        typed = fold(self.typed.text)
        forms = (typed, tokens.joined(tokens.runs(typed)), tokens.joined(word.text for word in self.words))
        return any_of(self.clauses.phrase(text, field) for text in dict.fromkeys(forms))

    def _weighed(self) -> Iterator[tuple[str, str, float]]:
        """(field, token, weight) of what scores by how often it stands."""
        field = self.clauses.field
        for pair in self._pairs:
            yield field, pair, 1.0
            if field == "text":
                yield "title", pair, self._weight_in_title(pair)
        characters = "".join(word.text for word in self._all_words)
        for character in dict.fromkeys(filter(tokens.is_han, characters)):
            if character not in self._pairs:
                yield field, character, ranking.SENTENCE_CHARACTER

    def _weight_in_title(self, pair: str) -> float:
        if self.clauses.reader.holding("title", pair) <= ranking.SENTENCE_OWN_TITLES:
            return ranking.SENTENCE_OWN_TITLE
        return ranking.SENTENCE_TITLE
