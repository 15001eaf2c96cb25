"""How much of what is in the documents of `laid_out` is found, and how much of what is found is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from policies.importing.drafting import DoubtKind, Draft, draft_of
from policies.importing.reading import read
from policies.importing.storing import bring_in
from policies.importing.storing.reference import reference_data
from policies.vocabulary import SectionKind
from tests.importing.laid_out import MISREAD, ORIGINAL, Known, LaidOut, documents
from tests.importing.test_draft_of_catalogue import real_documents


@dataclass(slots=True)
class Share:
    """Of what is there `right` were found; of what was found `right` are right."""

    right: int = 0
    there: int = 0
    found: int = 0

    def add(self, right: int, there: int, found: int) -> None:
        self.right, self.there, self.found = self.right + right, self.there + there, self.found + found

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


FIELDS = ("title", "文号", "issuers", "days", "sections", "doubts")


@dataclass(slots=True)
class Measure:
    documents: int = 0
    refused: int = 0
    doubts: int = 0
    shares: dict[str, Share] = field(default_factory=lambda: {name: Share() for name in FIELDS})
    wrong: list[str] = field(default_factory=list)

    def add(self, document: LaidOut, draft: Draft) -> None:
        known = document.known
        for name, (right, there, found, seen) in _compared(known, draft).items():
            self.shares[name].add(right, there, found)
            if right < max(there, found):
                self.wrong.append(f"{document.name}: {name} {seen}")

    def lines(self) -> Iterator[str]:
        yield f"{'of ' + str(self.documents) + ' documents':<20}{'recall':>8}{'precision':>11}"
        for name, share in self.shares.items():
            yield f"{name:<20}{share.recall:>8.3f}{share.precision:>11.3f}   {share.right} of {share.there}, {share.found} found"
        yield f"wrongly refused: {self.refused}; doubts a document: {self.doubts / max(self.documents, 1):.1f}"


def measure(workspace: Path) -> Measure:
    """Import all documents into a library that has only its taxonomy."""
    total = Measure()
    reference = reference_data()
    for document in documents(real_documents()[1]):
        path = workspace / document.name
        path.write_bytes(document.data)
        [outcome] = bring_in([path])
        total.documents += 1
        if outcome.verdict.value != "created":
            total.refused += 1
            total.wrong.append(f"{document.name}: {outcome.verdict.value} {' '.join(outcome.reasons)[:120]}")
        draft = draft_of(read(document.name, document.data), reference)
        total.doubts += len(draft.doubts)
        total.add(document, draft)
    return total


def _compared(known: Known, draft: Draft) -> dict[str, tuple[int, int, int, str]]:
    """Of each field: right, there, found, and what was seen."""
    is_titled = _packed(draft.title) == _packed(known.title)
    is_numbered = _packed(draft.doc_number) == _packed(known.number)
    named = set(draft.issuers) & set(known.issuers)
    days = {name: getattr(draft, name) for name in known.days}
    right_days = sum(1 for name, day in known.days.items() if day and days[name] == day)
    return {
        "title": (is_titled, 1, bool(draft.title), draft.title),
        "文号": (is_numbered, 1, bool(draft.doc_number), draft.doc_number),
        "issuers": (len(named), len(known.issuers), len(draft.issuers), str(draft.issuers)),
        "days": (right_days, _count(known.days), _count(days), f"{days} not {known.days}"),
        "sections": _sections(known, draft),
        "doubts": _doubts(known, draft),
    }


def _packed(text: str) -> str:
    return "".join(text.split())


def _count(days: dict) -> int:
    return sum(day is not None for day in days.values())


def _sections(known: Known, draft: Draft) -> tuple[int, int, int, str]:
    bodies = {kind: body for kind, body in draft.sections.items() if kind is not SectionKind.ORIGINAL}
    right = [label for label, kind, mark in known.labels if kind and mark in bodies.get(kind, "")]
    found = sum(mark in body for _, _, mark in known.labels for body in bodies.values())
    there = sum(kind is not None for _, kind, _ in known.labels)
    missing = [label for label, kind, _ in known.labels if kind and label not in right]
    return len(right), there, found, f"without {missing}, {found} found of {there}"


def _doubts(known: Known, draft: Draft) -> tuple[int, int, int, str]:
    """What was misread is the only thing that may be doubted, but for the dress of a 文号 that is printed in another one."""
    own = [doubt for doubt in draft.doubts if doubt.kind is not DoubtKind.NUMBER]
    start = draft.original.find(MISREAD)
    right = [
        doubt
        for doubt in own
        if start >= 0
        and start <= doubt.start < start + len(MISREAD)
        and doubt.spots[0].likely
        and doubt.spots[0].likely in ORIGINAL
    ]
    kinds = Counter(doubt.kind.label for doubt in own if doubt not in right)
    return len(right), int(start >= 0), len(own), f"{dict(kinds)}"
