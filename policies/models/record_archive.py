"""Database triggers that keep the earlier states of rounds, benefits, materials and service points.

Every UPDATE that differs and every DELETE leaves the old row in `RecordVersion`, as JSON with the same names and
types on both databases, beside the state that its policy was in. Triggers, because a bulk update, a cascade, a load of fixtures and SQL by
hand all have to be kept alike (see `policies.models.archive`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from policies.models.trigger import Trigger, for_each_statement


@dataclass(frozen=True, slots=True)
class Kept:
    model: str
    policy: str = "{row}.policy_id"
    """SQL of the policy that a row belongs to, and of its permanent mark; the row is called `{row}`."""
    uid: str = "{row}.uid"

    @property
    def fields(self) -> list[models.Field]:
        return list(apps.get_model("policies", self.model)._meta.concrete_fields)

    @property
    def table(self) -> str:
        return f"policies_{self.model}"


_UID_OF_POINT = "(SELECT point.uid FROM policies_servicepoint AS point WHERE point.id = {row}.point_id)"

KEPT = (
    *(Kept(name) for name in ("round", "benefit", "material")),
    Kept("servicepoint", policy="NULL"),
    Kept("policyservicepoint", uid=_UID_OF_POINT),
)
# Written by the database or with each save: by themselves they are no change.
_NO_CHANGE = {"sequence", "edited_at"}

_KEEP = """
    INSERT INTO policies_recordversion (policy_id, slug, policy_state, model, uid, record, replaced_at)
    SELECT past.policy_id, COALESCE(policy.slug, ''), COALESCE(policy.state, ''), '{model}',
        COALESCE(past.uid, ''), past.record, {now}
    FROM ({gone}) AS past LEFT JOIN policies_policy AS policy ON policy.id = past.policy_id
    ORDER BY past.id;
"""


def triggers(vendor: str) -> list[Trigger]:
    write = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    return [trigger for kept in KEPT for trigger in write(kept)]


def _sqlite(kept: Kept) -> list[Trigger]:
    record = ", ".join(f"'{field.column}', {_as_json(field)}" for field in kept.fields)
    gone = (
        f"SELECT OLD.id AS id, {kept.policy.format(row='OLD')} AS policy_id, "
        f"{kept.uid.format(row='OLD')} AS uid, json_object({record}) AS record"
    )
    keep = _KEEP.format(gone=gone, model=kept.model, now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
    differs = f"{_values(kept, 'OLD')} IS NOT {_values(kept, 'NEW')}"
    return [
        _on_sqlite(kept.table, "update", f"WHEN {differs} BEGIN {keep} END"),
        _on_sqlite(kept.table, "delete", f"BEGIN {keep} END"),
    ]


def _on_sqlite(table: str, event: str, body: str) -> Trigger:
    name = f"{table}_{event}_keeps"
    return Trigger(name, table, (f"CREATE TRIGGER {name} AFTER {event} ON {table} {body}",))


def _as_json(field: models.Field) -> str:
    """SQLite holds yes and no as numbers, and JSON as text."""
    column = f'OLD."{field.column}"'
    if isinstance(field, models.BooleanField):
        return f"json(CASE WHEN {column} THEN 'true' ELSE 'false' END)"
    return f"json({column})" if isinstance(field, models.JSONField) else column


def _postgresql(kept: Kept) -> list[Trigger]:
    selected = (
        f"SELECT past.id, {kept.policy.format(row='past')}::bigint AS policy_id, "
        f"{kept.uid.format(row='past')} AS uid, to_jsonb(past) AS record FROM old_rows AS past"
    )
    differs = f"{_values(kept, 'past')} IS DISTINCT FROM {_values(kept, 'present')}"
    changed = f"{selected} LEFT JOIN new_rows AS present USING (id) WHERE {differs}"
    return [
        _on_postgresql(kept, "update", changed, "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        _on_postgresql(kept, "delete", selected, "OLD TABLE AS old_rows"),
    ]


def _on_postgresql(kept: Kept, event: str, gone: str, rows: str) -> Trigger:
    keep = _KEEP.format(gone=gone, model=kept.model, now="now()")
    name = f"{kept.table}_{event}_keeps"
    return for_each_statement(name, kept.table, f"AFTER {event}", keep, f"REFERENCING {rows}")


def _values(kept: Kept, row: str) -> str:
    columns = (field.column for field in kept.fields if field.column not in _NO_CHANGE)
    return "({})".format(", ".join(f'{row}."{column}"' for column in columns))
