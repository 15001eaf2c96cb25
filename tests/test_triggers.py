"""Triggers that are gone are missed and made again, and make way for migrations."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from policies import apps
from policies.models import Policy, Revision, archive, record_archive, sequence, trigger, triggers

pytestmark = pytest.mark.django_db


# Those that keep and number, and count nothing.
RECORDS = [
    *record_archive.triggers(connection.vendor),
    *sequence.triggers(connection.vendor),
]
KEEPING = archive.TRIGGERS | {each.name: each.table for each in RECORDS}


@pytest.mark.parametrize("name", KEEPING)
def test_a_trigger_that_is_gone_is_missed_and_made_again(name):
    assert triggers.missing(connection) == []
    epoch = Revision.current().epoch
    with connection.cursor() as cursor:
        cursor.execute(trigger.dropping(connection, name, KEEPING[name]))
    assert triggers.missing(connection) == [name]
    call_command("rebuild_index", stdout=StringIO())
    with pytest.raises(CommandError, match=f"trigger {name} is missing: run manage.py migrate"):
        call_command("rebuild_index", check=True)
    triggers.install(connection)
    assert triggers.missing(connection) == []
    assert Revision.current().epoch == epoch


def test_what_changed_while_nothing_counted_makes_the_index_outdated():
    before = Revision.current()
    triggers.remove(connection)
    assert len(triggers.missing(connection)) > len(KEEPING)
    triggers.install(connection)
    after = Revision.current()
    assert (after.number, after.epoch == before.epoch) == (before.number, False)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL each trigger is made by itself")
def test_what_fails_half_way_leaves_every_trigger_as_it_was(monkeypatch):
    name, table = next(iter(archive.TRIGGERS.items()))
    with connection.cursor() as cursor:
        cursor.execute(trigger.dropping(connection, name, table))
    monkeypatch.setattr(triggers.guard, "install", lambda connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        triggers.install(connection)
    assert triggers.missing(connection) == [name]


class Step:
    def __init__(self, app_label):
        self.app_label = app_label


@pytest.mark.parametrize(
    ("app", "backwards", "gone"),
    [
        ("policies", False, {"sqlite"}),
        ("policies", True, {"sqlite", "postgresql"}),
        ("auth", True, set()),
    ],
)
def test_triggers_make_way_for_migrations_only(app, backwards, gone):
    apps.remove_triggers("default", [(Step(app), backwards)])
    assert bool(triggers.missing(connection)) == (connection.vendor in gone)
    apps.install_triggers("default")
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_table_that_triggers_name_can_be_rebuilt_by_a_migration():
    """On SQLite this stops with "error in trigger" unless they make way."""
    before, after = Policy._meta.get_field("title"), models.CharField(max_length=301)
    after.set_attributes_from_name("title")
    after.model = Policy
    apps.remove_triggers("default", [(Step("policies"), False)])
    with connection.schema_editor() as editor:
        editor.alter_field(Policy, before, after)
    with connection.schema_editor() as editor:
        editor.alter_field(Policy, after, before)
    apps.install_triggers("default")
    assert triggers.missing(connection) == []
