"""One policy, whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from policies import facets
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Policy
from policies.pages.common import Link, Row
from policies.pages.versions import UpdateNote
from policies.text import blocks
from policies.text.blocks import Block
from policies.text.dates import in_chinese
from policies.validity import Verdict
from policies.vocabulary import SectionKind, SectionState

RELATED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a section, ready to print: a heading with its anchor, or a paragraph."""

    text: str
    level: int
    anchor: str

    @classmethod
    def of(cls, block: Block, kind: SectionKind) -> Part:
        anchor = "-".join([kind.value, *map(str, block.path)]) if block.level else ""
        return cls(block.text, block.level, anchor)


@dataclass(frozen=True, slots=True)
class SectionView:
    anchor: str
    label: str
    state: SectionState
    parts: tuple[Part, ...]
    update: UpdateNote | None = None

    @property
    def contents(self) -> tuple[Part, ...]:
        """The headings of the first level, where there are enough of them to need a list."""
        headings = tuple(part for part in self.parts if part.level == 1)
        return headings if len(headings) > 2 else ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table of metadata. An empty value was not found, and says so."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DetailPage:
    title: str
    district: Link
    verdict: Verdict
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    audiences: tuple[Link, ...]
    sections: tuple[SectionView, ...]
    editorial_notes: tuple[str, ...]
    official_url: str
    source_url: str
    source_note: str
    related: tuple[Row, ...]

    @classmethod
    def build(cls, policy: Policy, on: date) -> DetailPage:
        return cls(
            title=policy.title,
            district=Link(policy.district.name, _facet_url("district", policy.district.slug)),
            verdict=policy.validity(on),
            facts=_facts(policy),
            topics=tuple(Link(topic.name, _facet_url("topic", topic.slug)) for topic in policy.topics.all()),
            audiences=tuple(
                Link(audience.name, _facet_url("audience", audience.slug))
                for audience in policy.audiences.all()
            ),
            sections=_sections(policy),
            editorial_notes=tuple(filter(None, map(str.strip, policy.editorial_note.splitlines()))),
            official_url=policy.official_url,
            source_url=policy.source_url,
            source_note=policy.source_note,
            related=_related(policy, on),
        )


def _related(policy: Policy, on: date) -> tuple[Row, ...]:
    """相关政策; without an index the page does without them."""
    try:
        topics = [topic.slug for topic in policy.topics.all()]
        keys = Engine.on(on).related(policy.pk, policy.title, topics, policy.district.slug, RELATED)
    except UnavailableError:
        return ()
    return tuple(Row.of(other, on) for other in Policy.objects.published().for_list().in_order(keys))


def _facet_url(name: str, value: str) -> str:
    return facets.toggled(QueryDict(mutable=True), name, value)


def _sections(policy: Policy) -> tuple[SectionView, ...]:
    """All six, in order; one that nobody has entered is 待补."""
    by_kind = {section.kind: section for section in policy.sections.all()}
    views = []
    for kind in SectionKind:
        section = by_kind.get(kind)
        parts = tuple(Part.of(block, kind) for block in blocks.split(section.body)) if section else ()
        state = SectionState(section.state) if section else SectionState.PENDING
        views.append(SectionView(kind.value, kind.label, state, parts, UpdateNote.of(policy, section)))
    return tuple(views)


def _facts(policy: Policy) -> tuple[Fact, ...]:
    printed, standard = policy.doc_number, policy.doc_number_normalized
    issuers = "、".join(issuing.issuer.name for issuing in policy.policyissuer_set.all())
    district_note = f"文件上为{policy.district_printed}" if policy.district_printed else ""
    return (
        Fact("发文字号", printed, note=f"规范写法：{standard}" if standard != printed else ""),
        Fact("发文机关", issuers),
        Fact("区", policy.district.name, _facet_url("district", policy.district.slug), district_note),
        Fact("年份", f"{policy.year}年", _facet_url("year", str(policy.year)))
        if policy.year
        else Fact("年份", ""),
        *(
            Fact(policy._meta.get_field(name).verbose_name, in_chinese(day) if day else "")
            for name in ("issued_on", "published_on", "effective_on", "expires_on")
            for day in [getattr(policy, name)]
        ),
        *([Fact("废止日期", in_chinese(policy.repealed_on))] if policy.repealed_on else []),
        Fact("核实日期", in_chinese(policy.verified_on))
        if policy.verified_on
        else Fact("核实日期", "", note="尚未人工核实"),
    )
