"""A policy that got another slug is still found by the one that files give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.loading.rows import FixtureRow
from policies.loading.stored import batched
from policies.models import OldSlug, Policy


def follow(rows: Iterable[FixtureRow]) -> None:
    """Put the slug of today in place of each old one, in the policies and in whatever points to them. Safe to repeat.

    A second policy would be the only other way to read such a file, and nobody means that: no new policy may take an
    old slug.
    """
    named = list(rows)
    today: dict[str, str] = {}
    for some in batched(sorted({slug for row in named for slug in _slugs(row)})):
        today |= OldSlug.today(some)
    for row in named if today else ():
        _put(row, today)


def _put(row: FixtureRow, today: dict[str, str]) -> None:
    if row.model is Policy and row.values.get("slug") in today:
        row.values["slug"] = today[row.values["slug"]]
    for name in _pointing(row):
        [slug] = row.keys[name]
        row.keys[name] = (today.get(slug, slug),)


def _slugs(row: FixtureRow) -> Iterator[str]:
    if row.model is Policy and "slug" in row.values:
        yield row.values["slug"]
    yield from (row.keys[name][0] for name in _pointing(row))


def _pointing(row: FixtureRow) -> list[str]:
    """The fields that point to a policy, by what can be a slug."""
    return [
        name
        for name, key in row.keys.items()
        if row.model._meta.get_field(name).related_model is Policy
        and len(key) == 1
        and isinstance(key[0], str)
    ]
