"""What is asked to find policies like one that is being read."""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import Occur, Query

from policies.lookup import ranking, tokens
from policies.lookup.reader import Reader
from policies.text.folding import fold


def similar(reader: Reader, key: int, title: str, topics: Iterable[str], district: str) -> Query | None:
    """For other policies than `key` that share rare words of its title or a topic; None where it has neither."""
    by_title = [Query.boost_query(reader.term_at("text", bigram), 1.0) for bigram in _rare(reader, title)]
    by_topic = [Query.const_score_query(reader.term("topic", topic), ranking.SAME_TOPIC) for topic in topics]
    same = [*by_title, *by_topic]
    if not same:
        return None
    near = Query.const_score_query(reader.term("district", district), ranking.SAME_DISTRICT)
    itself = Query.term_query(reader.schema, "id", key)
    any_of_them = Query.boolean_query([(Occur.Should, query) for query in same])
    return Query.boolean_query([(Occur.Must, any_of_them), (Occur.Should, near), (Occur.MustNot, itself)])


def _rare(reader: Reader, title: str) -> list[str]:
    """The rarest bigrams of a title that stand in another policy too."""
    bigrams = {
        bigram for run in tokens.runs(fold(title)) for bigram in tokens.bigrams(run) if len(bigram) > 1
    }
    counted = {bigram: reader.holding("text", bigram) for bigram in bigrams}
    common = max(2, reader.searcher.num_docs * ranking.COMMON_SHARE)
    shared = [bigram for bigram, count in counted.items() if 1 < count <= common]
    return sorted(shared, key=lambda bigram: (counted[bigram], bigram))[: ranking.RELATED_BY_BIGRAMS]
