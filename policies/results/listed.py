"""Published policies by their ids, as a list knows them, each with its district and its areas; and one by its slug."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import prefetch_related_objects

from policies.models import Policy
from policies.prepared import Prepared

_published = Prepared(lambda *keys: Policy.objects.published().for_list().filter(pk__in=keys))


_of_slug = Prepared(lambda slug: Policy.objects.published().for_list().filter(slug=slug))


def published_with(slug: str) -> Policy | None:
    """With its sections and issuers as well: 3 queries. None where no published policy has this slug."""
    for policy in _of_slug(slug):
        prefetch_related_objects([policy], *Policy.objects.texts_and_issuers())
        return policy
    return None


def listed(keys: Collection[int]) -> list[Policy]:
    """In the order of the ids; one that is gone by now is left out: 1 query."""
    found = listed_by_id(keys)
    return [found[key] for key in keys if key in found]


def listed_by_id(keys: Collection[int]) -> Mapping[int, Policy]:
    return {policy.pk: policy for policy in _published.among(keys)}
