"""What a resident typed into the search box, read once into a frozen value.

Every sign is text except three: quotation marks hold a phrase together, a hyphen before a word excludes it,
and spaces, commas, 《》 and the like part words. A 文号 is recognised in any dress, alone or inside other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.text.citations import agency_in
from policies.text.docnumber import DocNumber
from policies.text.normalize import clean

MAX_CHARS = 100
MAX_TERMS = 8

_BETWEEN = r"\s,;、/+。!?:《》"
_TERM = re.compile(
    rf"""(?P<minus>(?<![^{_BETWEEN}])-)?       # only at the start of a word: 2025-2027 is text
        (?:["“「](?P<phrase>[^"“”「」]+)["”」]   # a phrase between any pair of quotation marks
        |(?P<word>(?:[^"“”「」{_BETWEEN}]|(?<=\d)(?:,(?=\d{{3}}(?!\d))|[/:](?=\d)))+))  # 1,000 and 3/4 stay whole""",
    re.VERBOSE,
)

# A 文号 in the text, with any brackets, with spaces, with 第 or 年 in it.
_NUMBER = re.compile(
    r"""(?P<before>[\u4e00-\u9fff]{2,40})\s*
        (?:[〔\[(【{〖<]\s*(?P<bracketed>\d{4})\s*[〕\])】}〗>]\s*第?
          |(?P<bare>(?:19|20)\d{2})(?:年?第|年(?=\d{1,5}[号號])))
        \s*(?P<serial>\d{1,5})(?!\d)(?:\s*[号號](?:文件?)?)?""",
    re.VERBOSE,
)


def _set_apart(match: re.Match[str]) -> str:
    """A 文号 in its standard dress, and as a term of its own."""
    agency = agency_in(match["before"])
    if not agency:
        return match.group()
    number = DocNumber(agency, int(match["bracketed"] or match["bare"]), int(match["serial"]))
    before = match["before"].removesuffix(agency)
    # After a quotation mark or the hyphen of an excluded word it begins its term already.
    begins = not before and match.string[: match.start()].endswith(tuple(' -“「"'))
    return f"{before}{'' if begins else ' '}{number} "


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
            elif number := DocNumber.guess(term["word"]):
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
            (term, " ".join([*terms[:place], *terms[place + 1 :]]))
            for place, term in enumerate(terms)
            if len(terms) > 1
        ]

    def inclusions(self) -> list[tuple[str, str]]:
        """Each word or phrase that is excluded, and the text that no longer excludes it."""
        terms = list(_TERM.finditer(self.text))
        return [
            (term["phrase"] or term["word"], " ".join(other.group() for other in terms if other is not term))
            for term in terms
            if term["minus"]
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
