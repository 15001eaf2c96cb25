"""What a page costs that is kept, one that the browser has, and one that is made: python -m tests.benchmarks.serving

    [--sizes 1000 100000] [--seconds 1] [--turns 3] [--different 10000] [--postgresql] [--keep DIR] [--write FILE]

For each size (so many generated policies, or `shipped`: the entries of fixtures/) gunicorn as documented, 2 workers of 4
threads, is asked for each page in short turns: an empty view, the page as it is kept, the same by a browser that has it
(304), and as if nothing were kept. Beside each stands its share of the empty view, which was asked in the same turns: of the
requests per second, and of the CPU that the workers spent on one. Then so many different addresses are asked for, each once:
how much memory the workers have, and whether the popular pages are still kept. Asserts nothing: times belong to a machine.
For Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests import postgres
from tests.benchmarks.clients import CLIENTS, CONNECTIONS, Client, Turn, aiohttp, installed
from tests.benchmarks.lookup import ROOT, SETTINGS, machine
from tests.benchmarks.workers import Workers
from tests.serving import Server, gunicorn

SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz"
# In a process of its own, for its own settings.
PREPARE = """
import sys, pathlib, django; django.setup()
from tests.benchmarks import served
size, different, file = sys.argv[1:]
served.prepare(int(size), int(different), pathlib.Path(file))
"""
APPLICATION = "tests.benchmarks.serving_wsgi"
WORKERS = 2
# What it does with memory stands there.
UNIT = ROOT / "portal/deploy/portal.service"
EMPTY = "/empty/"
POPULAR = ("home", "list", "three filters")
CODING = {"Accept-Encoding": "br"}
# What is asked, by its name in the table: the share of the empty view that it is to reach.
GOALS = {"kept": 0.5, "304": 0.8}
SLOW = "not kept"
# A worker that has just been started follows the index first.
WARM_SECONDS = 120
HEAD = "page           asked     req/s   p50 ms   p99 ms   CPU ms   share of empty: req/s    CPU"

Tell = Callable[[str], None]
Asked = dict[str, tuple[str, Mapping[str, str]]]
"""What is asked in turns, by name: path and headers."""


@dataclass(slots=True)
class Cost:
    """Of all turns of one kind."""

    turns: list[Turn] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / sum(turn.seconds for turn in self.turns)

    @property
    def cpu(self) -> float:
        """Milliseconds of the workers for one request."""
        return self.cpu_seconds * 1000 / self.requests

    @property
    def requests(self) -> int:
        return sum(turn.requests for turn in self.turns)

    def __str__(self) -> str:
        p50, p99 = median(turn.p50 for turn in self.turns), median(turn.p99 for turn in self.turns)
        return f"{self.rate:8.0f} {p50:8.1f} {p99:8.1f} {self.cpu:8.2f}"


@dataclass(frozen=True, slots=True)
class Portal:
    server: Server
    pages: dict[str, str]
    different: list[str]
    client: Client

    @property
    def workers(self) -> Workers:
        return Workers(self.server.process.pid)

    def costs(self, asked: Asked, seconds: int, turns: int) -> dict[str, Cost]:
        costs = {name: Cost() for name in asked}
        for name, (path, headers) in list(asked.items()) * turns:
            client = aiohttp if name == SLOW else self.client
            before = self.workers.cpu_seconds()
            costs[name].turns.append(client(self.server.url + path, headers, seconds))
            costs[name].cpu_seconds += self.workers.cpu_seconds() - before
        if silent := [name for name, cost in costs.items() if not cost.requests]:
            raise RuntimeError(f"nobody was answered: {silent}")
        return costs

    def keep(self, path: str) -> str:
        """Until each worker keeps the page, and has given it so; the ETag of the page."""
        deadline = time.monotonic() + WARM_SECONDS
        kept: set[str] = set()
        while len(kept) < WORKERS:
            answer = self.server.ask(path, **CODING)
            if answer.status != 200 or time.monotonic() > deadline:
                raise RuntimeError(f"{path}: {answer.status}, kept by {len(kept)} workers")
            if answer.headers["X-Made"] == "False":
                kept.add(answer.headers["X-Worker"])
        return answer.headers["ETag"]

    def keepers(self, path: str) -> int:
        """How many workers have the page, before anybody else asks them for it."""
        first: dict[str, bool] = {}
        deadline = time.monotonic() + WARM_SECONDS
        while len(first) < WORKERS and time.monotonic() < deadline:
            told = self.server.ask(path, **CODING).headers
            first.setdefault(told["X-Worker"], told["X-Made"] == "False")
        return sum(first.values())


def main() -> None:
    options = _options()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("This system does not tell what a process costs: Linux does.")
    load = os.getloadavg()[0]
    with options.write.open("w") if options.write else nullcontext() as file:

        def tell(line: str) -> None:
            for output in filter(None, (sys.stdout, file)):
                print(line, file=output, flush=True)

        for size in options.sizes:
            _measure(size, options, tell)
        tell(machine(load))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=_size, default=[1000, 100_000], metavar="N")
    parser.add_argument("--seconds", type=int, default=1, help="Of each turn (default: %(default)s).")
    parser.add_argument("--turns", type=int, default=3, help="Of each kind (default: %(default)s).")
    help_different = "Ask for so many different addresses (default: %(default)s)."
    parser.add_argument("--different", type=int, default=10_000, metavar="N", help=help_different)
    parser.add_argument("--client", choices=CLIENTS, default=installed(), help="(here: %(default)s)")
    help_postgresql = "On a throw-away PostgreSQL instead of SQLite."
    parser.add_argument("--postgresql", action="store_true", help=help_postgresql)
    help_keep = "Leave the SQLite data in DIR/N, and begin with what is there; the default leaves nothing."
    parser.add_argument("--keep", type=Path, metavar="DIR", help=help_keep)
    parser.add_argument("--write", type=Path, metavar="FILE", help="Also write the table there.")
    return parser.parse_args()


def _size(text: str) -> int:
    """0 for the entries that are shipped."""
    size = 0 if text == "shipped" else int(text)
    if 0 < size < 1000:
        raise argparse.ArgumentTypeError("the questions are taken from the first 1000 policies")
    return size


def _measure(size: int, options: argparse.Namespace, tell: Tell) -> None:
    with _portal(size, options) as portal:
        tell(f"{_title(size, options)}\n\n{HEAD}")
        memory = {"at the start": portal.workers.memory()}
        for name, path in portal.pages.items():
            for line in _rows(portal, name, path, options):
                tell(line)
        memory["after these"] = portal.workers.memory()
        seconds = _ask_for_each(portal)
        memory[f"after {options.different:,} addresses"] = portal.workers.memory()
        tell("\nmemory of each worker, MB: all (its share; of that not from files)")
        for when, workers in memory.items():
            tell(f"  {when:24} " + "   ".join(map(str, workers)))
        tell(
            f"{options.different:,} different addresses, each asked for once: {seconds:.0f} s; kept after that:"
        )
        for name in POPULAR:
            tell(f"  {name:24} by {portal.keepers(portal.pages[name])} of {WORKERS} workers")
        tell("")


def _title(size: int, options: argparse.Namespace) -> str:
    policies = f"{size:,} generated policies" if size else "the entries that are shipped"
    database = "PostgreSQL" if options.postgresql else "SQLite"
    return f"{policies}, {database}; asked by {options.client} over {CONNECTIONS} connections"


def _rows(portal: Portal, name: str, path: str, options: argparse.Namespace) -> Iterator[str]:
    etag = portal.keep(path)
    asked: Asked = {
        "empty": (EMPTY, CODING),
        "kept": (path, CODING),
        "304": (path, CODING | {"If-None-Match": etag}),
        SLOW: (path, CODING | {"X-Anew": "1"}),
    }
    costs = portal.costs(asked, options.seconds, options.turns)
    if portal.keepers(path) < WORKERS:
        # Somebody saved, or a new day began.
        raise RuntimeError(f"{path} was not kept to the end")
    empty = costs.pop("empty")
    yield f"{name:14} {'empty':8}{empty}"
    for kind, cost in costs.items():
        by_rate, by_cpu = cost.rate / empty.rate, empty.cpu / cost.cpu
        below = f"  below {GOALS[kind]}" if by_rate < GOALS.get(kind, 0) else ""
        yield f"{'':14} {kind:8}{cost} {by_rate:23.3f} {by_cpu:6.3f}{below}"


def _ask_for_each(portal: Portal) -> float:
    """Ask for every different address, and tell how many seconds that took."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        statuses = Counter(
            threads.map(lambda path: portal.server.ask(path, **CODING).status, portal.different)
        )
    if statuses.keys() != {200}:
        raise RuntimeError(f"answers by status: {dict(statuses)}")
    return time.perf_counter() - began


