"""How a page sets its words: centred, bold, as a heading, raised, struck out, out of sight."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

HEADINGS = {f"h{level}": level for level in range(1, 7)}
STRUCK_TAGS = frozenset({"s", "strike", "del"})
# What publishing systems call the line of the title.
TITLE_NAMES = frozenset(
    {
        *(
            "title",
            "biaoti",
            "bt",
            "tit",
            "articletitle",
            "arttitle",
            "contenttitle",
            "newstitle",
            "xxbt",
            "wzbt",
        ),
        *("titleorange", "bigtitle", "maintitle", "doctitle", "pagetitle", "infotitle", "detailtitle"),
    }
)
HIDDEN_NAMES = frozenset(
    {
        "hidden",
        "hide",
        "dnone",
        "displaynone",
        "noshow",
        "printonly",
        "onlyprint",
        "visibleprint",
        "sronly",
        "invisible",
    }
)

_CENTRED = re.compile(r"text-align\s{0,3}:\s{0,3}center", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s{0,3}:", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s{0,3}:[^;]{0,40}line-through", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden"
    r"|(?:left|top|text-indent)\s{0,3}:\s{0,3}-\d{3,5}(?:px|em|pt)|font-size\s{0,3}:\s{0,3}0(?:px|pt|em)?\s{0,3}(?:;|\Z)"
    r"|opacity\s{0,3}:\s{0,3}0(?:\.0)?\s{0,3}(?:;|\Z)",
    re.IGNORECASE,
)
_RULED = re.compile(r"border(?:-(?:top|left|right|bottom))?(?:-width)?\s{0,3}:[^;]{0,40}[1-9]", re.IGNORECASE)
STYLE_CHARS = 1000

_RAISED = str.maketrans("0123456789+-=()n−－", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ⁻⁻")
_LOWERED = str.maketrans("0123456789+-=()−－", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋")


@dataclass(frozen=True, slots=True)
class Look:
    """Of the words inside the open tags."""

    is_centred: bool = False
    is_bold: bool = False
    is_struck: bool = False
    is_title: bool = False
    """In a box that is named like that of the title."""
    heading: int = 0
    """1 for <h1>."""


PLAIN = Look()


def inside(outer: Look, name: str, attributes: dict[str, str], names: set[str]) -> Look:
    """Of what stands in a tag, `names` being the words of its id and class."""
    if name == "table":
        # Where the table stands says nothing of the words in it.
        return replace(outer, is_centred=False, is_title=False) if outer != PLAIN else outer
    look = outer
    if name in HEADINGS:
        look = replace(look, heading=HEADINGS[name])
    elif name in {"b", "strong"}:
        look = replace(look, is_bold=True)
    elif name == "center":
        look = replace(look, is_centred=True)
    if name in STRUCK_TAGS:
        look = replace(look, is_struck=True)
    return _styled(look, attributes, names) if attributes else look


def _styled(look: Look, attributes: dict[str, str], names: set[str]) -> Look:
    style = attributes.get("style", "")[:STYLE_CHARS]
    align = attributes.get("align", "").lower()
    if align or _ALIGNED.search(style):
        is_centred = align == "center" or bool(_CENTRED.search(style))
        look = replace(look, is_centred=is_centred)
    if _BOLD.search(style):
        look = replace(look, is_bold=True)
    if _STRUCK.search(style):
        look = replace(look, is_struck=True)
    if names & TITLE_NAMES:
        look = replace(look, is_title=True)
    return look


def is_hidden(attributes: dict[str, str], names: set[str]) -> bool:
    style = attributes.get("style", "")[:STYLE_CHARS]
    return "hidden" in attributes or bool(names & HIDDEN_NAMES) or _HIDDEN.search(style) is not None


def is_ruled(attributes: dict[str, str]) -> bool:
    """Has the table or cell lines around it?"""
    border = attributes.get("border", "").strip().removesuffix("px")
    return (
        border not in {"", "0", "none"}
        or _RULED.search(attributes.get("style", "")[:STYLE_CHARS]) is not None
    )


def raised(words: str, *, lowered: bool = False) -> str:
    """`words` in the characters that Unicode has for superscripts or subscripts: 10³; as they are where one has none.

    >>> raised("3"), raised("2", lowered=True), raised("注1")
    ('³', '₂', '注1')
    """
    written = words.translate(_LOWERED if lowered else _RAISED)
    changed = all(new != old or old.isspace() for new, old in zip(written, words, strict=True))
    return written if changed else words
