"""The one address of each public page: the parameters that it reads, in one order, without what changes nothing.

Two addresses with one normal form show the same page, because a page is made from its normal form and never sees what
else was sent (`portal.keeping`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Self
from urllib.parse import urlencode

from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from policies.display import Display
from policies.filters import PolicyFilter
from policies.vocabulary import Sort

# Longer ones are asked for by nobody twice.
MAX_CHARS = 2_000
# Addresses whose normal form is remembered: each costs some hundred bytes, and never more than 14 kB.
REMEMBERED = 1_024
# What `QueryDict` puts for bytes that are no UTF-8.
UNREADABLE = "\ufffd"


class Follows(Enum):
    """Which changes of the database a page may show."""

    NOTHING = auto()
    SHOWN = auto()
    """What residents can see."""
    EVERYTHING = auto()
    """Also that staff saved something, without what they changed."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    reads: tuple[str, ...] = ()
    """Its parameters, in the order of its address."""
    follows: Follows = Follows.SHOWN
    is_list: bool = False
    """Whether a value that is empty, comes again or is the usual one means nothing. The order of two is that of the page."""


# Of these the last value counts.
_SINGLE = {"q", "in", "only", "sort", "page", "part"}
# What a list shows without them too: the usual order depends on whether there are words.
_USUAL = {("page", "1"), ("sort", Sort.RELEVANCE.value), ("sort", Sort.USUAL.value)}
_ASKED = (*PolicyFilter.base_filters, "only", "sort")
_WORDS = PublicPage(follows=Follows.NOTHING)

# Every page that can be kept, by the name of its route.
PAGES: dict[str, PublicPage] = {
    "policies:home": PublicPage(),
    "policies:list": PublicPage((*_ASKED, "page"), is_list=True),
    "policies:print": PublicPage(_ASKED, is_list=True),
    "policies:suggest": PublicPage(("q",)),
    "policies:start": PublicPage(("audience", "district")),
    "policies:matrix": PublicPage(("topic",)),
    "policies:compare": PublicPage(("p",)),
    "policies:detail": PublicPage(("part",)),
    "policies:versions": PublicPage(),
    "policies:version": PublicPage(("part",)),
    "policies:changes": PublicPage(),
    "policies:about": _WORDS,
    "policies:help": _WORDS,
    "policies:accessibility": _WORDS,
    "policies:privacy": _WORDS,
    "robots": _WORDS,
    "security": _WORDS,
    "sitemap": PublicPage(follows=Follows.EVERYTHING),
    "sitemap-part": PublicPage(("p",), follows=Follows.EVERYTHING),
}


@dataclass(frozen=True, slots=True)
class Address:
    path: str
    page: PublicPage
    asked: str
    """The query without what only says how the page is shown."""
    query: str
    """All of it."""

    @classmethod
    def of(cls, path: str, query: str) -> Self | None:
        """The normal form of a decoded path and a query; None where no page of ours may be kept under it."""
        return _normal(path, query) if len(path) + len(query) <= MAX_CHARS else None

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def plain(self) -> str:
        """The same page in no mode."""
        return f"{self.path}?{self.asked}" if self.asked else self.path


@lru_cache(REMEMBERED)
def _normal(path: str, query: str) -> Address | None:
    try:
        page = PAGES.get(resolve(path).view_name)
        # WSGI hands the bytes on as Latin-1.
        params = QueryDict(query.encode("latin-1").decode())
    except (Resolver404, TooManyFieldsSent, UnicodeError):
        return None
    if page is None or _is_unreadable(params):
        return None
    asked = [(name, value) for name in page.reads for value in _values(page, name, params)]
    shown = Display.read(params).parameters
    return Address(path, page, urlencode(asked), urlencode([*asked, *shown]))


def _is_unreadable(params: QueryDict) -> bool:
    """Sent in another coding: who reads it needs the bytes."""
    return any(UNREADABLE in value for _, values in params.lists() for value in values)


def _values(page: PublicPage, name: str, params: QueryDict) -> list[str]:
    values = params.getlist(name)
    if name in _SINGLE:
        values = values[-1:]
    if not page.is_list:
        return values
    return [value for value in dict.fromkeys(values) if value and (name, value) not in _USUAL]


def in_templates(request: HttpRequest) -> dict[str, object]:
    """A context processor: the absolute address of the page, in no mode; empty where it has none, or no such host."""
    address = Address.of(request.path_info, request.META.get("QUERY_STRING", ""))
    try:
        return {"canonical": request.build_absolute_uri(address.plain) if address else ""}
    except DisallowedHost:
        return {"canonical": ""}
