"""What a resident typed into the search box, read once into a frozen value.

Every sign is text except three: quotation marks hold a phrase together, a hyphen before a word excludes it,
and spaces, commas, 《》 and the like part words. A 文号 is recognised in any dress, alone or inside other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policies.lookup import rewriting, tokens
from policies.lookup.rewriting import BETWEEN, QUOTED
from policies.text import docnumber_typed, pasted_titles, web_address
from policies.text.docnumber import DocNumber
from policies.text.folding import fold
from policies.text.normalize import clean

MAX_CHARS = 100
"""Of everything but addresses of the web, which are pasted whole."""
MAX_TERMS = 8
# Of all that was sent: with the longest address there is room for words before and behind it.
MAX_SENT = web_address.MAX_CHARS + MAX_CHARS * 10

_ADDRESS = re.compile(web_address.PATTERN, re.VERBOSE)
_TERM = re.compile(
    rf"""(?P<address>{web_address.PATTERN})(?=[\s,]|\Z)
        |(?P<english>{docnumber_typed.ENGLISH})(?=[{BETWEEN}]|\Z)
        |(?P<minus>(?<![^{BETWEEN}])-)?       # only at the start of a word: 2025-2027 is text
        (?:{QUOTED}
        |(?P<word>(?:[^"“”「」{BETWEEN}]|(?<=\d)(?:,(?=\d{{3}}(?!\d))|[/:](?=\d)))+))  # 1,000 and 3/4 stay whole""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """Terms in the order typed. `text` is what of the input was understood, for the search box."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    numbers: tuple[DocNumber, ...] = ()
    addresses: tuple[str, ...] = ()
    """Of the web, as they were pasted."""
    titles: tuple[str, ...] = ()
    """Keys of documents that the text may be the title of, see `text.pasted_titles`."""
    cut: bool = False
    """The input was longer than MAX_CHARS or held more than MAX_TERMS terms."""

    @classmethod
    def parse(cls, raw: str) -> Typed:
        text, cut = _understood(raw)
        terms = list(_TERM.finditer(text))
        kept = terms[:MAX_TERMS]
        if len(terms) > MAX_TERMS:
            text = text[: kept[-1].end()]
        words, phrases, excluded, numbers, addresses = [], [], [], [], []
        for term in kept:
            if term["address"]:
                addresses.append(term["address"])
            elif term["minus"]:
                excluded.append(term["phrase"] or term["word"])
            elif term["phrase"]:
                phrases.append(term["phrase"].strip())
            elif number := _number(term):
                numbers.append(number)
            else:
                words.append(term["word"])
        return cls(
            text=text if kept else "",
            words=tuple(words),
            phrases=tuple(filter(None, phrases)),
            excluded=tuple(excluded),
            numbers=tuple(numbers),
            addresses=tuple(addresses),
            titles=pasted_titles.keys(_ADDRESS.sub("", text).strip()) if words else (),
            cut=cut or len(terms) > MAX_TERMS,
        )

    def __bool__(self) -> bool:
        return bool(self.text)

    def loosened(self) -> list[tuple[str, str]]:
        """Each term that could be taken away: (the term as typed, what is left of the text)."""
        terms = [term.group() for term in _TERM.finditer(self.text)]
        return [
            (term, " ".join([*terms[:index], *terms[index + 1 :]]))
            for index, term in enumerate(terms)
            if len(terms) > 1
        ]

    def inclusions(self) -> list[tuple[str, str]]:
        """Each word or phrase that is excluded, and the text that no longer excludes it. Signs alone exclude nothing."""
        terms = list(_TERM.finditer(self.text))
        return [
            (term["phrase"] or term["word"], " ".join(other.group() for other in terms if other is not term))
            for term in terms
            if term["minus"] and tokens.runs(fold(term.group()))
        ]

    def unquoted(self) -> str:
        """The text with its phrases as plain words."""
        return " ".join(
            term["phrase"].strip() if term["phrase"] and not term["minus"] else term.group()
            for term in _TERM.finditer(self.text)
        )

    def rewritten(self, rewrite: Callable[[str], str]) -> str:
        """The text, with something else for whatever is neither quoted nor excluded, nor an address."""
        pieces: list[str] = []
        start = 0
        for kept in rewriting.KEPT.finditer(self.text):
            pieces += [rewrite(self.text[start : kept.start()]), kept.group()]
            start = kept.end()
        return "".join([*pieces, rewrite(self.text[start:])])

    def replaced(self, word: str, other: str) -> str:
        """The text of the query with another word, or none, instead of one of its words."""
        terms = (
            other if term["word"] == word and not term["minus"] else term.group()
            for term in _TERM.finditer(self.text)
        )
        return " ".join(filter(None, terms))


def _understood(raw: str) -> tuple[str, bool]:
    """The text in which terms are read, and whether something of it was left out.

    NFKC can lengthen a text eighteenfold, and only the beginning counts: what was sent is cut first, and cut again when
    it was rewritten, which can lengthen it too.
    """
    sent = pasted_titles.without_site(clean(web_address.decoded(raw[:MAX_SENT])))
    short = _shortened(sent)
    read = rewriting.rewritten(short)
    text = _shortened(read)
    return text, len(raw) > MAX_SENT or short != sent or text != read


def _shortened(text: str) -> str:
    """The first MAX_CHARS characters, beside which addresses stand whole."""
    room, end = MAX_CHARS, 0
    for address in _ADDRESS.finditer(text):
        if address.start() - end > room or address.end() > MAX_SENT:
            break
        room -= address.start() - end
        end = address.end()
    return text[: end + room].rstrip()


def _number(term: re.Match[str]) -> DocNumber | None:
    return docnumber_typed.english(term["english"]) if term["english"] else DocNumber.parse(term["word"])
