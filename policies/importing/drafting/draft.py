"""The draft of a policy, and what the library files it under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policies.importing.drafting.doubts import Doubt
from policies.importing.drafting.relations import MentionedRelation
from policies.importing.reading import RejectedSource
from policies.suggesting.rounds import ProposedRound
from policies.text.storable import is_storable
from policies.vocabulary import SectionKind


@dataclass(frozen=True, slots=True)
class Place:
    """A district under one of its names, as printed; `current` says whether it still bears it."""

    slug: str
    name: str
    current: bool = True


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """What the library files under. `topics` are slugs with the words that speak for each."""

    places: tuple[Place, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    city: str = "shanghai"
    section_labels: Mapping[str, SectionKind | None] = field(default_factory=dict)
    """Headings that staff have added -> the section they name; None for what names none."""


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    sections: Mapping[SectionKind, str]
    """Body of each section that has one. 政策原文 is complete, whatever is copied into the others."""
    doc_number: str = ""
    """As printed."""
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    district: str = ""
    """A slug; empty where issuers and title name none, or several."""
    district_printed: str = ""
    """The name on the document, where it is no longer the district's name."""
    topics: tuple[str, ...] = ()
    relations: tuple[MentionedRelation, ...] = ()
    official_url: str = ""
    absent: frozenset[SectionKind] = frozenset()
    """Sections of which a person said 原文未规定. Only our own export says so, and gives the next two."""
    audiences: tuple[str, ...] = ()
    by_staff: Mapping[str, Any] = field(default_factory=dict)
    """Further columns of the policy."""
    doubts: tuple[Doubt, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    """What was taken away from around the document -> how many."""
    remarks: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Field -> where it was read, in Chinese; only of fields that are filled."""
    rounds: tuple[ProposedRound, ...] = ()
    """When one may apply, as the text says it: shown to a person, and stored by nobody else."""

    @property
    def original(self) -> str:
        return self.sections.get(SectionKind.ORIGINAL, "")


def must_be_storable(made: Draft) -> None:
    """Raises RejectedSource where one of the draft's words cannot be stored, wherever it came from."""
    if not all(map(is_storable, _words_of(made))):
        raise RejectedSource(
            "含有空字符（NUL）或残缺的字符，不能保存。请用编辑器打开，另存为 UTF-8 文本再导入。"
        )


def _words_of(made: Draft) -> Iterator[str]:
    yield from (made.title, made.doc_number, made.district_printed, made.official_url)
    yield from map(str, made.by_staff.values())
    yield from made.sections.values()
    for mention in made.relations:
        yield from (mention.title, mention.number)
    for listed in (made.issuers, made.addressees, made.audiences, made.remarks):
        yield from listed
