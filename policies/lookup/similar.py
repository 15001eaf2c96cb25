"""What is asked to find policies like one that is being read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tantivy import Query

from policies.lookup import ranking, tokens
from policies.lookup.queries import all_of, any_of, preferring, scored
from policies.lookup.reader import Reader
from policies.text.folding import fold


def similar(reader: Reader, key: int, title: str, topics: Iterable[str], district: str) -> Query | None:
    """For other policies than `key` that share rare words of its title or a topic; None where it has neither."""
    shared = [*_titled(reader, title), *_topical(reader, topics)]
    if not shared:
        return None
    itself = Query.term_query(reader.schema, "id", key)
    others = all_of([any_of(shared)], but=[itself])
    own_district = reader.term("district", district)
    return preferring(others, [scored(own_district, ranking.SAME_DISTRICT)])


def _titled(reader: Reader, title: str) -> list[Query]:
    return [reader.term_at("text", bigram) for bigram in _rare(reader, title)]


def _topical(reader: Reader, topics: Iterable[str]) -> list[Query]:
    return [scored(reader.term("topic", topic), ranking.SAME_TOPIC) for topic in topics]


def _rare(reader: Reader, title: str) -> list[str]:
    """The rarest bigrams of a title that stand in another policy too."""
    counts = {bigram: reader.holding("text", bigram) for bigram in _bigrams(title)}
    common = max(2, reader.searcher.num_docs * ranking.COMMON_SHARE)
    shared = [bigram for bigram, count in counts.items() if 1 < count <= common]
    shared.sort(key=lambda bigram: (counts[bigram], bigram))
    return shared[: ranking.RELATED_BY_BIGRAMS]


def _bigrams(title: str) -> set[str]:
    """Without what is one character alone."""
    runs = tokens.runs(fold(title))
    found = chain.from_iterable(map(tokens.bigrams, runs))
    return {token for token in found if len(token) > 1}
