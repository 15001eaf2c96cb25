"""The slug that a new policy is offered."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count

from policies.models.old_slug import OldSlug
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
    """As `propose_slug`, by what the database holds, old slugs included: 1 query."""
    alike = {"slug__startswith": district or "policy"}
    today, old = (model.objects.filter(**alike).order_by().values_list("slug") for model in (Policy, OldSlug))
    return propose_slug(district, year, doc_number, {slug for (slug,) in today.union(old)})
