"""Citations in the text of one policy as links, and the policies that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlencode

from django.urls import reverse

from policies.citations import (
    MOST_CITED_BY_ONE,
    Document,
    Library,
    Name,
    Unlinked,
    different_names,
    document_of,
    texts_of,
    whole,
)
from policies.kept import TEXTS, key_of
from policies.models import Policy
from policies.pages.common import named
from policies.text import citations
from policies.text.citations import Citation
from policies.text.render import Piece

# What one of them takes in memory, about.
NAME_BYTES = 500
# The newest of those that cite a policy are named; the count is told in any case.
CITING_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Mention:
    """Another policy, named on the page of this one."""

    title: str
    url: str
    doc_number: str = ""
    year: int | None = None
    title_is_ours: bool = False

    @classmethod
    def of(cls, policy: Policy) -> Mention:
        return cls(
            policy.title,
            policy.get_absolute_url(),
            policy.doc_number_normalized,
            policy.year,
            policy.title_is_ours,
        )

    @property
    def named(self) -> str:
        """Within a sentence."""
        return named(self.title, ours=self.title_is_ours)


@dataclass(frozen=True, slots=True)
class CitedBy:
    """Who cites the policy: how many, and the newest of them."""

    count: int = 0
    mentions: tuple[Mention, ...] = ()


Named = tuple[dict[str, Citation | None], tuple[Name, ...]]


def named_in(text: str) -> Named:
    """The short names that a whole document gives, and the first of the names in it."""
    return TEXTS.remember(key_of("names", text), lambda: _named_in(text))


def _named_in(text: str) -> tuple[Named, int]:
    short = citations.short_names(text)
    names = tuple(islice(different_names(text, short), MOST_CITED_BY_ONE))
    return (short, names), NAME_BYTES * (len(short) + len(names))


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations of one policy, resolved at once. `pieces` cuts one paragraph at those it holds."""

    itself: Document
    short: Mapping[str, Citation]
    names: tuple[Name, ...]
    meant: Mapping[Name, Document | Unlinked] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)
    """Id of a policy -> where residents read it, for those that are still published."""

    @classmethod
    def read(cls, policy: Policy) -> Citations:
        """What the text names, before anybody has asked what is meant by it."""
        short, names = named_in(whole(texts_of(policy)))
        return cls(document_of(policy), short, names)

    def meaning(self, library: Library | None) -> Citations:
        """With what each name means; without an answer of the index all of them stay plain."""
        if library is None:
            return self
        meant = {name: library.meant_by(name, self.itself) for name in self.names}
        return Citations(self.itself, self.short, self.names, meant)

    @property
    def targets(self) -> set[int]:
        return {found.id for found in self.meant.values() if isinstance(found, Document)}

    def at(self, addresses: Mapping[int, str]) -> Citations:
        return Citations(self.itself, self.short, self.names, self.meant, addresses)

    @property
    def told(self) -> str:
        """All that `pieces` depends on beside the text of the policy."""
        return "\n".join(f"{name.term} {self._told(found)}" for name, found in self.meant.items())

    def _told(self, found: Document | Unlinked) -> str:
        return self.addresses.get(found.id, "") if isinstance(found, Document) else found.value

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The whole of `text`, in order."""
        return tuple(self._pieces(text))

    def _pieces(self, text: str) -> Iterable[Piece]:
        done = 0
        for cited in citations.find(text, self.short):
            piece = self._piece(cited)
            if not piece.kind:
                continue
            if cited.start > done:
                yield Piece(text[done : cited.start])
            yield piece
            done = cited.end
        if done < len(text):
            yield Piece(text[done:])

    def _piece(self, cited: Citation) -> Piece:
        match self.meant.get(Name.of(cited)):
            case Document(id=key) if key in self.addresses:
                return Piece(cited.shown, self.addresses[key], "cited")
            case Unlinked.SEVERAL:
                return Piece(cited.shown, _candidates_url(cited), "cited")
            case Unlinked.MISSING:
                return Piece(cited.shown, kind="missing")
        return Piece(cited.shown)


def _candidates_url(cited: Citation) -> str:
    """The list of all policies of that name: which of them is meant the text does not say."""
    asked = cited.number or f'"{cited.title.strip("《》〈〉")}"'
    return f"{reverse('policies:list')}?{urlencode({'q': asked})}"
