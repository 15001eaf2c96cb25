"""What every answer carries: the number of its request, and headers that keep a browser safe."""

import secrets
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from portal.headers import SECURITY_HEADERS, STAFF_POLICY
from portal.logs import request_id


@cache
def admin_prefix() -> str:
    return reverse("admin:index")


@cache
def _prefetching() -> str:
    """Which file says when the next page may be fetched early. A header and a file: an inline rule would need an exception in
    the Content-Security-Policy. Its hashed name is looked up once: 12 µs of the 150 of a kept page."""
    return f'"{static("prefetch.speculationrules")}"'


def is_public(request: HttpRequest) -> bool:
    return not request.path_info.startswith(admin_prefix())


class AnswerMiddleware:
    """Outermost, so that no answer is without these: a number of the request, and headers that keep a browser safe.

    The number stands in the answer, in the access log, and in every line that is written meanwhile. It is always made
    here: one that a client sends would let him choose what stands in the log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(8)
        token = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = number
        public = is_public(request)
        if not public:
            response.headers.setdefault("Content-Security-Policy", STAFF_POLICY)
        # What an answer says itself stays.
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        if is_page and public:
            response.headers["Speculation-Rules"] = _prefetching()
        return response
