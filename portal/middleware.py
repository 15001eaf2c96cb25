"""Middlewares for every answer: number and headers, addresses in UTF-8, and links that keep the mode of display."""

import re
import secrets
from collections.abc import Callable
from functools import cache
from html import escape, unescape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from policies.display import Display
from policies.text.encodings import in_utf8
from portal.headers import SECURITY_HEADERS, STAFF_POLICY
from portal.logs import request_id


@cache
def _admin_prefix() -> str:
    return reverse("admin:index")


@cache
def _prefetching() -> str:
    """Which file says when the next page may be fetched early. A header and a file: an inline rule would need an exception in
    the Content-Security-Policy. Its hashed name is looked up once: 12 µs of the 150 of a kept page."""
    return f'"{static("prefetch.speculationrules")}"'


def is_public(request: HttpRequest) -> bool:
    return not request.path_info.startswith(_admin_prefix())


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


class QueryStringMiddleware:
    """What old programs encode in GBK is read as what it is; whatever comes later, and every link, has UTF-8 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before anybody reads the parameters.
        request.META["QUERY_STRING"] = in_utf8(request.META.get("QUERY_STRING", ""))
        return self.get_response(request)


# What templates write: `<` stands nowhere but before a tag, and a value stands between double quotation marks.
_TAG = re.compile(r"<(?P<name>a|details|form|input)(?P<attributes>\s[^<>]*)?>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


class DisplayMiddleware:
    """Every link, form and redirect of a page that is shown in a mode keeps the mode; other pages pass untouched.

    A link that chooses a mode itself says so by `data-display`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.elsewhere = ("//", settings.STATIC_URL, _admin_prefix())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        display = Display.of(request)
        if not display or not is_public(request):
            return response
        if self._is_ours(response.get("Location", "")):
            response["Location"] = display.kept_by(response["Location"])
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = self.kept(response.content.decode(response.charset), display)
        return response

    def kept(self, html: str, display: Display) -> str:
        """The page with its addresses in the mode; in linear time."""
        return _TAG.sub(lambda tag: self._tag(tag, display), html)

    def _tag(self, tag: re.Match[str], display: Display) -> str:
        attributes = dict(_ATTRIBUTE.findall(tag["attributes"] or ""))
        match tag["name"]:
            case "a" if "data-display" not in attributes:
                return self._with_address("href", tag.group(), display)
            case "input":
                return self._with_address("data-suggest", tag.group(), display)
            case "form" if self._asks(attributes):
                return tag.group() + "".join(
                    f'<input type="hidden" name="{name}" value="{value}">'
                    for name, value in display.parameters
                )
            case "details" if display.is_unfolded and "open" not in attributes:
                return tag.group()[:-1] + " open>"
        return tag.group()

    def _with_address(self, name: str, tag: str, display: Display) -> str:
        def written(attribute: re.Match[str]) -> str:
            if attribute[1] != name or not self._is_ours(attribute[2] or ""):
                return attribute[0]
            return f'{name}="{escape(display.kept_by(unescape(attribute[2])))}"'

        return _ATTRIBUTE.sub(written, tag)

    def _asks(self, attributes: dict[str, str]) -> bool:
        action = attributes.get("action", "")
        return attributes.get("method", "get").lower() == "get" and (not action or self._is_ours(action))

    def _is_ours(self, address: str) -> bool:
        return address.startswith(("/", "?")) and not address.startswith(self.elsewhere)
