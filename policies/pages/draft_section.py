"""One section as residents will read it, from a text that somebody is still typing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.safestring import SafeString

from policies.citations import Document
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import District
from policies.pages.cited import Citations
from policies.pages.common import detail_url
from policies.pages.parts import OutlineEntry, PolicyText
from policies.pages.sections import ShownText
from policies.results.listed import listed_by_id
from policies.results.others import CitedNames
from policies.text.headings import Node
from policies.vocabulary import SectionKind


@dataclass(frozen=True, slots=True)
class DraftSection:
    label: str
    html: SafeString
    """Escaped; printed by the same template as on the page of a policy."""
    outline: tuple[OutlineEntry, ...]
    """All of its headings."""
    goes_on: bool
    """Whether only the first part of a long text is shown."""

    @classmethod
    def build(cls, kind: SectionKind, body: str, district: District | None, on: date) -> Self:
        """2 queries at most. `body` is not empty."""
        text = PolicyText("", {kind: body})
        shown = ShownText(text, kind, 1, text.lines(kind, 1), _citations(body, district, on))
        headings = text.outline(kind).nested(lambda heading: heading.role.heads)
        return cls(kind.label, shown.prose.html, tuple(_entries(headings, kind)), text.count > 1)


def _citations(body: str, district: District | None, on: date) -> Citations:
    """Without an index none is a link."""
    place = (district.slug, district.name) if district else ("", "")
    # 0 is the key of no policy: what it cites is never the text itself.
    cited = CitedNames.in_text(body, Document(0, "", "", None, *place))
    try:
        library = Engine.on(on).library(cited.names, cited.itself)
    except UnavailableError:
        library = None
    cited = cited.meaning(library)
    found = listed_by_id(cited.targets) if cited.targets else {}
    return Citations(cited, {key: detail_url(other.slug) for key, other in found.items()})


def _entries(nodes: Sequence[Node], kind: SectionKind) -> Iterator[OutlineEntry]:
    for node in nodes:
        address = f"#{kind.value}-{node.heading.anchor}"
        yield OutlineEntry(node.heading.label, address, tuple(_entries(node.children, kind)))
