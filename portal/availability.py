"""What a request does while the database does not answer, or cannot write: it waits a little, says so, and loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from django.contrib.sessions import middleware as django_sessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views import csrf

from policies.accounts import sessions
from policies.accounts.held import mark_of
from policies.admin import held
from policies.lookup.index import Standing, standing
from policies.views import READING, not_saved, unavailable
from portal.access import ACCOUNT
from portal.databases import patience
from portal.databases.broken import OUTAGES
from portal.databases.failures import Failure
from portal.databases.watch import watch
from portal.middleware import is_public

log = logging.getLogger("django.request")

View = Callable[[HttpRequest], HttpResponse]


class AvailabilityMiddleware:
    """Before whatever asks the database: how long this request may wait for it, and 503 where a view failed because of it.

    An index that is old or gone is named in a header, for whoever watches from outside: such pages are 200.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = patience.public() if is_public(request) else patience.desk()
        token = standing.set(Standing.NOT_ASKED)
        try:
            with patience.having(own):
                response = self.get_response(request)
            if standing.get() in (Standing.STALE, Standing.MISSING):
                response.headers["X-Portal-Index"] = standing.get().value
        finally:
            standing.reset(token)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The database will be back, and whoever asked may ask again."""
        return failed(request, exception) if isinstance(exception, OUTAGES) else None


class SessionMiddleware(django_sessions.SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What was done is done: that the moment of it could not be written down must not hide the answer.

        Whoever signs in is told: the session is all that was to be written.
        """
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, *OUTAGES) as error:
            failure = _behind(error)
            if failure is None:
                raise
            if request.path == reverse("admin:login"):
                return failed(request, failure)
            _note(request, failure)
            return response


def _behind(error: BaseException | None) -> Exception | None:
    """The failure of the database, whatever was made of it; None where there was none.

    Django takes a session that could not be written for one that is gone, which is the fault of whoever asks: 400.
    """
    while error is not None and not isinstance(error, OUTAGES):
        error = error.__context__
    return error


class DeskMiddleware:
    """Who is at the desk: signs out whoever has done nothing for too long, and tells the access log who it was.

    A public page reads no session, and nobody is named there.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_public(request):
            return self.get_response(request)
        try:
            # The first one to read the session, where no `process_exception` looks.
            sessions.sign_out_if_idle(request)
            request.typist = SimpleLazyObject(lambda: mark_of(request.user))
            response = self.get_response(request)
            _forget_held(request, response)
        except OUTAGES as error:
            response = failed(request, error)
        # The page of the desk has asked who it is already, but where the database is away.
        with suppress(DatabaseError, InterfaceError):
            request.META[ACCOUNT] = request.user.get_username()
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Behind the check of the CSRF token: who is signed out loses nothing that was typed."""
        return None if is_public(request) else _or_failed(request, held.answer_signed_out)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW. A public page takes no form, and asks for no session."""
    if is_public(request):
        return csrf.csrf_failure(request, reason)
    return _or_failed(request, partial(held.answer_wrong_token, reason=reason))


def _forget_held(request: HttpRequest, response: HttpResponse) -> None:
    """What was done is done, as above; what is held for too long is cleaned up."""
    try:
        held.forget_what_was_done(request, response)
    except OUTAGES as error:
        _note(request, error)


def _or_failed(request: HttpRequest, view: View) -> HttpResponse:
    """Before a view is called, no `process_exception` looks."""
    try:
        return view(request)
    except OUTAGES as error:
        return failed(request, error)


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """503, which says why, with all that was sent to the desk."""
    failure = _note(request, error)
    if is_public(request) or request.method in READING:
        answer = unavailable(request)
    else:
        answer = not_saved(request, failure.name.lower())
    # The log of each request has the status; Django would add a second line.
    answer._has_been_logged = True
    return answer


def _note(request: HttpRequest, error: Exception) -> Failure:
    """One line for a failure that is understood, all of it for another."""
    failure = Failure.of(error)
    if failure is Failure.AWAY:
        # It tells of the rest in two lines: that the database is away, and that it is back.
        watch.look()
    if failure is Failure.OTHER:
        log.error("The database failed: %r", request.path, exc_info=error)
    elif failure is not Failure.KNOWN_AWAY and not (failure is Failure.AWAY and watch.is_away):
        reason = str(error).strip().partition("\n")[0]
        log.error("The database failed: %r: %s", request.path, reason)
    return failure
