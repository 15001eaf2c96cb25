"""The other policies that the page of one policy names: related, cited, citing, and those to which staff relate it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Self

from django.db.models import Case, Q, QuerySet, When

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
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy, Relation, Section, Topic
from policies.prepared import Prepared
from policies.querysets import ENDING
from policies.results.belongings import names_in, topics_of
from policies.results.listed import listed_by_id
from policies.results.summaries import PolicySummary
from policies.text import citations
from policies.text.citations import Citation
from policies.vocabulary import PublicationState, RelationKind, SectionState

# What one of them takes in memory, about.
NAME_BYTES = 500
# The newest of those that cite a policy are named; the count is told in any case.
CITING_SHOWN = 20
RELATED = 5
# More relations than these are not read one by one.
MOST_RELATIONS = 100

# The columns of a relation that are told, and of the policies at its ends.
_NAMED = ("slug", "title", "title_is_ours", "doc_number_normalized", "year", "effective_on", "state")
_STATED = ("kind", "note", *(f"{end}__{name}" for end in ("source", "target") for name in _NAMED))

Named = tuple[dict[str, Citation | None], tuple[Name, ...]]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another policy, named beside this one."""

    id: int
    slug: str
    title: str
    title_is_ours: bool
    doc_number: str
    year: int | None
    effective_on: date | None
    is_published: bool
    """Otherwise its page says only that it was withdrawn."""

    @classmethod
    def of(cls, policy: Policy) -> Self:
        return cls(
            id=policy.pk,
            slug=policy.slug,
            title=policy.title,
            title_is_ours=policy.title_is_ours,
            doc_number=policy.doc_number_normalized,
            year=policy.year,
            effective_on=policy.effective_on,
            is_published=policy.state == PublicationState.PUBLISHED,
        )


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """What staff have entered."""

    kind: RelationKind
    is_source: bool
    """Whether this policy is the one that does it to the other."""
    other: Reference
    note: str


def _what_ended_it_first(policy: int) -> QuerySet[Relation]:
    ending = Q(target=policy, kind__in=ENDING)
    ordered = Relation.objects.of(policy).order_by(Case(When(ending, then=0), default=1), "id")
    return ordered.only(*_STATED)[: MOST_RELATIONS + 1]


_relations = Prepared(_what_ended_it_first)


@dataclass(frozen=True, slots=True)
class StatedRelations:
    stated: tuple[StatedRelation, ...]
    more: bool
    """Whether there are more than are read."""

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """1 query. First of what replaced this one; see `RelationQuerySet.of`."""
        rows = _relations(policy.pk)
        return cls(tuple(_stated(row, policy) for row in rows[:MOST_RELATIONS]), len(rows) > MOST_RELATIONS)


def kinds_with_content(policy: int) -> list[str]:
    """The sections of a policy in which there is something to read: 1 query."""
    filled = Section.objects.filter(policy=policy, state=SectionState.CONTENT)
    return [*filled.values_list("kind", flat=True)]


def _stated(row: Relation, policy: Policy) -> StatedRelation:
    is_source = row.source_id == policy.pk
    other = row.target if is_source else row.source
    return StatedRelation(RelationKind(row.kind), is_source, Reference.of(other), row.note)


@dataclass(frozen=True, slots=True)
class CitedNames:
    """What the text of a policy cites, and what each name means, once the index has answered."""

    itself: Document
    short: Mapping[str, Citation]
    names: tuple[Name, ...]
    meant: Mapping[Name, Document | Unlinked] = field(default_factory=dict)

    @classmethod
    def read(cls, policy: Policy) -> Self:
        """Before anybody has asked what is meant."""
        return cls.in_text(whole(texts_of(policy)), document_of(policy))

    @classmethod
    def in_text(cls, text: str, itself: Document) -> Self:
        """Of a text that need not be stored; `itself` is the policy in which it would stand."""
        short, names = TEXTS.remember(key_of("names", text), lambda: _named_in(text))
        return cls(itself, short, names)

    def meaning(self, library: Library | None) -> Self:
        """Without an answer of the index nothing is known of any name."""
        if library is None:
            return self
        meant = {name: library.meant_by(name, self.itself) for name in self.names}
        return type(self)(self.itself, self.short, self.names, meant)

    @property
    def targets(self) -> set[int]:
        return {found.id for found in self.meant.values() if isinstance(found, Document)}


def _named_in(text: str) -> tuple[Named, int]:
    """The short names that a whole document gives, and the first of the names in it."""
    short = citations.short_names(text)
    names = tuple(islice(different_names(text, short), MOST_CITED_BY_ONE))
    return (short, names), NAME_BYTES * (len(short) + len(names))


@dataclass(frozen=True, slots=True)
class OtherPolicies:
    topics: Sequence[Topic]
    """Of the policy itself: each has a `slug` and a `name`."""
    related: tuple[PolicySummary, ...]
    cited: CitedNames
    slugs: Mapping[int, str]
    """Of all these that are published, by id."""
    citing_count: int
    citing: tuple[Reference, ...]
    """The newest of those that cite it."""

    @classmethod
    def of(cls, policy: Policy, on: date) -> Self:
        """2 queries, which also bring the topics of the policy itself. Without an index there are no others."""
        cited = CitedNames.read(policy)
        try:
            engine = Engine.on(on)
            library = engine.library(cited.names, cited.itself)
            cited = cited.meaning(library)
            count, citing = engine.citing(cited.itself, library, CITING_SHOWN) if library else (0, [])
            indexed = library.get(policy.pk) if library else None
            topics, district = indexed.topics if indexed else (), cited.itself.district
            related = engine.related(policy.pk, policy.title, topics, district, RELATED)
        except UnavailableError:
            count, citing, related = 0, [], []
        others = listed_by_id({*cited.targets, *citing, *related})
        akin = [others[key] for key in related if key in others]
        filed = topics_of([policy.pk, *(other.pk for other in akin)])
        return cls(
            topics=filed.get(policy.pk, ()),
            related=tuple(PolicySummary.of(other, on, names_in(filed.get(other.pk, ()))) for other in akin),
            cited=cited,
            slugs={key: other.slug for key, other in others.items()},
            citing_count=count,
            citing=tuple(Reference.of(others[key]) for key in citing if key in others),
        )
