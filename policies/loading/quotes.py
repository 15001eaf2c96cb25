"""What a benefit of a file quotes must stand in its section, in these files or in the database, and hold its amount."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from policies.loading.rows import FixtureRow, Problem
from policies.loading.stored import batched
from policies.models import Benefit, Section
from policies.quotes import numbers_beyond, stands
from policies.vocabulary import SectionKind

# The slug of a policy, and the kind of a section.
Where = tuple[str, str]


def check_quotes(rows: list[FixtureRow]) -> Iterator[Problem]:
    """Of rows whose fields and keys are known to be right. A query for every 500 policies without such a section here."""
    quoting = [(row, _quoted_from(row)) for row in rows if row.model is Benefit]
    bodies = _bodies(row for row in rows if row.model is Section)
    bodies |= _stored_bodies({where for _, where in quoting} - bodies.keys())
    for row, where in quoting:
        yield from _problems(row, where, bodies.get(where, ""))


def _problems(row: FixtureRow, where: Where, body: str) -> Iterator[Problem]:
    quote = row.values["quote"]
    if not stands(quote, body):
        slug, kind = where
        yield row.problem("quote", f"does not stand letter for letter in the section {kind} of {slug}")
    if beyond := numbers_beyond(row.values.get("amount", ""), quote):
        numbers = ", ".join(beyond)
        yield row.problem("amount", f"{numbers} does not stand in the quote")


def _bodies(sections: Iterable[FixtureRow]) -> dict[Where, str]:
    return {(*row.keys["policy"], row.values["kind"]): row.values.get("body", "") for row in sections}


def _quoted_from(row: FixtureRow) -> Where:
    (slug,) = row.keys["policy"]
    return slug, row.values.get("section", SectionKind.SUPPORT.value)


def _stored_bodies(wanted: Collection[Where]) -> dict[Where, str]:
    """Perhaps those of more sections than were asked for."""
    found: dict[Where, str] = {}
    for slugs in batched(sorted({slug for slug, _ in wanted})):
        sections = Section.objects.filter(policy__slug__in=slugs).values_list("policy__slug", "kind", "body")
        found |= {(slug, kind): body for slug, kind, body in sections}
    return found
