"""How long a PDF takes to read, alone and as one of many: `python -m tests.benchmarks.pdfs`.

Notices of 1 to 15 pages are read one after the other, each by a process of its own and then by one that goes on; both ways in turn, so
that a busy machine is busy for both. CPU is that of this process and of those that take the files apart.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from statistics import mean, median, quantiles

from policies.importing.reading import pdf_reader, read
from tests.importing.pdfs import document, pdf

RULE = (
    "第{n}条　为了鼓励人才到本区工作，根据国家和本市的有关规定，结合本区的实际情况，制定本办法第{n}条的内容。"
)
# About so many of these fill a page.
PER_PAGE = 10
ROUNDS = 2


def notices() -> Iterator[bytes]:
    for pages in range(1, 16):
        yield pdf(document([RULE.format(n=n) for n in range(pages * PER_PAGE)], head="政策汇编"))


def cpu() -> float:
    """Milliseconds, of the processes that have ended too."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(1000 * (used.ru_utime + used.ru_stime) for used in both)


def read_all(files: Sequence[bytes], *, alone: bool) -> tuple[list[float], float]:
    """Milliseconds of each file, and of CPU for one of them in the mean."""
    walls, begun = [], cpu()
    for data in files:
        started = time.perf_counter()
        read("a.pdf", data)
        walls.append(1000 * (time.perf_counter() - started))
        if alone:
            pdf_reader.end_those_that_wait()
    pdf_reader.end_those_that_wait()
    return walls, (cpu() - begun) / len(files)


def main() -> None:
    files = list(notices())
    told: dict[bool, tuple[list[float], list[float]]] = {True: ([], []), False: ([], [])}
    for _ in range(ROUNDS):
        for alone, (walls, used) in told.items():
            wall, each = read_all(files, alone=alone)
            walls += wall
            used.append(each)
    for alone, (walls, used) in told.items():
        name = "a process for each" if alone else "one that goes on"
        print(
            f"{name}: {len(walls)} files, p50 {median(walls):.0f} ms, p95 {quantiles(walls, n=20)[-1]:.0f} ms,"
            f" CPU {mean(used):.0f} ms"
        )


if __name__ == "__main__":
    main()
