"""Links that keep the mode of display, written into a public page when it is made."""

from __future__ import annotations

import re
from html import escape, unescape

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from policies.display import Display
from portal.middleware import admin_prefix

# What templates write: `<` stands nowhere but before a tag, and a value stands between double quotation marks.
_TAG = re.compile(r"<(?P<name>a|details|form|input)(?P<attributes>\s[^<>]*)?>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def keep_display(request: HttpRequest, response: HttpResponse) -> None:
    """Every link, form and redirect of a public page that is shown in a mode keeps the mode; other pages pass untouched.

    A link that chooses a mode itself says so by `data-display`.
    """
    display = Display.of(request)
    if not display:
        return
    if _is_ours(response.get("Location", "")):
        response["Location"] = display.kept_by(response["Location"])
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        response.content = in_display(response.content.decode(response.charset), display)
        response.headers["Content-Length"] = str(len(response.content))


def in_display(html: str, display: Display) -> str:
    """The page with its addresses in the mode; in linear time."""
    return _TAG.sub(lambda tag: _tag(tag, display), html)


def _tag(tag: re.Match[str], display: Display) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag["attributes"] or ""))
    match tag["name"]:
        case "a" if "data-display" not in attributes:
            return _with_address("href", tag.group(), display)
        case "input":
            return _with_address("data-suggest", tag.group(), display)
        case "form" if _asks(attributes):
            return tag.group() + "".join(
                f'<input type="hidden" name="{name}" value="{value}">' for name, value in display.parameters
            )
        case "details" if display.is_unfolded and "open" not in attributes:
            return tag.group()[:-1] + " open>"
    return tag.group()


def _with_address(name: str, tag: str, display: Display) -> str:
    def written(attribute: re.Match[str]) -> str:
        if attribute[1] != name or not _is_ours(attribute[2] or ""):
            return attribute[0]
        return f'{name}="{escape(display.kept_by(unescape(attribute[2])))}"'

    return _ATTRIBUTE.sub(written, tag)


def _asks(attributes: dict[str, str]) -> bool:
    action = attributes.get("action", "")
    return attributes.get("method", "get").lower() == "get" and (not action or _is_ours(action))


def _is_ours(address: str) -> bool:
    elsewhere = ("//", settings.STATIC_URL, admin_prefix())
    return address.startswith(("/", "?")) and not address.startswith(elsewhere)
