"""What the database holds of the rows that files name, asked for so many at once as a query may name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from django.db import models

from policies.models.taxonomy import KeyedManager

# Below what either database takes in one query.
AT_ONCE = 500

T = TypeVar("T")


def stored_keys(model: type[models.Model], wanted: Collection[tuple]) -> dict[tuple, Any]:
    """Those of the natural keys that are in the database, with the primary key."""
    manager = model._default_manager
    if not isinstance(manager, KeyedManager):
        return _asked_one_by_one(manager, wanted)
    fitting = [key for key in wanted if len(key) == len(manager.key)]
    first_parts = {key[0] for key in fitting}
    column = manager.key[0]
    found: dict[tuple, Any] = {}
    for some in batched(sorted(first_parts, key=str)):
        stored = manager.filter(**{f"{column}__in": some})
        rows = stored.values_list("pk", *manager.key)
        for pk, *parts in rows:
            found[tuple(parts)] = pk
    return {key: found[key] for key in fitting if key in found}


def _asked_one_by_one(manager: models.Manager, wanted: Collection[tuple]) -> dict[tuple, Any]:
    """Of Django's own models, which know their keys in their own way."""
    found = {}
    for key in wanted:
        with suppress(manager.model.DoesNotExist, AttributeError, TypeError, ValueError):
            found[key] = manager.get_by_natural_key(*key).pk
    return found


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at once as a query may name."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
