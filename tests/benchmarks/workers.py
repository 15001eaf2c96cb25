"""What the workers of a gunicorn cost, as the kernel of Linux tells it in /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat, counted from the one behind the name: ticks of the process, and of its children that have ended.
_OWN, _ENDED = slice(11, 13), slice(13, 15)


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one worker, in MB."""

    rss: float
    """All that it has in memory, with what it shares: the code, and files of the index."""
    pss: float
    """The same, of what is shared only its part."""
    anonymous: float
    """Of `pss`, what the kernel cannot read anew from a file."""

    def __str__(self) -> str:
        return f"{self.rss:.0f} ({self.pss:.0f}; {self.anonymous:.0f})"


@dataclass(frozen=True, slots=True)
class Workers:
    master: int

    @property
    def numbers(self) -> list[int]:
        return [int(number) for number in _of(self.master, f"task/{self.master}/children").split()]

    def cpu_seconds(self) -> float:
        """Of all workers since the start, those that have been replaced included; in steps of 0.01."""
        ticks = sum(_ticks(self.master, _ENDED))
        for number in self.numbers:
            ticks += sum(_ticks(number, _OWN))
        return ticks / TICKS

    def memory(self) -> list[Memory]:
        return [_memory(number) for number in self.numbers]


def _of(number: int, name: str) -> str:
    return Path(f"/proc/{number}/{name}").read_text()


def _ticks(number: int, fields: slice) -> list[int]:
    # The name of the program stands in brackets, and may hold spaces.
    behind_name = _of(number, "stat").rpartition(")")[2].split()
    return [int(field) for field in behind_name[fields]]


def _memory(number: int) -> Memory:
    kilobytes = {}
    for line in _of(number, "smaps_rollup").splitlines()[1:]:
        name, figure, _ = line.split()
        kilobytes[name] = int(figure)
    return Memory(*(kilobytes[name] / 1000 for name in ("Rss:", "Pss:", "Pss_Anon:")))
