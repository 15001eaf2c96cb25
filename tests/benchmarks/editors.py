"""Several editors at once, and nothing of theirs is lost: python -m tests.benchmarks.editors

    [--editors 8] [--seconds 60] [--postgresql] [--kill worker|database] [--saves 1000]

gunicorn as documented, 2 workers of 4 threads, over the entries that are shipped. The editors sign in as different people and
write what all of them write: drafts, working copies of published entries, rows of inlines, topics in bulk, imports, and every
fourth publishes. Each save writes a marker of its own. With --kill it goes on until so many saves are acknowledged, most of
them new drafts: of the workers one is killed (kill -9) at each tenth of them, or all of PostgreSQL at each quarter and started again. Then the journal
and the texts are read: exit status 1 if an acknowledged save has not one event, is nowhere, or replaced what its writer did
not see, or if anybody was answered with a 500. On SQLite, or a throw-away PostgreSQL. Loopback only; for Linux.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from statistics import quantiles

from tests.benchmarks.editing import MANY, MIXED, Desk, Editor, Save
from tests.faults.environments import PASSWORD, Portal, on_postgresql, on_sqlite
from tests.faults.killing import kill_a_worker

# How many times something is killed, at even distances.
KILLS = {"worker": 9, "database": 3}
AWAY_SECONDS = 1.0
# Saved; not saved, because others wrote meanwhile; not saved in five seconds, because others are writing: sent again.
GOOD = {302, 409, 503}
# Where somebody is killed: no answer.
ALSO_GOOD = {0}
HEAD = f"{'save':20} {'302':>6} {'409':>6} {'others':>16} {'p50 ms':>8} {'p99 ms':>8}"


def main() -> int:
    options = _options()
    environment = on_postgresql if options.postgresql or options.kill == "database" else on_sqlite
    with environment() as portal:
        names = [f"编辑{number}" for number in range(options.editors)]
        prepared = _told_by(portal, f"prepare({names!r}, {PASSWORD!r})")
        desk = Desk(portal.server, **prepared, password=PASSWORD)
        kills = _work(portal, desk, names, options)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump([asdict(save) for save in desk.saves], file)
            file.flush()
            found = _told_by(portal, f"judge({file.name!r})")
        tracebacks = portal.log_lines("Traceback")
    for line in _table(desk.saves):
        print(line)
    print(
        f"{desk.acknowledged} saves acknowledged, {found['events']} events; {kills} kills; {tracebacks} tracebacks"
    )
    return _verdict(desk.saves, found["wrong"], kills=kills)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.editors", description=__doc__)
    parser.add_argument("--editors", type=int, default=8, help="(default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="Without --kill (default: %(default)s).")
    parser.add_argument(
        "--postgresql", action="store_true", help="On a throw-away PostgreSQL instead of SQLite."
    )
    parser.add_argument("--kill", choices=KILLS, help="PostgreSQL for `database`.")
    parser.add_argument("--saves", type=int, default=1000, help="With --kill (default: %(default)s).")
    return parser.parse_args()


def _told_by(portal: Portal, call: str) -> dict:
    done = portal.manage("shell", "-v0", "-c", f"from tests.benchmarks import edited; edited.{call}")
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def _work(portal: Portal, desk: Desk, names: list[str], options: argparse.Namespace) -> int:
    """How often something was killed."""
    weights = MANY if options.kill else MIXED
    editors = [
        Editor(desk, name, number, weights, publishes=not number % 4) for number, name in enumerate(names)
    ]
    desk.going.set()
    for editor in editors:
        editor.start()
    try:
        if options.kill:
            return _kill(portal, desk, options.kill, options.saves)
        time.sleep(options.seconds)
        return 0
    finally:
        desk.going.clear()
        for editor in editors:
            editor.join()


def _kill(portal: Portal, desk: Desk, what: str, saves: int) -> int:
    strike: Callable[[Portal], None] = {"worker": kill_a_worker, "database": _kill_the_database}[what]
    for number in range(1, KILLS[what] + 1):
        _wait_for(desk, saves * number // (KILLS[what] + 1))
        strike(portal)
    _wait_for(desk, saves)
    return KILLS[what]


def _kill_the_database(portal: Portal) -> None:
    portal.postgresql.kill()
    time.sleep(AWAY_SECONDS)
    if not portal.postgresql.start():
        raise RuntimeError("PostgreSQL does not start again")


def _wait_for(desk: Desk, acknowledged: int) -> None:
    while desk.acknowledged < acknowledged:
        time.sleep(0.05)


# What is printed


def _table(saves: list[Save]) -> Iterator[str]:
    yield HEAD
    for what in sorted({save.what for save in saves}):
        yield _line(what, [save for save in saves if save.what == what])
    yield _line("all", saves)


def _line(what: str, saves: list[Save]) -> str:
    statuses = Counter(save.status for save in saves)
    others = " ".join(f"{number}×{status}" for status, number in statuses.items() if status not in (302, 409))
    p50, p99 = _percentiles([save.seconds for save in saves])
    return f"{what:20} {statuses[302]:6} {statuses[409]:6} {others:>16} {p50:8.0f} {p99:8.0f}"


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    """In milliseconds, of half and of nearly all."""
    cuts = quantiles([*seconds, *seconds], n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _verdict(saves: list[Save], wrong: dict[str, list[str]], *, kills: int) -> int:
    allowed = GOOD | (ALSO_GOOD if kills else set())
    odd = [f"{save.what}: {save.status}" for save in saves if save.status not in allowed]
    wrong = {**wrong, "no other answer": odd}
    for name, against in wrong.items():
        print(f"{'NO ' if against else 'yes'} {name}{': ' if against else ''}{', '.join(against[:5])}")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
