"""From what was typed to what tantivy is asked: which policies match, and what speaks for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Occur, Query

from policies.lookup import ranking, tokens
from policies.lookup.index import Reader
from policies.lookup.query import Query as Typed
from policies.lookup.synonyms import Synonyms
from policies.text.docnumber import DocNumber
from policies.vocabulary import SectionKind, Validity

MUST, SHOULD, NOT = Occur.Must, Occur.Should, Occur.MustNot


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of the question that carries meaning, folded, and other words for it, as staff wrote them."""

    text: str
    others: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[str]:
        """Its pairs of neighbours, each once; whole words and lone characters count as one."""
        return list(dict.fromkeys(pair for run in tokens.runs(self.text) for pair in tokens.pairs(run)))


def words_of(typed: Typed, synonyms: Synonyms) -> tuple[Word, ...]:
    stretches = [stretch for word in typed.words for stretch in tokens.content(tokens.fold(word))]
    return tuple(Word(stretch, synonyms.of(stretch)) for stretch in dict.fromkeys(stretches))


class Matching:
    """The clauses of one question against one index."""

    def __init__(self, reader: Reader, typed: Typed, scope: SectionKind | None, synonyms: Synonyms) -> None:
        self.reader = reader
        self.typed = typed
        self.field = scope.value if scope else "text"
        self.words = words_of(typed, synonyms)
        self.phrases = [folded for phrase in typed.phrases if tokens.runs(folded := tokens.fold(phrase))]

    def matches(self) -> list[tuple[Occur, Query]]:
        """What a policy must be to be found at all. Only the words among it count: to match them twice is dear."""
        clauses = [(MUST, _uncounted(self.phrase(self.field, phrase))) for phrase in self.phrases]
        if self.typed.numbers:
            clauses.append((MUST, _uncounted(_any(map(self._number, self.typed.numbers)))))
        elif self.words:
            clauses.append((MUST, _any(map(self._each_word, self.words))))
        for excluded in self.typed.excluded:
            if tokens.runs(folded := tokens.fold(excluded)):
                clauses.append((NOT, self.phrase(self.field, folded)))
        return clauses

    def speaks_for(self) -> list[tuple[Occur, Query]]:
        """What puts one policy before another. Every clause may fail."""
        clauses = [*self._relevance(), *self.usable()]
        return [(SHOULD, query) for query in clauses]

    def _relevance(self) -> Iterable[Query]:
        for number in self.typed.numbers:
            yield Query.const_score_query(self._own_number(number), ranking.OWN_NUMBER)
        for phrase in self.phrases:
            yield self.phrase(self.field, phrase)
            yield _boost(self.phrase("title", phrase), ranking.TITLE)
        whole = "".join(word.text for word in self.words)
        if self.words and not self.typed.numbers:
            yield Query.const_score_query(self.phrase(self.field, whole), ranking.EXACT)
        for word in self.words:
            if self.typed.numbers:
                yield self._each_word(word)
            if len(self.words) > 1:
                yield Query.const_score_query(self.phrase(self.field, word.text), ranking.WORD_AS_TYPED)
            for other in word.others:
                yield _boost(self.phrase(self.field, tokens.fold(other)), ranking.SYNONYM)
                yield _boost(self.phrase("title", tokens.fold(other)), ranking.SYNONYM * ranking.TITLE)
        yield from self._tokens()

    def _tokens(self) -> Iterable[Query]:
        cut = dict.fromkeys(token for word in self.words for token in tokens.cut(word.text))
        pairs = {pair for word in self.words for pair in word.pairs}
        for token in cut:
            weight = 1.0 if token in pairs else ranking.CHARACTER
            yield _boost(self.reader.term_at(self.field, token), weight)
            if token in pairs and self.field == "text":
                yield _boost(self.reader.term_at("title", token), ranking.TITLE)

    def usable(self) -> Iterable[Query]:
        """At equal relevance, what is over comes last."""
        over = (Validity.EXPIRED, Validity.REPEALED)
        usable = [member.value for member in Validity if member not in over]
        yield Query.const_score_query(
            Query.term_set_query(self.reader.schema, "validity", usable), ranking.USABLE
        )

    def _each_word(self, word: Word) -> Query:
        return Query.const_score_query(self._word(word), ranking.EACH_WORD)

    def _word(self, word: Word) -> Query:
        """The word itself, or another one for it."""
        return _any(
            [self._itself(word), *(self.phrase(self.field, tokens.fold(other)) for other in word.others)]
        )

    def _itself(self, word: Word) -> Query:
        pairs = word.pairs
        if len(pairs) < ranking.LOOSE_FROM_PAIRS:
            return self.phrase(self.field, word.text)
        counted = {pair: self.reader.searcher.doc_freq(self.field, pair) for pair in pairs}
        telling = sorted(filter(counted.get, pairs), key=counted.get)[: ranking.TELLING_PAIRS]
        clauses = [(SHOULD, self.reader.term_at(self.field, pair)) for pair in telling]
        return Query.boolean_query(clauses, minimum_number_should_match=ranking.MIN_PAIRS)

    def _number(self, number: DocNumber) -> Query:
        """The policy that bears the number, and those that cite it, in whatever brackets."""
        cited = tokens.fold(f"{number.agency} {number.year} {number.serial}")
        return _any([self._own_number(number), self.phrase("text", cited)])

    def _own_number(self, number: DocNumber) -> Query:
        return self.reader.term("number", tokens.fold(str(number)))

    def phrase(self, field: str, folded: str) -> Query:
        """`folded` as it stands. The pairs are enough: each shares a character with the next."""
        terms: list[tuple[int, str]] = []
        position = 0
        for run in tokens.runs(folded):
            if len(run) > 1 and tokens.is_han(run):
                terms += [(position + 2 * place + 1, pair) for place, pair in enumerate(tokens.pairs(run))]
                position += 2 * len(run) - 1
            else:
                terms.append((position, run))
                position += 1
        if not terms:
            return Query.empty_query()
        if len(terms) == 1:
            return self.reader.term_at(field, terms[0][1])
        return Query.phrase_query(self.reader.schema, field, terms)


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(SHOULD, query) for query in queries])


def _uncounted(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _boost(query: Query, weight: float) -> Query:
    return Query.boost_query(query, weight)
