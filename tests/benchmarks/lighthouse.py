"""What Lighthouse says of the public pages as a phone gets them: python -m tests.benchmarks.lighthouse [--runs 3]

Fills a portal in a directory of its own with the fixtures, serves it by gunicorn with debug off on a free port of this
machine, and prints the median of each figure. Needs Node.js and Chromium; Lighthouse itself comes by `npx`, from the
npm registry or from `--program`. Performance belongs to a machine and to what else runs on it, so nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = "npx --yes lighthouse@12"
PAGES = (
    "/",
    "/policies/",
    "/policies/?q=应届生怎么落户",
    "/policies/xuhui-2015-kechuang-zhongxin/",
    "/help/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SETTINGS = ("DJANGO_", "PORTAL_", "DATABASE_", "SEARCH_")
START_SECONDS = 30
# On a busy machine Lighthouse now and then misses the start of a page, and asks to be run again.
ATTEMPTS = 3
# Models can be imported only where the settings are, which this process has not.
FILL = """
from django.core.management import call_command
from policies.management.commands.demo import FIXTURES
call_command("migrate", verbosity=0)
call_command("loaddata", *FIXTURES, verbosity=0)
call_command("rebuild_index")
call_command("collectstatic", interactive=False, verbosity=0)
"""

Report = dict[str, float]


def main() -> None:
    options = _options()
    program = shlex.split(options.program)
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if shutil.which(program[0]) is None or chromium is None:
        sys.exit(f"NOT MEASURED: {program[0]} (Node.js) and Chromium are needed.")
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as directory, portal(Path(directory)) as base:
        print(
            f"load {os.getloadavg()[0]:.1f}, median of {options.runs}: {', '.join(CATEGORIES)} | ms: {', '.join(TIMES)}"
        )
        for page in options.pages:
            reports = [ask(program, chromium, base + page, Path(directory)) for _ in range(options.runs)]
            print(_line(page, reports), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each page is asked for")
    parser.add_argument("--program", default=PROGRAM, help="how Lighthouse is started (default: %(default)s)")
    parser.add_argument("pages", nargs="*", default=PAGES, metavar="PATH", help="paths of the portal")
    return parser.parse_args()


@contextmanager
def portal(directory: Path) -> Iterator[str]:
    """The base address of a portal with the fixtures, served as for real but for HTTPS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    # Of the environment, only what is no setting of a portal.
    env = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | {
        "DJANGO_DEBUG": "off",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(60),
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SSL_REDIRECT": "off",
        "PORTAL_DATA_DIR": str(directory),
        "PORTAL_BIND": address,
    }
    fill = [sys.executable, "manage.py", "shell", "-v0", "-c", FILL]
    subprocess.run(fill, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=True)
    log = (directory / "server.log").open("wb")
    serve = [sys.executable, "-m", "gunicorn", "-c", "portal/gunicorn.py", "portal.wsgi"]
    with log, subprocess.Popen(serve, cwd=ROOT, env=env, stdout=log, stderr=log) as server:
        try:
            _wait_for(f"http://{address}/")
            yield f"http://{address}"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        try:
            return urllib.request.urlopen(address).close()
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit(f"gunicorn does not answer at {address}")


def ask(program: Sequence[str], chromium: str, address: str, directory: Path) -> Report:
    """Run Lighthouse once: the four figures (0 to 100), the times in ms; prints what keeps a figure below 100."""
    report = directory / "report.json"
    command = [*program, address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox"]
    for _ in range(ATTEMPTS):
        if subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium}, check=False).returncode == 0:
            break
    else:
        sys.exit(f"NOT MEASURED: {shlex.join(program)} fails")
    told = json.loads(report.read_text(encoding="utf-8"))
    _tell_faults(told)
    figures = {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES}
    return figures | {name: told["audits"][name]["numericValue"] for name in TIMES}


def _tell_faults(told: dict) -> None:
    for name in CATEGORIES:
        for audit in told["categories"][name]["auditRefs"]:
            found = told["audits"][audit["id"]]
            if audit["weight"] and found["score"] is not None and found["score"] < 0.9:
                print(
                    f"  {name}: {audit['id']} {found['score']} {found.get('displayValue', '')}",
                    file=sys.stderr,
                )


def _line(page: str, reports: Sequence[Report]) -> str:
    middle = {name: statistics.median(report[name] for report in reports) for name in reports[0]}
    scores = " ".join(f"{middle[name]:5.0f}" for name in CATEGORIES)
    times = " ".join(f"{middle[name]:6.0f}" for name in TIMES)
    return f"{scores} | {times}  {page}"


if __name__ == "__main__":
    main()
