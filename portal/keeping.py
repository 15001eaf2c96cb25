"""Public pages are kept, and answered without being made again while nothing has changed that residents can see.

A page is a function of the release, the scheme, the host and the normal form of its address, which names how it is shown
(`Asked.key`), and of what the database and the index hold and the day (`Asked.stamp`). It is kept under the first with the
second beside it: the stamp of now must be equal, so nothing is ever taken away, and a new state replaces the old. Nothing
else goes into a page: it reads no session, and sees no more of an address than the normal form.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies.canonical import Address, Follows
from policies.kept import PAGES, key_of
from policies.lookup.index import Standing, index, standing
from policies.text.personal import looks_personal
from policies.views import READING, unavailable
from portal import copies
from portal.availability import failed
from portal.caching import STAFF, finished, for_caches, is_known, not_modified
from portal.coding import Coding, best_of
from portal.copies import WITHDRAWALS
from portal.databases import patience
from portal.databases.broken import OUTAGES
from portal.databases.watch import watch
from portal.display import keep_display
from portal.middleware import is_public
from portal.page import Page
from portal.release import release
from portal.sharing import ON_DISK, SHARED

log = logging.getLogger("django.portal.keeping")

View = Callable[[HttpRequest], HttpResponse]
UNAVAILABLE = 503


class PrivateError(Exception):
    """A public page that is not the same for everyone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, in its normal form."""

    key: str
    follows: Follows
    coding: Coding
    in_no_mode: str
    """The key of the same page as it is shown to whoever chose no mode."""
    stamp: str = ""
    """Empty where nobody can say now what the page would be made from."""
    began_at: float = 0.0

    @classmethod
    def of(cls, request: HttpRequest, address: Address, coding: Coding) -> Self | None:
        """None for a host that is none of ours."""
        try:
            host = request.get_host()
        except DisallowedHost:
            return None
        site = f"{release()} {request.scheme} {host}"
        follows = address.page.follows
        return cls(f"{site} {address}", follows, coding, in_no_mode=f"{site} {address.plain}")

    def now(self) -> Self:
        """With the stamp of this moment. Raises what the database raises."""
        began_at = time.time()
        return replace(self, stamp=_stamp(self.follows), began_at=began_at)

    def or_in_no_mode(self) -> Iterator[Self]:
        """Itself, then the same page in no mode, where one was chosen."""
        yield self
        if self.key != self.in_no_mode:
            yield replace(self, key=self.in_no_mode)

    def in_store(self, coding: Coding) -> bytes:
        return key_of(self.key, coding)

    @property
    def on_disk(self) -> bytes:
        """There it is kept in one coding alone."""
        return key_of(self.key)

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
        if asked is None:
            response = _made(request, self.get_response(request))
            return finished(request, response, coding, for_everyone=_is_for_everyone(request))
        own = replace(patience.current(), has_copy=lambda: _has_copy(asked))
        with patience.having(own):
            try:
                asked = asked.now()
            except OUTAGES as error:
                return _without_database(request, asked, failed(request, error))
            except DatabaseError:
                # It is there, and as some other code knows it. What the page needs of it, it asks for itself.
                pass
            if not asked.stamp and watch.is_away:
                # Another thread is asking in vain. From the index alone a page would say what nobody has made sure of.
                return _without_database(request, asked, unavailable(request))
            WITHDRAWALS.note(index().seen)
            if asked.stamp and (answer := _from_store(request, asked)):
                return answer
            response = _made(request, self.get_response(request))
            return _kept_where_it_may_be(request, asked, response)

    def _at_the_desk(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = STAFF
        if request.method not in READING:
            # Whatever was saved is on the next page of this process, and what was withdrawn in no copy.
            index().forget()
            if response.status_code < 500:
                WITHDRAWALS.look()
        return response


def _made(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    keep_display(request, response)
    if each_time := getattr(response, "each_time", None):
        each_time(request)
    return _checked(response)


def _kept_where_it_may_be(request: HttpRequest, asked: Asked, response: HttpResponse) -> HttpResponse:
    if response.status_code == UNAVAILABLE:
        return _without_database(request, asked, response)
    if asked.stamp and _may_be_kept(response) and not _is_personal(request):
        return _answer(_keep(Page.of(response, asked.stamp, asked.began_at), asked), asked)
    return finished(request, response, asked.coding, for_everyone=_is_for_everyone(request))


def _without_database(request: HttpRequest, asked: Asked, refusal: HttpResponse) -> HttpResponse:
    for each in asked.or_in_no_mode():
        if page := _last_copy(each):
            return copies.answer(page, asked.coding, is_in_no_mode=each is not asked)
    return finished(request, refusal, asked.coding, for_everyone=False)


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
            return _share(page.in_coding(asked.coding), asked)
    return _shared(asked)


def _current(asked: Asked, coding: Coding) -> Page | None:
    page = _in_process(asked, coding)
    return page if page and page.stamp == asked.stamp else None


def _in_process(asked: Asked, coding: Coding) -> Page | None:
    page = PAGES.get(asked.in_store(coding))
    return page if isinstance(page, Page) else None


def _shared(asked: Asked) -> Page | None:
    """What another process has made; from now on it is kept here as well."""
    page = Page.unpacked(SHARED.get(asked.in_store(asked.coding)))
    if page is None or page.stamp != asked.stamp:
        return None
    PAGES.put(asked.in_store(asked.coding), page, page.size)
    return page


def _keep(plain: Page, asked: Asked) -> Page:
    page = _share(plain.in_coding(asked.coding), asked)
    if asked.follows is not Follows.NOTHING:
        ON_DISK.put(asked.on_disk, page.packed())
    return page


def _share(page: Page, asked: Asked) -> Page:
    key = asked.in_store(page.coding)
    PAGES.put(key, page, page.size)
    # What has to be done for each answer is known to this process alone.
    if not page.each_time:
        SHARED.put(key, page.packed())
    return page


def _is_personal(request: HttpRequest) -> bool:
    """Whether the words that were typed may tell who it is: no cache is to have them on its disk."""
    with suppress(TooManyFieldsSent):
        return looks_personal(request.GET.get("q", ""))
    return False


def _has_copy(asked: Asked) -> bool:
    return any(map(_last_copy, asked.or_in_no_mode()))


def _last_copy(asked: Asked) -> Page | None:
    """What can be shown while the database does not answer: from this host, else from another."""
    if asked.follows is Follows.NOTHING:
        return None
    here = [_in_process(asked, coding) for coding in Coding]
    beside = Page.unpacked(ON_DISK.get(asked.on_disk))
    if page := copies.last_of([*here, beside]):
        return page
    return copies.last_of(Page.unpacked(SHARED.get(asked.in_store(coding))) for coding in Coding)


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


def _is_for_everyone(request: HttpRequest) -> bool:
    return _is_made_well() and not _is_personal(request)


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
