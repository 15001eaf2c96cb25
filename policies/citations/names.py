"""What a text cites: the names in it, and the citation keys, by which a document finds those who cite it.

The index holds under `names` what each policy is called, and under `cites` what its text names; both are read
off the text itself, so they can never tell of a text that is no longer there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Self

from policies.text import citations, docnumber, titles
from policies.text.citations import Citation
from policies.text.folding import fold

_ORDER = re.compile(r"令\s*第?\s*(?P<serial>\d{1,4})\s*号\Z")
# A policy that names more documents than these is a catalogue; the first ones are followed, the others stay plain.
MOST_CITED_BY_ONE = 1000
_JSON = json.JSONEncoder(ensure_ascii=False)


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
    def citation_keys(self) -> Iterator[str]:
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
    others = (name for name in named if not is_itself(name, itself))
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


def is_itself(name: Name, document: Document) -> bool:
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
