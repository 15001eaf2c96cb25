"""Does the index hold what the database holds? The whole of both is compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.db import connection

from policies.lookup import records
from policies.lookup.index import LookupIndex
from policies.lookup.reader import Reader
from policies.lookup.records import Record
from policies.models import Policy, Revision, triggers
from policies.rounds import first_of
from policies.validity import judge
from policies.vocabulary import OpenState, Validity

# Staff may save while the two are compared; then what differs is looked at once more.
ATTEMPTS = 3

# The fingerprint, and what the day decides: validity, and whether one can apply.
Told = tuple[int, str, str]


def differences(index: LookupIndex, on: date) -> list[str]:
    """One line for each difference; empty when there is none. Raises UnavailableError where there is no index."""
    missing = [f"trigger {name} is missing: run manage.py migrate" for name in triggers.missing(connection)]
    for _ in range(ATTEMPTS):
        index.forget()
        reader = index.reader(on)
        before = Revision.current().number
        found = list(_compare(reader, on))
        if not found or before == Revision.current().number == reader.checkpoint.revision:
            break
    return missing + found


def _compare(reader: Reader, on: date) -> Iterator[str]:
    indexed = _indexed(reader)
    every = chain.from_iterable(records.everything())
    present = {record.id: _told(record, on) for record in every}
    differing = [key for key in present.keys() | indexed.keys() if present.get(key) != indexed.get(key)]
    named = Policy.objects.filter(pk__in=differing[:500])
    slugs = dict(named.values_list("pk", "slug"))
    for key in sorted(differing):
        slug = slugs.get(key, f"with id {key}")
        name = f"policy {slug}"
        if key not in indexed:
            yield f"{name} is published, and not in the index"
        elif key not in present:
            yield f"{name} is in the index, and not published"
        else:
            yield f"{name} is in the index as it was before it changed"


def _told(record: Record, on: date) -> Told:
    validity = judge(record.dates, on).validity
    return record.fingerprint, validity.value, first_of(record.windows, on, record.dates).state.value


def _indexed(reader: Reader) -> dict[int, Told]:
    states = {
        key: state.value
        for state in OpenState
        for key in reader.ids(reader.addresses(reader.term("open", state.value)))
    }
    found: dict[int, Told] = {}
    for validity in Validity:
        addresses = reader.addresses(reader.term("validity", validity.value))
        keys = reader.ids(addresses)
        prints = reader.searcher.fast_field_values("fingerprint", addresses)
        for key, fingerprint in zip(keys, prints, strict=True):
            # A policy that is there twice equals nothing.
            told = (fingerprint, validity.value, states.get(key, ""))
            found[key] = told if key not in found else (0, "twice", "")
    return found
