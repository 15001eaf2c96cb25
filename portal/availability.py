"""What a request does while the database does not answer, or cannot write: it waits a little, says so, and loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.sessions import middleware as django_sessions
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from policies.accounts import sessions
from policies.lookup.index import Standing, standing
from policies.views import READING, not_saved, unavailable
from portal.databases import patience
from portal.databases.failures import Failure
from portal.middleware import is_public

log = logging.getLogger("django.request")

View = Callable[[HttpRequest], HttpResponse]
FAILURES = (OperationalError, InterfaceError)


class PatienceMiddleware:
    """Before whatever asks the database: how long this request may wait for it."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = patience.public() if is_public(request) else patience.desk()
        with patience.having(own):
            return self.get_response(request)


class IndexStandingMiddleware:
    """Names an index that is old or gone, for whoever watches from outside: such pages are 200."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = standing.set(Standing.NOT_ASKED)
        try:
            response = self.get_response(request)
            if standing.get() in (Standing.STALE, Standing.MISSING):
                response.headers["X-Portal-Index"] = standing.get()
        finally:
            standing.reset(token)
        return response


class DatabaseFailureMiddleware:
    """Answers 503 where a view failed because of the database: it will be back, and whoever asked may ask again."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _answer(request, exception) if isinstance(exception, FAILURES) else None


class SessionMiddleware(django_sessions.SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What was done is done: that the moment of it could not be written down must not hide the answer."""
        try:
            return super().process_response(request, response)
        except FAILURES as error:
            _note(request, error)
            return response


class AvailableIdleMiddleware(sessions.IdleMiddleware):
    """It reads the session, as the first one to do so, where no `process_exception` looks."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().__call__(request)
        except FAILURES as error:
            return _answer(request, error)


def _answer(request: HttpRequest, error: Exception) -> HttpResponse:
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
    if failure is Failure.OTHER:
        log.error("The database failed: %r", request.path, exc_info=error)
    elif failure is not Failure.KNOWN_AWAY:
        reason = str(error).strip().partition("\n")[0]
        log.error("The database failed: %r: %s", request.path, reason)
    return failure
