"""Which words of a page are the title of its document: all that may be it, weighed together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.importing.reading import furniture
from policies.importing.reading.flow import FlowBlock
from policies.importing.reading.webpage import WebPage
from policies.text import dates, docnumber
from policies.text.page_titles import (
    ends_as_a_title,
    is_like_a_title,
    is_of_the_site,
    without_reprint,
    without_site,
)

# The title stands right above the text, or in its first lines.
ABOVE, BELOW = 12, 6
TITLE_MIN_CHARS, TITLE_MAX_CHARS = 4, 120
# A title is printed on a few lines.
TITLE_LINES = 4
HEADINGS = (1, 2, 3)
GOES_ON = tuple("：:；;，,")

# What each kind of evidence weighs; two that say the same are surer than one.
META, HEADING, HEAD, SET_APART = 4, 4, 3, 3
LIKE_A_TITLE, AGREED = 3, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that may be the title, and what their place on the page weighs."""

    text: str
    weight: int


def title_of(page: WebPage, kept: list[FlowBlock]) -> str:
    """The likeliest title; empty where the page names nothing but its site."""
    found = [each for each in _evidence(page, kept) if each.text and not is_of_the_site(each.text)]
    if not found:
        return ""
    packed = ["".join(each.text.split()) for each in found]

    def weight(index: int) -> int:
        own = packed[index]
        # It says the same as itself.
        agreed = sum(own in other for other in packed) - 1
        is_titled = LIKE_A_TITLE * is_like_a_title(own)
        return found[index].weight + is_titled + AGREED * min(agreed, 2)

    best = max(range(len(found)), key=weight)
    return found[best].text


def _evidence(page: WebPage, kept: list[FlowBlock]) -> Iterator[Evidence]:
    meta = page.meta
    yield Evidence(without_reprint(meta.get("ArticleTitle", "")), META)
    yield Evidence(without_reprint(page.heading), HEADING)
    yield Evidence(without_site(page.title), HEAD)
    for text in _set_apart(_around_the_beginning(page, kept)):
        yield Evidence(without_reprint(text), SET_APART)


def _around_the_beginning(page: WebPage, kept: list[FlowBlock]) -> list[FlowBlock]:
    """The pieces right above the document, and its first ones."""
    if not kept:
        return []
    indices = (index for index, piece in enumerate(page.pieces) if piece is kept[0])
    start = next(indices)
    nearest = page.pieces[max(0, start - 4 * ABOVE) : start]
    above = [piece for piece in nearest if not piece.label]
    below = kept[:BELOW]
    return [*above[-ABOVE:], *below]


def _set_apart(pieces: list[FlowBlock]) -> Iterator[str]:
    """Lines that are set like a title, those that follow each other put together."""
    run: list[FlowBlock] = []
    for piece in pieces:
        if _is_set_apart(piece) and run and _goes_on(run, piece):
            run.append(piece)
            continue
        yield _joined(run)
        run = [piece] if _is_set_apart(piece) else []
    yield _joined(run)


def _joined(run: list[FlowBlock]) -> str:
    return "".join(piece.text for piece in run)


def _goes_on(run: list[FlowBlock], piece: FlowBlock) -> bool:
    """Is the piece the next line of a title that has no end yet?"""
    if len(run) >= TITLE_LINES or run[-1].look != piece.look:
        return False
    return not ends_as_a_title(_joined(run))


def _is_set_apart(piece: FlowBlock) -> bool:
    look = piece.look
    if not (look.is_title or look.is_centred or look.heading in HEADINGS):
        return False
    if not isinstance(piece.body, str) or _is_a_link(piece):
        return False
    return _has_the_form_of_a_title(piece.body) and not _says_something_else(piece.body)


def _is_a_link(piece: FlowBlock) -> bool:
    return piece.linked * 2 > len(piece.text)


def _has_the_form_of_a_title(text: str) -> bool:
    """Neither a sentence nor what comes before a list."""
    has_its_length = TITLE_MIN_CHARS <= len(text) <= TITLE_MAX_CHARS
    return has_its_length and "。" not in text and not text.endswith(GOES_ON)


def _says_something_else(text: str) -> bool:
    """A 文号, a day, a fact of the page, or the name of its site."""
    is_fact = docnumber.of_line(text) or dates.parse(text) or furniture.of_line(text)
    return bool(is_fact) or is_of_the_site(text)
