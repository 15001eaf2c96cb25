"""The fields of the index, and how a record becomes a document."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Self

from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from policies import rounds, validity
from policies.citations import Document as Citable
from policies.citations import names_in, number_term
from policies.lookup import facets, positions, ranking, territory, tokens
from policies.lookup.positions import Laid
from policies.lookup.records import Record
from policies.text import docnumber, docnumber_typed
from policies.text.folding import fold
from policies.validity import OVER, judge
from policies.vocabulary import OpenState, SectionKind

# Counts up whenever a document of the last version would answer differently: every index is then built anew.
VERSION = 19

# What residents read. Phrases are found in the title, and in the whole text, which is the title with everything else.
PLACED = ("title", "text")
# The whole text in parts: what is in no section, and each section.
PARTS = ("about", *SectionKind.values)
# Where tokens are counted and have no positions, see `positions`: the characters of the whole text, and its parts.
COUNTED = ("characters", *PARTS)

SOME_CONTENT = "some"

_HAN_CHARACTER = re.compile(f"[{tokens.HAN}]")

_FIRST_DAY, _LAST_DAY = date(1949, 1, 1).toordinal(), date(2100, 12, 31).toordinal()

_30_BITS = (1 << 30) - 1
# A policy can be over, and known by its title only.
_MOST_FAULTS = 2
# In which states somebody can apply today.
_CAN_APPLY = frozenset({OpenState.NOW, OpenState.ALWAYS})

_NO_YEAR, _NO_DAY = (1 << 12) - 1, (1 << 20) - 1
_LAST_YEAR = _NO_YEAR - 1

_NO_DEADLINE, _NEWEST, _NEWEST_IDS = (1 << 16) - 1, (1 << 48) - 1, (1 << 24) - 1
# The year before the first, so that 0 is left for what has none.
_FIRST_YEAR = 1948

# Odd, so that there is a way back. See `id_of`.
_SPREAD, _64_BITS = 0x9E3779B97F4A7C15, 1 << 64
_GATHER = pow(_SPREAD, -1, _64_BITS)


def build() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True)
    builder.add_unsigned_field("spread_id", fast=True)
    builder.add_unsigned_field("fingerprint", fast=True)
    for name in PLACED:
        builder.add_text_field(name, tokenizer_name="tokens", index_option="position")
    for name in COUNTED:
        builder.add_text_field(name, tokenizer_name="tokens", index_option="freq")
    builder.add_text_field("number", tokenizer_name="raw", index_option="basic")
    # Numbers of the English gazette that it shows, and which 机关代字 stands for their codes where both are known of it.
    builder.add_text_field("english_number", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("english_agency", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("address", tokenizer_name="raw", index_option="basic")
    for name in facets.names():
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    # Where it applies, in one value; see `territory`.
    builder.add_text_field("reach", tokenizer_name="raw", index_option="basic", fast=True)
    # All of them in one column, so that one pass counts every facet.
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    # One term, of the policies that have content in a section.
    builder.add_text_field("content", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("usual", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_unsigned_field("oldest", fast=True)
    builder.add_unsigned_field("deadline", fast=True)
    builder.add_float_field("static_rank", fast=True)
    builder.add_unsigned_field("changes_on", indexed=True, fast=True)
    # What it is called, what it cites (counted), and the citation keys, by which the cited find it; see `citations`.
    builder.add_text_field("names", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("cites", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("citation_keys", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("document", stored=True)
    builder.add_text_field("checkpoint", tokenizer_name="raw", index_option="basic", stored=True)
    return builder.build()


def prepare(index: Index) -> Index:
    """Tokens were cut in Python; tantivy only parts them at the spaces between."""
    index.register_tokenizer("tokens", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


@dataclass(frozen=True, slots=True)
class IndexCheckpoint:
    """What an index holds: it is written in the same commit as the documents it speaks of."""

    epoch: str
    revision: int
    day: date
    """The day for which each validity was worked out."""

    def document(self) -> Document:
        document = Document()
        document.add_text("checkpoint", "checkpoint")
        document.add_text("checkpoint", json.dumps(asdict(self), default=str))
        return document

    @classmethod
    def of(cls, document: Document) -> Self:
        """Raises ValueError for anything but a checkpoint."""
        try:
            told = json.loads(document.get_all("checkpoint")[1])
            return cls(told["epoch"], told["revision"], date.fromisoformat(told["day"]))
        except (LookupError, TypeError) as error:
            raise ValueError("not a checkpoint") from error


def document(record: Record, on: date) -> Document:
    """The document of `record`, with the validity of the day `on`."""
    made = Document()
    made.add_unsigned("id", record.id)
    made.add_unsigned("spread_id", record.id * _SPREAD % _64_BITS)
    made.add_unsigned("fingerprint", record.fingerprint)
    _add_texts(made, record)
    _add_numbers(made, record)
    for address in record.addresses:
        made.add_text("address", address)
    for facet in facets.public():
        for value in dict.fromkeys(facet.held(record, on)):
            made.add_text(facet.name, value)
            made.add_text("facets", _facet_term(facet.name, value))
    reach = territory.reach_of(record)
    made.add_text("reach", reach)
    made.add_text("facets", _facet_term("reach", reach))
    if record.sections:
        made.add_text("content", SOME_CONTENT)
    day = record.day.toordinal() if record.day else None
    made.add_unsigned("usual", _usual_key(record, on))
    made.add_unsigned("newest", _sort_key(record.year or 0, day or 0, record.id))
    made.add_unsigned("oldest", _sort_key(record.year or _NO_YEAR, day or _NO_DAY, record.id))
    made.add_unsigned("deadline", _deadline_key(record, on))
    made.add_float("static_rank", _static_rank(record, on))
    _add_citations(made, record)
    change = next_change(record, on)
    made.add_unsigned("changes_on", change.toordinal() if change else 0)
    return made


def _add_numbers(made: Document, record: Record) -> None:
    for printed in record.numbers:
        number = docnumber_typed.english(printed) or docnumber.normalize(printed)
        made.add_text("number", number_of(number))
    chinese = _chinese_numbers(record)
    for number in record.english_numbers:
        made.add_text("english_number", number_of(number))
        for own in chinese:
            # The same document under two numbers; what a code stands for is told by nothing else.
            if (own.year, own.serial) == (number.year, number.serial):
                made.add_text("english_agency", f"{number.agency}={own.agency}")


def _chinese_numbers(record: Record) -> list[docnumber.DocNumber]:
    numbers = map(docnumber.DocNumber.parse, record.numbers)
    return [number for number in numbers if number and not number.is_english]


def number_of(number: docnumber.DocNumber | str) -> str:
    """The term of a 文号."""
    return fold(str(number))


def next_change(record: Record, on: date) -> date | None:
    """The first day after `on` on which the document of `record` may differ: of its validity, or of when one can apply."""
    turns = (
        validity.next_change(record.dates, on),
        rounds.next_change(record.windows, on, record.dates),
    )
    return min((day for day in turns if day), default=None)


def field_of(field: str, token: str) -> str:
    """Where a token of `field` is counted: the characters of the whole text in a field of their own."""
    return "characters" if field == "text" and _HAN_CHARACTER.fullmatch(token) else field


def id_of(spread: int) -> int:
    """The id that the column `spread_id` holds.

    Ids in order lie on lines, which tantivy keeps one for each 512 documents and reads whole whenever it opens the
    column, for a page of 20 as well. Spread over all numbers they lie on none.
    """
    return spread * _GATHER % _64_BITS


def _facet_term(name: str, value: str) -> str:
    return f"{name}={value}"


@lru_cache(maxsize=10_000)
def facet_of(term: str) -> tuple[str, str]:
    """The facet and the value that a term of the column `facets` says.

    >>> facet_of("district=xuhui")
    ('district', 'xuhui')
    """
    name, _, value = term.partition("=")
    return name, value


def _add_texts(made: Document, record: Record) -> None:
    about = _laid_about(record)
    sections = _laid_sections(record)
    laid = [*about, *sections.values()]
    text = positions.GAP.join(each.positioned for each in laid)
    characters = " ".join(each.characters for each in laid)
    made.add_text("title", tokens.indexed(record.title))
    made.add_text("about", " ".join(each.tokens for each in about))
    for kind, section in sections.items():
        made.add_text(kind, section.tokens)
    made.add_text("text", text)
    made.add_text("characters", characters)


def _laid_sections(record: Record) -> dict[str, Laid]:
    return {kind: positions.lay(body, positions.MARKS[kind]) for kind, body in record.sections.items()}


def _laid_about(record: Record) -> list[Laid]:
    """What is in no section."""
    laid = [positions.lay(record.title)]
    laid += map(positions.lay, record.numbers)
    laid += map(_laid_name, record.filed_under)
    if record.year:
        laid.append(positions.lay(f"{record.year} 年"))
    return laid


@lru_cache(maxsize=10_000)
def _laid_name(name: str) -> Laid:
    """Of a district, topic, audience or issuer: each stands in very many policies."""
    return positions.lay(name)


def _add_citations(made: Document, record: Record) -> None:
    itself = _citable(record)
    made.add_bytes("document", itself.dumps().encode())
    for key in itself.keys:
        made.add_text("names", key)
    for name in names_in([record.title, *record.sections.values()], itself):
        made.add_text("cites", name.term)
        for term in name.citation_keys:
            made.add_text("citation_keys", term)


def _citable(record: Record) -> Citable:
    number = record.numbers[0] if record.numbers else ""
    return Citable(
        id=record.id,
        title=record.title,
        number=number_term(number),
        year=record.year,
        district=record.district,
        district_name=record.district_name,
        topics=record.topics,
    )


def _sort_key(year: int, day: int, key: int) -> int:
    """Year, then day, then id in one number of 64 bits: the order of `PolicyQuerySet.sorted_by`."""
    return year << 52 | day << 32 | (key & 0xFFFFFFFF)


def _deadline_key(record: Record, on: date) -> int:
    """What is open by its closing day; then the rest. Among equals the newest first, as `newest` has it, in 64 bits.

    16 bits for the closing day and the day of the policy, counted from 1949; 8 for the year; 24 for the id.
    """
    closes_on = rounds.first_of(record.windows, on, record.dates).closes_on
    closing = _days(closes_on) if closes_on else _NO_DEADLINE
    newest = (record.year - _FIRST_YEAR if record.year else 0) << 40
    newest |= (_days(record.day) if record.day else 0) << 24 | (record.id & _NEWEST_IDS)
    return closing << 48 | (_NEWEST - newest)


def _days(day: date) -> int:
    """1 for the first day that is counted."""
    return min(max(day.toordinal() - _FIRST_DAY + 1, 1), _NO_DEADLINE - 1)


class _Tier(IntEnum):
    """How much a policy helps whoever looks for something today: the usual order begins with the last."""

    OVER = 0
    EMPTY = 1
    READABLE = 2
    OPEN = 3


def _tier(record: Record, on: date) -> _Tier:
    if judge(record.dates, on).validity in OVER:
        return _Tier.OVER
    if rounds.first_of(record.windows, on, record.dates).state in _CAN_APPLY:
        return _Tier.OPEN
    return _Tier.READABLE if record.sections else _Tier.EMPTY


def _usual_key(record: Record, on: date) -> int:
    """The tier, then the newest first: 2 bits, 12 for the year, 20 for the day, 30 for the id."""
    tier = _tier(record, on)
    year = record.year or 0
    day = record.day.toordinal() if record.day else 0
    return tier << 62 | year << 50 | day << 30 | (record.id & _30_BITS)


def _static_rank(record: Record, on: date) -> float:
    """What a score is multiplied by, made for tantivy's log2(2 + value), which takes no factor below 1.

    So what cannot help has the smallest, and the others are lifted above it.
    """
    over = judge(record.dates, on).validity in OVER
    faults = over + (not record.sections)
    fresh = ranking.FRESHNESS * _freshness(record)
    retold = ranking.RETOLD ** (bool(record.dates.caveat) - 1)
    return 2 ** (ranking.USELESS ** (faults - _MOST_FAULTS) * retold * (1 + fresh)) - 2


def _freshness(record: Record) -> float:
    """Where its day lies between the first, which is 0, and the last, which is 1."""
    day = record.day or (date(record.year, 1, 1) if record.year else None)
    number = day.toordinal() if day else _FIRST_DAY
    within = min(max(number, _FIRST_DAY), _LAST_DAY)
    return (within - _FIRST_DAY) / (_LAST_DAY - _FIRST_DAY)


def years(first: int, last: int | None) -> tuple[int, int]:
    """The range of `newest` that holds the policies of these years (None: without end); year 0 is that of the undated."""
    end = _LAST_YEAR if last is None else last
    return first << 52, ((end + 1) << 52) - 1
