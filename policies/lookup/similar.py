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
    by_title = [reader.term_at("text", bigram) for bigram in _rare(reader, title)]
    by_topic = [scored(reader.term("topic", topic), ranking.SAME_TOPIC) for topic in topics]
    if not (by_title or by_topic):
        return None
    itself = Query.term_query(reader.schema, "id", key)
    others = all_of([any_of([*by_title, *by_topic])], but=[itself])
    near = scored(reader.term("district", district), ranking.SAME_DISTRICT)
    return preferring(others, [near])


def _rare(reader: Reader, title: str) -> list[str]:
    """The rarest bigrams of a title that stand in another policy too."""
    runs = tokens.runs(fold(title))
    tokens_of_title = set(chain.from_iterable(map(tokens.bigrams, runs)))
    bigrams = [token for token in tokens_of_title if len(token) > 1]
    counts = {bigram: reader.holding("text", bigram) for bigram in bigrams}
    common = max(2, reader.searcher.num_docs * ranking.COMMON_SHARE)
    shared = [bigram for bigram, count in counts.items() if 1 < count <= common]
    shared.sort(key=lambda bigram: (counts[bigram], bigram))
    return shared[: ranking.RELATED_BY_BIGRAMS]
