"""A word that was typed by its sound, in words: 按读音，“luohu”查的是“落户”。"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from policies.pages import facets
from policies.pages.no_results import WayOut
from policies.results.by_sound import BySound


@dataclass(frozen=True, slots=True)
class HeardAs:
    typed: str
    meant: str
    """What was looked up instead; empty where nothing was."""
    possible: tuple[WayOut, ...] = ()
    """What else it could be."""


def heard_as(word: BySound, params: QueryDict) -> HeardAs:
    possible = (WayOut(each.word, each.count, facets.asking(params, each.words)) for each in word.possible)
    return HeardAs(word.typed, word.meant, tuple(possible))
