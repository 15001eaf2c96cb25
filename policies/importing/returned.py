"""A policy that comes back as our own export: what it says is taken as it stands, and nothing is read into it."""

from __future__ import annotations

from policies.importing.draft import Draft, Known
from policies.importing.export import Exported
from policies.text import dates
from policies.vocabulary import SectionState

SEPARATOR = "、"


def draft(exported: Exported, known: Known) -> Draft:
    """The facts go by the names that the fields have in the admin; one that is not there is empty."""
    facts = exported.facts
    place = next((each for each in known.places if each.name == facts.get("区")), None)
    topics = set(filter(None, facts.get("主题", "").split(SEPARATOR)))
    bodies = {kind: body for kind, body in exported.sections.items() if not isinstance(body, SectionState)}
    absent = {kind for kind, body in exported.sections.items() if body is SectionState.ABSENT}
    return Draft(
        title=exported.title,
        doc_number=facts.get("发文字号", ""),
        issuers=tuple(filter(None, facts.get("发文机关", "").split(SEPARATOR))),
        issued_on=dates.parse(facts.get("成文日期", "")),
        published_on=dates.parse(facts.get("发布日期", "")),
        effective_on=dates.parse(facts.get("施行日期", "")),
        expires_on=dates.parse(facts.get("失效日期", "")),
        district=place.slug if place else "",
        district_printed=facts.get("文件上的区名", ""),
        topics=tuple(slug for slug, words in known.topics.items() if words[0] in topics),
        official_url=facts.get("官方原文网址", ""),
        sections=bodies,
        absent=frozenset(absent),
    )
