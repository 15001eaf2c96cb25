"""The researched records, as the JSON Lines files hold them: one policy a line, and one service point a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

POINTS_FILE = "service_points.jsonl"
# What a record is for: of today, of unsure worth, of an earlier year, replaced by a later rule. Others nobody has confirmed.
LOADED = ("entry", "uncertain", "history", "overtaken")


class RecordError(ValueError):
    """A line that cannot be read; the message names file and line."""


@dataclass(frozen=True)
class Record:
    """One policy. None and [] mean: not seen in the source. Dates are ISO 8601, whole days."""

    id: str
    title: str
    title_kind: str
    doc_no: str | None
    doc_no_en: str | None
    basis: str | None
    issuers: list[str]
    issued_on: str | None
    published_on: str | None
    effective_on: str | None
    expires_on: str | None
    expires_derived: bool
    year: int | None
    district: str
    area: str | None
    topics: list[str]
    audiences: list[str]
    support: str | None
    conditions: str | None
    procedure: str | None
    materials: str | None
    service: str | None
    materials_items: list[dict[str, Any]]
    benefits: list[dict[str, Any]]
    rounds: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    official_url: str | None
    source_title: str | None
    source_kind: str
    evidence: list[Any]
    grade: str
    use: str
    use_reason: str | None
    enriches: str | None
    notes: str | None

    @property
    def day(self) -> date | None:
        """When the source was published, as far as it says."""
        known = self.published_on or self.issued_on
        return date.fromisoformat(known) if known else None


@dataclass(frozen=True)
class Point:
    """Where one applies. `seen_on` is the date of the source."""

    id: str
    name: str
    district: str
    handles: list[str]
    address: str | None
    phones: list[str]
    hours: str | None
    url: str | None
    seen_on: str | None
    source_title: str | None
    source_kind: str
    grade: str
    evidence: list[Any]
    notes: str | None

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.seen_on) if self.seen_on else None


@dataclass(frozen=True)
class Facts:
    records: Mapping[str, Record]
    points: Mapping[str, Point]

    @classmethod
    def read(cls, directory: Path) -> Self:
        """All files of the directory. Raises RecordError."""
        files = sorted(directory.glob("*.jsonl"))
        records = [Record(**row) for path in files if path.name != POINTS_FILE for row in _rows(path, Record)]
        points = [Point(**row) for path in files if path.name == POINTS_FILE for row in _rows(path, Point)]
        return cls({each.id: each for each in records}, {each.id: each for each in points})

    def contact(self, place: str) -> tuple[Record, Mapping[str, Any]]:
        """By its place, `CA012.1`: the record, and its first contact."""
        key, _, number = place.partition(".")
        record = self.records[key]
        return record, record.contacts[int(number) - 1]

    @property
    def to_load(self) -> list[Record]:
        return [record for record in self.records.values() if record.use in LOADED]


def _rows(path: Path, kind: type) -> Iterator[dict[str, Any]]:
    names = {each.name for each in fields(kind)}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        if strange := names ^ row.keys():
            raise RecordError(f"{path.name}, line {number}: {', '.join(sorted(strange))} missing or unknown")
        yield row
