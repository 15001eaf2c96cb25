"""Cut HTML into tags and text, in one pass and in linear time whatever the input.

Parsers that build a tree were tried on hostile pages (CPU seconds; N = 100,000): lexbor took 10 s on N nested
<div> and over 12 s on N attributes of one tag, libxml2 10 s on the attributes and lost all text below a depth
of 4096, and the standard library's html.parser over 15 s on "</" repeated. Here nothing is looked at twice:
what is not closed reaches to the end of the page, as the HTML standard has it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from policies.importing.reading.rejection import MAX_TEXT_CHARS, TOO_LONG, RejectedSource

# Start and end tags and comments; as many as in a table of 6,000 firms that Word has saved.
MAX_TAGS = 400_000
# Further attributes of a tag are passed over.
MAX_ATTRIBUTES = 200
# Between tags, before character references are resolved and the spaces of the source collapse.
MAX_CHARS = 2 * MAX_TEXT_CHARS
# Whose content is text, whatever stands in it.
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
ATTRIBUTES = frozenset(
    {
        *("id", "class", "style", "role", "hidden", "colspan", "rowspan", "start", "type"),
        *("value", "name", "property", "http-equiv", "content", "rel", "href"),
        *("align", "border", "src", "alt", "width", "height"),
    }
)

_OPENING = re.compile(r"<(?:(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)|!--|[!?/])")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?P<name>[^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+)|(?P<open>["'])|))?"""
)
_REST_OF_TAG = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_TAG_END = re.compile(r"[\s/=]*+>")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
# Longer than any character's number, and beyond what int() takes.
_ENDLESS_REFERENCE = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9a-fA-F]{8,}+);?")


class StartTag(NamedTuple):
    name: str
    attributes: dict[str, str]


class EndTag(NamedTuple):
    name: str


def scan(page: str) -> Iterator[str | StartTag | EndTag]:
    """Text with its character references resolved, and tags with the attributes that matter here."""
    offset = tags = chars = 0
    while found := _OPENING.search(page, offset):
        tags, chars = tags + 1, chars + found.start() - offset
        if tags > MAX_TAGS:
            raise RejectedSource("网页里的标签多得不正常，没有读。")
        if chars > MAX_CHARS:
            raise RejectedSource(TOO_LONG)
        if found.start() > offset:
            yield unescape(page[offset : found.start()])
        name = (found["name"] or "").lower()
        if not name:
            offset = _after(page, "-->" if found[0] == "<!--" else ">", found.end())
            continue
        if found["slash"]:
            offset = _after(page, ">", found.end())
            yield EndTag(name)
            continue
        attributes, offset = _attributes(page, found.end())
        yield StartTag(name, attributes)
        if name in RAW:
            closing = _RAW_END[name].search(page, offset)
            end = closing.start() if closing else len(page)
            yield page[offset:end] if name not in {"textarea", "title"} else unescape(page[offset:end])
            yield EndTag(name)
            offset = _after(page, ">", end)
    if chars + len(page) - offset > MAX_CHARS:
        raise RejectedSource(TOO_LONG)
    if offset < len(page):
        yield unescape(page[offset:])


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def _after(page: str, mark: str, start: int) -> int:
    offset = page.find(mark, start)
    return len(page) if offset < 0 else offset + len(mark)


def _attributes(page: str, offset: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag whose name ends at `offset`, the first of each name, and where the tag ends."""
    found: dict[str, str] = {}
    for _ in range(MAX_ATTRIBUTES):
        if end := _TAG_END.match(page, offset):
            return found, end.end()
        match = _ATTRIBUTE.match(page, offset)
        if not match or match["open"]:
            # The page ends inside this tag.
            return found, len(page)
        offset = match.end()
        name = match["name"].lower() if len(match["name"]) < 20 else ""
        if name in ATTRIBUTES:
            value = match["double"] or match["single"] or match["bare"] or ""
            found.setdefault(name, unescape(value.strip()))
    rest = _REST_OF_TAG.match(page, offset)
    return found, rest.end() if rest else len(page)
