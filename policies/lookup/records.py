"""What the index is made of: one record for each published policy, read from the database in a few queries."""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet

from policies.models import (
    Benefit,
    OldSlug,
    Policy,
    PolicyArea,
    PolicyAudience,
    PolicyIssuer,
    PolicyTopic,
    Round,
    Section,
)
from policies.quotes import stands
from policies.rounds import Window
from policies.text import docnumber_typed, web_address
from policies.text.docnumber import DocNumber
from policies.validity import Dates, caveat
from policies.vocabulary import SectionState

# Policies read at once: enough to make queries cheap, few enough for a small machine's memory.
BATCH = 1000

Filing = tuple[str, str]
"""The slug and the name of what a policy is filed under."""
_Texts = dict[int, dict[str, str]]
"""Key of a policy -> kind of a section -> its body."""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one policy that lookup shows or asks for."""

    id: int
    title: str
    numbers: tuple[str, ...]
    """文号 as printed and in its standard dress, which comes first."""
    district: str
    year: int | None
    day: date | None
    """Of publication, else of issue."""
    dates: Dates
    filed_under: tuple[str, ...]
    """Names of district, areas, topics, audiences and issuers: words by which a policy is found too."""
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)
    district_name: str = ""
    areas: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    benefits: tuple[str, ...] = ()
    """The kinds of what it gives, so far as the quotes stand in its sections."""
    addresses: tuple[str, ...] = ()
    """Where it was read, where its calls are announced, and here, under each slug that it has had, as `web_address` has
    keys for them."""
    english_numbers: tuple[DocNumber, ...] = ()
    """Numbers of the city's English gazette: the one it is registered under, and those that its 编者注 gives."""

    @property
    def fingerprint(self) -> int:
        """63 bits that differ when anything differs, to compare index and database."""
        digest = hashlib.blake2b(repr(self).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1


def published(keys: Iterable[int]) -> list[Record]:
    """The records of those of the policies that are published: 9 queries."""
    return _load(Policy.objects.published().filter(pk__in=list(keys)))


def everything() -> Iterator[list[Record]]:
    """The records of all published policies, in batches; those of one district side by side.

    What is filed together is asked for together, and neighbours in the index are soon found and read.
    """
    in_order = Policy.objects.published().order_by(*_SIDE_BY_SIDE).values_list("pk", flat=True)
    # As plain numbers: Python's garbage collector would walk through a list of a million again and again.
    keys = array("q", in_order)
    for start in range(0, len(keys), BATCH):
        yield published(keys[start : start + BATCH])


_ROUND_COLUMNS = ("opens_on", "closes_on", "open_all_year", "name", "uid", "notice_url")
_SIDE_BY_SIDE = ("district_id", "pk")
_COLUMNS = (
    *("pk", "title", "doc_number", "doc_number_normalized", "year", "published_on", "issued_on"),
    *("effective_on", "expires_on", "repealed_on", "verified_on", "source_kind", "uncertain_reason"),
    "past_reason",
    "district_printed",
    *("district__slug", "district__name", "district__short"),
    *("official_url", "source_url", "editorial_note", "slug"),
)


def _load(policies: QuerySet[Policy]) -> list[Record]:
    # Plain columns: a million model instances would take ten times as long as the index itself.
    rows = list(policies.order_by(*_SIDE_BY_SIDE).values_list(*_COLUMNS))
    keys = [row[0] for row in rows]
    areas = _filings(PolicyArea, keys, "area__slug", "area__name", order="area__order")
    topics = _filings(PolicyTopic, keys, "topic__slug", "topic__name", order="topic__order")
    audiences = _filings(PolicyAudience, keys, "audience__slug", "audience__name", order="audience__order")
    issuers = _filings(PolicyIssuer, keys, "issuer__name", "issuer__name", order="order")
    sections = _sections(keys)
    rounds = _rounds(keys)
    benefits = _benefits(keys, sections)
    old_slugs = _old_slugs(keys)
    return [
        replace(
            _record(row, areas[key], topics[key], audiences[key], issuers[key], sections[key]),
            windows=tuple(Window(*told) for *told, _notice in rounds[key]),
            benefits=tuple(benefits[key]),
            addresses=_addresses(
                [slug, *old_slugs[key]], [official, source, *(notice for *_told, notice in rounds[key])]
            ),
            english_numbers=_english_numbers(row, note),
        )
        for key, (*row, official, source, note, slug) in zip(keys, rows, strict=True)
    ]


def _filings(through: type, keys: list[int], slug: str, name: str, *, order: str) -> dict[int, list[Filing]]:
    found: dict[int, list[Filing]] = defaultdict(list)
    rows = through.objects.filter(policy__in=keys).order_by("policy", order, "pk")
    for policy, value, label in rows.values_list("policy", slug, name):
        found[policy].append((value, label))
    return found


def _sections(keys: list[int]) -> _Texts:
    found: _Texts = defaultdict(dict)
    rows = Section.objects.filter(policy__in=keys, state=SectionState.CONTENT).order_by("policy", "kind")
    for policy, kind, body in rows.values_list("policy", "kind", "body"):
        found[policy][kind] = body
    return found


def _rounds(keys: list[int]) -> dict[int, list[list]]:
    """The columns of a `Window`, then the address of the notice."""
    found: dict[int, list[list]] = defaultdict(list)
    rows = Round.objects.filter(policy__in=keys).order_by("policy", "order", "pk")
    for policy, *told in rows.values_list("policy", *_ROUND_COLUMNS):
        found[policy].append(told)
    return found


def _old_slugs(keys: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = OldSlug.objects.filter(policy__in=keys).order_by("pk")
    for policy, slug in rows.values_list("policy", "slug"):
        found[policy].append(slug)
    return found


def _addresses(slugs: list[str], printed: list[str]) -> tuple[str, ...]:
    keys = (*map(web_address.own_key, slugs), *map(web_address.key, printed))
    return tuple(dict.fromkeys(filter(None, keys)))


def _english_numbers(row: list, note: str) -> tuple[DocNumber, ...]:
    own = docnumber_typed.english(row[_COLUMNS.index("doc_number")])
    noted = docnumber_typed.find_english(note)
    return tuple(dict.fromkeys(number for number in (own, *noted) if number))


def _benefits(keys: list[int], sections: _Texts) -> dict[int, dict[str, None]]:
    """The kinds, each once and in order; what is quoted and does not stand there is not relied upon."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    benefits = Benefit.objects.filter(policy__in=keys).order_by("kind")
    rows = benefits.values_list("policy", "kind", "section", "quote")
    for policy, kind, section, quote in rows:
        text = sections[policy].get(section, "")
        if stands(quote, text):
            found[policy][kind] = None
    return found


def _record(
    row: list,
    areas: list[Filing],
    topics: list[Filing],
    audiences: list[Filing],
    issuers: list[Filing],
    sections: dict[str, str],
) -> Record:
    key, title, printed, standard, year, published_on, issued_on, *rest = row
    *dates, source_kind, uncertain_reason, past_reason, old_district, slug, name, short = rest
    filed = [name, short, old_district, *(name for _, name in (*areas, *topics, *audiences, *issuers))]
    return Record(
        id=key,
        title=title,
        numbers=tuple(dict.fromkeys(filter(None, (standard, printed)))),
        district=slug or "",
        year=year,
        day=published_on or issued_on,
        dates=Dates(*dates, caveat(source_kind, uncertain_reason), past_reason),
        filed_under=tuple(dict.fromkeys(filter(None, filed))),
        topics=tuple(slug for slug, _ in topics),
        audiences=tuple(slug for slug, _ in audiences),
        sections=sections,
        district_name=name or "",
        areas=tuple(slug for slug, _ in areas),
    )
