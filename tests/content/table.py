"""What residents can read and get: python -m tests.content.table

Counts what `fixtures/` hold, and by jurisdiction and by topic the entries, those of today, those with two or more sections of content,
and those whose words were read in an official source. Of today is what is neither of the past nor expired when the fixtures were made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.content.compare import Shipped, shipped
from tests.content.files import FIXTURES, read
from tests.content.wording import MADE_ON

OFFICIAL = ("official", "english")
TOLD_MIN = 2


@dataclass
class Line:
    entries: int = 0
    today: int = 0
    told: int = 0
    official: int = 0

    def add(self, entry: Shipped) -> None:
        self.entries += 1
        self.today += is_of_today(entry)
        self.told += len(entry.sections) >= TOLD_MIN
        self.official += entry.fields["source_kind"] in OFFICIAL


def is_of_today(entry: Shipped) -> bool:
    expires = entry.fields.get("expires_on")
    return "past_reason" not in entry.fields and (not expires or expires >= MADE_ON.isoformat())


def totals(entries: Mapping[str, Shipped], points: int) -> dict[str, int]:
    """What there is, in words."""
    today = [entry for entry in entries.values() if is_of_today(entry)]
    rounds = [row for entry in entries.values() for row in entry.rows.get("round", ())]
    line = by_district(entries)["total"]
    return {
        "entries": line.entries,
        "of today": line.today,
        "with two or more sections": line.told,
        "of today, with two or more sections": sum(len(entry.sections) >= TOLD_MIN for entry in today),
        "jurisdictions": len({entry.fields["district"][0] for entry in today}),
        "benefits": _count(entries.values(), "benefit"),
        "benefits on entries of today": _count(today, "benefit"),
        "rounds": len(rounds),
        "rounds with a date": sum("opens_on" in row or "closes_on" in row for row in rounds),
        "rounds open all year": sum("open_all_year" in row for row in rounds),
        "service points": points,
        "materials": _count(entries.values(), "material"),
    }


def _count(entries: Iterable[Shipped], model: str) -> int:
    return sum(len(entry.rows.get(model, ())) for entry in entries)


def by_district(entries: Mapping[str, Shipped]) -> dict[str, Line]:
    return _counted((entry, [entry.fields["district"][0]]) for entry in entries.values())


def by_topic(entries: Mapping[str, Shipped], policies: Iterable[Mapping[str, Any]]) -> dict[str, Line]:
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for row in policies:
        if row["model"] == "policies.policytopic":
            topics[row["fields"]["policy"][0]].append(row["fields"]["topic"][0])
    return _counted((entry, topics[slug]) for slug, entry in entries.items())


def _counted(filed: Iterable[tuple[Shipped, Iterable[str]]]) -> dict[str, Line]:
    lines: defaultdict[str, Line] = defaultdict(Line)
    for entry, values in filed:
        lines["total"].add(entry)
        for value in values:
            lines[value].add(entry)
    return dict(lines)


def _print(title: str, names: Mapping[str, str], lines: Mapping[str, Line]) -> None:
    print(f"\n{title:22}{'entries':>9}{'of today':>10}{'2+ sections':>13}{'official':>10}")
    for slug, name in [*names.items(), ("total", "total")]:
        line = lines.get(slug, Line())
        # A Chinese character is as wide as two letters.
        counts = f"{line.entries:9}{line.today:10}{line.told:13}{line.official:10}"
        print(f"{name}{' ' * (22 - _width(name))}{counts}")


def _width(name: str) -> int:
    return sum(1 + (char > "\u2e80") for char in name)


def _names(label: str, model: str) -> dict[str, str]:
    found = [row["fields"] for row in read(FIXTURES / f"{label}.json") if row["model"] == f"policies.{model}"]
    return {each["slug"]: each["name"] for each in found}


def main() -> None:
    policies = read(FIXTURES / "policies.json")
    entries = shipped(policies)
    for words, number in totals(entries, len(read(FIXTURES / "service_points.json"))).items():
        print(f"{words:38}{number:6}")
    _print("jurisdiction", _names("districts", "district"), by_district(entries))
    _print("topic", _names("topics", "topic"), by_topic(entries, policies))


if __name__ == "__main__":
    main()
