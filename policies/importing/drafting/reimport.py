"""A policy that comes back as our own export: what it says is taken as it stands, and nothing is read into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.importing.drafting.draft import Draft, ReferenceData
from policies.importing.reading import Exported
from policies.text import dates
from policies.vocabulary import SectionState, SourceGrade, SourceKind

# Columns that only staff fill, under their labels in the export. Not 核实日期: who verified it did so elsewhere.
_BY_STAFF = {
    "资料来源网址": "source_url",
    "来源说明": "source_note",
    "存疑原因": "uncertain_reason",
    "不再适用的原因": "past_reason",
    "编者注": "editorial_note",
}


def draft(exported: Exported, reference: ReferenceData) -> Draft:
    """A fact that is not there is empty."""
    facts = exported.facts
    place = next((each for each in reference.places if each.name == facts.get("区")), None)
    topics = set(_several(facts, "主题"))
    bodies = {kind: body for kind, body in exported.sections.items() if not isinstance(body, SectionState)}
    absent = {kind for kind, body in exported.sections.items() if body is SectionState.ABSENT}
    return Draft(
        title=exported.title,
        sections=bodies,
        doc_number=facts.get("发文字号", ""),
        issuers=_several(facts, "发文机关"),
        issued_on=dates.parse(facts.get("成文日期", "")),
        published_on=dates.parse(facts.get("发布日期", "")),
        effective_on=dates.parse(facts.get("施行日期", "")),
        expires_on=dates.parse(facts.get("失效日期", "")),
        district=place.slug if place else "",
        district_printed=facts.get("文件上的区名", ""),
        topics=tuple(slug for slug, words in reference.topics.items() if words[0] in topics),
        official_url=facts.get("官方原文网址", ""),
        absent=frozenset(absent),
        audiences=_several(facts, "适用人群"),
        by_staff=_by_staff(facts),
    )


def _several(facts: Mapping[str, str], label: str) -> tuple[str, ...]:
    return tuple(filter(None, facts.get(label, "").split("\n")))


def _by_staff(facts: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: facts.get(label) for label, name in _BY_STAFF.items()}
    repealed_on = facts.get("废止日期", "")
    kind = SourceKind.parse(facts.get("来源类别", ""))
    grade = SourceGrade.parse(facts.get("来源可靠程度", ""))
    year = facts.get("标题上的年份", "")
    columns |= {
        "repealed_on": dates.parse(repealed_on),
        "source_kind": kind and kind.value,
        "source_grade": grade and grade.value,
        "year_entered": _year(year),
        "title_is_ours": facts.get("本站拟题") == "是",
    }
    # What the file does not say stays as it is in the library.
    return {name: value for name, value in columns.items() if value is not None}


def _year(printed: str) -> int | None:
    is_year = printed.isdecimal() and len(printed) == 4
    return int(printed) if is_year else None
