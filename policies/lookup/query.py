"""What a resident typed into the search box, read once into a frozen value.

Every sign is text except three: quotation marks hold a phrase together, a hyphen before a word excludes it,
and spaces, commas, 《》 and the like part words. A 文号 is recognised in any dress, alone or inside other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policies.lookup import tokens
from policies.text.docnumber import TYPED, DocNumber, agency_in
from policies.text.folding import fold
from policies.text.normalize import clean

MAX_CHARS = 100
MAX_TERMS = 8

_SIGNS = ",;、/+。!?:《》"
_BETWEEN = rf"\s{_SIGNS}"
_QUOTED = '["“「](?P<phrase>[^"“”「」]+)["”」]'
_TERM = re.compile(
    rf"""(?P<minus>(?<![^{_BETWEEN}])-)?       # only at the start of a word: 2025-2027 is text
        (?:{_QUOTED}
        |(?P<word>(?:[^"“”「」{_BETWEEN}]|(?<=\d)(?:,(?=\d{{3}}(?!\d))|[/:](?=\d)))+))  # 1,000 and 3/4 stay whole""",
    re.VERBOSE,
)

# What is quoted or excluded stays as it was typed.
_NUMBER = re.compile(
    rf"""{_QUOTED}|(?<![^{_BETWEEN}])-[^"“”「」{_BETWEEN}]+|{TYPED}""",
    re.VERBOSE,
)
_AS_TYPED = re.compile(rf"""{_QUOTED}|(?<![^{_BETWEEN}])-[^"“”「」{_BETWEEN}]+""")
# What residents say before a 机关代字, beside the words of official texts.
_ASKING = re.compile("^(?:是|请|帮|我|想|要|查|找|看|搜|问|一下|有没有|什么是|什么叫)+")


def _set_apart(match: re.Match[str]) -> str:
    """A 文号 in its standard dress, and as a term of its own."""
    typed = match["before"] or ""
    length = len(_ASKING.sub("", agency_in(fold(typed))))
    if length < 2:
        return match.group()
    lead, agency = typed[:-length], typed[-length:]
    year = match["bracketed"] or match["hyphenated"] or match["spoken"]
    number = DocNumber(agency, int(year), int(match["serial"]))
    text = match.string
    before = text[: match.start()] + lead
    after = text[match.end() :]
    space_before = _space(before[-1:])
    space_after = _space(after[:1])
    return f"{lead}{space_before}{number}{space_after}"


def _space(beside: str) -> str:
    return "" if beside in _SIGNS else " "


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
        text = clean(_NUMBER.sub(_set_apart, text[:MAX_CHARS]))
        cut = cut or len(text) > MAX_CHARS
        text = text[:MAX_CHARS].rstrip()
        terms = list(_TERM.finditer(text))
        cut = cut or len(terms) > MAX_TERMS
        kept = terms[:MAX_TERMS]
        if len(terms) > MAX_TERMS:
            text = text[: kept[-1].end()]
        words, phrases, excluded, numbers = [], [], [], []
        for term in kept:
            if term["minus"]:
                excluded.append(term["phrase"] or term["word"])
            elif term["phrase"]:
                phrases.append(term["phrase"].strip())
            elif number := DocNumber.parse(term["word"]):
                numbers.append(number)
            else:
                words.append(term["word"])
        return cls(
            text=text if kept else "",
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
        """The text, with something else for whatever is neither quoted nor excluded."""
        pieces: list[str] = []
        start = 0
        for kept in _AS_TYPED.finditer(self.text):
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
