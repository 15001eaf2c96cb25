"""What stands where a policy was that residents find no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from policies.pages import facets
from policies.pages.cited import Mention
from policies.pages.common import Link, named
from policies.results.withdrawn import Withdrawn
from policies.text.dates import in_chinese

# More topics than these are not offered one by one.
TOPICS = 3


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    title: str
    """As it is named within a sentence."""
    day: str
    """Empty where nobody knows it any more."""
    reason: str
    """A sentence; empty where nobody gave one."""
    successor: Mention | None
    ways: tuple[Link, ...]
    """Lists of what is like it."""

    @classmethod
    def of_slug(cls, slug: str) -> Self | None:
        """None where no policy of this slug was withdrawn."""
        found = Withdrawn.of_slug(slug)
        if found is None:
            return None
        return cls(
            title=named(found.title, ours=found.title_is_ours),
            day=in_chinese(found.on) if found.on else "",
            reason=_sentence(found.reason),
            successor=Mention.of(found.successor) if found.successor else None,
            ways=tuple(_ways(found)),
        )


def _sentence(words: str) -> str:
    return f"{words.rstrip('。')}。" if words else ""


def _ways(found: Withdrawn) -> Iterator[Link]:
    place = found.district.name if found.district else ""
    for topic in found.topics[:TOPICS]:
        yield Link(f"看{place}“{topic.name}”的政策", _list_of(found, topic.slug))
    if not found.topics and place:
        yield Link(f"看{place}的政策", _list_of(found))


def _list_of(found: Withdrawn, *topic: str) -> str:
    asked = QueryDict(mutable=True)
    if found.district:
        asked["district"] = found.district.slug
    asked.setlist("topic", topic)
    return facets.address(asked)
