"""How many policies hold some words just as they stand, under no filter."""

from __future__ import annotations

from tantivy import Query

from policies.lookup import positions, ranking, schema, tokens
from policies.lookup.reader import Reader


class HeldWords:
    """Of one revision. It knows the searcher and not the reader, whose memory keeps what is worked out here."""

    def __init__(self, reader: Reader) -> None:
        self._searcher = reader.searcher
        self._schema = reader.schema

    def count(self, folded: str) -> int:
        terms = positions.phrase(tokens.runs(tokens.closed(folded)))
        if not terms or not all(map(self._holding, (token for _, token in terms))):
            return 0
        if len(terms) == 1:
            return self._holding(terms[0][1])
        return self._searcher.search(Query.phrase_query(self._schema, "text", terms), 1).count

    def somewhere(self, folded: str) -> bool:
        """Whether any policy holds it. To read many positions is dear, and where all its tokens are common, so mostly is it."""
        holding = [self._holding(token) for token in tokens.cut(tokens.closed(folded))]
        if not holding or not all(holding):
            return False
        return min(holding) > ranking.COMPARED_PLACES or bool(self.count(folded))

    def pairs_in_titles(self, titles: int, size: int) -> list[str]:
        """The pairs of characters that stand in at least so many titles, the commonest first."""
        terms = self._searcher.terms_with_prefix("title", "")
        pairs = [
            (-count, term)
            for term, count in terms
            if count >= titles and len(term) == 2 and tokens.is_han(term)
        ]
        return [term for _, term in sorted(pairs)[:size]]

    def _holding(self, token: str) -> int:
        return self._searcher.doc_freq(schema.field_of("text", token), token)
