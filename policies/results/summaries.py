"""One policy as a list knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Case, Exists, OuterRef, TextField, Value, When

from policies.lookup.engine import Engine, Lookup
from policies.lookup.snippets import Highlighter, Passage, SnippetPart
from policies.models import Benefit, Policy, Section
from policies.results.answers import Answer
from policies.results.parts import TextInParts, in_order
from policies.text.titles import CITY
from policies.validity import Coming, Verdict, caveat, coming
from policies.vocabulary import SectionKind, SectionState, SourceKind

# Id of a policy -> kind -> body, of the sections that have content.
Bodies = Mapping[int, Mapping[str, str]]


# The body of a section that a benefit quotes; of the others a list need not read the text.
_QUOTED = Case(
    When(Exists(Benefit.objects.filter(policy=OuterRef("policy"), section=OuterRef("kind"))), then="body"),
    default=Value(""),
    output_field=TextField(),
)


@dataclass(frozen=True, slots=True)
class PolicySummary:
    id: int
    slug: str
    title: str
    title_is_ours: bool
    title_parts: tuple[SnippetPart, ...]
    """The title, cut where a word that was looked for begins or ends."""
    district: str
    """Its short name."""
    doc_number: str
    published_on: date | None
    issued_on: date | None
    year: int | None
    topics: tuple[str, ...]
    areas: tuple[str, ...]
    """The functional areas that it is filed under."""
    verdict: Verdict
    coming: Coming | None
    """The day soon on which it begins or ends."""
    source_kind: SourceKind | None
    is_doubtful: bool
    filled: tuple[SectionKind, ...] | None
    """The sections that have content; None where nobody looked."""
    passage: Passage | None
    """Where the words stand that were looked for."""
    passage_part: int
    """The part of the text in which the section of the passage begins."""
    answer: Answer | None
    """None where nobody looked."""

    @classmethod
    def of(
        cls,
        policy: Policy,
        on: date,
        filled: Collection[str] | None = None,
        title_parts: tuple[SnippetPart, ...] = (),
        passage: tuple[Passage | None, int] = (None, 1),
        answer: Answer | None = None,
    ) -> Self:
        return cls(
            id=policy.pk,
            slug=policy.slug,
            title=policy.title,
            title_is_ours=policy.title_is_ours,
            title_parts=title_parts or (SnippetPart(policy.title),),
            district=policy.district.short,
            doc_number=policy.doc_number_normalized,
            published_on=policy.published_on,
            issued_on=policy.issued_on,
            year=policy.year,
            topics=tuple(topic.name for topic in policy.topics.all()),
            areas=areas_of(policy),
            verdict=policy.validity(on),
            coming=coming(policy.dates, on),
            source_kind=SourceKind(policy.source_kind) if policy.source_kind else None,
            is_doubtful=bool(caveat("", policy.uncertain_reason)),
            filled=None if filled is None else tuple(kind for kind in SectionKind if kind in filled),
            passage=passage[0],
            passage_part=passage[1],
            answer=answer,
        )


def areas_of(policy: Policy) -> tuple[str, ...]:
    """The names of its functional areas, as `PolicyQuerySet.with_areas` reads them."""
    return tuple(sorted((policy.area_names or "").splitlines()))


def is_limited(policy: Policy) -> bool:
    """Whether the city decided it for its functional areas alone."""
    return bool(policy.area_names) and policy.district.name == CITY


def found_by(engine: Engine, lookup: Lookup, keys: list[int], on: date) -> tuple[PolicySummary, ...]:
    """Of the policies with these ids, which a question finds, in this order: 6 queries."""
    policies = Policy.objects.published().for_list().in_order(keys)
    if not lookup.typed:
        return with_filled(policies, on)
    marks = engine.highlighter(lookup)
    bodies = _bodies(keys)
    return tuple(
        PolicySummary.of(
            policy,
            on,
            filled=bodies[policy.pk].keys(),
            title_parts=marks.parts(policy.title),
            passage=_passage(marks, bodies[policy.pk], lookup.scope),
            answer=Answer.in_short(policy, bodies[policy.pk], on),
        )
        for policy in policies
    )


def with_filled(policies: Iterable[Policy], on: date) -> tuple[PolicySummary, ...]:
    """With the kinds of the sections that have content, and with their answers: 1 query."""
    policies = list(policies)
    bodies: dict[int, dict[str, str]] = {policy.pk: {} for policy in policies}
    sections = Section.objects.filter(policy__in=bodies, state=SectionState.CONTENT)
    for key, kind, body in sections.annotate(quoted=_QUOTED).values_list("policy", "kind", "quoted"):
        bodies[key][kind] = body
    return tuple(
        PolicySummary.of(
            policy,
            on,
            filled=bodies[policy.pk].keys(),
            answer=Answer.in_short(policy, bodies[policy.pk], on),
        )
        for policy in policies
    )


def _bodies(keys: Iterable[int]) -> Bodies:
    """1 query."""
    bodies: dict[int, dict[str, str]] = {key: {} for key in keys}
    sections = Section.objects.filter(policy__in=bodies, state=SectionState.CONTENT)
    for key, kind, body in sections.values_list("policy", "kind", "body"):
        bodies[key][kind] = body
    return bodies


def _passage(
    marks: Highlighter, bodies: Mapping[str, str], scope: SectionKind | None
) -> tuple[Passage | None, int]:
    """With the part of the text in which its section begins."""
    found = marks.passage(bodies, scope)
    return found, TextInParts(in_order(bodies)).part_of(found.kind) if found else 1
