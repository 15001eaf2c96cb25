"""Citations asked of the index: what names may mean, who cites a policy, and what is cited and not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tantivy import DocAddress, Occur, Query, Schema, Searcher

from policies.citations.meaning import Exceptions, Library
from policies.citations.names import Document, Name, by_title, is_order
from policies.citations.ways import Way, ways_to

# One name can be that of many policies (管理办法 of each year). Beyond so many, none of them is certain.
MOST_DOCUMENTS = 2000
# tantivy counts exactly while all different citations find room; beyond, the rarest may be lost.
MOST_COUNTED = 50_000
# So many citing policies are named with a document that is not in the library.
CITING_NAMED = 5


class CitationReader(Protocol):
    """What is asked of the index at one revision; who asks hands it in."""

    schema: Schema
    searcher: Searcher

    @property
    def everything(self) -> Query: ...

    def term(self, field: str, value: str) -> Query: ...

    def of_years(self, first: int, last: int | None) -> Query: ...

    def ids(self, addresses: Sequence[DocAddress]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that is cited and not in the library: by how many policies, and ids of a few of them."""

    number: str
    key: str
    terms: tuple[str, ...]
    count: int
    citing: tuple[int, ...]


def library_for(
    reader: CitationReader, exceptions: Exceptions, names: Iterable[Name], document: Document | None
) -> Library | None:
    """What `names` can mean, and what is called as `document` is; None where that is too much to tell."""
    names = list(names)
    keys = {name.key for name in names if name.key}
    numbers = {name.number for name in names}
    ids = {exceptions.policies[key] for key in keys & exceptions.policies.keys()}
    if document:
        keys.update(document.keys)
        numbers.add(document.number)
        ids.add(document.id)
    asked = [reader.term("names", key) for key in keys]
    asked += [reader.term("number", number) for number in numbers if number and not is_order(number)]
    asked += [Query.term_query(reader.schema, "id", key) for key in ids]
    if not asked:
        return Library([], exceptions)
    found = reader.searcher.search(_any_of(asked), MOST_DOCUMENTS, order_by_field="newest")
    if found.count and found.count > MOST_DOCUMENTS:
        return None
    documents = (_stored(reader, address) for _, address in found.hits)
    return Library(documents, exceptions)


def _stored(reader: CitationReader, address: object) -> Document:
    return Document.loads(bytes(reader.searcher.doc(address).get_first("document")).decode())


def who_cites(reader: CitationReader, document: Document, known: Library, size: int) -> tuple[int, list[int]]:
    """How many other policies cite `document`, and the ids of the newest of them."""
    asked = [_query(reader, way) for way in ways_to(document, known)]
    old = _terms_of_old_names(reader, document, known.exceptions)
    asked += [reader.term("citation_keys", term) for term in old]
    if not asked:
        return 0, []
    itself = Query.term_query(reader.schema, "id", document.id)
    clauses = [(Occur.Must, _any_of(asked)), (Occur.MustNot, itself)]
    query = Query.boolean_query(clauses)
    return _newest(reader, query, size)


def _newest(reader: CitationReader, query: Query, size: int) -> tuple[int, list[int]]:
    """How many policies the query finds, and the ids of the newest of them."""
    found = reader.searcher.search(query, size, order_by_field="newest")
    addresses = [address for _, address in found.hits]
    return found.count, reader.ids(addresses)


def _terms_of_old_names(reader: CitationReader, document: Document, exceptions: Exceptions) -> Iterator[str]:
    for key in exceptions.other_keys(document.id):
        title = by_title(key, "")
        for term, _ in reader.searcher.terms_with_prefix("citation_keys", title):
            place = term.removeprefix(title)
            if exceptions.named_so(key, place) == document.id:
                yield term


def _query(reader: CitationReader, way: Way) -> Query:
    required = [_term(reader, way)]
    if way.district:
        required.append(reader.term("district", way.district))
    if not way.is_of_any_year:
        dated = reader.of_years(way.first or 1, way.last)
        undated = [reader.of_years(0, 0)] if way.undated else []
        required.append(_any_of([dated, *undated]))
    clauses = [(Occur.Must, query) for query in required]
    for district in sorted(way.districts_not):
        clauses.append((Occur.MustNot, reader.term("district", district)))
    return Query.boolean_query(clauses)


def _any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _term(reader: CitationReader, way: Way) -> Query:
    if not way.unheld_numbers and way.own_titles is None:
        return reader.term("citation_keys", way.term)
    searcher = reader.searcher
    what = "number" if way.unheld_numbers else "names"
    own = way.own_titles or ()
    free = []
    for term, _ in searcher.terms_with_prefix("citation_keys", way.term):
        end = term.removeprefix(way.term)
        if end in own or not searcher.doc_freq(what, end):
            free.append(reader.term("citation_keys", term))
    return _any_of(free)


def what_is_missing(reader: CitationReader, exceptions: Exceptions, size: int) -> list[Missing]:
    """Documents that policies cite and the library has not, the most cited first."""
    names: dict[str, list[Name]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for term, count in _counted(reader):
        name = Name.parse(term)
        group = _group(name)
        names[group].append(name)
        counts[group] += count
    most_first = sorted(names, key=lambda group: (-counts[group], group))

    def is_absent(group: str) -> bool:
        return not any(_is_there(reader, exceptions, name) for name in names[group])

    absent = islice(filter(is_absent, most_first), size)
    return [_missing(reader, names[group]) for group in absent]


def _group(name: Name) -> str:
    """Of one 文号 all titles are of one document."""
    if name.number and not is_order(name.number):
        return name.number
    return f"《{name.key}》{name.number}"


def _counted(reader: CitationReader) -> list[tuple[str, int]]:
    terms = {"field": "cites", "size": MOST_COUNTED, "segment_size": MOST_COUNTED}
    answer = reader.searcher.aggregate(reader.everything, {"cites": {"terms": terms}})
    return [(bucket["key"], bucket["doc_count"]) for bucket in answer["cites"]["buckets"]]


def _is_there(reader: CitationReader, exceptions: Exceptions, name: Name) -> bool:
    """Whether a policy has this name or number, or staff say that it is none."""
    searcher = reader.searcher
    if is_order(name.number):
        known = library_for(reader, exceptions, [name], None)
        return known is None or known.holds_order(name)
    if name.number:
        is_held = bool(searcher.doc_freq("number", name.number))
        return is_held or _unnumbered(reader, exceptions, name)
    if exceptions.names_no_document(name.key):
        return True
    if exceptions.named_so(name.key, name.place) is not None:
        return True
    return bool(searcher.doc_freq("names", name.key))


def _unnumbered(reader: CitationReader, exceptions: Exceptions, name: Name) -> bool:
    """Whether the policy of this title lacks its 文号 only."""
    if not name.key or not reader.searcher.doc_freq("names", name.key):
        return False
    known = library_for(reader, exceptions, [name], None)
    return known is None or known.holds_unnumbered(name)


def _missing(reader: CitationReader, names: list[Name]) -> Missing:
    terms = [name.term for name in names]
    query = _any_of(reader.term("cites", term) for term in terms)
    count, ids = _newest(reader, query, CITING_NAMED)
    keys = (name.key for name in names if name.key)
    return Missing(names[0].number, next(keys, ""), tuple(terms), count, tuple(ids))
