"""Public pages are kept, and answered without being made again while nothing has changed that residents can see.

A page is a function of the release, the scheme, the host and the normal form of its address, which names how it is shown
(`Asked.key`), and of what the database and the index hold and the day (`Asked.stamp`). It is kept under the first with the
second beside it: the stamp of now must be equal, so nothing is ever taken away, and a new state replaces the old. Nothing
else goes into a page: it reads no session, and sees no more of an address than the normal form.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.canonical import Address, Follows
from policies.kept import PAGES, key_of
from policies.lookup.index import Standing, index, standing
from policies.text.personal import looks_personal
from policies.views import READING
from portal.caching import STAFF, finished, for_caches, is_known, not_modified
from portal.coding import Coding, best_of, decode, encode
from portal.middleware import is_public
from portal.release import release
from portal.sharing import SHARED

log = logging.getLogger("django.portal.keeping")

View = Callable[[HttpRequest], HttpResponse]
EachTime = Callable[[HttpRequest], None]
# What is told anew with each answer.
_ITS_OWN = {"content-length", "content-encoding", "etag", "vary", "cache-control"}


class PrivateError(Exception):
    """A public page that is not the same for everyone."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is kept, in one coding."""

    stamp: str
    headers: tuple[tuple[str, str], ...]
    """Those that the page itself has."""
    body: bytes
    each_time: EachTime | None = None
    """What is done for each answer, also for one that is kept: counting, say. A view sets it on its response."""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.body) + len(self.stamp) + sum(len(name) + len(value) for name, value in self.headers)

    @classmethod
    def of(cls, response: HttpResponse, stamp: str) -> Self:
        """In no coding."""
        headers = tuple(each for each in response.headers.items() if each[0].lower() not in _ITS_OWN)
        return cls(stamp, headers, response.content, getattr(response, "each_time", None))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, in its normal form."""

    key: str
    stamp: str
    coding: Coding

    @classmethod
    def of(cls, request: HttpRequest, address: Address, coding: Coding) -> Self | None:
        """None where nobody can say now what the page would be made from, or for a host that is none of ours."""
        try:
            host = request.get_host()
            stamp = _stamp(address.page.follows)
        # What the page needs of the database it asks for itself, and says if it gets no answer.
        except (DisallowedHost, DatabaseError, InterfaceError):
            return None
        return cls(f"{release()} {request.scheme} {host} {address}", stamp, coding) if stamp else None

    def in_store(self, coding: Coding) -> bytes:
        return key_of(self.key, coding)

    @property
    def etag(self) -> str:
        return f'"{key_of(self.key, self.stamp, self.coding).hex()}"'


def _stamp(follows: Follows) -> str:
    day = timezone.localdate()
    if follows is Follows.NOTHING:
        return str(day)
    stamp = index().stamp(day)
    if stamp is None:
        return ""
    return stamp.of_everything() if follows is Follows.EVERYTHING else stamp.of_what_is_seen()


class KeepingMiddleware:
    """Before whatever reads a session, and behind whatever every answer carries.

    Here too because it decides what may be kept: compression, and what caches are told.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        # While the portal is loaded, so that no visitor waits for it.
        release()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_public(request):
            return self._at_the_desk(request)
        coding = best_of(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        asked = _normalized(request, coding) if request.method in READING else None
        if asked and (answer := _from_store(request, asked)):
            return answer
        response = _checked(self.get_response(request))
        if each_time := getattr(response, "each_time", None):
            each_time(request)
        personal = _is_personal(request)
        if asked and _may_be_kept(response) and not personal:
            return _answer(_keep(Page.of(response, asked.stamp), asked), asked)
        return finished(request, response, coding, for_everyone=_is_made_well() and not personal)

    def _at_the_desk(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = STAFF
        if request.method not in READING:
            # Whatever was saved is on the next page of this process.
            index().forget()
        return response


def _normalized(request: HttpRequest, coding: Coding) -> Asked | None:
    """From here on nobody sees more of the address than its normal form."""
    address = Address.of(request.path_info, request.META.get("QUERY_STRING", ""))
    if address is None:
        return None
    request.META["QUERY_STRING"] = address.query
    # Parsed from it when somebody asks.
    request.__dict__.pop("GET", None)
    return Asked.of(request, address, coding)


def _from_store(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    page = _kept(asked)
    if page and page.each_time:
        page.each_time(request)
    if is_known(asked.etag, request):
        # The page may be gone: nobody needs it.
        return not_modified(asked.etag)
    return _answer(page, asked) if page else None


def _kept(asked: Asked) -> Page | None:
    """The page in the coding that is asked for; one that is kept in another is converted."""
    if page := _current(asked, asked.coding):
        return page
    for other in Coding:
        if other is not asked.coding and (page := _current(asked, other)):
            return _keep(replace(page, body=decode(page.body, other)), asked)
    return _shared(asked)


def _current(asked: Asked, coding: Coding) -> Page | None:
    page = PAGES.get(asked.in_store(coding))
    return page if isinstance(page, Page) and page.stamp == asked.stamp else None


def _shared(asked: Asked) -> Page | None:
    """What another process has made; from now on it is kept here as well."""
    if not (found := SHARED.get(asked.in_store(asked.coding))):
        return None
    page = Page(*found)
    if page.stamp != asked.stamp:
        return None
    PAGES.put(asked.in_store(asked.coding), page, page.size)
    return page


def _keep(plain: Page, asked: Asked) -> Page:
    page = replace(plain, body=encode(plain.body, asked.coding))
    key = asked.in_store(asked.coding)
    PAGES.put(key, page, page.size)
    # What has to be done for each answer is known to this process alone.
    if not page.each_time:
        SHARED.put(key, page.stamp, page.headers, page.body)
    return page


def _is_personal(request: HttpRequest) -> bool:
    """Whether the words that were typed may tell who it is: no cache is to have them on its disk."""
    with suppress(TooManyFieldsSent):
        return looks_personal(request.GET.get("q", ""))
    return False


def _checked(response: HttpResponse) -> HttpResponse:
    """A public page is the same for everyone. One that is not is a mistake of ours, and no cache may have it."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    if response.cookies or "cookie" in varies:
        complain("A public page sets a cookie, or depends on one")
        response.headers["Cache-Control"] = STAFF
    return response


def complain(problem: str) -> None:
    """In development and in tests by an error; visitors get their page, which no cache gets."""
    if settings.DEBUG:
        raise PrivateError(problem)
    log.error(problem)


def _is_made_well() -> bool:
    """Whether the index that the page asked, if it did, was there and up to date."""
    return standing.get() in (Standing.NOT_ASKED, Standing.CURRENT)


def _may_be_kept(response: HttpResponse) -> bool:
    says_otherwise = response.streaming or "Cache-Control" in response.headers
    return response.status_code == 200 and not says_otherwise and _is_made_well()


def _answer(page: Page, asked: Asked) -> HttpResponse:
    headers = dict(page.headers)
    if asked.coding:
        headers["Content-Encoding"] = asked.coding.value
    headers |= {"Content-Length": str(len(page.body)), **for_caches(asked.etag)}
    return HttpResponse(page.body, headers=headers)
