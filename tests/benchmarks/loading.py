"""How long `loaddata` keeps everybody else from writing: python -m tests.benchmarks.loading

Loads what is shipped, and twice as much, into an empty library, again, and over changed texts, on SQLite and on a
throw-away PostgreSQL. Prints one table and asserts nothing: times belong to a machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tests import postgres
from tests.benchmarks.lookup import ROOT, SETTINGS, machine

WIDTH = 48
# The fields by which a row names a policy.
NAMING = {
    "policies.policy": ("slug",),
    "policies.section": ("policy",),
    "policies.policytopic": ("policy",),
    "policies.policyaudience": ("policy",),
    "policies.policyissuer": ("policy",),
    "policies.relation": ("source", "target"),
}


def main() -> None:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    load = os.getloadavg()[0]
    print(f"{'loaddata, seconds':{WIDTH}}{'in all':>8}{'nobody else writes':>20}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        _in_a_process(f"sqlite:///{directory}/library.sqlite3", directory)
        try:
            with postgres.running() as url:
                _in_a_process(url, directory)
        except postgres.UnavailableError as reason:
            print(f"PostgreSQL: {reason}")
    print(machine(load))


def _in_a_process(url: str, directory: str) -> None:
    """Settings are read once for each process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    own = {"DATABASE_URL": url, "PORTAL_DATA_DIR": directory, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-m", "tests.benchmarks.loading", directory]
    subprocess.run(command, cwd=ROOT, env=kept | own, check=True)


def measure(directory: Path) -> None:
    django.setup()
    # Models can be imported only now.
    from django.core.management import call_command
    from django.db import connection

    from policies.management.commands import loaddata
    from policies.models import Policy, Section

    call_command("migrate", verbosity=0)
    spent: list[float] = []
    loaddata.in_turn = _timed(loaddata.in_turn, spent)
    for what, factor in (("as shipped", 1), ("twice as much", 2)):
        files = [_multiplied(path, factor, directory) for path in sorted((ROOT / "fixtures").glob("*.json"))]
        for how in ("the first time", "again", "over changed texts"):
            if how == "over changed texts":
                Policy.objects.update(title="改过的标题")
                Section.objects.filter(state="content").update(body="改过的内容。")
            started = time.perf_counter()
            call_command("loaddata", *files, verbosity=0)
            seconds = time.perf_counter() - started
            print(f"{connection.vendor}, {what}, {how}".ljust(WIDTH) + f"{seconds:8.2f}{spent.pop():20.2f}")


def _timed(in_turn: Any, spent: list[float]) -> Any:
    """From the moment when the counter is held until it is given back."""

    @contextmanager
    def timed() -> Iterator[None]:
        with in_turn():
            started = time.perf_counter()
            yield
        spent.append(time.perf_counter() - started)

    return timed


def _multiplied(path: Path, factor: int, directory: Path) -> str:
    """The file with each policy several times, under a slug of its own."""
    rows = json.loads(path.read_text("utf-8"))
    more = [_renamed(row, n) for n in range(2, factor + 1) for row in rows if row["model"] in NAMING]
    target = directory / path.name
    target.write_text(json.dumps(rows + more), "utf-8")
    return str(target)


def _renamed(row: dict[str, Any], number: int) -> dict[str, Any]:
    fields = dict(row["fields"])
    for name in NAMING[row["model"]]:
        slug = fields[name]
        fields[name] = [f"{slug[0]}-{number}"] if isinstance(slug, list) else f"{slug}-{number}"
    return row | {"fields": fields}


if __name__ == "__main__":
    main()
