"""Make fixtures from researched records: python -m tests.content.build DIRECTORY_OF_RECORDS

Writes the policies, their relations, the service points and the functional areas to `fixtures/`, and the list of values that
the tests compare them with. The same records and the same plan make the same files.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.content import files, sections, values, wording
from tests.content.answers import answers, areas
from tests.content.answers import points as windows
from tests.content.entries import Entry, columns, enriched, source_kind
from tests.content.plan import Choice, Plan
from tests.content.points import area_rows, point_rows, unplaced
from tests.content.records import Facts, Point, Record

# Of an entry from before with an official address: its words, or at least its title and number, were read there.
SEEN_ONLINE = {"source_kind": "official", "source_grade": "high"}


class Builder:
    def __init__(self, facts: Facts, plan: Plan, before: Sequence[Mapping[str, Any]]) -> None:
        self.facts, self.plan, self.before = facts, plan, before
        self.districts = _slugs("districts")
        self.topics, self.audiences = _slugs("topics"), _slugs("audiences")

    def entries(self) -> list[Entry]:
        """Those kept from before, as they were or with more in them, then one for each record, in the order of files."""
        built = {
            entry.slug: self._kept(entry) for entry in _read(self.before) if entry.slug not in self.plan.left
        }
        for record in self.facts.to_load:
            choice = self.plan.records[record.id]
            told = sections.written(record, choice, self._points(choice.points), self.plan.unsure_points)
            if choice.into is not None:
                entry = enriched(built[choice.slug], record, choice, told)
            elif choice.slug in built:
                raise ValueError(f"{record.id}: {choice.slug} is taken")
            else:
                entry = self._entry(record, choice, told)
            built[choice.slug] = self._answered(entry, record, choice)
        return list(built.values())

    def _entry(self, record: Record, choice: Choice, told: Mapping[str, Sequence[str]]) -> Entry:
        kind = source_kind(record, choice)
        return Entry(
            fields=columns(record, choice, self.districts[record.district]),
            sections={name: sections.closed(lines, kind) for name, lines in told.items()},
            topics=tuple(self.topics[name] for name in record.topics),
            audiences=tuple(self.audiences[name] for name in record.audiences),
            issuers=tuple(self.plan.issuers.get(name, name) for name in record.issuers),
        )

    def _answered(self, entry: Entry, record: Record, choice: Choice) -> Entry:
        rows = answers(record, choice, entry.sections)
        return replace(
            entry, answers=(*entry.answers, *rows), areas=(*entry.areas, *areas(record, self.plan.areas))
        )

    def _kept(self, entry: Entry) -> Entry:
        change = dict(self.plan.kept.get(entry.slug, {}))
        ids = change.pop("points", ())
        points, lies_in = self._points(ids), change.pop("areas", ())
        bodies = dict(entry.sections)
        if points:
            lines = list(wording.point_lines(points, self.plan.unsure_points))
            body = sections.closed(lines, "third_party")
            bodies["service"] = "\n".join(filter(None, [bodies.get("service"), body]))
        source = SEEN_ONLINE if entry.fields.get("official_url") else {}
        fields = {name: value for name, value in (dict(entry.fields) | source | change).items() if value}
        return replace(
            entry, fields=fields, sections=bodies, areas=tuple(lies_in), answers=tuple(windows(ids))
        )

    def _points(self, ids: Iterable[str]) -> list[Point]:
        return [self.facts.points[key] for key in ids]

    def relations(self) -> list[dict[str, Any]]:
        return [
            {
                "model": "policies.relation",
                "fields": relation | {"source": [relation["source"]], "target": [relation["target"]]},
            }
            for relation in self.plan.relations
        ]


def _slugs(label: str) -> dict[str, str]:
    rows = files.read(files.FIXTURES / f"{label}.json")
    return {row["fields"]["name"]: row["fields"]["slug"] for row in rows}


def _read(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Entries from the rows of a fixture."""
    belonging: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if "policy" in row["fields"]:
            belonging[row["fields"]["policy"][0], row["model"].removeprefix("policies.")].append(
                row["fields"]
            )
    policies = [row["fields"] for row in rows if row["model"] == "policies.policy"]
    return [_entry_from(fields, belonging) for fields in policies]


def _entry_from(
    fields: Mapping[str, Any], belonging: Mapping[tuple[str, str], list[Mapping[str, Any]]]
) -> Entry:
    slug = fields["slug"]
    told = belonging.get((slug, "section"), [])
    issuers = sorted(belonging.get((slug, "policyissuer"), []), key=lambda each: each["order"])
    known = {name: value for name, value in fields.items() if value and name != "year"}
    if not fields.get("published_on") and not fields.get("issued_on") and fields["year"]:
        known["year_entered"] = fields.get("year_entered") or fields["year"]
    return Entry(
        fields=known,
        sections={each["kind"]: each["body"] for each in told if each["body"]},
        topics=tuple(each["topic"][0] for each in belonging.get((slug, "policytopic"), [])),
        audiences=tuple(each["audience"][0] for each in belonging.get((slug, "policyaudience"), [])),
        issuers=tuple(each["issuer"][0] for each in issuers),
        absent=tuple(each["kind"] for each in told if each["state"] == "absent"),
    )


def _issuer_rows(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    names = {name for entry in entries for name in entry.issuers}
    return [{"model": "policies.issuer", "fields": {"name": name}} for name in sorted(names)]


def main(directory: str) -> None:
    builder = Builder(Facts.read(Path(directory)), Plan.read(), files.read(files.BEFORE))
    if forgotten := list(unplaced(builder.facts, builder.plan)):
        raise ValueError(f"the plan says nothing of {', '.join(forgotten)}")
    entries = builder.entries()
    rows = [row for entry in entries for row in entry.rows()]
    files.write(files.FIXTURES / "policies.json", _issuer_rows(entries) + rows)
    files.write(files.FIXTURES / "relations.json", builder.relations())
    places = list(point_rows(builder.facts, builder.plan.points, builder.districts))
    files.write(files.FIXTURES / "service_points.json", places)
    files.write(files.FIXTURES / "areas.json", list(area_rows(builder.plan.areas)))
    values.write(builder.facts, builder.plan)
    print(f"{len(entries)} entries, {len(rows)} rows")


if __name__ == "__main__":
    main(sys.argv[1])
