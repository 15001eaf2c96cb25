"""Citations in the text of one policy as links, and the policies that cite it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from policies.citations import Document, Name, Unlinked
from policies.pages.common import detail_url, named, path_of
from policies.results.others import CitedNames, Reference
from policies.text import citations
from policies.text.citations import Citation
from policies.text.render import Piece


@dataclass(frozen=True, slots=True)
class Mention:
    """Another policy, named on the page of this one."""

    title: str
    url: str
    doc_number: str = ""
    year: int | None = None
    title_is_ours: bool = False

    @classmethod
    def of(cls, other: Reference) -> Mention:
        return cls(other.title, detail_url(other.slug), other.doc_number, other.year, other.title_is_ours)

    @property
    def named(self) -> str:
        """Within a sentence."""
        return named(self.title, ours=self.title_is_ours)


@dataclass(frozen=True, slots=True)
class CitedBy:
    """Who cites the policy: how many, and the newest of them."""

    count: int = 0
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations of one policy. `pieces` cuts one paragraph at those it holds."""

    cited: CitedNames
    addresses: Mapping[int, str]
    """Id of a policy -> where residents read it, for those that are still published."""

    @property
    def told(self) -> str:
        """All that `pieces` depends on beside the text of the policy."""
        return "\n".join(f"{name.term} {self._told(found)}" for name, found in self.cited.meant.items())

    def _told(self, found: Document | Unlinked) -> str:
        return self.addresses.get(found.id, "") if isinstance(found, Document) else found.value

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The whole of `text`, in order."""
        return tuple(self._pieces(text))

    def _pieces(self, text: str) -> Iterable[Piece]:
        done = 0
        for cited in citations.find(text, self.cited.short):
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
        match self.cited.meant.get(Name.of(cited)):
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
    return f"{path_of('policies:list')}?{urlencode({'q': asked})}"
