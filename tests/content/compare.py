"""The fixtures against the list of values: what stands in an entry and in no record, and what a record holds and is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.content.sections import KINDS
from tests.content.tokens import tokens
from tests.content.values import VALUES

# Ours: who has doubts asks the city's hotline. It may stand wherever a telephone or an address does.
HOTLINE = "12345"
# What we say around the sections.
ANSWERS = ("round", "benefit", "material", "policyarea", "policyservicepoint")
NOTES = ("source_note", "editorial_note", "uncertain_reason", "past_reason")
_LATER = re.compile("后来有新的，见“[^”]+”")


@dataclass
class Shipped:
    """One policy of a fixture file, as far as it holds values."""

    fields: Mapping[str, Any]
    sections: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Model -> its rows of this policy: rounds, benefits, materials, areas, points."""


def shipped(rows: Sequence[Mapping[str, Any]]) -> dict[str, Shipped]:
    """Slug -> policy, of the rows of `policies.json`."""
    found = {
        row["fields"]["slug"]: Shipped(row["fields"]) for row in rows if row["model"] == "policies.policy"
    }
    for row in rows:
        fields, model = row["fields"], row["model"].removeprefix("policies.")
        if model == "section" and fields["body"]:
            found[fields["policy"][0]].sections[fields["kind"]] = fields["body"]
        elif model in ANSWERS:
            found[fields["policy"][0]].rows.setdefault(model, []).append(fields)
    return found


def listed(path: Path = VALUES) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def differences(entry: Shipped, record: Mapping[str, Any], points: Mapping[str, Any]) -> Iterator[str]:
    """What does not agree between an entry and the one record that it is made of, in words for a developer."""
    around = {HOTLINE, *record["may"].split()}
    around |= {value for key in record["points"] for value in points[key]["told"].split()}
    for kind in KINDS:
        yield from _of_section(
            kind, tokens(entry.sections.get(kind, "")), record.get(kind, "").split(), around
        )
    said = [value for body in entry.sections.values() for value in tokens(body)]
    yield from (f"lost: {value}" for value in record["must"].split() if value not in said)
    yield from _of_notes(entry, around | {value for kind in KINDS for value in record.get(kind, "").split()})
    for name, value in record["facts"].items():
        column = "doc_number" if name == "doc_no" else name
        if entry.fields.get(column) != value:
            yield f"{column}: {entry.fields.get(column)}, not {value}"


def _of_section(kind: str, said: list[str], told: list[str], around: set[str]) -> Iterator[str]:
    """The values of the record in their order, and before and after them only those that belong around them."""
    start = _start_of(told, said)
    if start is None:
        yield f"{kind}: {' '.join(told)} do not stand in {' '.join(said)}"
        return
    rest = said[:start] + said[start + len(told) :]
    yield from (f"{kind}: {value} is in no record" for value in rest if value not in around)


def _start_of(part: list[str], whole: list[str]) -> int | None:
    starts = range(len(whole) - len(part) + 1)
    return next((start for start in starts if whole[start : start + len(part)] == part), None)


def _of_notes(entry: Shipped, known: set[str]) -> Iterator[str]:
    for name in NOTES:
        for value in tokens(_without_later(entry.fields.get(name, ""))):
            if value not in known:
                yield f"{name}: {value} is in no record"


def _without_later(note: str) -> str:
    """The title of a later entry has values of its own; `test_answers` holds that the entry is there."""
    return _LATER.sub("", note)
