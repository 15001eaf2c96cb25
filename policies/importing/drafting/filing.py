"""What a document is filed under: the district that it names, and the topics of which it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from policies.importing.drafting.draft import Place, ReferenceData

# A topic whose words the title does not hold must be spoken of this often before it is suggested.
TOPIC_MENTIONS, TOPICS_SUGGESTED = 3, 5
# What stands in the title counts for more than any text can hold.
MENTIONS_OF_A_TITLE = 1_000_000_000
_BEFORE_A_PLACE = re.compile("(?:关于|印发|发布|公布|转发|修订|《)*")
# A title names its place at the beginning: 上海市徐汇区…, 关于印发《徐汇区…. Further on it is a subject.
_HEAD = 8


def place_of(issuers: Iterable[str], title: str, reference: ReferenceData) -> Place | None:
    """The one district that the issuers name, else the title; a district before the city it belongs to."""
    head = _BEFORE_A_PLACE.sub("", title, count=1)[:_HEAD]
    for text in ("\n".join(issuers), head):
        named = [place for place in reference.places if place.name in text]
        if named:
            return _one_district(named, reference.city)
    return None


def _one_district(named: list[Place], city: str) -> Place | None:
    """None where several are named; under its name of today where that stands there too."""
    districts = [place for place in named if place.slug != city]
    if not districts:
        return named[0]
    if len({place.slug for place in districts}) > 1:
        return None
    districts.sort(key=lambda place: not place.current)
    return districts[0]


def topics_of(title: str, text: str, topics: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Those of which the title speaks, and then those of which the text speaks most."""
    counts: dict[str, int] = {}
    for slug, words in topics.items():
        count = sum(map(text.count, words))
        if any(word in title for word in words):
            count += MENTIONS_OF_A_TITLE
        if count >= TOPIC_MENTIONS:
            counts[slug] = count
    best = sorted(counts, key=counts.__getitem__, reverse=True)
    return tuple(best[:TOPICS_SUGGESTED])
