"""What a page costs that is kept, one that is not, and an empty view: python -m tests.benchmarks.serving [--seconds 3]

Two gunicorns as documented (2 workers of 4 threads) over the entries that are shipped, one of which keeps no page, are asked
by `wrk` in turns. Requests per second, and beside each its share of what an empty view of the same server gave just before.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.serving import ROOT, Server, gunicorn

SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz"
# In a process of its own, for its own settings.
LOAD = """
import django; django.setup()
from django.core.management import call_command
from policies.management.commands.demo import FIXTURES
call_command("migrate", verbosity=0); call_command("loaddata", *FIXTURES, verbosity=0); call_command("rebuild_index")
"""
APPLICATION = "tests.benchmarks.serving_wsgi"
EMPTY = "/empty/"
PAGES = {
    "home": "/",
    "list": "/policies/",
    "three filters": "/policies/?district=xuhui&year=2015&topic=zhufang",
    "one word": f"/policies/?q={quote('租房')}",
    "long question": f"/policies/?q={quote('应届毕业生在上海怎么申请租房补贴')}",
    "policy": "/policies/xuhui-2015-kechuang-zhongxin/",
}
CODING = {"Accept-Encoding": "br"}
# As many as there are threads.
CONNECTIONS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="for each figure")
    seconds = parser.parse_args().seconds
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed")
    with tempfile.TemporaryDirectory() as directory, _servers(Path(directory)) as (keeping, anew):
        print("requests per second (share of an empty view)\n")
        print(f"{'page':15} {'empty':>7} {'kept':>15} {'304':>15} {'not kept':>15}")
        for name, path in PAGES.items():
            print(_row(name, path, keeping, anew, seconds), flush=True)


def _row(name: str, path: str, keeping: Server, anew: Server, seconds: int) -> str:
    answer = keeping.ask(path, **CODING)
    known = {**CODING, "If-None-Match": keeping.ask(path, **CODING).headers["ETag"]}
    assert answer.status == 200, f"{path}: {answer.status}"
    empty = _rate(keeping, EMPTY, CODING, seconds)
    rates = (_rate(keeping, path, CODING, seconds), _rate(keeping, path, known, seconds))
    empty_anew, rate_anew = _rate(anew, EMPTY, CODING, seconds), _rate(anew, path, CODING, seconds)
    shares = [*((rate, rate / empty) for rate in rates), (rate_anew, rate_anew / empty_anew)]
    cells = " ".join(f"{rate:7.0f} ({share:5.3f})" for rate, share in shares)
    return f"{name:15} {empty:7.0f} {cells}"


def _rate(server: Server, path: str, headers: dict[str, str], seconds: int) -> float:
    """Requests per second; every answer has to be a good one."""
    asked = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *asked, server.url + path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


@contextmanager
def _servers(directory: Path) -> Iterator[tuple[Server, Server]]:
    """One that keeps pages and one that keeps none, each over a copy of its own."""
    variables = {"DJANGO_SECRET_KEY": SECRET, "PORTAL_WORKERS": "2"}
    first, second = directory / "kept", directory / "anew"
    first.mkdir()
    environment = {"PORTAL_DATA_DIR": str(first), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=environment, check=True)
    shutil.copytree(first, second)
    with ExitStack() as stack:
        yield (
            stack.enter_context(gunicorn(first, application=APPLICATION, **variables)),
            stack.enter_context(gunicorn(second, application=APPLICATION, BENCHMARK_ANEW="1", **variables)),
        )


if __name__ == "__main__":
    main()
