"""The words of a question that no policy answers, as they are counted (`policies.misses`)."""

from __future__ import annotations

from dataclasses import replace

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.misses import may_be_counted
from policies.results.unplaced import without_names
from policies.text.folding import fold


def missed_words(engine: Engine, lookup: Lookup) -> str:
    """Folded, without function words and names of districts, in one order however they were typed.

    Empty where the words alone find something in the whole library: then a filter is what is in the way. A 文号 and
    an address name a document, and are no words.
    """
    typed = lookup.typed
    if not typed or typed.cut or typed.numbers or typed.addresses or not may_be_counted(fold(typed.text)):
        return ""
    asked = Typed.parse(typed.unquoted())
    if districts := engine.district_words(Lookup(asked)):
        asked = Typed.parse(without_names(asked, districts, engine.lexicon))
    alone = Lookup(replace(asked, excluded=()))
    if not alone.typed.words or engine.is_stale or engine.count(alone):
        return ""
    return " ".join(sorted({*engine.matching(alone).stretches}))
