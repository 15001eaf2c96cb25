"""Programs that ask one address over and over, as fast as it is answered: wrk where it is installed, else aiohttp."""

from __future__ import annotations

import asyncio
import math
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import ClientSession, TCPConnector

# As many as the documented portal has threads.
CONNECTIONS = 8
TIMEOUT_SECONDS = 30
_TO_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of asking for a while."""

    requests: int
    seconds: float
    p50: float
    """Milliseconds that half of the answers took at most."""
    p99: float


Client = Callable[[str, Mapping[str, str], float], Turn]
"""Asks an address with these headers for so many seconds. Raises ValueError where any answer is an error."""


def wrk(url: str, headers: Mapping[str, str], seconds: float) -> Turn:
    """What is under way at the end is not counted: nothing among a thousand answers, and too much among ten."""
    sent = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    limits = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", f"--timeout={TIMEOUT_SECONDS}s", "--latency"]
    return read_wrk(
        subprocess.run(["wrk", *limits, *sent, url], capture_output=True, text=True, check=True).stdout
    )


def read_wrk(told: str) -> Turn:
    """The figures of its table, which names errors only where there were any."""
    if "Non-2xx" in told or "Socket errors" in told:
        raise ValueError(told)
    requests, lasted = re.search(r"(\d+) requests in ([\d.]+)s,", told).groups()
    return Turn(int(requests), float(lasted), _percentile(told, 50), _percentile(told, 99))


def _percentile(told: str, percent: int) -> float:
    """Infinite where nobody was answered."""
    found = re.search(rf"^ +{percent}% +([\d.]+)(\w+)$", told, re.MULTILINE)
    return float(found[1]) * _TO_MILLISECONDS[found[2]] if found else math.inf


def aiohttp(url: str, headers: Mapping[str, str], seconds: float) -> Turn:
    """Waits for every answer, so it is also right for pages that take long."""
    return asyncio.run(_ask_for(url, headers, seconds))


async def _ask_for(url: str, headers: Mapping[str, str], seconds: float) -> Turn:
    waited: list[float] = []
    began = time.perf_counter()
    # A body stays in its coding, as with wrk.
    async with ClientSession(
        connector=TCPConnector(limit=CONNECTIONS), headers=headers, auto_decompress=False
    ) as session:
        askers = [_ask_until(began + seconds, session, url, waited) for _ in range(CONNECTIONS)]
        await asyncio.gather(*askers)
    lasted = time.perf_counter() - began
    percentiles = statistics.quantiles(waited, n=100)
    return Turn(len(waited), lasted, percentiles[49] * 1000, percentiles[98] * 1000)


async def _ask_until(end: float, session: ClientSession, url: str, waited: list[float]) -> None:
    while (asked := time.perf_counter()) < end:
        async with session.get(url) as answer:
            await answer.read()
            if answer.status >= 400:
                raise ValueError(f"{url}: {answer.status}")
        waited.append(time.perf_counter() - asked)


CLIENTS: dict[str, Client] = {"wrk": wrk, "aiohttp": aiohttp}


def installed() -> str:
    """The name of the one that loads a server the most."""
    return "wrk" if shutil.which("wrk") else "aiohttp"
