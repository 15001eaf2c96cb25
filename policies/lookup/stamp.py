"""The stamp of a page: which revision, index and day it was made from. Equal stamps mean equal pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page was made from. Two pages of one address with equal stamps are equal."""

    epoch: str
    number: int
    """Of the last change of the database."""
    shown: int
    """Of the last one that residents can see."""
    followed: int
    """How far the index had come of these."""
    index_day: date
    day: date
    exchange: str
    """Where an older copy of the database was put in its place, which counts to the same numbers again: that it was."""

    def of_what_is_seen(self) -> str:
        """The same whatever else is saved."""
        return f"{self.epoch} {self.shown} {self.followed} {self.index_day} {self.day} {self.exchange}"

    def of_everything(self) -> str:
        return f"{self.of_what_is_seen()} {self.number}"


def origin(stamp: str) -> tuple[str, int]:
    """The epoch, and the revision that a page of this stamp shows at least, the index included."""
    epoch, _, followed, *_ = *stamp.split(" "), "", ""
    return epoch, int(followed or -1)
