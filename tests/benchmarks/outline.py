"""How long 2 MB of hostile text take to be shown, saved, compared and inspected, and how much memory.

    python -m tests.benchmarks.outline [show|save|compare|inspect …]

prints for each step and text the seconds of CPU at 1 and 2 MB of UTF-8, their ratio, about 2 where time is linear, and the
peak of memory at 2 MB beside the text itself; `missed` where it is more than 1 s or 60 MB. A minute in all.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

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
    "different 《…》": "《关于第{}号事项的办法》\n",
}


def text_of(fragment: str, size: int) -> str:
    """The text of this name, of `size` bytes of UTF-8."""
    if fragment != "different 《…》":
        return FRAGMENTS[fragment] * (size // len(FRAGMENTS[fragment].encode()))
    one = len(FRAGMENTS[fragment].format(10_000).encode())
    return "".join(FRAGMENTS[fragment].format(10_000 + number) for number in range(size // one))


def steps() -> dict[str, Callable[[str], object]]:
    """Imported here, because Django is set up first."""
    from policies.citations import different_names
    from policies.importing.drafting import inspection
    from policies.importing.storing import fingerprints
    from policies.lookup import positions
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
        return list(different_names(text, short)), positions.lay(text), fingerprints.of("甲", text)

    def compare(text: str) -> object:
        return Changes.of(text, text.replace("甲", "丁", 5))

    return {"show": show, "save": save, "compare": compare, "inspect": inspection.find}


def measured(step: str, fragment: str, size: int) -> tuple[float, float]:
    """Seconds of CPU and megabytes of one step, in a process of its own."""
    text = text_of(fragment, size)
    gc.collect()
    before, started = resident(), time.process_time()
    steps()[step](text)
    return time.process_time() - started, peak() - before


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main(asked: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    every = steps()  # with their modules, before there are processes
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as processes:
        for step in asked or every:
            for fragment in FRAGMENTS:
                half, _ = processes.apply(measured, (step, fragment, MEGABYTE))
                whole, megabytes = processes.apply(measured, (step, fragment, 2 * MEGABYTE))
                missed = "" if whole <= GOAL_SECONDS and megabytes <= GOAL_MEGABYTES else "  missed"
                growth = f"× {whole / max(half, 0.001):4.1f}"
                print(
                    f"{step:8} {half:5.2f} s {whole:5.2f} s  {growth}  {megabytes:5.1f} MB  {fragment}{missed}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
