"""The squashed migration makes what those make that it replaces, and a database that stands at one of them goes on."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from policies.backup import history
from policies.models import Policy, triggers
from tests import stepwise
from tests.lookup.home import new

pytestmark = pytest.mark.django_db
SQUASHED = ("policies", "0001_squashed_0036_job_reason")
HALF_WAY = ("policies", "0020_missed_words")


def go_on():
    """From half way with `migrate`, then once more as code comes that has the squashed migration."""
    stepwise.migrate_stepwise(HALF_WAY, *stepwise.FOREIGN)
    said = [migrated()]
    made = {"schema": stepwise.schema(), "rows": stepwise.rows()}
    MigrationRecorder(connection).record_unapplied(*SQUASHED)
    said.append(migrated())
    return as_json({"said": said, "recorded": sorted(stepwise.recorded()), **made})


def migrated():
    out = StringIO()
    call_command("migrate", stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture(scope="module")
def grown(tmp_path_factory, inside):
    """What a database tells that has seen the old migrations, half of them before the others were there."""
    with new(tmp_path_factory.mktemp("grown") / "home", "grown") as portal, inside(portal):
        return go_on()


def as_json(told):
    return json.loads(json.dumps(told))


def test_both_ways_lead_to_the_same_tables(grown):
    """Indexes, constraints, triggers and functions too. This database was made by the squashed migration."""
    assert triggers.missing(connection) == []
    new = as_json(stepwise.schema())
    assert new.keys() == grown["schema"].keys()
    for part, found in new.items():
        assert len(found) > 20, part
        assert found == grown["schema"][part], part


def test_both_ways_lead_to_the_same_rights(grown):
    new = as_json(stepwise.rows())
    assert new["groups"] == ["编辑", "审核", "所有区", "分类", "管理员"]
    for part, found in new.items():
        assert found == grown["rows"][part], part


def test_a_database_half_way_goes_on_with_the_old_migrations(grown):
    first, _ = grown["said"]
    assert "Applying policies.0021_working_copies... OK" in first
    assert "Applying policies.0036_job_reason... OK" in first
    assert "squashed" not in first


def test_a_database_at_the_end_has_nothing_to_do_but_to_record_it(grown):
    _, again = grown["said"]
    assert "No migrations to apply." in again
    assert "Your models" not in again
    assert {tuple(key) for key in grown["recorded"]} == stepwise.recorded()
    assert SQUASHED in stepwise.recorded()


def test_the_command_looks_over_tables_and_not_over_pages(monkeypatch):
    asked = []
    monkeypatch.setattr(BaseCommand, "check", lambda self, **kwargs: asked.append(kwargs))
    call_command("migrate", stdout=StringIO(), skip_checks=False)
    assert [(set(each["tags"]), each["databases"]) for each in asked] == [
        ({"models", "database"}, ["default"])
    ]


def test_steps_that_a_squashed_migration_replaces_need_no_file(monkeypatch):
    """Databases and backups name these alone, and go on doing so when the code has none of them any more."""
    load = MigrationLoader.load_disk

    def without_steps(loader):
        load(loader)
        for squashed in [*loader.disk_migrations.values()]:
            for key in squashed.replaces:
                loader.disk_migrations.pop(key)

    monkeypatch.setattr(MigrationLoader, "load_disk", without_steps)
    applied = history.applied(connection)
    loader = history.loader_for(connection, applied)
    named = history.told(loader, applied)
    assert ("policies", "0001_initial") in named
    assert history.unknown(loader, named) == []
    assert Policy._meta.db_table in {model._meta.db_table for model in history.models_after(loader, named)}
    named.remove(("policies", "0036_job_reason"))
    assert history.unknown(loader, named)[0] == ("policies", "0001_initial")
