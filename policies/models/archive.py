"""Database triggers that keep the earlier states of every section (see `policies.models.version`).

A state counts as public if, at the moment it is replaced, its policy is published, or has been since the state was
written. Whoever changes the state and the texts in one transaction therefore writes the texts while the policy is not
published: before publishing, after withdrawing. Otherwise a text that nobody could read would pass for public.
`policies.publishing` says which move comes first; the admin and our `loaddata` keep to it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper

from policies.models.trigger import dropping

_COLUMNS = ("policy_id", "kind", "state", "body")

# 待补 is no text: nothing to keep. A number follows the highest that the slug ever had, even under another policy.
_KEEP = """
    INSERT INTO policies_sectionversion (policy_id, slug, kind, state, body, replaced_at, number)
    SELECT gone.policy_id, COALESCE(gone.slug, ''), gone.kind, gone.state, gone.body, {now},
        CASE WHEN gone.shown AND gone.slug IS NOT NULL THEN {rank} + (
            SELECT COALESCE(MAX(number), 0) FROM policies_sectionversion AS kept WHERE kept.slug = gone.slug
        ) END
    FROM (
        SELECT past.id, past.policy_id, past.kind, past.state, past.body, policy.slug,
            (policy.state = 'published' OR past.id IN (SELECT section_id FROM policies_shownsection)) AS shown
        FROM ({gone}) AS past LEFT JOIN policies_policy AS policy ON policy.id = past.policy_id
    ) AS gone
    WHERE gone.state <> 'pending';
    DELETE FROM policies_shownsection WHERE section_id IN (SELECT id FROM ({gone}) AS past);
"""

_REMEMBER = """
    INSERT INTO policies_shownsection (section_id)
    SELECT id FROM policies_section WHERE policy_id IN ({hidden}) AND state <> 'pending'
    ON CONFLICT (section_id) DO NOTHING;
"""

TRIGGERS = {
    "policies_section_update_keeps": "policies_section",
    "policies_section_delete_keeps": "policies_section",
    "policies_policy_update_remembers": "policies_policy",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger anew. Safe to repeat."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _DIALECTS[connection.vendor]():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name, table in TRIGGERS.items():
            cursor.execute(dropping(connection, name, table))


def _sqlite() -> tuple[str, ...]:
    gone = f"SELECT OLD.id AS id, {', '.join(f'OLD.{name} AS {name}' for name in _COLUMNS)}"
    keep = _KEEP.format(gone=gone, rank="1", now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in _COLUMNS)
    return (
        "CREATE TRIGGER policies_section_update_keeps AFTER UPDATE ON policies_section "
        f"WHEN {changed} BEGIN {keep} END",
        f"CREATE TRIGGER policies_section_delete_keeps AFTER DELETE ON policies_section BEGIN {keep} END",
        "CREATE TRIGGER policies_policy_update_remembers AFTER UPDATE OF state ON policies_policy "
        "WHEN OLD.state = 'published' AND NEW.state <> 'published' "
        f"BEGIN {_REMEMBER.format(hidden='OLD.id')} END",
    )


def _postgresql() -> tuple[str, ...]:
    def values(rows: str) -> str:
        return ", ".join(f"{rows}.{name}" for name in _COLUMNS)

    rank = "ROW_NUMBER() OVER (PARTITION BY gone.slug, gone.shown ORDER BY gone.id)"
    every = f"SELECT id, {values('old_rows')} FROM old_rows"
    changed = (
        f"SELECT id, {values('old_rows')} FROM old_rows LEFT JOIN new_rows USING (id) "
        f"WHERE ({values('old_rows')}) IS DISTINCT FROM ({values('new_rows')})"
    )
    hidden = (
        "SELECT id FROM old_rows JOIN new_rows USING (id) "
        "WHERE old_rows.state = 'published' AND new_rows.state <> 'published'"
    )
    # Numbers are given one at a time: the next one waits here until this one is committed.
    alone = "PERFORM 1 FROM policies_revision FOR UPDATE;"
    update, delete = "OLD TABLE AS old_rows NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
    bodies = {
        "policies_section_update_keeps": (
            update,
            changed,
            _KEEP.format(gone=changed, rank=rank, now="now()"),
        ),
        "policies_section_delete_keeps": (delete, every, _KEEP.format(gone=every, rank=rank, now="now()")),
        "policies_policy_update_remembers": (update, hidden, _REMEMBER.format(hidden=hidden)),
    }
    statements: list[str] = []
    for name, (rows, concerned, body) in bodies.items():
        event = "DELETE" if rows == delete else "UPDATE"
        statements += (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF EXISTS ({concerned}) THEN {alone} {body} END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {TRIGGERS[name]} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        )
    return tuple(statements)


_DIALECTS: dict[str, Callable[[], tuple[str, ...]]] = {"sqlite": _sqlite, "postgresql": _postgresql}
