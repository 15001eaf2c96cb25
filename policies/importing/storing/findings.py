"""What was found in a document and what was not, in the words of the desk: for the report of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    values = dict(_values(draft, district))
    missing = [name for name, value in values.items() if not value]
    filled = [kind for kind in SectionKind if draft.sections.get(kind)]
    empty = [kind for kind in SectionKind if kind not in filled]
    return Findings(
        tuple(_facts(values, draft.reasons)),
        tuple(kind.label for kind in filled),
        tuple(map(_label, missing)),
        tuple(kind.label for kind in empty),
    )


def _facts(values: Mapping[str, str], reasons: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, value in values.items():
        if value:
            yield _label(name), _cut(value), reasons.get(name, "")


def _values(draft: Draft, district: str) -> Iterator[tuple[str, str]]:
    yield "title", draft.title
    yield "doc_number", draft.doc_number
    yield "issuers", "、".join(draft.issuers)
    for name in DAYS:
        day = getattr(draft, name)
        yield name, in_chinese(day) if day else ""
    yield "district", district
    yield "official_url", draft.official_url


def _label(name: str) -> str:
    if name == "issuers":
        return "发文机关"
    return str(Policy._meta.get_field(name).verbose_name)


def _cut(value: str) -> str:
    return value if len(value) <= SEEN_CHARS else f"{value[:SEEN_CHARS]}…"
