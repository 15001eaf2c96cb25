"""One row for each fault: what was done, what is expected, what was seen."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from unicodedata import east_asian_width

_WORDS = {True: "yes", False: "NO", None: "-"}
WIDTHS = {"fault": 18, "did": 34, "expected": 40, "seen": 44, "ok": 3}


@dataclass(frozen=True, slots=True)
class Row:
    fault: str
    did: str
    expected: str
    seen: str
    ok: bool | None
    """None: it could not be shown here, and `seen` says why."""


@dataclass(slots=True)
class Seen:
    """What was seen, sentence by sentence, and whether each is as expected."""

    said: list[str] = field(default_factory=list)
    ok: bool = True

    def note(self, sentence: str, is_right: bool) -> None:
        self.said.append(sentence if is_right else f"{sentence} (!)")
        self.ok = self.ok and is_right


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    environment: str
    """Where it happens: a name of `tests.faults.environments`."""
    did: str
    expected: str
    happen: Callable[..., None]
    measures: bool
    """How long something takes is part of what is expected, so nothing that is at work may stand beside it."""

    def row(self, portal: object) -> Row:
        print(f"{self.name} …", file=sys.stderr, flush=True)
        seen = Seen()
        try:
            self.happen(portal, seen)
        except Exception as error:
            seen.note(f"{type(error).__name__}: {error}", False)
        return Row(self.name, self.did, self.expected, "; ".join(seen.said), seen.ok)


FAULTS: list[Fault] = []


def fault(
    name: str, *, environment: str, did: str, expected: str, measures: bool = False
) -> Callable[[Callable], Callable]:
    def add(happen: Callable) -> Callable:
        FAULTS.append(Fault(name, environment, did, expected, happen, measures))
        return happen

    return add


def lines(rows: Iterable[Row]) -> Iterable[str]:
    yield _line(dict(zip(WIDTHS, WIDTHS, strict=True)))
    for row in rows:
        yield "-+-".join("-" * width for width in WIDTHS.values())
        yield _line({**asdict(row), "ok": _WORDS[row.ok]})


def _line(cells: dict[str, str]) -> str:
    wrapped = [textwrap.wrap(cells[name], width) or [""] for name, width in WIDTHS.items()]
    height = max(map(len, wrapped))
    padded = [[*cell, *[""] * (height - len(cell))] for cell in wrapped]
    widths = WIDTHS.values()
    return "\n".join(
        " | ".join(_padded(part, width) for part, width in zip(parts, widths, strict=True))
        for parts in zip(*padded, strict=True)
    )


def _padded(part: str, width: int) -> str:
    """Chinese characters take two columns of a terminal."""
    return part + " " * (width - len(part) - sum(east_asian_width(char) in "WF" for char in part))
