"""Recall@10 and MRR@10: `python -m tests.lookup.judge`.

Of judged.json, mostly short questions, on the entries of tests/library. Of sentences.json, whole sentences, on what is
shipped: half A is for choosing constants, half B says whether they hold for others; a hash of the question decides.
Recall@10 is the share of the right answers among the first ten results; MRR@10 the mean of 1 / rank of the
first right one, 0 where none is among them.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

LIBRARY = Path(__file__).parents[1] / "library"
JUDGED, SENTENCES = LIBRARY / "judged.json", LIBRARY / "sentences.json"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Result:
    question: str
    kind: str
    recall: float
    reciprocal_rank: float


def half(question: str) -> str:
    """A or B, whatever is added or taken away later."""
    return "AB"[hashlib.sha256(question.encode()).digest()[0] % 2]


def results(file: Path = JUDGED) -> list[Result]:
    """Of each question of a file, on the entries that are loaded."""
    from django.utils import timezone

    from policies.lookup.engine import Engine
    from policies.models import Policy

    slugs = dict(Policy.objects.values_list("pk", "slug"))
    engine = Engine.on(timezone.localdate())
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [_judge(row, [slugs[key] for key in _first(engine, row["q"])]) for row in rows]


def _first(engine, question: str) -> list[int]:
    from policies.lookup.engine import Lookup
    from policies.lookup.query import Typed
    from policies.vocabulary import Sort

    return engine.page(Lookup(Typed.parse(question), sort=Sort.RELEVANCE), 0, DEPTH)


def _judge(row: dict, found: list[str]) -> Result:
    right = set(row["answers"])
    rank = next((1 / position for position, slug in enumerate(found, start=1) if slug in right), 0.0)
    kind = row.get("kind") or f"sentences {half(row['q'])}"
    return Result(row["q"], kind, len(right & set(found)) / len(right), rank)


def means(judged: list[Result]) -> tuple[float, float]:
    return mean(each.recall for each in judged), mean(each.reciprocal_rank for each in judged)


def report(judged: list[Result]) -> str:
    by_kind = defaultdict(list)
    for each in judged:
        by_kind[each.kind].append(each)
    lines = [f"{'questions':<14}{'n':>4}{'Recall@10':>12}{'MRR@10':>9}"]
    for kind, part in [*sorted(by_kind.items()), ("all", judged)]:
        recall, mrr = means(part)
        lines.append(f"{kind:<14}{len(part):>4}{recall:>12.3f}{mrr:>9.3f}")
    weak = [each for each in judged if each.recall < 1 or each.reciprocal_rank < 1]
    lines += [
        f"  {each.question}: recall {each.recall:.2f}, 1/rank {each.reciprocal_rank:.2f}" for each in weak
    ]
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {"PORTAL_DATA_DIR": directory, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        from tests.data import clear
        from tests.library import load_library, load_shipped

        call_command("migrate", verbosity=0)
        load_library()
        sys.stdout.write(report(results()) + "\n\n")
        clear()
        load_shipped()
        sys.stdout.write(report(results(SENTENCES)) + "\n")


if __name__ == "__main__":
    main()
