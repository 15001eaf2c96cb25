"""What a resident typed into the search box, read once into a frozen value.

Every sign is text except three: quotation marks hold a phrase together, a hyphen before a word excludes it,
and spaces part words. A 文号 is recognised in any dress, alone or among other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.text.docnumber import DocNumber
from policies.text.normalize import clean

MAX_CHARS = 100
MAX_TERMS = 8

_TERM = re.compile(
    r"""(?P<minus>(?:(?<=\s)|^)-)?           # only at the start of a word: 2025-2027 is text
        (?:["“「](?P<phrase>[^"“”「」]+)["”」]   # a phrase between any pair of quotation marks
        |(?P<word>[^\s"“”「」]+))""",
    re.VERBOSE,
)

# Spaces inside a 文号 would part it: 徐委 〔2015〕 15 号.
_SPACED_NUMBER = re.compile(r"\s*([〔\[(【])\s*(\d{4})\s*([〕\])】])\s*(\d{1,5})(?:\s*(号))?")


@dataclass(frozen=True, slots=True)
class Query:
    """Terms in the order typed. `text` is what of the input was understood, for the search box."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    numbers: tuple[DocNumber, ...] = ()
    cut: bool = False
    """The input was longer than MAX_CHARS or held more than MAX_TERMS terms."""

    @classmethod
    def parse(cls, raw: str) -> Query:
        # NFKC can lengthen a text eighteenfold, and only the beginning counts: cut before and after.
        text = clean(raw[: MAX_CHARS * 10])
        cut = len(text) > MAX_CHARS or len(raw) > MAX_CHARS * 10
        text = _SPACED_NUMBER.sub(r"\1\2\3\4\5", text[:MAX_CHARS]).strip()
        terms = list(_TERM.finditer(text))
        cut = cut or len(terms) > MAX_TERMS
        kept = terms[:MAX_TERMS]
        words, phrases, excluded, numbers = [], [], [], []
        for term in kept:
            if term["minus"]:
                excluded.append(term["phrase"] or term["word"])
            elif term["phrase"]:
                phrases.append(term["phrase"].strip())
            elif number := DocNumber.guess(term["word"]):
                numbers.append(number)
            else:
                words.append(term["word"])
        return cls(
            text=text[: kept[-1].end()] if kept else "",
            words=tuple(words),
            phrases=tuple(filter(None, phrases)),
            excluded=tuple(excluded),
            numbers=tuple(numbers),
            cut=cut,
        )

    def __bool__(self) -> bool:
        return bool(self.text)

    def loosened(self) -> list[tuple[str, str]]:
        """Each term that could be taken away: (the term as typed, what is left of the text)."""
        terms = [term.group() for term in _TERM.finditer(self.text)]
        return [
            (term, " ".join([*terms[:place], *terms[place + 1 :]]))
            for place, term in enumerate(terms)
            if len(terms) > 1
        ]

    def unquoted(self) -> str:
        """The text with its phrases as plain words."""
        return " ".join(
            term["phrase"].strip() if term["phrase"] and not term["minus"] else term.group()
            for term in _TERM.finditer(self.text)
        )

    def replaced(self, word: str, other: str) -> str:
        """The text of the query with another word, or none, in the place of one of its words."""
        terms = (
            other if term["word"] == word and not term["minus"] else term.group()
            for term in _TERM.finditer(self.text)
        )
        return " ".join(filter(None, terms))
