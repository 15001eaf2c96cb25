"""What a record says of money, days, papers and windows, as rows of its policy.

A row's `uid` is its place in the record, so that the same record gives the same rows for ever. The texts of the sections say
the same: they are what a benefit quotes, and what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.vocabulary import SectionKind
from tests.content.plan import Area, Choice
from tests.content.quotes import fitted
from tests.content.records import Record
from tests.content.wording import plainly

# The model, and its fields without the policy.
Row = tuple[str, dict[str, Any]]

REPRINTED = "（转载资料，未与原文核对）"


class QuoteError(ValueError):
    """A benefit whose words or figures do not stand in its section; the message says which."""


def answers(record: Record, choice: Choice, sections: Mapping[str, str]) -> Iterator[Row]:
    """Those that belong to the sections which the record has given to its entry."""
    yield from rounds(record, choice)
    if choice.gives("support"):
        yield from benefits(record, choice, sections.get("support", ""))
    if choice.gives("materials"):
        yield from materials(record)
    yield from points([*choice.points, *choice.contacts.values(), *choice.beside])


def rounds(record: Record, choice: Choice) -> Iterator[Row]:
    """Windows for applications. The plan tells which of the record's are none, or have days that mean something else."""
    if not choice.gives("procedure"):
        return
    for place, window in enumerate(record.rounds, start=1):
        change = choice.windows.get(str(place), {})
        if change is not None:
            told = {"source": _source(record, choice)} | window | change
            told["note"] = plainly(told["note"] or "")
            yield "round", _known(uid=f"r{place}", order=place, **told)


def _source(record: Record, choice: Choice) -> str:
    return choice.source + (REPRINTED if record.source_kind == "third_party" else "")


def benefits(record: Record, choice: Choice, body: str) -> Iterator[Row]:
    for place, benefit in enumerate(record.benefits, start=1):
        told = benefit | choice.benefits.get(str(place), {})
        quote = fitted(told["quote"], told["amount"] or "", body)
        if not quote:
            raise QuoteError(
                f"{record.id}, benefit {place}: {told['amount']} does not stand in {told['quote']}"
            )
        fields = told | {"section": SectionKind.SUPPORT.value, "quote": quote}
        yield "benefit", _known(uid=f"b{place}", order=place, **fields)


def materials(record: Record) -> Iterator[Row]:
    for place, item in enumerate(record.materials_items, start=1):
        yield "material", _known(uid=f"m{place}", order=place, **item)


def points(ids: Iterable[str]) -> Iterator[Row]:
    for order, key in enumerate(dict.fromkeys(ids), start=1):
        yield "policyservicepoint", {"point": [key.lower()], "order": order}


def areas(record: Record, choices: Iterable[Area]) -> list[str]:
    """Raises ValueError where the record names an area that the plan does not know."""
    found = [area.slug for area in choices if record.area in area.told_as]
    if record.area and not found:
        raise ValueError(f"{record.id}: the plan has no area {record.area}")
    return found


def _known(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
