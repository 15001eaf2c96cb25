"""The documents that a question names: by 文号, by an address of the web, or by the title, as they were pasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from tantivy import Query

from policies.lookup import ranking, schema
from policies.lookup.clauses import Clauses
from policies.lookup.queries import any_of, scored
from policies.lookup.query import Typed
from policies.text import web_address
from policies.text.docnumber import DocNumber
from policies.text.folding import fold


class DocumentNames:
    """Of one question, as clauses against one field of an index."""

    def __init__(self, clauses: Clauses, typed: Typed) -> None:
        self.clauses = clauses
        self.reader = clauses.reader
        self.typed = typed

    @property
    def are_given(self) -> bool:
        """Whether a 文号 or an address says which documents are asked for. A title is only likely to."""
        return bool(self.typed.numbers or self.typed.addresses)

    def found(self) -> Query:
        """The policies that are named, and those that cite a 文号."""
        return any_of([*map(self._number, self._numbers), *self._by_address])

    def own(self) -> Query:
        """The policies that are named, and none that cites them."""
        return any_of([*map(self._own_number, self._numbers), *self._by_address])

    def relevance(self) -> Iterator[Query]:
        for number in self._numbers:
            yield scored(self._own_number(number), ranking.OWN_NUMBER)
        for title in self.titles:
            yield scored(title, ranking.OWN_TITLE)

    @property
    def has_address(self) -> Query:
        keys = dict.fromkeys(key for pasted in self.typed.addresses for key in web_address.keys(pasted))
        return any_of(self.reader.term("address", key) for key in keys)

    @property
    def _by_address(self) -> list[Query]:
        """By an address, or by the title that was pasted with it."""
        return [self.has_address, *self.titles] if self.typed.addresses else []

    @cached_property
    def titles(self) -> list[Query]:
        """The policies whose title was pasted; in one section nobody looks for a title."""
        keys = self.typed.titles if self.clauses.field == "text" else ()
        return [self.reader.term("names", key) for key in keys if self.reader.holding("names", key)]

    @cached_property
    def _numbers(self) -> tuple[DocNumber, ...]:
        """Those of the English gazette also under the 机关代字 that the library's own records show for their code."""
        found = list(self.typed.numbers)
        for number in self.typed.numbers:
            agencies = self.reader.english_agencies.get(number.agency, ()) if number.is_english else ()
            found += [replace(number, agency=agency) for agency in agencies]
        return tuple(found)

    def _number(self, number: DocNumber) -> Query:
        """The policy that bears the number, and those that cite it, in whatever brackets; in a section, these only."""
        if number.is_english:
            return self.reader.term("english_number", schema.number_of(number))
        cited = self.clauses.phrase(fold(f"{number.agency} {number.year} {number.serial}"))
        return any_of([self._own_number(number), cited]) if self.clauses.field == "text" else cited

    def _own_number(self, number: DocNumber) -> Query:
        return self.reader.term("number", schema.number_of(number))
