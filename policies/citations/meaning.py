"""What a citation means: the one document, or why there is none.

A link is made only where one policy alone can be meant: by its 文号, or by its title where place and year leave no
second one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Self

from policies.citations.names import Document, Name, is_itself, is_order, year_of
from policies.models import CitationException
from policies.text import titles


class Unlinked(Enum):
    """Why a citation is not a link."""

    MISSING = "missing"
    """No policy of the library has this name or number."""
    SEVERAL = "several"
    """More than one policy could be meant."""
    UNSURE = "unsure"
    """The only policies of this name are of another place, or younger than the citing text."""
    ITSELF = "itself"
    NO_DOCUMENT = "no-document"
    """Staff say that this name is not a policy."""


class Exceptions:
    """What staff know of names, see `CitationException`."""

    def __init__(self, rows: Iterable[tuple[str, bool, int | None]]) -> None:
        self.policies: dict[str, int] = {}
        self._places: dict[str, str] = {}
        whole, endings = set(), []
        for name, ending, policy in rows:
            key = titles.key(name)
            if policy is not None:
                self.policies[key] = policy
                self._places[key] = titles.place(name)
            elif ending:
                endings.append(key)
            else:
                whole.add(key)
        self._whole, self._endings = frozenset(whole), tuple(filter(None, endings))

    @classmethod
    def load(cls) -> Self:
        """1 query."""
        return cls(CitationException.objects.values_list("name", "ending", "policy_id"))

    def names_no_document(self, key: str) -> bool:
        return key in self._whole or (bool(self._endings) and key.endswith(self._endings))

    def named_so(self, key: str, place: str) -> int | None:
        """The policy whose old name this is, unless a text says that it means that of another place."""
        old = self._places.get(key, "")
        is_of_another = bool(old and place) and old != place
        return None if is_of_another else self.policies.get(key)

    def other_keys(self, policy: int) -> list[str]:
        """The old names of a policy."""
        return [key for key, meant in self.policies.items() if meant == policy]


class Library:
    """The documents that some names could mean."""

    def __init__(self, documents: Iterable[Document], exceptions: Exceptions) -> None:
        self.exceptions = exceptions
        self._by_id: dict[int, Document] = {}
        self._by_key: dict[str, list[Document]] = {}
        self._by_number: dict[str, list[Document]] = {}
        for document in documents:
            self._by_id[document.id] = document
            self._by_number.setdefault(document.number, []).append(document)
            for key in document.keys:
                self._by_key.setdefault(key, []).append(document)

    def meant_by(self, name: Name, source: Document) -> Document | Unlinked:
        """The one document that `source` means by `name`, or why there is none."""
        if is_itself(name, source):
            return Unlinked.ITSELF
        found = self._found(name, source)
        is_own = isinstance(found, Document) and found.id == source.id
        return Unlinked.ITSELF if is_own else found

    def _found(self, name: Name, source: Document) -> Document | Unlinked:
        if is_order(name.number):
            return self._ordered(name, source)
        if name.number:
            return self._by_given_number(name, source)
        return self._titled(name, source)

    def _by_given_number(self, name: Name, source: Document) -> Document | Unlinked:
        found = self._by_number.get(name.number)
        if not found:
            return _only(self._unnumbered(name, source), Unlinked.MISSING)
        is_titled_so = any(name.key in each.keys for each in found)
        # The title may be an old one. Where it is another policy's, one of the two is wrong.
        if not is_titled_so and self._by_key.get(name.key):
            return Unlinked.UNSURE
        return _only(found, Unlinked.MISSING)

    def _ordered(self, name: Name, source: Document) -> Document | Unlinked:
        named = self._by_key.get(name.key, ())
        numbered = [each for each in named if each.number == name.number]
        found = [each for each in numbered if each.may_be_meant(name.place, source.district)]
        otherwise = Unlinked.UNSURE if self.holds_order(name) else Unlinked.MISSING
        return _only(found, otherwise)

    def holds_order(self, name: Name) -> bool:
        """Whether a policy of this title is there that has this number, or none at all."""
        return any(each.number in ("", name.number) for each in self._by_key.get(name.key, ()))

    def _titled(self, name: Name, source: Document) -> Document | Unlinked:
        if self.exceptions.names_no_document(name.key):
            return Unlinked.NO_DOCUMENT
        if (old := self.exceptions.named_so(name.key, name.place)) is not None:
            return self._by_id.get(old, Unlinked.MISSING)
        named = self._by_key.get(name.key)
        if not named:
            return Unlinked.MISSING
        near = [each for each in named if each.may_be_meant(name.place, source.district)]
        found = [each for each in near if not _younger(each, source)]
        return _only(found, Unlinked.UNSURE)

    def _unnumbered(self, name: Name, source: Document) -> list[Document]:
        """Those of this title whose 文号 nobody has entered; the year must be that of the 文号 cited."""
        year = year_of(name.number)
        if not year:
            return []
        named = self._by_key.get(name.key, ())
        of_the_year = [each for each in named if each.year == year and not each.numbered]
        return [each for each in of_the_year if each.may_be_meant(name.place, source.district)]

    def holds_unnumbered(self, name: Name) -> bool:
        """Whether a policy of this title and of the year of the 文号 is there, only its own 文号 is not entered."""
        year = year_of(name.number)
        named = self._by_key.get(name.key, ())
        return any(each.year == year and not each.numbered for each in named)

    def get(self, key: int) -> Document | None:
        return self._by_id.get(key)

    def like(self, document: Document) -> dict[str, list[Document]]:
        """Key -> the other documents of that name, for each key of `document`."""
        return {
            key: [other for other in self._by_key.get(key, ()) if other.id != document.id]
            for key in document.keys
        }

    def shares_its_number(self, document: Document) -> bool:
        return len(self._by_number.get(document.number, ())) > 1


def _only(found: list[Document], otherwise: Unlinked) -> Document | Unlinked:
    if len(found) > 1:
        return Unlinked.SEVERAL
    return found[0] if found else otherwise


def _younger(document: Document, source: Document) -> bool:
    """Nobody cites what is not yet written; what has no year may be of any."""
    return bool(document.year and source.year and document.year > source.year)
