"""The five sections that a record fills. 政策原文 is never one of them: a record holds no official text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tests.content import wording
from tests.content.lines import broken
from tests.content.plan import Choice
from tests.content.records import Point, Record

KINDS = ("support", "conditions", "procedure", "materials", "service")


def written(
    record: Record, choice: Choice, points: Sequence[Point], unsure: Mapping[str, Mapping[str, Any]]
) -> dict[str, list[str]]:
    """Kind -> its lines, without the ending; kinds of which nothing is known are left out."""
    lines = {kind: _text(record, choice, kind) for kind in KINDS}
    lines["materials"] = _materials(record, choice, lines["materials"])
    lines["procedure"] += _windows(record, choice)
    if len(points) < wording.TABLE_FROM:
        lines["service"] += _places(record, choice, lines)
    lines["service"] += wording.point_lines(points, unsure)
    return {kind: told for kind, told in lines.items() if told}


def closed(lines: Sequence[str], kind: str) -> str:
    """The body of a section: its lines, and the line that says what it was made from."""
    return "\n".join([*lines, wording.ending(kind)])


def _text(record: Record, choice: Choice, kind: str) -> list[str]:
    text = getattr(record, kind) or ""
    if record.source_kind == "third_party":
        text = wording.unlinked(text)
    return broken(text, choice.breaks.get(kind, ())).splitlines()


def _materials(record: Record, choice: Choice, text: list[str]) -> list[str]:
    """The paragraph cut into lines says what the list of items says, and mostly more; some items say more."""
    if choice.materials == "text" and text:
        return text
    return list(_items(record.materials_items))


def _items(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        note = f"（{item['note']}）" if item["note"] else ""
        yield f"{number}. {item['name']}{note}"


def _windows(record: Record, choice: Choice) -> list[str]:
    if choice.rounds is not None:
        return list(choice.rounds)
    return list(wording.window_lines(record.rounds, record.procedure or ""))


def _places(record: Record, choice: Choice, told: Mapping[str, Sequence[str]]) -> list[str]:
    """Contacts that the texts leave out, and how old address and telephone are."""
    said = "\n".join(line for lines in told.values() for line in lines)
    contacts = list(wording.contact_lines(record.contacts, said))
    if record.source_kind == "third_party":
        contacts = [wording.unlinked(line) for line in contacts]
    day = date.fromisoformat(choice.as_of) if choice.as_of else record.day
    remark = wording.dated([*told["service"], *contacts], day, record.year, record.notes or "")
    return [*contacts, remark] if remark else contacts
