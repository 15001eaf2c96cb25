"""From what was typed to what tantivy is asked: which policies match, and what scores each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import combinations

from tantivy import Occur, Query

from policies.lookup import positions, ranking, schema, tokens
from policies.lookup.index import Reader
from policies.lookup.lexicon import CITY_BESIDE_DISTRICT, Lexicon, Word
from policies.lookup.query import Query as Typed
from policies.text.docnumber import DocNumber
from policies.text.folding import fold
from policies.vocabulary import SectionKind

MUST, SHOULD, NOT = Occur.Must, Occur.Should, Occur.MustNot


def _words_in(stretches: Iterable[str], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words that carry meaning, each once."""
    return tuple(dict.fromkeys(word for each in stretches for word in lexicon.words(each)))


def district_words(typed: Typed, lexicon: Lexicon) -> tuple[Word, ...]:
    """The words that name a district. Who asks for a 文号 asks for a document, wherever it is from."""
    if typed.numbers:
        return ()
    return tuple(word for word in _words_in(_stretches(typed), lexicon) if word.district)


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
        self.stretches = _stretches(typed)
        words = _words_in(self.stretches, lexicon)
        self.words = _without_districts(words, districts)
        self._common = reader.searcher.num_docs * ranking.COMMON_SHARE
        self.phrases = [folded for phrase in typed.phrases if tokens.runs(folded := fold(phrase))]

    def required_clauses(self) -> list[tuple[Occur, Query]]:
        """What a policy must be to be found at all. Only the words among it count: to match them twice is dear."""
        clauses = [(MUST, _uncounted(self.phrase(self.field, phrase))) for phrase in self.phrases]
        if self.typed.numbers:
            clauses.append((MUST, _uncounted(_any(map(self._number, self.typed.numbers)))))
        elif one := self._one_token:
            clauses.append((MUST, self.reader.term_at(self.field, one)))
        elif self.finding:
            each = [Query.const_score_query(self._word(word), ranking.EACH_WORD) for word in self.finding]
            clauses.append((MUST, _any(each)))
        for excluded in self.typed.excluded:
            if tokens.runs(folded := fold(excluded)):
                clauses.append((NOT, self.phrase(self.field, folded)))
        return clauses

    def titled(self) -> list[tuple[Occur, Query]]:
        """What a policy must be called to be suggested; empty where nothing asks for a title."""
        if self.typed.numbers:
            return [(MUST, _any(map(self._own_number, self.typed.numbers)))]
        wanted = [(MUST, self.phrase("title", text)) for text in (*self.stretches, *self.phrases)]
        unwanted = [(NOT, self.phrase("title", fold(text))) for text in self.typed.excluded]
        return [*wanted, *unwanted] if wanted else []

    @cached_property
    def finding(self) -> list[Word]:
        """The words of which one must be found.

        Beside others, a district only puts its policies first, and so does a word that is in very many
        policies (申请): what it alone would find is no answer.
        """
        words = [word for word in self.words if not word.district] or list(self.words)
        rare = [word for word in words if not self._is_common(word)]
        if len(rare) == len(words):
            return words
        return [word for word in rare if self._stands_somewhere(word)] or words

    def _stands_somewhere(self, word: Word) -> bool:
        if word.is_loose:
            # Where the two rarest bigrams meet is soon known, and mostly they do somewhere.
            rarest = sorted(filter(self._holding, word.han_bigrams), key=self._holding)[: ranking.MIN_BIGRAMS]
            if len(rarest) == ranking.MIN_BIGRAMS and self._found(self._all_of((*rarest, *word.other_runs))):
                return True
        return self._found(self._word(word))

    def _found(self, query: Query) -> bool:
        return bool(self.reader.searcher.search(query, 1).count)

    def _is_common(self, word: Word) -> bool:
        """Whether more policies than COMMON_SHARE may hold it. What topics and synonyms name is never too common."""
        return word.text not in self.lexicon.topical and self._at_most(word) > self._common

    def _at_most(self, word: Word) -> int:
        """No more policies than these hold it: as many as hold its rarest part, of a long one its rarest two."""
        if not word.is_loose:
            return min(map(self._holding, word.bigrams), default=0)
        counted = sorted(filter(None, map(self._holding, word.han_bigrams)))
        return min([sum(counted[: ranking.MIN_BIGRAMS]), *map(self._holding, word.other_runs)])

    def _holding(self, token: str) -> int:
        return self.reader.holding(self.field, token)

    def scoring_clauses(self) -> list[tuple[Occur, Query]]:
        """What puts one policy before another. Every clause may fail."""
        return [(SHOULD, query) for query in self._relevance()]

    def _relevance(self) -> Iterable[Query]:
        for number in self.typed.numbers:
            yield Query.const_score_query(self._own_number(number), ranking.OWN_NUMBER)
        for phrase in self.phrases:
            yield self.phrase(self.field, phrase)
            yield _boost(self.phrase("title", phrase), ranking.TITLE)
        if self.words and not self.typed.numbers and not self._held_by_all:
            yield Query.const_score_query(self._whole_question(), ranking.EXACT)
        for word in self.words:
            yield from self._steps(word)
            for other in word.others:
                yield _boost(self.phrase(self.field, fold(other)), ranking.SYNONYM)
                yield _boost(self.phrase("title", fold(other)), ranking.SYNONYM * ranking.TITLE)
        yield from self._tokens()

    @property
    def _held_by_all(self) -> bool:
        """Whether the question is one word that every policy it finds holds as typed, and so each character of it."""
        if len(self.words) != 1 or self.typed.numbers:
            return False
        return not self.words[0].others and not self.words[0].is_loose

    @property
    def _one_token(self) -> str:
        """The question, where it is no more than one token: it finds and scores in one, and is read only once."""
        bigrams = self.words[0].bigrams if self._held_by_all else ()
        return bigrams[0] if len(bigrams) == 1 else ""

    def _whole_question(self) -> Query:
        """All words side by side, with the function words between them and without."""
        spoken = tokens.joined(map(fold, self.typed.words))
        return _any([self.phrase(self.field, text) for text in {spoken, tokens.joined(self.stretches)}])

    def _steps(self, word: Word) -> Iterable[Query]:
        """What lifts a policy that has the word above those that have fewer, where the word does not find already."""
        finds = word in self.finding and not self.typed.numbers
        if word.district and not finds:
            yield Query.const_score_query(self.reader.term("district", word.district), ranking.EACH_WORD)
        elif self._is_common(word) and not finds:
            weight = ranking.EACH_WORD + ranking.WORD_AS_TYPED
            if self._at_most(word) <= ranking.SCORED_POSTINGS:
                yield Query.const_score_query(self._as_typed(word), weight)
        else:
            if not finds:
                yield Query.const_score_query(self._word(word), ranking.EACH_WORD)
            if len(self.words) > 1:
                yield Query.const_score_query(self._as_typed(word), ranking.WORD_AS_TYPED)

    def _as_typed(self, word: Word) -> Query:
        if word.bigrams and (self._is_common(word) or self._at_most(word) > ranking.COMPARED_PLACES):
            # To compare positions in many policies is dear, and where the rarest bigram stands, so mostly does the word.
            return self.reader.term_at(self.field, min(word.bigrams, key=self._holding))
        return self.phrase(self.field, word.text)

    def _tokens(self) -> Iterable[Query]:
        """Each token of the words, in the text and in the title; of rare ones only, where there are any.

        What most policies hold moves none before another, and costs the most.
        """
        bigrams = dict.fromkeys(bigram for word in self.words for bigram in word.bigrams)
        cut = dict.fromkeys(token for word in self.words for token in tokens.cut(word.text))
        if self._held_by_all:
            cut = bigrams
        weights = {token: 1.0 if token in bigrams else ranking.CHARACTER for token in cut}
        weighed = [
            (self.field, token, weight) for token, weight in weights.items() if token != self._one_token
        ]
        if self.field == "text":
            weighed += [("title", token, ranking.TITLE) for token in cut if token in bigrams]
        holding = self.reader.holding
        counted = [(holding(field, token), field, token, weight) for field, token, weight in weighed]
        rare = sorted(each for each in counted if 0 < each[0] <= self._common)
        budget = ranking.SCORED_POSTINGS
        for count, field, token, weight in rare or counted:
            if (budget := budget - count) < 0 and rare:
                break
            yield _boost(self.reader.term_at(field, token), weight)

    def _word(self, word: Word) -> Query:
        """The word itself, or another one for it."""
        itself = self._most_of(word) if word.is_loose else self.phrase(self.field, word.text)
        return _any([itself, *(self.phrase(self.field, fold(other)) for other in word.others)])

    def _most_of(self, word: Word) -> Query:
        """Some of the bigrams of a long word."""
        counted = {bigram: self._holding(bigram) for bigram in word.han_bigrams}
        telling = sorted(filter(counted.get, counted), key=counted.get)[: ranking.TELLING_BIGRAMS]
        while len(telling) > ranking.MIN_BIGRAMS and counted[telling[-1]] > self._common:
            telling.pop()
        # Where some of them meet, written out: minimum_number_should_match takes twice the time.
        enough = _any(map(self._all_of, combinations(telling, ranking.MIN_BIGRAMS)))
        # Of 30万元以下 the number is no part that could be missing.
        if word.other_runs:
            return Query.boolean_query([(MUST, self._all_of(word.other_runs)), (MUST, enough)])
        return enough

    def _all_of(self, tokens: Iterable[str], field: str = "") -> Query:
        return Query.boolean_query([(MUST, self.reader.term(field or self.field, token)) for token in tokens])

    def _number(self, number: DocNumber) -> Query:
        """The policy that bears the number, and those that cite it, in whatever brackets; in a section, these only."""
        cited = self.phrase(self.field, fold(f"{number.agency} {number.year} {number.serial}"))
        return _any([self._own_number(number), cited]) if self.field == "text" else cited

    def _own_number(self, number: DocNumber) -> Query:
        return self.reader.term("number", fold(str(number)))

    def phrase(self, field: str, folded: str) -> Query:
        """`folded` as it stands. The bigrams are enough: each shares a character with the next."""
        runs = tokens.runs(tokens.closed(folded))
        terms = positions.phrase(runs, behind=0 if field == "title" else positions.MARKS_BEHIND)
        if not terms:
            return Query.empty_query()
        if len(terms) == 1:
            return self.reader.term_at(field, terms[0][1])
        if field in positions.MARKS:
            return self._phrase_in_section(field, runs)
        return Query.phrase_query(self.reader.schema, field, terms)

    def _phrase_in_section(self, field: str, runs: list[str]) -> Query:
        """A section has no positions of its own: the phrase in the whole text, with the mark of the section.

        政策原文 has very many marks, and to read them takes time. Where nothing else of the policy holds the tokens of
        the phrase, it can only stand there.
        """
        terms = positions.phrase(runs)
        wanted = [token for _, token in terms]
        here = (MUST, _uncounted(self._all_of(wanted, field)))
        marked = Query.phrase_query(self.reader.schema, "text", positions.phrase_in_section(runs, field))
        if field != SectionKind.ORIGINAL:
            return Query.boolean_query([here, (MUST, marked)])
        anywhere = Query.phrase_query(self.reader.schema, "text", terms)
        elsewhere = _uncounted(_any(self._all_of(wanted, part) for part in schema.PARTS if part != field))
        only_here = Query.boolean_query([here, (MUST, anywhere), (NOT, elsewhere)])
        here_too = Query.boolean_query([here, (MUST, elsewhere), (MUST, marked)])
        return _any([only_here, here_too])


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(SHOULD, query) for query in queries])


def _uncounted(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _boost(query: Query, weight: float) -> Query:
    return Query.boost_query(query, weight)
