"""The content of a policy as plain values, and what differs between two states of it: what the journal keeps of a save.

A text is kept by triggers (`models.archive`), so here stand its state, its mark and how many characters it has; by these it
is found again among the kept ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from policies.models import Policy, Section
from policies.models.digests import digest
from policies.models.working_copy import PARTS, TYPED, Content, Part
from policies.vocabulary import SectionState

# Columns by name, of one thing.
Columns = dict[str, Any]
# By the name of the thing: "policy" for its own fields, "section original", "round r1", "policytopic 3".
Values = dict[str, Columns]
# One thing that differs: `of` is its name, `label` what staff call it; `before` and `after` hold the columns that differ,
# or all of a row that is new or gone, whose other side is None.
Change = dict[str, Any]

OWN = "policy"
_MODELS = {part.model._meta.model_name: part.model for part in PARTS}


def values_of(content: Content) -> Values:
    found = {OWN: own_columns(content.policy)}
    for part, rows in content.rows.items():
        for identity, row in rows.items():
            if not is_empty_section(row):
                found[part.name(identity)] = columns_of(part, row)
    return plain(found)


def own_columns(policy: Policy) -> Columns:
    return {name: getattr(policy, name) for name in TYPED}


def is_empty_section(row: models.Model) -> bool:
    """待补 looks like a section that is not there."""
    return isinstance(row, Section) and row.state == SectionState.PENDING


def columns_of(part: Part, row: models.Model) -> Columns:
    if isinstance(row, Section):
        return {"state": row.state, **text_mark(row.body)}
    return part.value(row)


def text_mark(body: str) -> Columns:
    return {"mark": digest(body), "length": len(body)}


def plain(values: Any) -> Any:
    """As JSON has it: a date is 2026-12-01."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def changes_between(before: Content, after: Content) -> list[Change]:
    """In the order of the form. Empty where a save changed nothing."""
    return changes(values_of(before), values_of(after), before.labels() | after.labels())


def changes(before: Values, after: Values, labels: Mapping[str, str]) -> list[Change]:
    found = []
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if was != now:
            found.append(change(name, labels.get(name, ""), was, now))
    return found


def change(name: str, label: str, was: Columns | None, now: Columns | None) -> Change:
    # A text is found by its mark and length together.
    if was is not None and now is not None and model_of(name) is not Section:
        was, now = _differing(was, now)
    return {"of": name, "label": label, "before": was, "after": now}


def _differing(was: Columns, now: Columns) -> tuple[Columns, Columns]:
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    old = {name: was.get(name) for name in names}
    new = {name: now.get(name) for name in names}
    return old, new


def undo(values: Values, done: Sequence[Change]) -> list[Change]:
    """Bring `values` to what was before. Those changes whose outcome is not there: something was written past the journal."""
    strange = [each for each in done if not holds(values, each)]
    for each in done:
        _put(values, each["of"], each["before"], each["after"])
    return strange


def redo(values: Values, done: Iterable[Change]) -> None:
    for each in done:
        _put(values, each["of"], each["after"], each["before"])


def _put(values: Values, name: str, wanted: Columns | None, other: Columns | None) -> None:
    if wanted is None:
        values.pop(name, None)
    elif other is None:
        values[name] = dict(wanted)
    else:
        values[name] = {**values.get(name, {}), **wanted}


def holds(values: Values, done: Change) -> bool:
    """Whether its outcome is there."""
    there, after = values.get(done["of"]), done["after"]
    if there is None or after is None:
        return there is after
    return all(there.get(column) == value for column, value in after.items())


def model_of(name: str) -> type[models.Model]:
    model = name.partition(" ")[0]
    return Policy if model == OWN else _MODELS[model]
