"""A record, with what the plan adds, as the rows of a fixture; or its part of an entry that was there before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policies.text import docnumber
from policies.vocabulary import SectionKind, SectionState
from tests.content import sections, wording
from tests.content.answers import Row
from tests.content.plan import Choice
from tests.content.records import Record

# From the best to the least: an entry is as good as the least of its sources.
KINDS = ("official", "english", "institutional", "third_party")
GRADES = ("high", "medium", "low")
DATES = ("issued_on", "published_on", "effective_on", "expires_on")


@dataclass(frozen=True)
class Entry:
    """One policy of the fixtures. `sections` holds bodies; what is not in it is 待补, or 原文未规定 where `absent` says so."""

    fields: Mapping[str, Any]
    sections: Mapping[str, str]
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    answers: tuple[Row, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return str(self.fields["slug"])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Everything on this policy side by side, the policy first."""
        yield _row("policy", **self.fields)
        for kind in SectionKind.values:
            yield _row("section", policy=[self.slug], kind=kind, **self._state(kind))
        for topic in self.topics:
            yield _row("policytopic", policy=[self.slug], topic=[topic])
        for audience in self.audiences:
            yield _row("policyaudience", policy=[self.slug], audience=[audience])
        for order, issuer in enumerate(self.issuers, start=1):
            yield _row("policyissuer", policy=[self.slug], issuer=[issuer], order=order)
        for area in self.areas:
            yield _row("policyarea", policy=[self.slug], area=[area])
        for model, fields in self.answers:
            yield _row(model, policy=[self.slug], **fields)

    def _state(self, kind: str) -> dict[str, str]:
        if body := self.sections.get(kind, ""):
            return {"state": SectionState.CONTENT.value, "body": body}
        state = SectionState.ABSENT if kind in self.absent else SectionState.PENDING
        return {"state": state.value, "body": ""}


def _row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"policies.{model}", "fields": fields}


def source_kind(record: Record, choice: Choice) -> str:
    return choice.kind or record.source_kind


def columns(record: Record, choice: Choice, district: str) -> dict[str, Any]:
    """The columns of the policy, in the order of the model; empty ones are left out."""
    kind = source_kind(record, choice)
    known = {
        "slug": choice.slug,
        "title": record.title,
        "title_is_ours": record.title_kind == "descriptive",
        "doc_number": record.doc_no,
        "doc_number_normalized": docnumber.normalize(record.doc_no or ""),
        "district": [district],
        **{name: getattr(record, name) for name in DATES},
        "year_entered": _year_entered(record),
        "official_url": record.official_url,
        "source_note": f"本站的摘要整理自{choice.source}。",
        "source_kind": kind,
        "source_grade": record.grade,
        "uncertain_reason": choice.uncertain,
        "past_reason": choice.past,
        "editorial_note": "\n".join(_notes(record, choice)),
        "state": "published",
    }
    return {name: value for name, value in (known | choice.fields).items() if value}


def _year_entered(record: Record) -> int | None:
    """The year of the title wins over that of a date; where both are one, the date is enough."""
    in_title = record.year is not None and str(record.year) in record.title
    derived = record.day.year if record.day else None
    return record.year if in_title or record.year != derived else None


def _notes(record: Record, choice: Choice) -> Iterator[str]:
    yield from choice.notes
    if record.basis:
        yield f"依据：{record.basis}。"
    if record.expires_derived:
        last = date.fromisoformat(record.expires_on or "")
        yield f"失效日期由文件里的有效期推算为{wording.in_chinese(last)}。"


def enriched(entry: Entry, record: Record, choice: Choice, told: Mapping[str, Sequence[str]]) -> Entry:
    """`entry` with the sections of the record that the plan names.

    What was seen in a better source stays, and the record's words follow it with an ending of their own.
    """
    if not choice.into:
        return replace(entry, fields=dict(entry.fields) | _told(choice))
    kind = source_kind(record, choice)
    had = entry.fields["source_kind"]
    is_lesser = KINDS.index(kind) > KINDS.index(had)
    bodies = {name: sections.closed(told[name], kind) for name in choice.into}
    if is_lesser:
        bodies = {
            name: "\n".join(filter(None, [entry.sections.get(name), body])) for name, body in bodies.items()
        }
    fields = dict(entry.fields) | _added(entry, record, choice, is_lesser)
    return replace(entry, fields=fields, sections=dict(entry.sections) | bodies)


def _added(entry: Entry, record: Record, choice: Choice, is_lesser: bool) -> dict[str, Any]:
    fields = entry.fields
    notes = [fields.get("editorial_note", ""), *_notes(record, choice)]
    kind = source_kind(record, choice)
    added = {
        "source_note": f"{fields['source_note']}补充的部分{wording.ENDINGS[kind]}：{choice.source}。",
        "source_kind": max(fields["source_kind"], kind, key=KINDS.index),
        "source_grade": max(fields["source_grade"], record.grade, key=GRADES.index),
        "editorial_note": "\n".join(filter(None, notes)),
    }
    if not is_lesser:
        own = {name: getattr(record, name) for name in (*DATES, "official_url")}
        added |= {name: value for name, value in own.items() if value and not fields.get(name)}
    return {name: value for name, value in (added | _told(choice)).items() if value is not None}


def _told(choice: Choice) -> dict[str, Any]:
    return {"past_reason": choice.past, **choice.fields} if choice.past else dict(choice.fields)
