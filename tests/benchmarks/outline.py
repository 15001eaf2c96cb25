"""How long 2 MB of hostile text take to be shown, saved, compared and inspected, and how much memory.

    python -m tests.benchmarks.outline [show|save|compare|inspect …]

prints for each step and text the seconds of CPU at 1 and 2 MB of UTF-8, their ratio, about 2 where time is linear, and the
peak of memory at 2 MB beside the text itself. The last column says where a goal of the project (1 s, 60 MB) is missed.
"""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator

import django

MEGABYTE = 1 << 20
GOAL_SECONDS, GOAL_MEGABYTES = 1.0, 60.0

FRAGMENTS = {
    "第一条 in short lines": "第一条 甲\n",
    "ordinary numbering": "一、总体要求\n（一）指导思想。坚持\n1.甲乙\n（1）丙丁\n①戊己\n",
    "rows of one table": "甲|乙\n",
    "many tables": "a|b\n-|-\n1|2\n文\n",
    "one 《…》 again and again": "《甲乙》\n",
    "links": "[甲](http://b.cn)\n",
    "lines of one character": "一\n",
    "prose": "申请人应当在本市依法缴纳社会保险，并符合下列条件之一的，给予一次性补贴。\n",
    "one paragraph": "申请人应当在本市依法缴纳社会保险，",
    "characters without a stop": "申请人",
    "half-width signs": "为了人才,现将办法\n",
    "brackets": "[",
}


def texts(size: int) -> Iterator[tuple[str, str]]:
    for name, fragment in FRAGMENTS.items():
        yield name, fragment * (size // len(fragment.encode()))
    different = (f"《关于第{number}号事项的办法》\n" for number in range(size))
    words, left = [], size
    while left > 0:
        words.append(next(different))
        left -= len(words[-1].encode())
    yield "different 《…》", "".join(words)


def steps() -> dict[str, Callable[[str], object]]:
    """Imported here, because Django is set up first."""
    from policies.importing import fingerprints, inspection
    from policies.lookup import citing, places
    from policies.pages.changes import Changes
    from policies.text import citations
    from policies.text.outline import outline
    from policies.text.parting import parts
    from policies.text.render import render

    def show(text: str) -> object:
        """The outline of the whole, and the blocks of the last part."""
        found = outline(text)
        return render(found, span=parts([found])[-1][0].lines)

    def save(text: str) -> object:
        """What the index and the fingerprints read of a section."""
        short = citations.short_names(text)
        return list(citing.different_names(text, short)), places.lay(text), fingerprints.of("甲", text)

    def compare(text: str) -> object:
        return Changes.of(text, text.replace("甲", "丁", 5))

    return {"show": show, "save": save, "compare": compare, "inspect": inspection.find}


def seconds(step: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    step(text)
    return time.process_time() - started


def megabytes(step: Callable[[str], object], text: str) -> float:
    tracemalloc.start()
    try:
        step(text)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def main(asked: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    for name, step in steps().items():
        if asked and name not in asked:
            continue
        for (words, half), (_, whole) in zip(texts(MEGABYTE), texts(2 * MEGABYTE), strict=True):
            first, second = seconds(step, half), seconds(step, whole)
            peak = megabytes(step, whole)
            missed = "" if second <= GOAL_SECONDS and peak <= GOAL_MEGABYTES else "  missed"
            growth = second / max(first, 0.001)
            print(
                f"{name:8} {first:6.2f} s {second:6.2f} s  × {growth:4.1f} {peak:6.1f} MB  {words}{missed}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
