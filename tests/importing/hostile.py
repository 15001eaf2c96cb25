"""Read each hostile source in a process of its own and measure it: `python -m tests.importing.hostile` prints a table.

With --json one line of JSON for each case. The operating system ends what takes too much.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from policies.importing.reading.sources import RejectedSource, read
from tests.importing.pathological import CASES, Case

# The goal is 2 seconds and 300 MB of real memory; the limits only end what runs away.
CPU_SECONDS = 20
ADDRESS_SPACE = 700_000_000


@dataclass(frozen=True)
class Outcome:
    name: str
    result: str
    """read, refused, or how it failed."""
    detail: str
    seconds: float
    megabytes: float
    """Resident, the 50 MB of the interpreter and of this module included."""


def measured(name: str, case: Case, folder: Path) -> Outcome:
    source, answer = folder / "source", folder / "answer"
    # Made in another process, so that its memory is not counted.
    _in_process(lambda: source.write_bytes(case.build()))
    answer.unlink(missing_ok=True)
    status, used = _in_process(lambda: _answer(case, source, answer), limited=True)
    result, detail = json.loads(answer.read_text()) if answer.exists() else ("killed", f"status {status}")
    return Outcome(name, result, detail, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _in_process(work: Callable[[], object], *, limited: bool = False) -> tuple[int, resource.struct_rusage]:
    child = os.fork()
    if not child:
        if limited:
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        try:
            work()
        finally:
            os._exit(0)
    _, status, used = os.wait4(child, 0)
    return status, used


def _answer(case: Case, source: Path, answer: Path) -> None:
    try:
        text = read(case.file, source.read_bytes()).text
        result = ("read", "" if case.holds in text else f"does not hold what it must: {text[:80]!r}")
    except RejectedSource as rejected:
        result = ("refused", rejected.reason)
    except BaseException as error:
        result = (type(error).__name__, str(error)[:200])
    answer.write_text(json.dumps(result))


def outcomes(names: list[str]) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        for name in names or CASES:
            yield measured(name, CASES[name], Path(folder))


def main(arguments: list[str]) -> None:
    names = [argument for argument in arguments if argument != "--json"]
    for outcome in outcomes(names):
        if "--json" in arguments:
            print(json.dumps(asdict(outcome)), flush=True)
        else:
            figures = f"{outcome.seconds:6.2f} s {outcome.megabytes:5.0f} MB"
            print(f"{figures}  {outcome.result:8} {outcome.name}  {outcome.detail}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
