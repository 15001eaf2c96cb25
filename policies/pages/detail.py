"""The page of one policy: its answer card, facts, six sections, relations, and what it cites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from policies import glossary
from policies.models import Policy
from policies.pages import facets
from policies.pages.answer import AnswerCard
from policies.pages.cited import CitedBy
from policies.pages.common import (
    OUR_TITLE,
    Link,
    Row,
    areas_in_words,
    coming_in_words,
    compare_url,
    known_day,
    named,
)
from policies.pages.neighbours import Neighbours
from policies.pages.parts import Pager, PolicyText
from policies.pages.provenance import Provenance
from policies.pages.records import PointView, own_words, records_of
from policies.pages.relations import Relations
from policies.pages.sections import Gaps, SectionView, sections_of
from policies.results.answers import Answer
from policies.results.belongings import audiences_of
from policies.results.summaries import areas_of, is_limited
from policies.text.dates import in_chinese
from policies.validity import Verdict, coming


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table of metadata. An empty value was not found, and says so."""

    label: str
    value: str
    url: str = ""
    note: str = ""

    @property
    def term(self) -> str:
        """The slug of its label, if that is explained."""
        return glossary.slug_of(self.label)


@dataclass(frozen=True, slots=True)
class DetailPage:
    title: str
    title_is_ours: bool
    doc_number: str
    day: str
    """The day residents know it by, with its kind."""
    published_on: date | None
    district: Link
    areas: str
    """The functional areas that it is filed under; 仅限 where the city decided it for these alone."""
    verdict: Verdict
    coming: str
    answer: AnswerCard
    district_window: PointView | None
    """Where else in the district to ask."""
    facts: tuple[Fact, ...]
    topics: tuple[Link, ...]
    audiences: tuple[Link, ...]
    sections: tuple[SectionView, ...]
    pager: Pager
    path: str
    compare_url: str
    """Empty in a preview."""
    editorial_notes: tuple[str, ...]
    provenance: Provenance
    related: tuple[Row, ...]
    cited_by: CitedBy
    relations: Relations

    @property
    def as_preview(self) -> DetailPage:
        """Of an entry that is not published: without the ways to its own other pages, which show nothing yet."""
        sections = tuple(replace(section, update=None) for section in self.sections)
        return replace(self, compare_url="", sections=sections)

    @property
    def citation(self) -> str:
        """How a text names this policy: 《title》(文号), or “title”（本站拟题）, which is no name of a document."""
        return named(self.title, ours=self.title_is_ours) + (
            f"({self.doc_number})" if self.doc_number else ""
        )

    @property
    def cautions(self) -> str:
        """What to know of the source before the text is read, if the verdict above has not said it."""
        return self.provenance.cautions(beside=self.verdict.reason)

    @property
    def filled(self) -> tuple[SectionView, ...]:
        """The sections in which there is something to read."""
        return tuple(section for section in self.sections if section.is_shown)

    @property
    def gaps(self) -> Gaps:
        return Gaps.among(self.sections)

    @property
    def summary(self) -> str:
        """What can be read here, in one sentence."""
        labels = "、".join(section.label for section in self.filled)
        return f"已录入：{labels}。" if labels else "本站暂时只有目录信息，正文还没有录入。"

    @property
    def has_contents(self) -> bool:
        return any(section.contents for section in self.sections)

    @property
    def terms(self) -> tuple[glossary.Term, ...]:
        """The terms of its labels, states and headings, not those of the official text."""
        return glossary.used_in(
            *(words for fact in self.facts for words in (fact.label, fact.value, fact.note)),
            *(words for section in self.sections for words in (section.label, section.state.label)),
            *(group.heading for group in self.relations.groups),
            *(successor.after for successor in self.relations.successors),
            *(topic.label for topic in self.topics),
            *(words for row in self.related for words in row.own_words),
            *(self.verdict.validity.label, self.verdict.reason, self.coming, self.day, self.district.label),
            "编者注" if self.editorial_notes else "",
            OUR_TITLE if self.title_is_ours or self.relations.name_titles_of_ours else "",
            *(self.provenance.words, self.cautions),
            *self.answer.own_words,
            *(words for section in self.sections for words in own_words(section.records)),
        )

    @classmethod
    def build(cls, policy: Policy, on: date, text: PolicyText | None = None, shown: int = 1) -> DetailPage:
        """Of the text the part `shown`."""
        text = text or PolicyText.of(policy)
        neighbours = Neighbours.of(policy, on)
        relations = Relations.build(policy, on)
        verdict = policy.validity(on)
        provenance = Provenance.of(policy, has_text=bool(text.bodies))
        answer = Answer.whole(policy, text.bodies, on)
        records = records_of(answer, text, shown)
        audiences = audiences_of(policy)
        return cls(
            title=policy.title,
            title_is_ours=policy.title_is_ours,
            doc_number=policy.doc_number,
            day=known_day(policy),
            published_on=policy.published_on,
            district=Link(policy.district.name, _facet_url("district", policy.district.slug)),
            areas=areas_in_words(areas_of(policy), limited=is_limited(policy)),
            verdict=verdict,
            coming=coming_in_words(coming(policy.dates, on), on, beside=verdict.reason),
            answer=AnswerCard.of([audience.name for audience in audiences], answer, text, shown),
            district_window=answer.district_window and PointView.of(answer.district_window),
            facts=_facts(policy, provenance),
            topics=tuple(Link(topic.name, _facet_url("topic", topic.slug)) for topic in neighbours.topics),
            audiences=tuple(
                Link(audience.name, _facet_url("audience", audience.slug)) for audience in audiences
            ),
            sections=sections_of(policy, text, neighbours.citations, relations.counterparts, records, shown),
            pager=text.pager(shown),
            path=text.path,
            compare_url=compare_url(policy.slug),
            editorial_notes=tuple(filter(None, map(str.strip, policy.editorial_note.splitlines()))),
            provenance=provenance,
            related=neighbours.related,
            cited_by=neighbours.cited_by,
            relations=relations,
        )


def _facet_url(name: str, value: str) -> str:
    return facets.toggled(QueryDict(mutable=True), name, value)


def _facts(policy: Policy, provenance: Provenance) -> tuple[Fact, ...]:
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
        _source(provenance),
    )


def _source(provenance: Provenance) -> Fact:
    grade = f"可靠程度：{provenance.grade.label}" if provenance.grade else ""
    if provenance.kind is None:
        return Fact("来源类别", "", note=grade or "未注明")
    return Fact("来源类别", provenance.kind.label, note=grade)
