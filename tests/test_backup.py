"""A backup has everything that was saved before it began, and can be restored: into either database, by newer code."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import sys
import threading
import time
import zipfile
from contextlib import ExitStack, closing
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from policies.backup import container
from policies.backup.container import MANIFEST, BackupError
from policies.models import (
    Benefit,
    Material,
    Policy,
    PolicyServicePoint,
    RecordVersion,
    Revision,
    Round,
    Section,
    SectionVersion,
    triggers,
)
from tests import stepwise
from tests.lived_in import live_a_little
from tests.lookup.home import ON_POSTGRES, copied, execute, new, tell

EDITORS = 3
# Editors save often, not as fast as they can: four of those take all of a small machine from the backups.
PAUSE_SECONDS = 0.2
LEFT_OUT = {
    *("django_session", "django_migrations", "policies_signincount", "policies_missedword"),
    *("policies_heldpost", "policies_sentform"),
}
# Counts begin anew with the triggers.
OF_THE_MOMENT = {"policies_revision"}


# What children do


def write(name):
    """Save until told to stop, and tell when each was acknowledged."""
    stopped = threading.Event()

    def wait_for_the_word():
        sys.stdin.readline()
        stopped.set()

    threading.Thread(target=wait_for_the_word).start()
    number = 0
    while not stopped.wait(PAUSE_SECONDS):
        with transaction.atomic():
            policy = Policy.objects.create(slug=f"{name}-{number}", title=f"{name}第{number}版")
            policy.ensure_sections()
        tell(f"{policy.slug} {time.time()}")
        number += 1


# Portals


@pytest.fixture(scope="module")
def lived_in(furnished, inside, tmp_path_factory):
    """It is only read, by whatever is tested."""
    with copied(furnished, tmp_path_factory.mktemp("lived-in") / "home", "lived_in") as portal:
        with inside(portal):
            live_a_little()
        yield portal


@pytest.fixture(scope="module")
def kept(lived_in, tmp_path_factory):
    """Its backup."""
    file = tmp_path_factory.mktemp("kept") / "kept.zip"
    said = succeeded(lived_in.manage("backup", file))
    assert re.search(r"kept\.zip: \d+ tables, \d+ rows, revision \d+\.\n", said)
    return file


@pytest.fixture(scope="module")
def restored(kept, tmp_path_factory):
    with new(tmp_path_factory.mktemp("restored") / "home", "restored") as portal:
        assert "is whole" in succeeded(portal.manage("restore", "--verify", kept))
        assert "restored" in succeeded(portal.manage("restore", kept))
        yield portal


@pytest.fixture
def spare(tmp_path):
    with new(tmp_path / "spare", "spare") as portal:
        yield portal


@pytest.fixture
def run(inside):
    """`run(portal, command, …)`: what it prints."""

    def run(portal, *command):
        printed = StringIO()
        with inside(portal):
            call_command(*map(str, command), stdout=printed)
        return printed.getvalue()

    return run


@pytest.fixture
def everything(inside):
    """`everything(portal)`: how many rows each table has, and their sum, whatever database holds them."""

    def everything(portal):
        with inside(portal):
            return {
                model._meta.db_table: summed(model) for model in apps.get_models(include_auto_created=True)
            }

    return everything


def summed(model):
    fields = model._meta.concrete_fields
    rows = [[field.value_to_string(row) for field in fields] for row in model._base_manager.order_by("pk")]
    # PostgreSQL keeps the keys of a JSON object in an order of its own.
    written = json.dumps(rows, sort_keys=True, default=str)
    return [len(rows), hashlib.sha256(written.encode()).hexdigest()]


def lasting(told):
    return {table: rows for table, rows in told.items() if table not in LEFT_OUT | OF_THE_MOMENT}


def succeeded(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


# Restoring


def test_what_is_restored_is_what_was_there(lived_in, restored, everything):
    there = everything(restored)
    assert lasting(there) == lasting(everything(lived_in))
    assert there["policies_recordversion"][0] == 7
    assert there["django_session"][0] == 0


def make_another():
    """The number it gets."""
    assert triggers.missing(connection) == []
    return Policy.objects.create(slug="later", title="甲").pk


def test_numbers_go_on_and_the_index_is_built_anew(lived_in, restored, inside, tmp_path):
    with ExitStack() as stack:
        portals = [
            stack.enter_context(copied(portal, tmp_path / name, name))
            for portal, name in ((lived_in, "there"), (restored, "here"))
        ]
        numbers, epochs = [], []
        for portal in portals:
            with inside(portal):
                numbers.append(make_another())
                epochs.append(Revision.current().epoch)
        there, here = numbers
        assert there == here, "no key is given to something else"
        assert epochs[0] != epochs[1], "whatever was derived is outdated"
        succeeded(portals[1].manage("rebuild_index"))
        assert portals[1].agrees()


@pytest.mark.skipif(not ON_POSTGRES, reason="the other database is PostgreSQL")
def test_from_postgresql_to_sqlite_and_back(lived_in, kept, spare, tmp_path, inside, run, everything):
    wanted = lasting(everything(lived_in))
    with new(tmp_path / "other", "other", on_postgres=False) as other:
        run(other, "restore", kept)
        assert lasting(everything(other)) == wanted
        with inside(other):
            # What SQLite and its triggers write themselves goes to PostgreSQL too.
            earlier = (RecordVersion, SectionVersion)
            before = [model.objects.count() for model in earlier]
            for model in (Round, Benefit, Material, PolicyServicePoint):
                model.objects.update(order=6)
            Section.objects.filter(policy__slug="jia").update(body="再换一次：一次性补贴\u3000五万元。")
            assert all(model.objects.count() > number for model, number in zip(earlier, before, strict=True))
        wanted = lasting(everything(other))
        run(other, "backup", tmp_path / "sqlite.zip")
    run(spare, "restore", tmp_path / "sqlite.zip")
    assert lasting(everything(spare)) == wanted


def test_a_backup_of_older_code_is_migrated(spare, tmp_path, inside, run, everything):
    """And it can be made before the new code has migrated."""
    row = "VALUES ('xuhui', '徐汇区', 1, '徐汇', '310104')"
    with new(tmp_path / "old", "old") as old:
        with inside(old):
            stepwise.migrate_stepwise(("policies", "0008_expires_after_issued"), *stepwise.FOREIGN)
            execute(
                f'INSERT INTO policies_district (slug, name, "order", short, code) {row}',
                "INSERT INTO policies_revision (id, number, era) VALUES (1, 7, 'before')",
            )
        run(old, "backup", tmp_path / "old.zip")
    manifest = container.verify(tmp_path / "old.zip")
    assert (manifest.revision, manifest.epoch) == (7, "before")
    run(spare, "restore", tmp_path / "old.zip")
    assert "No migrations to apply" in run(spare, "migrate")
    assert everything(spare)["policies_district"][0] == 1
    with inside(spare):
        make_another()


# Refusing


def test_only_an_empty_database_is_restored(lived_in, kept):
    done = lived_in.manage("restore", kept)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database is not empty, it has ")


def test_a_backup_never_writes_over_another_one(lived_in, tmp_path, run):
    (tmp_path / "kept.zip").write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        run(lived_in, "backup", tmp_path / "kept.zip")
    assert (tmp_path / "kept.zip").read_text() == "precious"


def test_a_directory_gets_a_file_named_after_the_moment_that_nobody_else_reads(lived_in, tmp_path, run):
    run(lived_in, "backup", tmp_path)
    [file] = tmp_path.glob("portal-*.zip")
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob(".*")) == []


def test_an_empty_database_has_nothing_to_keep(spare, tmp_path, run):
    with pytest.raises(CommandError, match=r"^The database is empty: there is nothing to keep\.$"):
        run(spare, "backup", tmp_path / "kept.zip")
    assert not (tmp_path / "kept.zip").exists()


# Files that are no backup; no database is asked


@pytest.fixture
def file(tmp_path):
    """A small one, written by the same hand."""
    path = tmp_path / "small.zip"
    with container.writing(path) as writer:
        writer.add("policies_topic", ["id", "name"], 7, [[n, "落户"] for n in range(1000)])
        writer.finish(
            container.Manifest("2026-11-28T00:00:00+00:00", "sqlite", "5.2", [["policies", "0001"]], 9, "e")
        )
    return path


def rewritten(file, **members):
    with zipfile.ZipFile(file) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    for name, change in members.items():
        name = MANIFEST if name == "manifest" else f"{name}.jsonl"
        changed = change(kept.pop(name))
        if changed is not None:
            kept[name] = changed
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in kept.items():
            archive.writestr(name, data)


def test_a_whole_file_is_whole(file):
    manifest = container.verify(file)
    assert (manifest.rows, manifest.revision, manifest.tables[0].last_id) == (1000, 9, 7)


def test_a_file_of_the_first_format_is_read_as_well(file):
    def as_it_was(data):
        return data.replace(b'"format": 2', b'"format": 1').replace(b'"epoch"', b'"era"')

    now = container.verify(file)
    rewritten(file, manifest=as_it_was)
    assert container.verify(file) == now


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda file: file.write_bytes(b""), "damaged, or no backup"),
        (lambda file: file.write_bytes(b"PK" * 4000), "damaged, or no backup"),
        (lambda file: file.write_bytes(file.read_bytes()[:-30]), "damaged, or no backup"),
        (lambda file: file.write_bytes(file.read_bytes().replace(b"policies_topic", b"policies_x!pic", 1)), "dam"),
        (lambda file: rewritten(file, policies_topic=lambda data: data[:-1]), "damaged in policies_topic"),
        (lambda file: rewritten(file, policies_topic=lambda data: data.replace(b"9", b"8")), "damaged in"),
        (lambda file: rewritten(file, policies_topic=lambda data: None), "policies_topic.jsonl is missing"),
        (lambda file: rewritten(file, manifest=lambda data: None), "manifest is missing"),
        (lambda file: rewritten(file, manifest=lambda data: b"{}"), "manifest is missing"),
        (lambda file: rewritten(file, manifest=lambda data: data.replace(b'"format": 2', b'"format": 3')), "format 3"),
        (lambda file: file.unlink(), "no such file"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_in_one_line(file, damage, said):
    damage(file)
    with pytest.raises(BackupError, match=said) as error:
        container.verify(file)
    assert "\n" not in str(error.value)


def test_one_flipped_bit_is_seen_wherever_it_is(file):
    whole = file.read_bytes()
    for offset in range(40, len(whole) - 600, 97):
        file.write_bytes(whole[:offset] + bytes([whole[offset] ^ 4]) + whole[offset + 1 :])
        with pytest.raises(BackupError):
            container.verify(file)


def test_what_fails_half_way_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), container.writing(tmp_path / "kept.zip") as writer:
        writer.add("t", ["id"], 0, ([1 // n] for n in (1, 0)))
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_newer_code_is_refused(file, spare, run):
    with pytest.raises(CommandError) as refused:
        run(spare, "restore", file)
    assert str(refused.value) == f"{file}: made by newer code, for policies.0001 is not here."


# The drill


def test_everything_that_was_acknowledged_before_a_backup_began_is_in_it(home, spare, tmp_path, inside, run):
    with ExitStack() as stack:
        editors = [stack.enter_context(home.child(write, f"editor{number}")) for number in range(EDITORS)]
        first = [editor.stdout.readline() for editor in editors]
        begun = time.time()
        succeeded(home.manage("backup", tmp_path / "kept.zip"))
        for editor in editors:
            editor.stdin.write("stop\n")
            editor.stdin.flush()
        # Not by `communicate`, which passes by what `readline` has taken in already.
        told = first + [line for editor in editors for line in editor.stdout]
    saved = {slug: float(moment) for slug, moment in map(str.split, told)}
    run(spare, "restore", tmp_path / "kept.zip")
    with inside(spare):
        slugs = set(Policy.objects.values_list("slug", flat=True))
        numbered = Policy.objects.filter(title__contains="第").count()
        sections = Section.objects.filter(policy__title__contains="第").count()
    before = {slug for slug, moment in saved.items() if moment <= begun}
    assert before <= slugs
    assert EDITORS <= len(before) < len(saved), "some were saved before, and some meanwhile"
    assert sections == 6 * numbered, "no policy without its sections"
    if not ON_POSTGRES:
        with closing(sqlite3.connect(spare.directory / "portal.sqlite3")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    print(f"{len(saved)} saves")
