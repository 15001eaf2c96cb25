"""What became of each file, in Chinese: printed by the command, and shown at the desk from the same data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.importing.drafting import Doubt
from policies.importing.storing.store import ImportOutcome, ImportVerdict

# Kinds that run through a whole text are counted; the rest is listed up to a screenful.
DOUBTS_LISTED, SEEN_CHARS = 20, 40
# A reason up to its first particular: 可能重复, 文字超过 300 万字.
_GENERAL = re.compile(r"[^：:。（(“，、]{1,40}")
INDENT = " " * 4


def told(outcome: ImportOutcome) -> dict[str, Any]:
    """As JSON: what is known of one file besides its verdict and name."""
    found = outcome.findings
    data = {
        "slug": outcome.slug,
        "title": outcome.title,
        "reasons": outcome.reasons,
        "facts": found.facts,
        "sections": found.sections,
        "missing": found.missing,
        "empty": found.empty,
        "removed": dict(outcome.removed),
        "remarks": outcome.remarks,
        "doubts": dict(Counter(doubt.kind.label for doubt in outcome.doubts)),
        "listed": list(_listed(outcome.doubts)),
    }
    return {name: value for name, value in data.items() if value}


def lines(outcome: ImportOutcome) -> Iterator[str]:
    yield from lines_of(outcome.verdict, outcome.name, told(outcome))


def lines_of(verdict: ImportVerdict, name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """`data` is what `told` gives."""
    yield f"{verdict.label}  {name}{_entry(data)}"
    details = list(data.get("reasons", ()))
    if verdict in (ImportVerdict.CREATED, ImportVerdict.UPDATED):
        details += _found(data)
    for line in details:
        yield f"{INDENT}{line}"


def _entry(data: Mapping[str, Any]) -> str:
    """The policy that it became, so far as it may be named."""
    slug, title = data.get("slug"), data.get("title")
    arrow = f" → {slug}" if slug else ""
    return f"{arrow}《{title}》" if title else arrow


def general(outcome: ImportOutcome) -> str:
    """The kind of reason for which something is left to do; empty where nothing is."""
    if outcome.verdict.is_done:
        return ""
    first = next(iter(outcome.reasons), "")
    if outcome.verdict is ImportVerdict.SKIPPED:
        return "有工作人员的改动，没有覆盖"
    match = _GENERAL.match(first)
    return match[0].strip() if match else first[:SEEN_CHARS]


@dataclass(slots=True)
class ImportTally:
    """How many of each verdict, and for which reasons nothing was done."""

    verdicts: Counter[ImportVerdict] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: ImportVerdict, reason: str) -> None:
        self.verdicts[verdict] += 1
        if reason:
            self.reasons[reason] += 1

    @property
    def documents(self) -> int:
        return self.verdicts.total() - self.verdicts[ImportVerdict.PASSED_OVER]

    @property
    def undone(self) -> int:
        return sum(number for verdict, number in self.verdicts.items() if not verdict.is_done)

    def lines(self) -> Iterator[str]:
        named = [each for each in ImportVerdict if self.verdicts[each] or not each.is_rare]
        counts = {each.label: self.verdicts[each] for each in named}
        yield f"共 {self.verdicts.total()} 个文件：{_in_numbers(counts)}。"
        if self.reasons:
            yield f"没有导入的原因：{_in_numbers(dict(self.reasons.most_common()))}。"


def _found(data: Mapping[str, Any]) -> Iterator[str]:
    for label, name, in_words in _LINES:
        if found := data.get(name):
            yield f"{label}：{in_words(found)}"
    for remark in data.get("remarks", ()):
        yield f"说明：{remark}"
    if doubts := data.get("doubts"):
        yield f"疑点：{_in_numbers(doubts)}"
    for line in data.get("listed", ()):
        yield f"{INDENT}{line}"


def _facts(facts: Sequence[Sequence[str]]) -> str:
    return "；".join(_fact(*fact) for fact in facts)


def _fact(label: str, value: str, reason: str) -> str:
    return f"{label} {value}（{reason}）" if reason else f"{label} {value}"


def _listed(doubts: tuple[Doubt, ...]) -> Iterator[str]:
    counts = Counter(doubt.kind.label for doubt in doubts)
    listed = [doubt for doubt in doubts if _is_listed(doubt, counts)]
    for doubt in listed[:DOUBTS_LISTED]:
        yield f"第 {doubt.line} 行：{_in_words(doubt)}"
    more = len(listed) - DOUBTS_LISTED
    if more > 0:
        yield f"……还有 {more} 处"


def _is_listed(doubt: Doubt, counts: Counter[str]) -> bool:
    """At one position, and of a kind that does not run through the whole text."""
    return len(doubt.spots) == 1 and counts[doubt.kind.label] <= DOUBTS_LISTED


def _in_words(doubt: Doubt) -> str:
    [spot] = doubt.spots
    if not spot.seen:
        return f"{doubt.kind.label}（{doubt.why.rstrip('。')}）"
    likely = "" if spot.likely is None else f" → {_shown(spot.likely)}"
    return f"{doubt.kind.label} {_shown(spot.seen)}{likely}（{doubt.why.rstrip('。')}）"


def _shown(text: str) -> str:
    """Quoted; what cannot be seen by its code."""
    cut = text if len(text) <= SEEN_CHARS else f"{text[:SEEN_CHARS]}…"
    visible = (char if char.isprintable() else f"U+{ord(char):04X}" for char in cut)
    return f"“{''.join(visible)}”"


def _in_numbers(counts: Mapping[str, int]) -> str:
    return "，".join(f"{name} {number}" for name, number in counts.items())


# What stands before it, which of what `told` gives, and how that is put into words.
_LINES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("读到", "facts", _facts),
    ("有内容的栏目", "sections", "、".join),
    ("没有读到", "missing", "、".join),
    ("待补的栏目", "empty", "、".join),
    ("去掉的", "removed", _in_numbers),
)
