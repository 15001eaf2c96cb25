"""What browsers and shared caches are told of an answer: whether they may have it, and by what they know it again."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from portal.coding import LEAST_BYTES, Coding, encode

# A browser asks each time; a shared cache may answer for a second by itself.
PUBLIC = "public, max-age=0, s-maxage=1"
STAFF = "private, no-store"
NEVER = "no-store"


def for_caches(etag: str) -> dict[str, str]:
    """The headers of a public page, the same in a 304."""
    return {"ETag": etag, "Cache-Control": PUBLIC, "Vary": "Accept-Encoding"}


def is_known(etag: str, request: HttpRequest) -> bool:
    """By If-None-Match; whether a proxy has made it weak does not matter (RFC 9110, 13.1.2)."""
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(header) and etag in {each.removeprefix("W/") for each in parse_etags(header)}


def not_modified(etag: str) -> HttpResponse:
    return HttpResponseNotModified(headers=for_caches(etag))


def finished(
    request: HttpRequest, response: HttpResponse, coding: Coding, *, for_everyone: bool
) -> HttpResponse:
    """A public answer that is not kept, in its coding. `for_everyone`: caches may have it, where it is no error."""
    is_kept_back = "Cache-Control" in response.headers
    passes = for_everyone and response.status_code < 400 and not is_kept_back
    response.headers.setdefault("Cache-Control", PUBLIC if passes else NEVER)
    if response.streaming:
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    if passes and response.status_code == 200:
        response.headers["ETag"] = etag = (
            f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}{coding}"'
        )
        if is_known(etag, request):
            return not_modified(etag)
    return encoded(response, coding)


def encoded(response: HttpResponse, coding: Coding) -> HttpResponse:
    if coding and len(response.content) >= LEAST_BYTES:
        response.content = encode(response.content, coding)
        response.headers["Content-Encoding"] = coding.value
        response.headers["Content-Length"] = str(len(response.content))
    return response
