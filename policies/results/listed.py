"""The published policies with some ids, as a list knows them: each with its district and its areas."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from policies.models import Policy
from policies.prepared import Prepared

_published = Prepared(lambda *keys: Policy.objects.published().for_list().filter(pk__in=keys))


def listed(keys: Collection[int]) -> list[Policy]:
    """In the order of the ids; one that is gone by now is left out: 1 query."""
    found = listed_by_id(keys)
    return [found[key] for key in keys if key in found]


def listed_by_id(keys: Collection[int]) -> Mapping[int, Policy]:
    return {policy.pk: policy for policy in _published.among(keys)}
