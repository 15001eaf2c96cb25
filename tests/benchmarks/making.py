"""What a page costs that has to be made, in CPU: python -m tests.benchmarks.making [--beside CHECKOUT ...]

    [--size 10000] [--turns 5] [--requests 20] [--keep DIR]

Each page is asked for in one process without a server, nothing is kept, and the CPU of the process is counted. With
`--beside` the same is done by the code of other checkouts over the same library, in the same turns: the figures are of one
hour and one machine. Beside each figure of this checkout stands its share of theirs. Asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.lookup import ROOT, SETTINGS, machine
from tests.benchmarks.serving import PREPARE, SECRET

# In a process of its own, by the code of any checkout: it names nothing but Django, and what may be missing.
MAKE = """
import json, sys, time, django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
try:
    from portal import keeping
    keeping._stamp = lambda follows: ""
except ImportError:
    pass
pages, requests = json.loads(sys.argv[1]), int(sys.argv[2])
application, costs = get_wsgi_application(), {}

def ask(environ):
    said = []
    answer = application(dict(environ), lambda status, headers: said.append(status))
    body = b"".join(answer)
    answer.close()
    assert said[0].startswith("200"), said

for name, address in pages.items():
    environ = RequestFactory(SERVER_NAME="localhost").get(address).environ
    began = time.process_time()
    ask(environ)
    first = time.process_time() - began
    for _ in range(3):
        ask(environ)
    seconds = []
    for _ in range(requests):
        began = time.process_time()
        ask(environ)
        seconds.append(time.process_time() - began)
    costs[name] = first, sorted(seconds)[requests // 2]
print(json.dumps(costs))
"""

COLLECT = """
import django; django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""

Costs = Mapping[str, Sequence[float]]
"""Of each page: seconds of the first request of a process, and of a later one."""


def main() -> None:
    options = _options()
    load = os.getloadavg()[0]
    checkouts = [ROOT, *(path.resolve() for path in options.beside)]
    with _library(options.size, options.keep) as directory:
        pages = _prepared(options.size, directory)
        turns: dict[Path, list[Costs]] = defaultdict(list)
        for _ in range(options.turns):
            for checkout in checkouts:
                turns[checkout].append(_made(checkout, directory, pages, options.requests))
    print(f"{options.size:,} generated policies, SQLite; ms of CPU for one page (the first of a process)\n")
    for line in _table(pages, [turns[checkout] for checkout in checkouts]):
        print(line)
    print(f"\n{machine(load)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.making", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, metavar="N")
    parser.add_argument("--turns", type=int, default=5, help="Of each checkout (default: %(default)s).")
    help_requests = "For each page in a turn (default: %(default)s)."
    parser.add_argument("--requests", type=int, default=20, help=help_requests)
    help_beside = "Other checkouts, whose code knows the same tables."
    parser.add_argument("--beside", nargs="+", type=Path, default=[], metavar="DIR", help=help_beside)
    help_keep = "Leave the data in DIR, and begin with what is there; the default leaves nothing."
    parser.add_argument("--keep", type=Path, metavar="DIR", help=help_keep)
    return parser.parse_args()


@contextmanager
def _library(size: int, keep: Path | None) -> Iterator[Path]:
    if keep:
        directory = keep.resolve() / str(size)
        directory.mkdir(parents=True, exist_ok=True)
        yield directory
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


def _prepared(size: int, directory: Path) -> dict[str, str]:
    """The addresses that are measured, by name; their library is there from now on."""
    file = directory / "addresses.json"
    _run(ROOT, directory, PREPARE, str(size), "0", str(file))
    _run(ROOT, directory, COLLECT)
    return json.loads(file.read_text())["pages"]


def _made(checkout: Path, directory: Path, pages: Mapping[str, str], requests: int) -> Costs:
    return json.loads(_run(checkout, directory, MAKE, json.dumps(pages), str(requests)))


def _run(checkout: Path, directory: Path, program: str, *arguments: str) -> str:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    own = {
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DJANGO_DEBUG": "on" if program is PREPARE else "off",
        "DJANGO_SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DJANGO_SSL_REDIRECT": "off",
        "PORTAL_DATA_DIR": str(directory),
    }
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=checkout,
        env=outside | own,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return run.stdout


def _table(pages: Mapping[str, str], turns: Sequence[Sequence[Costs]]) -> Iterator[str]:
    """`turns` of each checkout, this one first."""
    for name in pages:
        first, *firsts = (_median(costs, name, 0) for costs in turns)
        later, *laters = (_median(costs, name, 1) for costs in turns)
        told = [
            f"{ms:8.2f} ({before:.0f}) {later / ms:5.2f}" for before, ms in zip(firsts, laters, strict=True)
        ]
        yield f"{name:15}{later:8.2f} ({first:.0f}){''.join(told)}"


def _median(costs: Sequence[Costs], name: str, kind: int) -> float:
    """In milliseconds; `kind` is the place in `Costs`."""
    return median(each[name][kind] for each in costs) * 1000


if __name__ == "__main__":
    main()
