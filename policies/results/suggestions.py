"""What the beginning of a question could become: words that lists are filtered by, and policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from policies.lookup import tokens
from policies.lookup.beginnings import MOST_TITLES, Beginning, NamedOption, Names, Titles
from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import Policy
from policies.text.folding import fold
from policies.vocabulary import Sort

WORDS, TITLES = 4, 6
# Among so many that sound alike those are looked for that hold the characters typed.
_SOUNDING_ALIKE = 50

# Of the last revision: what was worked out for a title holds for the next.
_known = Titles([])


@dataclass(frozen=True, slots=True)
class Titled:
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    words: tuple[NamedOption, ...]
    policies: tuple[Titled, ...]

    @classmethod
    def of(cls, engine: Engine, typed: Typed) -> Suggestions:
        """2 queries at most, and one more the first time after a change."""
        begun = Beginning.of(_stretches(typed))
        return cls(tuple(_words(engine, begun)), tuple(_policies(engine, typed, begun)))


def _stretches(typed: Typed) -> list[str]:
    """What was typed without what residents put around it, as 请问."""
    words = list(filter(tokens.says_something, map(fold, typed.words)))
    return [*(stretch for word in words for stretch in tokens.content(word)), *typed.phrases]


def _words(engine: Engine, begun: Beginning) -> Iterable[NamedOption]:
    """Those that find something."""
    holding = partial(engine.reader.holding, "text")
    names = engine.reader.memory.remember("names", lambda: Names(engine.values, holding))
    counts = engine.counts(Lookup()).by_facet
    found = (named for named in names.beginning(begun) if _leads_somewhere(named, counts))
    return [named for named, _ in zip(found, range(WORDS), strict=False)]


def _leads_somewhere(named: NamedOption, counts: dict[str, dict[str, int]]) -> bool:
    """In the list of a district stands what applies in the whole city."""
    return named.facet == "district" or bool(counts[named.facet].get(named.option.value))


def _policies(engine: Engine, typed: Typed, begun: Beginning) -> list[Titled]:
    keys = engine.titled(typed.text, TITLES)
    found = _titled(keys)
    if begun.is_sound and not typed.numbers and len(found) < TITLES:
        found += _sounding_alike(engine, begun, keys)
    return found[:TITLES]


def _sounding_alike(engine: Engine, begun: Beginning, but: list[int]) -> list[Titled]:
    titles = engine.reader.memory.remember("titles", _load_titles)
    size = _SOUNDING_ALIKE if begun.has_characters else TITLES + len(but)
    keys = [key for key in titles.beginning(begun, size) if key not in but]
    return [policy for policy in _titled(keys) if begun.fits(policy.title)]


def _titled(keys: list[int]) -> list[Titled]:
    """In this order: 1 query."""
    rows = Policy.objects.published().filter(pk__in=keys).values_list("pk", "slug", "title")
    found = {key: Titled(slug, title) for key, slug, title in rows}
    return [found[key] for key in keys if key in found]


def _load_titles() -> Titles:
    global _known
    newest = Policy.objects.published().sorted_by(Sort.NEWEST)
    _known = Titles(newest.values_list("pk", "title")[:MOST_TITLES], _known)
    return _known
