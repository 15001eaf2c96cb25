"""What residents can read, by jurisdiction and by topic: python -m tests.content.table

Counts entries of `fixtures/`, those with two or more sections of content, and those whose words were read in an official source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.content.compare import Shipped, shipped
from tests.content.files import FIXTURES, read

OFFICIAL = ("official", "english")
TOLD_MIN = 2


@dataclass
class Line:
    entries: int = 0
    told: int = 0
    official: int = 0

    def add(self, entry: Shipped) -> None:
        self.entries += 1
        self.told += len(entry.sections) >= TOLD_MIN
        self.official += entry.fields["source_kind"] in OFFICIAL


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
    print(f"\n{title:22}{'entries':>9}{'2+ sections':>13}{'official':>10}")
    for slug, name in [*names.items(), ("total", "total")]:
        line = lines.get(slug, Line())
        # A Chinese character is as wide as two letters.
        print(f"{name}{' ' * (22 - _width(name))}{line.entries:9}{line.told:13}{line.official:10}")


def _width(name: str) -> int:
    return sum(1 + (char > "\u2e80") for char in name)


def _names(label: str, model: str) -> dict[str, str]:
    found = [row["fields"] for row in read(FIXTURES / f"{label}.json") if row["model"] == f"policies.{model}"]
    return {each["slug"]: each["name"] for each in found}


def main() -> None:
    policies = read(FIXTURES / "policies.json")
    entries = shipped(policies)
    _print("jurisdiction", _names("districts", "district"), by_district(entries))
    _print("topic", _names("topics", "topic"), by_topic(entries, policies))


if __name__ == "__main__":
    main()
