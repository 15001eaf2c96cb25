"""What a row of a list says of one policy, and the passages and names by which a question found it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Self

from django.db.models import Case, QuerySet, TextField, Value, When

from policies.lookup.engine import Engine, Lookup
from policies.lookup.snippets import SnippetPart
from policies.models import Policy, PolicyAudience, PolicyIssuer, Section
from policies.prepared import Prepared, padded
from policies.results.answers import Answer
from policies.results.belongings import Belongings, belongings_of, names_in, topics_of
from policies.results.listed import listed
from policies.results.reasons import Filings, Reasons, Under
from policies.text import web_address
from policies.text.titles import CITY
from policies.validity import Coming, Verdict, caveat, coming
from policies.vocabulary import SectionKind, SectionState, SourceKind

# Id of a policy -> kind -> body, of the sections that have content.
Bodies = Mapping[int, Mapping[str, str]]

# A policy's names of bodies and people beside the kinds of its sections, in one query.
_NAMES = {"audience": Under.AUDIENCE, "issuer": Under.ISSUER}
NO_REASONS = Reasons()
# The id of no policy.
NOBODY = 0


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
    reasons: Reasons
    """Why it was found; none where its title says so, or no words were looked for."""
    answer: Answer | None
    """None where nobody looked."""

    @classmethod
    def of(
        cls,
        policy: Policy,
        on: date,
        topics: Iterable[str],
        filled: Collection[str] | None = None,
        title_parts: tuple[SnippetPart, ...] = (),
        reasons: Reasons = NO_REASONS,
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
            topics=tuple(topics),
            areas=areas_of(policy),
            verdict=policy.validity(on),
            coming=coming(policy.dates, on),
            source_kind=SourceKind(policy.source_kind) if policy.source_kind else None,
            is_doubtful=bool(caveat("", policy.uncertain_reason)),
            filled=None if filled is None else tuple(kind for kind in SectionKind if kind in filled),
            reasons=reasons,
            answer=answer,
        )


def _district_names(policy: Policy) -> list[str]:
    """市级 says more than 上海市, 徐汇 no more than 徐汇区; a document of 闸北区 is filed under 静安区."""
    name, short = policy.district.name, policy.district.short
    shorter = [] if short in name else [short]
    return [each for each in (name, *shorter, policy.district_printed) if each]


def areas_of(policy: Policy) -> tuple[str, ...]:
    """The names of its functional areas, as `PolicyQuerySet.with_areas` reads them."""
    return tuple(sorted((policy.area_names or "").splitlines()))


def is_limited(policy: Policy) -> bool:
    """Whether the city decided it for its functional areas alone."""
    return bool(policy.area_names) and policy.district.name == CITY


def found_by(engine: Engine, lookup: Lookup, keys: list[int], on: date) -> tuple[PolicySummary, ...]:
    """Of the policies with these ids, which a question finds, in this order: 6 queries."""
    policies = listed(keys)
    if not lookup.typed:
        return with_filled(policies, on)
    marks = engine.highlighter(lookup)
    pasted = {key for address in lookup.typed.addresses for key in web_address.keys(address)}
    filed = belongings_of(keys)
    bodies, names = _texts(keys)

    def summary(policy: Policy) -> PolicySummary:
        its, texts = filed[policy.pk], bodies[policy.pk]
        filings = _filings(policy, {Under.TOPIC: its.topics, **names[policy.pk]})
        reasons = Reasons.of(marks, policy.title, texts, filings, lookup.scope)
        return PolicySummary.of(
            policy,
            on,
            its.topics,
            filled=texts.keys(),
            title_parts=marks.parts(policy.title),
            reasons=_with_address(reasons, policy, its, pasted),
            answer=Answer.in_short(policy, its, texts, on),
        )

    return tuple(map(summary, policies))


def _filings(policy: Policy, names: Filings) -> Filings:
    """With what the policy itself says."""
    return {
        Under.NUMBER: [policy.doc_number_normalized] if policy.doc_number_normalized else [],
        Under.DISTRICT: _district_names(policy),
        Under.AREA: areas_of(policy),
        **names,
        Under.YEAR: [f"{policy.year}年"] if policy.year else [],
    }


def _with_address(reasons: Reasons, policy: Policy, its: Belongings, pasted: Collection[str]) -> Reasons:
    """And which of its addresses was pasted, if one was."""
    if not pasted:
        return reasons
    names = [name for name, key in _address_keys(policy, its) if key in pasted]
    found = dict.fromkeys((Under.ADDRESS, name) for name in names)
    return replace(reasons, filed=(*found, *reasons.filed))


def _address_keys(policy: Policy, its: Belongings) -> list[tuple[str, str]]:
    """(name, key) of each of its addresses."""
    printed = [("官方原文", policy.official_url), ("资料来源", policy.source_url)]
    printed += [("申报通知", each.notice_url) for each in its.rounds]
    keys = [(name, web_address.key(address)) for name, address in printed if address]
    return [("本站网址", web_address.own_key(policy.slug)), *keys]


def named(policies: Iterable[Policy], on: date) -> tuple[PolicySummary, ...]:
    """With their topics, and nothing of their texts: 1 query."""
    policies = list(policies)
    topics = topics_of([policy.pk for policy in policies])
    return tuple(PolicySummary.of(policy, on, names_in(topics.get(policy.pk, ()))) for policy in policies)


def with_filled(policies: Iterable[Policy], on: date) -> tuple[PolicySummary, ...]:
    """With the kinds of the sections that have content, and with their answers: 5 queries."""
    policies = list(policies)
    filed = belongings_of([policy.pk for policy in policies])
    bodies: dict[int, dict[str, str]] = {key: {} for key in filed}
    for key, kind, body in _quoted_in(filed):
        bodies[key][kind] = body
    return tuple(
        PolicySummary.of(
            policy,
            on,
            filed[policy.pk].topics,
            filled=bodies[policy.pk].keys(),
            answer=Answer.in_short(policy, filed[policy.pk], bodies[policy.pk], on),
        )
        for policy in policies
    )


def _quoted_in(filed: Mapping[int, Belongings]) -> list[tuple[int, str, str]]:
    """Of each section that has content its policy, kind and body; of those that no benefit may quote an empty body, since
    a list need not read them."""
    if not filed:
        return []
    quoting = {key: {benefit.section for benefit in each.benefits} for key, each in filed.items()}
    keys = padded(filed)
    of_these = [key if quoting[key] else NOBODY for key in keys]
    kinds = frozenset().union(*quoting.values())
    return _sections(kinds)(*keys, *of_these)


@cache
def _sections(quoted: frozenset[str]) -> Prepared:
    """Asked by the ids of policies, and by as many of those that may quote one of these kinds."""

    def asking(*ids: int) -> QuerySet:
        half = len(ids) // 2
        keys, quoting = ids[:half], ids[half:]
        is_quoted = When(policy__in=quoting, kind__in=quoted, then="body")
        body = Case(is_quoted, default=Value(""), output_field=TextField())
        sections = Section.objects.filter(policy__in=keys, state=SectionState.CONTENT)
        return sections.annotate(quoted=body).values_list("policy", "kind", "quoted")

    return Prepared(asking)


def _bodies_and_names(*keys: int) -> QuerySet:
    """The first two columns are the policy, and the kind of its section or of its filing."""
    sections = Section.objects.filter(policy__in=keys, state=SectionState.CONTENT)
    filed = (
        filings.objects.filter(policy__in=keys).order_by().values_list("policy", Value(kind), f"{kind}__name")
        for kind, filings in (("audience", PolicyAudience), ("issuer", PolicyIssuer))
    )
    return sections.order_by().values_list("policy", "kind", "body").union(*filed, all=True)


_said = Prepared(_bodies_and_names)


def _no_names() -> dict[Under, list[str]]:
    return {under: [] for under in _NAMES.values()}


def _texts(keys: Collection[int]) -> tuple[Bodies, Mapping[int, Filings]]:
    """What the policies say, and the names of whom they are for and who issued them: 1 query."""
    bodies: dict[int, dict[str, str]] = {key: {} for key in keys}
    names = {key: _no_names() for key in keys}
    for key, kind, text in _said.among(keys):
        if under := _NAMES.get(kind):
            names[key][under].append(text)
        else:
            bodies[key][kind] = text
    return bodies, names
