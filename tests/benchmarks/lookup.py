"""How fast lookup is, and how that grows: python -m tests.benchmarks.lookup [--sizes 1000 100000 1000000]

Prints one table and asserts nothing: times belong to a machine. Every size has a database, an index and a
process of its own, and is asked the same questions.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import django

if TYPE_CHECKING:
    from tests.benchmarks.questions import Row

ROOT = Path(__file__).resolve().parent.parent.parent
WARM_UP = 3
# Of the environment, only what is no setting of a portal: never may a benchmark write into somebody's data.
SETTINGS = ("DJANGO_", "PORTAL_", "DATABASE_", "SEARCH_")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one row's questions."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        return cls(statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000)

    def __str__(self) -> str:
        return f"{self.median:.2f} / {self.p95:.2f}"


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything about one size; times in seconds but for `lookups`."""

    policies: int
    short: bool
    generated: int
    """How many were not there yet: with --keep an earlier run leaves them."""
    generate_seconds: float
    characters: int
    build_seconds: float
    database_bytes: int
    index_parts: dict[str, int]
    """Bytes of each kind of file."""
    segments: int
    lookups: dict[str, Times]

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, dumped: str) -> Self:
        told = json.loads(dumped)
        return cls(**told | {"lookups": {name: Times(**times) for name, times in told["lookups"].items()}})

    def facts(self) -> dict[str, str]:
        return {
            "texts": "short" if self.short else "full",
            "generate, s": f"{self.generate_seconds:.1f}" if self.generated == self.policies else "kept",
            "characters, million": f"{self.characters / 1e6:.2f}",
            "build, s": f"{self.build_seconds:.2f}",
            "build, million characters/s": f"{self.characters / self.build_seconds / 1e6:.2f}",
            "database, MB": f"{self.database_bytes / 1e6:.1f}",
            "index, MB": f"{self.index_bytes / 1e6:.1f}",
            "index, times the database": f"{self.index_bytes / self.database_bytes:.2f}",
            "index, bytes per character": f"{self.index_bytes / self.characters:.2f}",
            **{f"index, {part}, MB": f"{size / 1e6:.1f}" for part, size in self.index_parts.items()},
            "index, segments": str(self.segments),
        }

    @property
    def index_bytes(self) -> int:
        return sum(self.index_parts.values())


def main() -> None:
    options = _options()
    if options.inside:
        print(measure(options.sizes[0], short=options.short, directory=options.inside).dump())
        return
    load = os.getloadavg()[0]
    results = [_in_a_process(size, options) for size in sorted(set(options.sizes))]
    print("\n".join([*table(results), "", machine(load)]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lookup", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 100_000, 1_000_000], metavar="N")
    help_short = (
        "From this size on, policies have short texts of 60 to 200 characters (default: %(default)s)."
    )
    parser.add_argument("--short-from", type=int, default=1_000_000, metavar="N", help=help_short)
    help_keep = "Leave the data in DIR/N, and begin with what is there; the default leaves nothing."
    parser.add_argument("--keep", type=Path, metavar="DIR", help=help_keep)
    # What this program asks of itself, once for each size.
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--short", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.sizes) < 1000:
        parser.error("the questions are taken from the first 1000 policies, so no size can be smaller")
    return options


def _in_a_process(size: int, options: argparse.Namespace) -> Measured:
    """Settings are read once for each process, so each size needs a new one."""
    kept = options.keep and options.keep.resolve() / str(size)
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="bench-") as directory:
        command = [sys.executable, "-m", "tests.benchmarks.lookup", "--sizes", str(size)]
        command += ["--inside", str(directory), *(["--short"] if size >= options.short_from else [])]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Measured.load(done.stdout)


def measure(size: int, *, short: bool, directory: Path) -> Measured:
    """Fill a portal in `directory`, build its index and ask it everything."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    os.environ |= {"PORTAL_DATA_DIR": str(directory), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    django.setup()
    # Models can be imported only now.
    from tests.benchmarks import questions

    generated, generate_seconds = _timed(lambda: questions.fill(size, short=short, progress=_say(size)))
    characters = questions.characters()
    _tell(f"{size:,} policies: building the index")
    _, build_seconds = _timed(questions.build)
    engine = questions.engine()
    return Measured(
        policies=size,
        short=short,
        generated=generated,
        generate_seconds=generate_seconds,
        characters=characters,
        build_seconds=build_seconds,
        database_bytes=questions.database_bytes(),
        index_parts=questions.index_parts(),
        segments=engine.reader.searcher.num_segments,
        lookups={row.name: _times(row) for row in questions.rows(engine)},
    )


def _times(row: Row) -> Times:
    for lookup in row.lookups[:WARM_UP]:
        row.ask(lookup)
    seconds = []
    for lookup in row.lookups:
        if row.forget:
            row.forget_counts()
        seconds.append(_timed(lambda lookup=lookup: row.ask(lookup))[1])
    return Times.of(seconds)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def _say(size: int) -> Callable[[int], None]:
    """Progress of the long wait, every tenth of the way."""
    told = {0}

    def progress(done: int) -> None:
        if (tenth := done * 10 // size) not in told:
            told.add(tenth)
            _tell(f"{size:,} policies: generated {done:,}")

    return progress


def _tell(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def table(results: Sequence[Measured]) -> list[str]:
    """One column for each size; growth is the median of the largest divided by that of the smallest."""
    heads = ["policies", *(f"{each.policies:,}" for each in results), "growth"]
    lines = [heads]
    facts = [each.facts() for each in results]
    lines += [[name, *(each[name] for each in facts), ""] for name in facts[0]]
    lines.append(["lookups, ms: median / 95th percentile", *("" for _ in results), ""])
    for name, smallest in results[0].lookups.items():
        growth = results[-1].lookups[name].median / smallest.median
        lines.append([f"  {name}", *(str(each.lookups[name]) for each in results), f"{growth:.1f}x"])
    widths = [max(map(_columns, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(_line(line, widths)).rstrip() for line in lines]


def _line(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = (
        (cell, " " * (width - _columns(cell))) for cell, width in zip(cells, widths, strict=True)
    )
    return [first[0] + first[1], *(space + cell for cell, space in others)]


def _columns(text: str) -> int:
    """A Chinese character takes two columns of a terminal."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def machine(load: float) -> str:
    return (
        f"Python {platform.python_version()}, tantivy {version('tantivy')}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, load when started {load:.1f}"
    )


if __name__ == "__main__":
    main()
