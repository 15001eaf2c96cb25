"""From what was typed to what tantivy is asked: which policies match, and what scores each of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import combinations, zip_longest

from tantivy import Query

from policies.lookup import ranking, tokens
from policies.lookup.clauses import Clauses
from policies.lookup.held import HeldWords
from policies.lookup.lexicon import CITY_BESIDE_DISTRICT, REFUSALS, Lexicon, Word
from policies.lookup.naming import DocumentNames
from policies.lookup.queries import all_of, any_of, boost, preferring, scored, uncounted
from policies.lookup.query import Typed
from policies.lookup.reader import Reader
from policies.lookup.sentence import Sentence, han_characters, is_sentence
from policies.text.folding import fold
from policies.vocabulary import SectionKind

_REFUSING = re.compile(f"(?:{REFUSALS})(?:在|去|到|看)?$")


def _words_in(stretches: Iterable[str], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words that carry meaning, each once."""
    words = [word for each in lexicon.side_by_side(stretches) for word in lexicon.words(each)]
    return tuple(dict.fromkeys(_asked_for(words, lexicon))) or tuple(
        word for word in words if not word.district
    )


def _asked_for(words: list[Word], lexicon: Lexicon) -> Iterator[Word]:
    """Without the districts that somebody says he does not mean, nor the word that says so."""
    refuses = False
    for word, following in zip_longest(words, words[1:]):
        if word.district and refuses:
            continue
        left = _REFUSING.sub("", word.text) if following and following.district else word.text
        refuses = left != word.text
        if not refuses:
            yield word
        elif left:
            yield from lexicon.words(left)


def district_words(typed: Typed, lexicon: Lexicon, held: HeldWords) -> tuple[Word, ...]:
    """The words that name a district.

    Who asks for a 文号 or an address, or copies a sentence of a text, asks for a document, wherever it is from.
    """
    if typed.numbers or typed.addresses:
        return ()
    words = tuple(word for word in _words_in(_stretches(typed), lexicon) if word.district)
    return () if words and _is_copied(typed, held) else words


def _is_copied(typed: Typed, held: HeldWords) -> bool:
    text = fold(typed.text)
    return han_characters(text) >= ranking.COPIED_FROM_CHARS and held.count(text) > 0


def _without_districts(words: tuple[Word, ...], districts: Collection[str]) -> tuple[Word, ...]:
    """Nor is the city's name to be found, where it only leads up to that of a district."""
    kept = tuple(word for word in words if word.district not in districts)
    if len(kept) == len(words):
        return words
    return tuple(word for word in kept if word.text not in CITY_BESIDE_DISTRICT)


def _stretches(typed: Typed) -> list[str]:
    words = [fold(word) for word in typed.words]
    # 请问，… asks for no 请问.
    telling = [word for word in words if tokens.says_something(word)]
    return [stretch for word in telling or words for stretch in tokens.content(word)]


