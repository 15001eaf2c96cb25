"""What HTTP itself asks for: the methods and the encoding of an address, the codings a client takes, and a body that is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse

from policies.text.encodings import in_utf8
from policies.views import READING, anything_else, only_to_be_read
from portal.middleware import is_public

# What is refused is read no further than this: more than any form of the desk may send.
MOST_READ_OUT_BYTES = 100_000_000
CHUNK_BYTES = 1 << 16

View = Callable[[HttpRequest], HttpResponse]

_CODING = re.compile(r"\s*(?P<name>[^\s;,]+)\s*(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?)\s*)?")


def accepted_codings(header: str) -> list[str]:
    """The codings of Accept-Encoding that the client prefers to none (RFC 9110, 12.5.3).

    `gzip;q=0` is none of them, nor is one that weighs less than an `identity` that is named.
    """
    weights = {}
    for item in header.split(","):
        if told := _CODING.match(item):
            weights[told["name"].lower()] = float(told["weight"] or 1)
    least = weights.pop("identity", 0.0)
    return [name for name, weight in weights.items() if weight > 0 and weight >= least]


class ProtocolMiddleware:
    """Before whatever compresses or reads a parameter, and behind whatever makes the answer."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What old programs encode in GBK is read as what it is; whatever comes later, and every link, has UTF-8 alone.
        request.META["QUERY_STRING"] = in_utf8(request.META.get("QUERY_STRING", ""))
        header = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if ";" in header or "identity" in header:
            # Django and WhiteNoise look for a name, and not at its weight.
            request.META["HTTP_ACCEPT_ENCODING"] = ", ".join(accepted_codings(header))
        response = self.get_response(request)
        if request.method == "HEAD" and response.status_code != 304 and not response.streaming:
            # The headers of GET and no body: gunicorn drops one, and complains in the log each time.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        if request.method not in READING:
            # A browser reads no answer before it has sent everything, and a server that closes earlier gives none.
            _read_out(request)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Nothing can be sent to the public pages: 405. Otherwise it would be said that a form had expired."""
        if request.method in READING or not is_public(request) or view is anything_else:
            return None
        return only_to_be_read(request)


def _read_out(request: HttpRequest) -> None:
    left = MOST_READ_OUT_BYTES
    # Whoever has gone reads nothing either.
    with suppress(OSError):
        while left > 0 and (chunk := request.read(CHUNK_BYTES)):
            left -= len(chunk)
