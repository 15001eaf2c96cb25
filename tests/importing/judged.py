"""What an import makes of a case in `cases/`, beside the right answer in its expected.json.

A case is a folder: one or several inputs, `expected.json` with only the fields that it is about, and `why.md`. Fields: `result`, `title`,
`doc_number`, the days, `issuers`, `addressees`; `body_contains`, `body_excludes`, `body_lines`, `body_counts` about 政策原文; `sections`
(null: empty) and `in_some_section`; `doubts_expected` and `doubts_forbidden`; `report_contains`, `reason_contains`; `deadline`, the closing
day that the draft proposes; `each` for several files, `policies` for how many there are at the end. Where one text is wanted, a list gives
alternatives. Spaces are not compared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.importing.drafting import Draft, draft_of
from policies.importing.drafting.doubts import Doubt, apply
from policies.importing.reading import RejectedSource, read
from policies.importing.storing import bring_in, report
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome
from policies.models import Policy
from policies.vocabulary import SectionKind

CASES = Path(__file__).parent / "cases"
DAYS = ("issued_on", "published_on", "effective_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file; `policy` is None where it was refused."""

    outcome: ImportOutcome
    policy: Policy | None
    draft: Draft | None


def folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/expected.json"))


def differences(folder: Path, workspace: Path) -> list[str]:
    """What is not as expected, a line each. The database must hold the taxonomy and no policy; `workspace` is an empty folder."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = []
    for name in _inputs(folder, expected):
        imported = _bring(folder / name, workspace / expected.get("same_place", name))
        part = expected.get("each", {}).get(name, expected)
        found += [f"{name}: {line}" for line in _compare(imported, part)]
    count = Policy.objects.count()
    if count != expected.get("policies", count):
        found.append(f"{count} policies, not {expected['policies']}")
    return found


def _inputs(folder: Path, expected: dict) -> list[str]:
    if "files" in expected:
        return expected["files"]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = [str(path.relative_to(folder)) for path in files]
    return [name for name in names if name not in {"expected.json", "why.md"}]


def _bring(source: Path, target: Path) -> Imported:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    [outcome] = bring_in([target])
    policy = Policy.objects.filter(slug=outcome.slug).first() if outcome.slug else None
    try:
        draft = draft_of(read(target.name, target.read_bytes()), reference_data())
    except RejectedSource:
        draft = None
    return Imported(outcome, policy, draft)


def _compare(imported: Imported, expected: dict) -> Iterator[str]:
    outcome = imported.outcome
    if "result" in expected and outcome.verdict.value not in _alternatives(expected["result"]):
        yield f"{outcome.verdict.value}, not {expected['result']}: {' '.join(outcome.reasons)[:200]}"
        return
    if outcome.verdict.value == "refused" and not any(map(_is_chinese, outcome.reasons)):
        yield "refused without a reason"
    reasons = "\n".join(outcome.reasons)
    yield from _missing("reason", reasons, expected.get("reason_contains", []))
    yield from _missing("report", "\n".join(report.lines(outcome)), expected.get("report_contains", []))
    if imported.policy and imported.draft:
        yield from _of_policy(imported.policy, imported.draft, expected)
        yield from _of_doubts(imported.draft, expected)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _alternatives(wanted: str | list[str]) -> list[str]:
    return wanted if isinstance(wanted, list) else [wanted]


def _packed(text: str) -> str:
    return "".join(text.split())


def _missing(where: str, text: str, wanted: list[str | list[str]]) -> Iterator[str]:
    packed = _packed(text)
    for each in wanted:
        if not any(_packed(words) in packed for words in _alternatives(each)):
            yield f"{where} lacks {each!r}"


def _of_policy(policy: Policy, draft: Draft, expected: dict) -> Iterator[str]:
    for name in ("title", "doc_number"):
        seen = getattr(policy, name)
        if name in expected and _packed(seen) not in map(_packed, _alternatives(expected[name])):
            yield f"{name} {seen!r}"
    for name in DAYS:
        seen = getattr(policy, name)
        if name in expected and (seen and seen.isoformat()) != expected[name]:
            yield f"{name} {seen}"
    if "deadline" in expected:
        closing = [each.closes_on.isoformat() for each in draft.rounds if each.closes_on]
        if expected["deadline"] not in closing:
            yield f"deadline {closing}"
    issuers = list(policy.policyissuer_set.order_by("order").values_list("issuer__name", flat=True))
    kept = policy.imported_sources.first()
    for name, seen in (("issuers", issuers), ("addressees", kept.details["addressees"])):
        if name in expected and list(map(_packed, seen)) != list(map(_packed, expected[name])):
            yield f"{name} {seen}"
    bodies = dict(policy.sections.values_list("kind", "body"))
    yield from _of_body(bodies[SectionKind.ORIGINAL], expected)
    yield from _of_sections(bodies, expected)


def _of_body(body: str, expected: dict) -> Iterator[str]:
    packed = _packed(body)
    lines = set(map(_packed, body.split("\n")))
    yield from _missing("body", body, expected.get("body_contains", []))
    yield from (
        f"body holds {each!r}" for each in expected.get("body_excludes", []) if _packed(each) in packed
    )
    yield from (f"no line {each!r}" for each in expected.get("body_lines", []) if _packed(each) not in lines)
    for text, number in expected.get("body_counts", {}).items():
        if (seen := packed.count(_packed(text))) != number:
            yield f"{seen} times {text!r}"


def _of_sections(bodies: dict[str, str], expected: dict) -> Iterator[str]:
    for kind, wanted in expected.get("sections", {}).items():
        body = bodies.get(kind, "")
        if wanted is None:
            if body:
                yield f"{kind} is not empty: {body[:40]!r}"
            continue
        yield from _missing(kind, body, wanted.get("has", []))
        lacks = wanted.get("lacks", [])
        yield from (f"{kind} holds {each!r}" for each in lacks if _packed(each) in _packed(body))
    others = "\n".join(body for kind, body in bodies.items() if kind != SectionKind.ORIGINAL)
    yield from _missing("sections", others, expected.get("in_some_section", []))


def _of_doubts(draft: Draft, expected: dict) -> Iterator[str]:
    for wanted in expected.get("doubts_expected", []):
        near = _near(draft, wanted)
        if not any(_gives(draft.original, doubt, wanted) for doubt in near):
            yield f"no doubt {wanted}"
    for wanted in expected.get("doubts_forbidden", []):
        if near := _near(draft, wanted):
            yield f"doubt {near[0].kind.label} {near[0].spots[0].seen!r}: {wanted}"


def _near(draft: Draft, wanted: dict) -> list[Doubt]:
    """The doubts of a kind, or of any, that touch a text."""
    found = [doubt for doubt in draft.doubts if wanted.get("kind", "") in doubt.kind.label]
    if "near" not in wanted:
        return found
    start = draft.original.find(wanted["near"])
    if start < 0:
        return []
    touched = set(range(start - 1, start + len(wanted["near"]) + 1))
    return [doubt for doubt in found if not touched.isdisjoint(doubt.offsets)]


def _gives(text: str, doubt: Doubt, wanted: dict) -> bool:
    if "gives" not in wanted:
        return True
    return doubt.repairable and _packed(wanted["gives"]) in _packed(apply(text, doubt))
