"""Which document a citation means, and who cites a document.

The index holds under `names` what each policy is called, and under `cites` what its text names; both are read
off the text itself, so they can never tell of a text that is no longer there. A link is made only where one
policy alone can be meant: by its 文号, or by its title where place and year leave no second one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Self

from policies.models import CitationException
from policies.text import citations, docnumber, titles
from policies.text.citations import Citation
from policies.text.folding import fold

if TYPE_CHECKING:
    from policies.lookup.records import Record

_ORDER = re.compile(r"令\s*第?\s*(?P<serial>\d{1,4})\s*号\Z")
# A policy that names more documents than these is a catalogue; the first ones are followed, the others stay plain.
MOST_CITED_BY_ONE = 1000
_JSON = json.JSONEncoder(ensure_ascii=False)


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


@dataclass(frozen=True, slots=True)
class Name:
    """What is left of a citation to look a document up by. One of number and key may be empty."""

    number: str
    key: str
    place: str

    @classmethod
    def of(cls, cited: Citation) -> Self:
        return cls(number_term(cited.number), cited.key, cited.place)

    @classmethod
    def parse(cls, term: str) -> Self:
        return cls(*term.split("|"))

    @property
    def term(self) -> str:
        return f"{self.number}|{self.key}|{self.place}"

    @property
    def leads(self) -> Iterator[str]:
        """The terms by which a document finds those who cite it."""
        if not self.number:
            yield by_title(self.key, self.place)
            return
        if is_order(self.number):
            yield by_title_and(self.number, self.key, self.place)
            return
        yield by_number(self.number) + self.key
        year = year_of(self.number)
        if self.key and year:
            yield by_title_and(str(year), self.key, self.place) + self.number


@dataclass(frozen=True, slots=True)
class Document:
    """A published policy, as far as citations ask. It is stored in the index as JSON."""

    id: int
    title: str
    number: str
    year: int | None
    district: str
    """Slug; empty where a policy has none."""
    district_name: str
    topics: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: Record) -> Self:
        number = record.numbers[0] if record.numbers else ""
        return cls(
            id=record.id,
            title=record.title,
            number=number_term(number),
            year=record.year,
            district=record.district,
            district_name=record.district_name,
            topics=record.topics,
        )

    @classmethod
    def loads(cls, stored: str) -> Self:
        return cls(**json.loads(stored))

    def dumps(self) -> str:
        return _JSON.encode({name: getattr(self, name) for name in self.__slots__})

    @property
    def keys(self) -> tuple[str, ...]:
        return titles.keys(self.title)

    @property
    def place(self) -> str:
        return titles.place(self.title) or self.district_name

    @property
    def of_city(self) -> bool:
        return self.district_name == titles.CITY

    @property
    def numbered(self) -> bool:
        """Whether it has a number that a citation would give: a 文号 with agency and year, or that of an order."""
        return is_order(self.number) or year_of(self.number) is not None

    def may_be_meant(self, place: str, district: str) -> bool:
        """By a text of `district` that says `place`, or says nothing of it."""
        return self.place == place if place else self.of_city or self.district == district


@lru_cache(maxsize=titles.REMEMBERED)
def number_term(number: str) -> str:
    """The dress in which numbers are compared. Of an order only 令 and its number: 沪府令2号, 上海市人民政府令第2号."""
    if order := _ORDER.search(number):
        return f"令{int(order['serial'])}"
    return fold(docnumber.normalize(number)).replace("|", "") if number else ""


def is_order(number: str) -> bool:
    """Each government counts its orders anew, so the number of one tells it only from others of its title."""
    return number.startswith("令")


@lru_cache(maxsize=titles.REMEMBERED)
def year_of(number: str) -> int | None:
    parsed = docnumber.DocNumber.parse(number)
    return parsed.year if parsed else None


def names_in(texts: Iterable[str], itself: Document) -> list[Name]:
    """Every other document that a policy with these texts names, each once. A title is a text too: 关于修订《甲》的通知."""
    text = whole(texts)
    named = different_names(text, citations.short_names(text))
    others = (name for name in named if not _is_itself(name, itself))
    return list(islice(others, MOST_CITED_BY_ONE))


def different_names(text: str, short: Mapping[str, Citation | None]) -> Iterator[Name]:
    """What `text` names, each once, in order."""
    seen: set[Name] = set()
    for name in map(Name.of, citations.first_of(text, short)):
        if name not in seen:
            seen.add(name)
            yield name


def whole(texts: Iterable[str]) -> str:
    """As one text, in which no title runs from one into the next."""
    return "\n\n".join(texts)


def _is_itself(name: Name, document: Document) -> bool:
    if not name.number:
        return name.key in document.keys
    return name.number == document.number and (not is_order(name.number) or name.key in document.keys)


def by_number(number: str) -> str:
    """A 文号; the title that stands with it follows, if there is one."""
    return f"number|{number}|"


def by_title(key: str, place: str) -> str:
    return f"title|{key}|{place}"


def by_title_and(what: str, key: str, place: str) -> str:
    """A title with the number of an order; or with the year of a 文号, and then the 文号 follows."""
    return f"and|{key}|{place}|{what}|"


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
        return self.policies.get(key) if not old or not place or old == place else None

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
        if _is_itself(name, source):
            return Unlinked.ITSELF
        if is_order(name.number):
            found = self._ordered(name, source)
        else:
            found = self._by_given_number(name, source) if name.number else self._titled(name, source)
        return Unlinked.ITSELF if isinstance(found, Document) and found.id == source.id else found

    def _by_given_number(self, name: Name, source: Document) -> Document | Unlinked:
        found = self._by_number.get(name.number)
        if not found:
            return _only(self._unnumbered(name, source), Unlinked.MISSING)
        # The title may be an old one. Where it is another policy's, one of the two is wrong.
        if self._by_key.get(name.key) and not any(name.key in each.keys for each in found):
            return Unlinked.UNSURE
        return _only(found, Unlinked.MISSING)

    def _ordered(self, name: Name, source: Document) -> Document | Unlinked:
        named = self._by_key.get(name.key, ())
        found = [
            each
            for each in named
            if each.number == name.number and each.may_be_meant(name.place, source.district)
        ]
        return _only(found, Unlinked.UNSURE if self.holds_order(name) else Unlinked.MISSING)

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
        found = [
            each
            for each in named
            if each.may_be_meant(name.place, source.district) and not _younger(each, source)
        ]
        return _only(found, Unlinked.UNSURE)

    def _unnumbered(self, name: Name, source: Document) -> list[Document]:
        """Those of this title whose 文号 nobody has entered; the year must be that of the 文号 cited."""
        year = year_of(name.number)
        return [
            each
            for each in self._by_key.get(name.key, ())
            if year
            and each.year == year
            and not each.numbered
            and each.may_be_meant(name.place, source.district)
        ]

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
