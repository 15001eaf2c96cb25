"""The index at one revision: terms, counts and ids, as they are asked of tantivy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import tantivy
from tantivy import DocAddress, FieldType, Query

from policies.lookup import schema
from policies.lookup.memory import Memory
from policies.lookup.queries import all_of
from policies.lookup.schema import IndexCheckpoint

# More than any column has values: tantivy counts exactly as long as every value finds room.
_EVERY_VALUE = 10_000


class Reader:
    """The index at one revision, as one moment's answer. `memory` keeps what is the same for everyone."""

    def __init__(self, index: tantivy.Index, generation: str) -> None:
        """Raises ValueError for an index that holds no checkpoint."""
        self.index = index
        self.generation = generation
        self.schema = index.schema
        self.searcher = index.searcher()
        found = self.searcher.search(self.term("checkpoint", "checkpoint"), 1).hits
        if not found:
            raise ValueError("the index is empty")
        self.checkpoint = IndexCheckpoint.of(self.searcher.doc(found[0][1]))
        self.memory = Memory()

    def term(self, field: str, value: str) -> Query:
        return Query.term_query(self.schema, schema.field_of(field, value), value, "basic")

    def term_at(self, field: str, token: str) -> Query:
        """A token of a text; it counts by how often it stands there."""
        return Query.term_query(self.schema, schema.field_of(field, token), token, "freq")

    def of_years(self, first: int, last: int | None) -> Query:
        """The policies of these years, as `schema.years` has them."""
        low, high = schema.years(first, last)
        return Query.range_query(self.schema, "newest", FieldType.Unsigned, lower_bound=low, upper_bound=high)

    def holding(self, field: str, token: str) -> int:
        """How many policies hold a token; those that were changed may count twice."""
        return self.searcher.doc_freq(schema.field_of(field, token), token)

    def tally(self, found: Query, column: str) -> dict[str, int]:
        """How many of the found policies hold each value of a column."""
        terms = {"field": column, "size": _EVERY_VALUE, "segment_size": _EVERY_VALUE}
        answer = self.searcher.aggregate(found, {"tally": {"terms": terms}})
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["tally"]["buckets"]}

    @property
    def english_agencies(self) -> dict[str, list[str]]:
        """Code of the English gazette -> the 机关代字 that stand for it, where the library shows both of one document."""
        return self.memory.remember("english agencies", self._english_agencies)

    def _english_agencies(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for pair in self.tally(self.everything, "english_agency"):
            code, _, agency = pair.partition("=")
            found[code].append(agency)
        return dict(found)

    @property
    def everything(self) -> Query:
        """All policies: every document but the checkpoint."""
        return all_of([Query.all_query()], but=[self.term("checkpoint", "checkpoint")])

    def addresses(self, query: Query) -> list[DocAddress]:
        """Of all documents that `query` finds."""
        found = self.searcher.search(query, max(self.searcher.num_docs, 1), order_by_field="newest")
        return [address for _, address in found.hits]

    def keys(self, query: Query) -> list[int]:
        """The ids of all policies that `query` finds."""
        return self.ids(self.addresses(query))

    def ids(self, addresses: Sequence[DocAddress]) -> list[int]:
        """Of the policies at these addresses, in the same order."""
        return list(map(schema.id_of, self.searcher.fast_field_values("spread_id", addresses)))
