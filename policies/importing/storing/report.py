"""What became of each file, for the operator: one line of verdict, then reasons and doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from policies.importing.drafting import Doubt
from policies.importing.storing.store import ImportOutcome, ImportVerdict

# Kinds that run through a whole text are counted; the rest is listed up to a screenful.
DOUBTS_LISTED, SEEN_CHARS = 20, 40


def lines(outcome: ImportOutcome) -> Iterator[str]:
    entry = f" → {outcome.slug}" if outcome.slug else ""
    title = f" 《{outcome.title}》" if outcome.title else ""
    yield f"{outcome.verdict.value:<9}  {outcome.name}{entry}{title}"
    told = list(outcome.reasons)
    if outcome.verdict in (ImportVerdict.CREATED, ImportVerdict.UPDATED):
        told += _found(outcome)
    for line in told:
        yield f"           {line}"


def total(outcomes: Iterable[ImportOutcome]) -> str:
    counts = Counter(outcome.verdict for outcome in outcomes)
    told = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in ImportVerdict)
    return f"{told}."


def _found(outcome: ImportOutcome) -> Iterator[str]:
    if outcome.removed:
        yield f"removed: {_in_numbers(dict(outcome.removed))}"
    for remark in outcome.remarks:
        yield f"remark: {remark}"
    if outcome.doubts:
        yield from _doubts(outcome.doubts)


def _doubts(doubts: tuple[Doubt, ...]) -> Iterator[str]:
    counts = Counter(doubt.kind.label for doubt in doubts)
    yield f"doubts: {_in_numbers(counts)}"
    listed = [doubt for doubt in doubts if _is_listed(doubt, counts)]
    for doubt in listed[:DOUBTS_LISTED]:
        yield f"  line {doubt.line}: {_in_words(doubt)}"
    more = len(listed) - DOUBTS_LISTED
    if more > 0:
        yield f"  … and {more} more"


def _is_listed(doubt: Doubt, counts: Counter[str]) -> bool:
    """At one position, and of a kind that does not run through the whole text."""
    return len(doubt.spots) == 1 and counts[doubt.kind.label] <= DOUBTS_LISTED


def _in_words(doubt: Doubt) -> str:
    [spot] = doubt.spots
    likely = "" if spot.likely is None else f" → {_shown(spot.likely)}"
    return f"{doubt.kind.label} {_shown(spot.seen)}{likely}（{doubt.why.rstrip('。')}）"


def _shown(text: str) -> str:
    """Quoted; what cannot be seen by its code."""
    cut = text if len(text) <= SEEN_CHARS else f"{text[:SEEN_CHARS]}…"
    visible = (char if char.isprintable() else f"U+{ord(char):04X}" for char in cut)
    return f"“{''.join(visible)}”"


def _in_numbers(counts: dict[str, int]) -> str:
    return "，".join(f"{name} {number}" for name, number in counts.items())
