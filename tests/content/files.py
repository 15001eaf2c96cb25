"""The files that are read and written here: one row of a fixture in each line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures"
# The entries that were there before there were records: the tests' own library.
BEFORE = Path(__file__).parents[1] / "library" / "policies.json"


def read(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))


def write(path: Path, rows: Iterable[object]) -> None:
    """A row a line, so that a change of one policy is a change of few lines."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
