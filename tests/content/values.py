"""The compact list of values: for each record its slug, and every value that it holds, in the order of its fields.

`values.json` is what the tests compare the fixtures with, since the records themselves are not in the repository. It is
read off the records alone, never off the entries that are made of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.content.plan import Choice, Plan
from tests.content.records import Facts, Point, Record
from tests.content.sections import KINDS
from tests.content.tokens import is_address, tokens

VALUES = Path(__file__).with_name("values.json")
_RECORD = re.compile(r"[A-Z]{2}\d{3}")
DATES = ("issued_on", "published_on", "effective_on", "expires_on")


def write(facts: Facts, plan: Plan) -> None:
    records = {record.id: _of_record(record, plan.records[record.id], facts) for record in facts.to_load}
    points = {key: _of_place(key, facts, plan) for key in sorted({*_used(plan), *plan.points})}
    lines = [f"{json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in records.items()]
    text = ",\n".join(lines)
    places = ",\n".join(
        f"{json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in points.items()
    )
    VALUES.write_text(
        f'{{"records": {{\n{text}\n}},\n"points": {{\n{places}\n}}}}\n',
        "utf-8",
    )


def _used(plan: Plan) -> set[str]:
    kept = {key for change in plan.kept.values() for key in change.get("points", ())}
    return kept | {key for choice in plan.records.values() for key in choice.points}


def _of_record(record: Record, choice: Choice, facts: Facts) -> dict[str, Any]:
    """`slug`; a string of values for each section that is loaded; `must` of those that must not be lost, and `may` of all
    others that the record holds; its benefits, windows and papers as they are."""
    told = {kind: " ".join(tokens(getattr(record, kind) or "")) for kind in KINDS}
    if choice.materials == "items":
        told["materials"] = " ".join(_of_items(record))
    loaded = {kind: line for kind, line in told.items() if line and _is_loaded(kind, choice)}
    columns = {name: getattr(record, name) for name in ("title", "doc_no", *DATES) if getattr(record, name)}
    return {
        "slug": choice.slug,
        "use": record.use,
        "facts": columns,
        **loaded,
        "must": " ".join(_must(record, choice)),
        "may": " ".join(
            [*_may(record), *_of_others(record, facts), *([choice.as_of] if choice.as_of else [])]
        ),
        "points": list(choice.points),
        **{name: rows for name in ("benefits", "rounds") if (rows := getattr(record, name))},
        **({"items": record.materials_items} if record.materials_items else {}),
    }


def _is_loaded(kind: str, choice: Choice) -> bool:
    return choice.into is None or kind in choice.into


def _must(record: Record, choice: Choice) -> Iterator[str]:
    """Tops of scales, in yuan; the days of windows; telephones."""
    if _is_loaded("support", choice):
        yield from (str(benefit["cap_yuan"]) for benefit in record.benefits if benefit["cap_yuan"])
    if choice.rounds is None and choice.into is None:
        yield from (each[day] for each in record.rounds for day in ("opens_on", "closes_on") if each[day])
    if _is_loaded("service", choice):
        yield from (value for each in record.contacts for value in tokens(each["phone"] or ""))


def _may(record: Record) -> Iterator[str]:
    """What may stand in the words around the sections: sources, notes, windows, contacts, and the fields of the policy.

    Where a record was read is nobody's business but ours: those addresses are left out.
    """
    told = (record.source_title, record.notes, record.use_reason, record.basis, record.area, record.enriches)
    yield from (value for value in _of_texts(*told, record.title) if not is_address(value))
    yield from (day for name in DATES if (day := getattr(record, name)))
    yield from _of_texts(record.doc_no, record.doc_no_en, str(record.year or ""))
    for row in (*record.rounds, *record.contacts):
        yield from _of_texts(*(value for value in row.values() if isinstance(value, str)))


def _of_others(record: Record, facts: Facts) -> Iterator[str]:
    """What the reason names: the later rule has its own title and number."""
    for key in _RECORD.findall(record.use_reason or ""):
        later = facts.records[key]
        yield from _of_texts(later.title, later.doc_no, str(later.year or ""))


def _of_items(record: Record) -> Iterator[str]:
    for number, item in enumerate(record.materials_items, start=1):
        yield from [str(number), *_of_texts(item["name"], item["note"])]


def _of_texts(*texts: str | None) -> Iterator[str]:
    for text in texts:
        yield from tokens(text or "")


def _of_place(key: str, facts: Facts, plan: Plan) -> dict[str, Any]:
    """`told`: its values, for the texts; and the columns of a point, from the list of points or from a record's contact."""
    point, contact = facts.points.get(key), plan.points.get(key, {}).get("contact")
    columns: dict[str, Any] = {}
    if point:
        columns = {name: getattr(point, name) for name in ("name", "address", "phones", "hours", "seen_on")}
    told = list(_of_point(point)) if point else []
    if contact:
        record, row = facts.contact(contact)
        columns["contact"] = row | {"seen_on": record.published_on or record.issued_on}
    return {"told": " ".join(told), **{name: value for name, value in columns.items() if value}}


def _of_point(point: Point) -> Iterator[str]:
    yield from _of_texts(point.name, point.address, point.hours, *point.phones, point.seen_on, point.notes)