@contextmanager
def _portal(size: int, options: argparse.Namespace) -> Iterator[Portal]:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        own = {}
        if options.postgresql:
            own["DATABASE_URL"] = stack.enter_context(postgres.running())
        elif options.keep:
            directory = options.keep.resolve() / (str(size) if size else "shipped")
            directory.mkdir(parents=True, exist_ok=True)
        told = _prepared(size, options.different, directory, own)
        variables = {"DJANGO_SECRET_KEY": SECRET, "PORTAL_WORKERS": str(WORKERS), **_of_unit(), **own}
        server = stack.enter_context(gunicorn(directory, application=APPLICATION, **variables))
        yield Portal(server, told["pages"], told["different"], CLIENTS[options.client])


def _of_unit() -> dict[str, str]:
    return dict(re.findall(r"^Environment=(MALLOC_\w+)=(\w+)$", UNIT.read_text(), re.MULTILINE))


def _prepared(size: int, different: int, directory: Path, own: Mapping[str, str]) -> dict[str, Any]:
    """What is to be asked, of a library that is there from now on."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    environment = {"PORTAL_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "portal.settings", **own}
    file = directory / "addresses.json"
    arguments: Sequence[str] = (str(size), str(different), str(file))
    subprocess.run(
        [sys.executable, "-c", PREPARE, *arguments], cwd=ROOT, env=outside | environment, check=True
    )
    return json.loads(file.read_text())


if __name__ == "__main__":
    main()
