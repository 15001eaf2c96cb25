"""How long the outline and the blocks of hostile texts take, and how that grows with their size.

    python -m tests.benchmarks.outline

prints for each text the seconds at 1/8, 1/4, 1/2 and 1 MB of UTF-8 and the ratio of the last two: about 2 where time is linear.
"""

from __future__ import annotations

import time

from policies.text.outline import outline
from policies.text.render import render

MEGABYTE = 1 << 20
SIZES = (MEGABYTE // 8, MEGABYTE // 4, MEGABYTE // 2, MEGABYTE)
FRAGMENTS = (
    "一、", "（一）", "1.", "一、\n", "（一）\n", "1.\n", "一、甲\n", "（一）甲。乙\n", "1.甲\n", "2.5\n", "第一条 甲\n", "①甲\n",
    "一、甲\n（一）乙\n1.丙。丁\n（1）戊\n①己；\n", "附件：\n1.甲\n", "附件1 甲\n", "一十百", "|", "a|b\n-|-\n", "a|b\n", "[", "[a](http://b.cn)\n",
    ">", " \n", "http://",
)  # fmt: skip


def seconds(text: str) -> float:
    started = time.perf_counter()
    render(outline(text))
    return time.perf_counter() - started


def main() -> None:
    for fragment in FRAGMENTS:
        times = [seconds(fragment * (size // len(fragment.encode()))) for size in SIZES]
        shown = " ".join(f"{time:7.3f}" for time in times)
        print(f"{shown}  × {times[-1] / times[-2]:4.1f}  {fragment!r}")


if __name__ == "__main__":
    main()
