"""Addresses with something glued to them, as chat programs send them: `/policies/a-1/。`, `/policies/a-1&from=timeline`.

A chat program takes for an address whatever follows it without a space. What may stand in an address is told by
RFC 3986; the portal's own hold letters, digits, `-`, `_` and `/` of ASCII in their path and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

# Zero-width and bidi signs, soft hyphens and variation selectors: typed by programs, seen by nobody.
_UNSEEN = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
# A keyboard for Chinese types these wide. All other wide signs are no part of an address.
_NARROW = str.maketrans("？＆＝＃／", "?&=#/")
# What `unquote` puts for bytes that are no UTF-8.
_UNREADABLE = "\ufffd"

_PATH = re.compile(r"[A-Za-z0-9/_-]*")
# Signs of ASCII with nothing behind them end a sentence. Behind parameters, or what no address may hold, anything goes;
# but no control character opens it, for no chat program sends one.
_TAIL = re.compile(r"[\t\n\r!$%'()*+,./:;=@\[\]~_-]*(?:[&?# \"<>\\^`{|}\u0080-\U0010ffff].*)?", re.DOTALL)
_VALUE = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Cut:
    """`path` in lower case, with single slashes and one at its end; `query` are the parameters in what was glued."""

    path: str
    query: str = ""
    named: bool = False
    """Whether a word follows without any sign between, or what cannot be read: it may be meant for the name of a page."""


def cut(sent: str) -> Cut | None:
    """The part of a decoded path that may be an address of the portal; None where what follows was not glued. Linear.

    >>> cut("/policies/A-1/）。看看")
    Cut(path='/policies/a-1/', query='', named=False)
    >>> cut("/policies/a-1？from=timeline＆view=care").query
    'from=timeline&view=care'
    >>> cut("/policies/a-1/edit.html")
    """
    # What was encoded twice is still encoded here.
    sent = _UNSEEN.sub("", unquote(sent)).translate(_NARROW)
    head = _PATH.match(sent)[0]
    tail = sent[len(head) :]
    if not _TAIL.fullmatch(tail):
        return None
    names = filter(None, head.rstrip("/_-").lower().split("/"))
    path = "".join(f"/{name}" for name in names) + "/"
    return Cut(path, _parameters(tail), tail[:1].isalnum() or tail[:1] == _UNREADABLE)


def _parameters(tail: str) -> str:
    _, *parts = re.split(r"[&?]", tail.partition("#")[0].replace("&amp;", "&"))
    return "&".join(parts)


def bare(value: str) -> str:
    """The value of a parameter without what was glued to it.

    >>> bare("xuhui，看看"), bare("徐汇区。"), bare("2.5")
    ('xuhui', '徐汇区', '2.5')
    """
    word = _VALUE.match(value)
    return word[0] if word and _TAIL.fullmatch(value, word.end()) else value
