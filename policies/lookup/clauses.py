"""Words of a question as queries of one field: terms, phrases, the rarest tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tantivy import Query

from policies.lookup import positions, ranking, schema, tokens
from policies.lookup.queries import all_of, any_of, boost, uncounted
from policies.lookup.reader import Reader
from policies.validity import OVER
from policies.vocabulary import SectionKind


class Clauses:
    """Of one field of one index: `text` for all of a policy, or one of its sections."""

    def __init__(self, reader: Reader, field: str) -> None:
        self.reader = reader
        self.field = field
        self.policies = reader.searcher.num_docs
        # What more policies than these hold tells none from another.
        self.common = self.policies * ranking.COMMON_SHARE

    def holding(self, token: str) -> int:
        return self.reader.holding(self.field, token)

    def term(self, token: str) -> Query:
        return self.reader.term_at(self.field, token)

    def all_of(self, tokens: Iterable[str], field: str = "") -> Query:
        return all_of(self.reader.term(field or self.field, token) for token in tokens)

    def rarest(self, weighed: Iterable[tuple[str, str, float]], common_postings: int = 0) -> Iterator[Query]:
        """Of (field, token, weight) the clauses of those that are rare, or of all where none is.

        What most policies hold moves none before another, and costs the most: such tokens count only as long as all
        that are read are no more than `common_postings`.
        """
        holding = self.reader.holding
        counted = [(holding(field, token), field, token, weight) for field, token, weight in weighed]
        standing = sorted(each for each in counted if each[0])
        any_rare = bool(standing) and standing[0][0] <= self.common
        read = 0
        for count, field, token, weight in standing:
            read += count
            is_common = count > self.common
            most = common_postings if is_common else ranking.SCORED_POSTINGS
            if any_rare and read > most:
                break
            yield boost(self.reader.term_at(field, token), weight)

    def useful(self) -> Query:
        """Whatever is not over."""
        over = [self.reader.term("validity", validity.value) for validity in OVER]
        return all_of([Query.all_query()], but=over)

    def phrase(self, folded: str, field: str = "") -> Query:
        """`folded` as it stands. The bigrams are enough: each shares a character with the next."""
        field = field or self.field
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
        here = uncounted(self.all_of(wanted, field))
        marked = Query.phrase_query(self.reader.schema, "text", positions.phrase_in_section(runs, field))
        if field != SectionKind.ORIGINAL:
            return all_of([here, marked])
        anywhere = Query.phrase_query(self.reader.schema, "text", terms)
        elsewhere = uncounted(any_of(self.all_of(wanted, part) for part in schema.PARTS if part != field))
        only_here = all_of([here, anywhere], but=[elsewhere])
        here_too = all_of([here, elsewhere, marked])
        return any_of([only_here, here_too])
