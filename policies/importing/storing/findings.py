"""What was found in a document and what was not, in the words of the desk: for the report of an import."""

from __future__ import annotations

from dataclasses import dataclass

from policies.importing.drafting import Draft
from policies.models import Policy
from policies.text.dates import in_chinese
from policies.vocabulary import SectionKind

DAYS = ("issued_on", "published_on", "effective_on", "expires_on")
SEEN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Findings:
    """`facts` are label, value and where it was read; `sections` the labels of those that have a text; `missing` what a person has to look for."""

    facts: tuple[tuple[str, str, str], ...] = ()
    sections: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    """Labels of the sections without a text."""


def of(draft: Draft, district: str) -> Findings:
    """`district` is the name of the one that the draft is filed under."""
    values = {name: _value(draft, name) for name in ("title", "doc_number")}
    values["issuers"] = "、".join(draft.issuers)
    values |= {name: _value(draft, name) for name in DAYS}
    values |= {"district": district, "official_url": draft.official_url}
    found = {name: _cut(value) for name, value in values.items() if value}
    facts = tuple((_label(name), value, draft.reasons.get(name, "")) for name, value in found.items())
    missing = tuple(_label(name) for name, value in values.items() if not value)
    has_text = {kind: bool(draft.sections.get(kind)) for kind in SectionKind}
    sections = tuple(kind.label for kind, has in has_text.items() if has)
    empty = tuple(kind.label for kind, has in has_text.items() if not has)
    return Findings(facts, sections, missing, empty)


def _value(draft: Draft, name: str) -> str:
    value = getattr(draft, name)
    if name in DAYS:
        return in_chinese(value) if value else ""
    return value


def _label(name: str) -> str:
    if name == "issuers":
        return "发文机关"
    return str(Policy._meta.get_field(name).verbose_name)


def _cut(value: str) -> str:
    return value if len(value) <= SEEN_CHARS else f"{value[:SEEN_CHARS]}…"