class Matching:
    """The clauses of one question against one index."""

    def __init__(
        self,
        reader: Reader,
        typed: Typed,
        scope: SectionKind | None,
        lexicon: Lexicon,
        districts: Collection[str] = (),
    ) -> None:
        """A word that names one of `districts` is no word to be found: the list is theirs already."""
        self.reader = reader
        self.typed = typed
        self.lexicon = lexicon
        self.field = scope.value if scope else "text"
        self.clauses = Clauses(reader, self.field)
        self.named = DocumentNames(self.clauses, typed)
        self.stretches = _stretches(typed)
        words = _words_in(self.stretches, lexicon)
        self.words = _without_districts(words, districts)
        self.is_placed = self.words != words
        self.phrases = [folded for phrase in typed.phrases if tokens.runs(folded := fold(phrase))]

    @cached_property
    def sentence(self) -> Sentence | None:
        """The question as a sentence, where it is one."""
        if self.named.are_given or not self.words or not is_sentence(self.typed):
            return None
        return Sentence(self.clauses, self.typed, self.words)

    def required_clauses(self) -> list[Query]:
        """What a policy must be to be found at all; whose title was pasted is found, whatever signs it was pasted with."""
        held = () if self.sentence and self.sentence.asks_past_quotes else self.phrases
        # Only the words among it count: to match them twice is dear.
        required = [uncounted(self.clauses.phrase(phrase)) for phrase in held]
        if self.named.are_given:
            required.append(uncounted(self.named.found()))
        elif self.sentence:
            required.append(self.sentence.found)
        elif one := self._one_token:
            required.append(self.clauses.term(one))
        elif self.finding:
            required.append(any_of([scored(self._word(word), ranking.EACH_WORD) for word in self.finding]))
        if required and self.named.titles:
            return [any_of([all_of(required), *map(uncounted, self.named.titles)])]
        return required

    def unwanted_clauses(self, field: str = "") -> list[Query]:
        """What no policy that is found may hold."""
        folded = map(fold, self.typed.excluded)
        return [self.clauses.phrase(text, field) for text in folded if tokens.runs(text)]

    def titled(self) -> Query | None:
        """What a policy must be called to be suggested; None where nothing asks for a title."""
        if self.named.are_given:
            return self.named.own()
        wanted = [self.clauses.phrase(text, "title") for text in (*self.stretches, *self.phrases)]
        return all_of(wanted, but=self.unwanted_clauses("title")) if wanted else None

    def phrase(self, field: str, folded: str) -> Query:
        return self.clauses.phrase(folded, field)

    @cached_property
    def finding(self) -> list[Word]:
        """The words of which one must be found.

        Beside others, a district only puts its policies first, and so does a word that is in very many
        policies (申请): what it alone would find is no answer. A sentence is found by what it says as a whole.
        """
        if self.sentence:
            return list(self.words)
        words = [word for word in self.words if not word.district] or list(self.words)
        rare = [word for word in words if not self._is_common(word)]
        if len(rare) == len(words):
            return words
        return [word for word in rare if self._stands_somewhere(word)] or words

    @cached_property
    def unheld(self) -> tuple[Word, ...]:
        """The words that stand nowhere, beside others that do; of a sentence no word need stand."""
        if self.sentence or self.named.are_given:
            return ()
        asked = [word for word in self.words if not word.district]
        nowhere = tuple(word for word in asked if not self._stands_somewhere(word))
        return nowhere if len(nowhere) < len(asked) else ()

    def _stands_somewhere(self, word: Word) -> bool:
        if word.is_loose:
            # Where the two rarest bigrams meet is soon known, and mostly they do somewhere.
            rarest = sorted(filter(self.clauses.holding, word.han_bigrams), key=self.clauses.holding)[
                : ranking.MIN_BIGRAMS
            ]
            if len(rarest) == ranking.MIN_BIGRAMS and self._found(
                self.clauses.all_of((*rarest, *word.other_runs))
            ):
                return True
        return self._found(self._word(word))

    def _found(self, query: Query) -> bool:
        return bool(self.reader.searcher.search(query, 1).count)

    def _is_common(self, word: Word) -> bool:
        """Whether more policies than COMMON_SHARE may hold it. What topics and synonyms name is never too common."""
        return word.text not in self.lexicon.topical and self._at_most(word) > self.clauses.common

    def _at_most(self, word: Word) -> int:
        """No more policies than these hold it: as many as hold its rarest part, of a long one its rarest two."""
        if not word.is_loose:
            return min(map(self.clauses.holding, word.bigrams), default=0)
        counted = sorted(filter(None, map(self.clauses.holding, word.han_bigrams)))
        return min([sum(counted[: ranking.MIN_BIGRAMS]), *map(self.clauses.holding, word.other_runs)])

    def in_order_of_relevance(self, found: Query) -> Query | None:
        """`found` with what puts one policy before another, of which every clause may fail; None where nothing does."""
        if self.sentence:
            return preferring(self.sentence.in_order_of_relevance(found), self.named.relevance())
        scoring = list(self._relevance())
        return preferring(found, scoring) if scoring else None

    def _relevance(self) -> Iterable[Query]:
        yield from self.named.relevance()
        for phrase in self.phrases:
            yield self.clauses.phrase(phrase)
            yield boost(self.clauses.phrase(phrase, "title"), ranking.TITLE)
        if self.words and not self.named.are_given and not self._held_by_all:
            yield scored(self._whole_question(), ranking.EXACT)
        for word in self.words:
            yield from self._steps(word)
            for other in word.others:
                yield boost(self.clauses.phrase(fold(other)), ranking.SYNONYM)
                yield boost(self.clauses.phrase(fold(other), "title"), ranking.SYNONYM * ranking.TITLE)
        yield from self._tokens()

    @property
    def _held_by_all(self) -> bool:
        """Whether the question is one word that every policy it finds holds as typed, and so each character of it."""
        if len(self.words) != 1 or self.named.are_given or self.named.titles:
            return False
        return not self.words[0].others and not self.words[0].is_loose

    @property
    def _one_token(self) -> str:
        """The question, where it is no more than one token: it finds and scores in one, and is read only once."""
        bigrams = self.words[0].bigrams if self._held_by_all else ()
        return bigrams[0] if len(bigrams) == 1 else ""

    def _whole_question(self) -> Query:
        """All words side by side, with the function words between them and without; and without the districts asked for."""
        spoken = tokens.joined(map(fold, self.typed.words))
        asked = tokens.joined(word.text for word in self.words)
        forms = {spoken, tokens.joined(self.stretches), *([asked] if self.is_placed else [])}
        return any_of([self.clauses.phrase(text) for text in forms])

    def _steps(self, word: Word) -> Iterable[Query]:
        """What lifts a policy that has the word above those that have fewer, where the word does not find already."""
        finds = word in self.finding and not self.named.are_given
        if word.district and not finds:
            yield scored(self.reader.term("district", word.district), ranking.EACH_WORD)
        elif self._is_common(word) and not finds:
            weight = ranking.EACH_WORD + ranking.WORD_AS_TYPED
            if self._at_most(word) <= ranking.SCORED_POSTINGS:
                yield scored(self._as_typed(word), weight)
        else:
            if not finds:
                yield scored(self._word(word), ranking.EACH_WORD)
            if len(self.words) > 1:
                yield scored(self._as_typed(word), ranking.WORD_AS_TYPED)

    def _as_typed(self, word: Word) -> Query:
        if word.bigrams and (self._is_common(word) or self._at_most(word) > ranking.COMPARED_PLACES):
            # To compare positions in many policies is dear, and where the rarest bigram stands, so mostly does the word.
            return self.clauses.term(min(word.bigrams, key=self.clauses.holding))
        return self.clauses.phrase(word.text)

    def _tokens(self) -> Iterable[Query]:
        """Each token of the words, in the text and in the title."""
        bigrams = self._bigrams
        cut = bigrams if self._held_by_all else self._cut
        asked = [token for token in cut if token != self._one_token]
        weighed = [(self.field, token, 1.0 if token in bigrams else ranking.CHARACTER) for token in asked]
        if self.field == "text":
            weighed += [("title", token, ranking.TITLE) for token in cut if token in bigrams]
        yield from self.clauses.rarest(weighed)

    @property
    def _bigrams(self) -> Collection[str]:
        return dict.fromkeys(bigram for word in self.words for bigram in word.bigrams)

    @property
    def _cut(self) -> Collection[str]:
        """The tokens of all words, each once."""
        return dict.fromkeys(token for word in self.words for token in tokens.cut(word.text))

    def _word(self, word: Word) -> Query:
        """The word itself, or another one for it."""
        itself = self._most_of(word) if word.is_loose else self.clauses.phrase(word.text)
        return any_of([itself, *(self.clauses.phrase(fold(other)) for other in word.others)])

    def _most_of(self, word: Word) -> Query:
        """Some of the bigrams of a long word."""
        # Where some of them meet, written out: minimum_number_should_match takes twice the time.
        meeting = combinations(self._telling(word), ranking.MIN_BIGRAMS)
        enough = any_of(map(self.clauses.all_of, meeting))
        # Of 30万元以下 the number is no part that could be missing.
        if word.other_runs:
            return all_of([self.clauses.all_of(word.other_runs), enough])
        return enough

    def _telling(self, word: Word) -> list[str]:
        """The rarest of its bigrams; a common one only where there would be too few."""
        counted = {bigram: self.clauses.holding(bigram) for bigram in word.han_bigrams}
        rarest = sorted(filter(counted.get, counted), key=counted.get)
        telling = rarest[: ranking.TELLING_BIGRAMS]
        while len(telling) > ranking.MIN_BIGRAMS and counted[telling[-1]] > self.clauses.common:
            telling.pop()
        return telling
