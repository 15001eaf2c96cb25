"""Short names for tantivy's queries: all of, any of, with a weight, without a score."""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import Occur, Query

MUST, SHOULD, NOT = Occur.Must, Occur.Should, Occur.MustNot


def any_of(queries: Iterable[Query], *, at_least: int = 1) -> Query:
    """What at least so many of `queries` find."""
    clauses = [(SHOULD, query) for query in queries]
    if at_least == 1:
        return Query.boolean_query(clauses)
    return Query.boolean_query(clauses, minimum_number_should_match=at_least)


def all_of(queries: Iterable[Query], *, but: Iterable[Query] = ()) -> Query:
    """What all of `queries` find, and none of `but`."""
    required = [(MUST, query) for query in queries]
    return Query.boolean_query([*required, *((NOT, query) for query in but)])


def preferring(found: Query, scoring: Iterable[Query]) -> Query:
    """What `found` finds; each of `scoring` that finds a policy too adds its score."""
    return Query.boolean_query([(MUST, found), *((SHOULD, query) for query in scoring)])


def scored(query: Query, score: float) -> Query:
    """What `query` finds, each with the same score."""
    return Query.const_score_query(query, score)


def uncounted(query: Query) -> Query:
    """What `query` finds, without a score."""
    return Query.const_score_query(query, 0.0)


def boost(query: Query, weight: float) -> Query:
    return Query.boost_query(query, weight)
