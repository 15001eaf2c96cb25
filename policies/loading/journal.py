"""What a load changes in policies that were there before it: noted row by row as it is written, told when all is written.

Nothing is read for it, since a load may be of a million rows: what is stored was read to be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from policies.acting import Actor, record
from policies.loading.stored import batched
from policies.models import Policy
from policies.models.working_copy import PARTS, Part
from policies.values import OWN, Change, Columns, change, columns_of, is_empty_section, own_columns, plain
from policies.vocabulary import EventKind

_PARTS = {part.model: part for part in PARTS}


@dataclass(slots=True)
class Journal:
    new: set[int] = field(default_factory=set)
    """Keys of the policies that this load has made: all of them is new."""
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))

    def added(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            if isinstance(row, Policy):
                self.new.add(row.pk)
            elif part := _PARTS.get(type(row)):
                self._note(part, None, row)

    def changed(self, there: Mapping[str, Any], row: models.Model) -> None:
        """`there` are the columns as they were stored."""
        before = type(row)(**there)
        if isinstance(row, Policy):
            self._add(row.pk, change(OWN, "", _own(before), _own(row)))
        elif part := _PARTS.get(type(row)):
            self._note(part, before, row)

    def tell(self, actor: Actor) -> None:
        """One event for each policy that was there, if it was changed."""
        for keys in batched(list(self.changes)):
            policies = list(Policy.objects.filter(pk__in=keys))
            record(EventKind.EDITED, policies, actor, changes=self.changes)

    def _note(self, part: Part, before: models.Model | None, row: models.Model) -> None:
        key = getattr(row, f"{part.parent}_id")
        if key not in self.new:
            sides = (_columns(part, each) for each in (before, row))
            self._add(key, change(part.name(part.of(row)), "", *sides))

    def _add(self, key: int, found: Change) -> None:
        if found["before"] or found["after"]:
            self.changes[key].append(found)


def _own(policy: Policy) -> Columns:
    return plain(own_columns(policy))


def _columns(part: Part, row: models.Model | None) -> Columns | None:
    """None for what is not there."""
    return None if row is None or is_empty_section(row) else plain(columns_of(part, row))
