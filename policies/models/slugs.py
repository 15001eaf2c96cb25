"""The slug that a new policy is offered."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count

from policies.models.policy import Policy
from policies.text import docnumber


def propose_slug(district: str, year: int | None, doc_number: str, taken: Container[str]) -> str:
    """A free slug: xuhui-2015-15 from the 文号, else the next of xuhui-2015-1, xuhui-2015-2, …

    >>> propose_slug("xuhui", None, "徐委〔2015〕15号", {"xuhui-2015-15"})
    'xuhui-2015-15-2'
    """
    place = district or "policy"
    number = docnumber.DocNumber.parse(doc_number)
    if number:
        base = f"{place}-{number.year}-{number.serial}"
        candidates = chain([base], (f"{base}-{n}" for n in count(2)))
    else:
        stem = f"{place}-{year}" if year else place
        candidates = (f"{stem}-{n}" for n in count(1))
    return next(slug for slug in candidates if slug not in taken)


def free_slug(district: str, year: int | None, doc_number: str) -> str:
    """As `propose_slug`, by what the database holds: 1 query."""
    taken = Policy.objects.filter(slug__startswith=district or "policy").values_list("slug", flat=True)
    return propose_slug(district, year, doc_number, set(taken))
