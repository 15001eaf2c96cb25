"""Words that were typed by their sound, and what else each could be. Every count is asked, none is guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.lookup.sounds import Reading


@dataclass(frozen=True, slots=True)
class Possible:
    """Another word with that sound."""

    word: str
    count: int
    """How many policies the question finds with it."""
    words: str
    """The question with it."""


@dataclass(frozen=True, slots=True)
class BySound:
    typed: str
    meant: str
    """What was looked up instead; empty where it could be several words, of which none was."""
    possible: tuple[Possible, ...]
    """What else it could be and finds something, most policies first."""


def by_sound(engine: Engine, asked: Lookup, readings: tuple[Reading, ...]) -> tuple[BySound, ...]:
    """`asked` is the question as it was typed."""
    return tuple(
        BySound(reading.typed, reading.meant, _possible(engine, asked, reading)) for reading in readings
    )


def _possible(engine: Engine, asked: Lookup, reading: Reading) -> tuple[Possible, ...]:
    found = []
    for word in reading.others:
        words = asked.typed.text.replace(reading.typed, word)
        read, _ = engine.read(replace(asked, typed=Typed.parse(words)))
        found.append(Possible(word, engine.count(read), words))
    return tuple(sorted((each for each in found if each.count), key=lambda each: -each.count))
