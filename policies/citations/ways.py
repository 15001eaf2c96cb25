"""Who cites a document: `Library.meant_by` asked from the other side, as conditions on the citing policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.citations.meaning import Exceptions, Library
from policies.citations.names import Document, by_number, by_title, by_title_and, is_order


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a document is cited: policies that hold `term` and lie within the bounds.

    They are of `district`, or of all but those in `districts_not`; of the years first to last (None: without
    end), or, only with `undated`, of none.
    """

    term: str
    district: str = ""
    districts_not: frozenset[str] = frozenset()
    first: int | None = None
    last: int | None = None
    undated: bool = True
    unheld_numbers: bool = False
    """`term` is followed by a 文号, which must be one that no policy of the library has."""
    own_titles: tuple[str, ...] | None = None
    """`term` is followed by the key of a title, which must be one of these or that of no policy at all."""

    @property
    def is_of_any_year(self) -> bool:
        return self.first is None and self.last is None and self.undated


def ways_to(document: Document, library: Library) -> Iterator[Way]:
    """All ways in which a text can mean `document`: what `Library.meant_by` says, asked from the other side."""
    is_of_order = is_order(document.number)
    if document.number and not is_of_order and not library.shares_its_number(document):
        yield Way(by_number(document.number), own_titles=document.keys)
    for key, others in library.like(document).items():
        if is_of_order or (not document.numbered and document.year):
            yield from _with_number(document, key, others)
        if not library.exceptions.names_no_document(key):
            titled = _with_title(document, key, others)
            yield from _unless_excepted(key, titled, library.exceptions)


def _unless_excepted(key: str, ways: Iterable[Way], exceptions: Exceptions) -> Iterator[Way]:
    """Without those in which staff know the title as the old name of a policy."""
    for way in ways:
        place = way.term.removeprefix(by_title(key, ""))
        if exceptions.named_so(key, place) is None:
            yield way


def _with_title(document: Document, key: str, others: list[Document]) -> Iterator[Way]:
    rivals = [other for other in others if other.place == document.place]
    yield from _before(document, rivals, Way(by_title(key, document.place)))
    yield from _without_place(document, by_title(key, ""), others)


def _without_place(document: Document, term: str, others: list[Document]) -> Iterator[Way]:
    """A title alone means, in a district, one of its own or of the city; elsewhere one of the city."""
    of_city = [other for other in others if other.of_city]
    in_district: defaultdict[str, list[Document]] = defaultdict(list)
    for other in others:
        if not other.of_city:
            in_district[other.district].append(other)
    if not document.of_city:
        rivals = of_city + in_district[document.district]
        yield from _before(document, rivals, Way(term, document.district))
        return
    elsewhere = Way(term, districts_not=frozenset(in_district))
    yield from _before(document, of_city, elsewhere)
    for district, there in sorted(in_district.items()):
        yield from _before(document, of_city + there, Way(term, district))


def _before(document: Document, rivals: list[Document], way: Way) -> Iterator[Way]:
    """The years in which `document` was written and none of its rivals was."""
    if any(rival.year is None for rival in rivals):
        return
    last = min((rival.year for rival in rivals), default=None)
    if last is not None:
        last -= 1
        if document.year and document.year > last:
            return
    yield Way(way.term, way.district, way.districts_not, document.year, last, undated=not rivals)


def _with_number(document: Document, key: str, others: list[Document]) -> Iterator[Way]:
    """By its title and the number of the order; or, where its 文号 is not entered, by its title and any of its year."""
    if is_order(document.number):
        rivals = [other for other in others if other.number == document.number]
        what, unheld = document.number, False
    else:
        rivals = [other for other in others if other.year == document.year and not other.numbered]
        what, unheld = str(document.year), True
    if document.place not in {rival.place for rival in rivals}:
        of_place = by_title_and(what, key, document.place)
        yield Way(of_place, unheld_numbers=unheld)
    if any(rival.of_city for rival in rivals):
        return
    term = by_title_and(what, key, "")
    districts = frozenset(rival.district for rival in rivals)
    if document.of_city:
        yield Way(term, districts_not=districts, unheld_numbers=unheld)
    elif document.district not in districts:
        yield Way(term, document.district, unheld_numbers=unheld)
