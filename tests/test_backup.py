"""A backup has everything that was saved before it began, and can be restored: into either database, by newer code."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import sys
import threading
import time
import zipfile
from contextlib import ExitStack, closing, contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from policies.backup import container
from policies.backup.container import MANIFEST, BackupError
from policies.models import (
    Benefit,
    Event,
    HeldPost,
    ImportedSource,
    Material,
    MissedWord,
    Picture,
    Policy,
    PolicyServicePoint,
    Revision,
    Round,
    Section,
    SentForm,
    ServicePoint,
    SignInCount,
    triggers,
)
from policies.vocabulary import EventKind
from tests import stepwise
from tests.data import give_points
from tests.lookup.home import ON_POSTGRES, Home, execute, furnish, named, on_server, tell

EDITORS = 3
# Editors save often, not as fast as they can: four of those take all of a small machine from the backups.
PAUSE_SECONDS = 0.05
LEFT_OUT = {
    *("django_session", "django_migrations", "policies_signincount", "policies_missedword"),
    *("policies_heldpost", "policies_sentform"),
}
# Counts begin anew with the triggers.
OF_THE_MOMENT = {"policies_revision"}


# What children do


def live_a_little():
    """Something in every kind of table, and numbers that were given to what is gone."""
    user = User.objects.create_user("小编", password="Baoyu-1754-Daguan", is_staff=True)
    Event.record(EventKind.SIGNED_IN, account=user, address="192.0.2.1", details={"refused": 1})
    LogEntry.objects.create(user=user, action_flag=2, object_repr="甲\n乙", change_message="[]")
    Session.objects.create(session_key="stolen", expire_date=timezone.now())
    SignInCount.objects.create(key="k", until=timezone.now())
    MissedWord.objects.create(word="签证", times=5, first_on=date(2026, 1, 1), last_on=date(2026, 1, 2))
    HeldPost.objects.create(key="k", owner=user, address="/", content=b"", held_at=timezone.now())
    SentForm.objects.create(token="t", sent_at=timezone.now())
    policy = Policy.objects.get(slug="jia")
    source = ImportedSource.objects.create(policy=policy, name="甲.txt", raw=bytes(range(256)))
    Picture.objects.create(source=source, number=1, line=1, media_type="image/png", data=bytes(range(256)))
    give_points([policy])
    Round.objects.create(policy=policy, name="2025年", closes_on=date(2025, 3, 31))
    Benefit.objects.create(policy=policy, what="租房补贴", kind="rent", quote="一次性补贴")
    for model in (Round, Benefit, Material, PolicyServicePoint):
        model.objects.update(order=5)
    ServicePoint.objects.update(hours="工作日")
    Section.objects.filter(policy=policy).update(body="换过的内容：一次性补贴\u3000三万元。")
    Policy.objects.get(slug="yi").delete()
    Policy.objects.create(slug="short-lived", title="甲").delete()


def tell_everything():
    """A sum of the rows of each table, whatever database holds them."""
    told = {}
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.concrete_fields
        rows = [
            [field.value_to_string(row) for field in fields] for row in model._base_manager.order_by("pk")
        ]
        # PostgreSQL keeps the keys of a JSON object in an order of its own.
        written = json.dumps(rows, sort_keys=True, default=str)
        told[model._meta.db_table] = [len(rows), hashlib.sha256(written.encode()).hexdigest()]
    tell(json.dumps(told))


def be_old():
    stepwise.migrate_stepwise(("policies", "0008_expires_after_issued"), *stepwise.FOREIGN)


def make_another():
    tell(Policy.objects.create(slug="later", title="甲").pk, Revision.current().epoch)
    tell(triggers.missing(connection))


def tell_epoch():
    tell(Revision.current().epoch)


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


def tell_slugs():
    tell(" ".join(Policy.objects.values_list("slug", flat=True)))
    sections = Section.objects.filter(policy__title__contains="第").count()
    tell(6 * Policy.objects.filter(title__contains="第").count() == sections)


# Portals


@contextmanager
def empty(directory, name, on_postgres=ON_POSTGRES):
    """A portal whose database has no table yet."""
    directory.mkdir()
    if not on_postgres:
        yield Home(directory, f"sqlite:///{directory}/portal.sqlite3")
        return
    database = f"portal_{name}_{os.getpid()}"
    on_server(f"CREATE DATABASE {database}")
    try:
        yield Home(directory, named(database))
    finally:
        on_server(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture
def spare(tmp_path):
    with empty(tmp_path / "spare", "spare") as portal:
        yield portal


def succeeded(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def everything(portal):
    return without_moments(json.loads(portal.told_by(tell_everything)))


def without_moments(told):
    return {table: rows for table, rows in told.items() if table not in LEFT_OUT | OF_THE_MOMENT}


# Restoring


def test_what_is_restored_is_what_was_there(home, spare, tmp_path):
    home.told_by(live_a_little)
    file = tmp_path / "kept.zip"
    assert re.search(
        r"kept\.zip: \d+ tables, \d+ rows, revision \d+\.\n", succeeded(home.manage("backup", file))
    )
    assert "is whole" in succeeded(spare.manage("restore", "--verify", file))
    assert "restored" in succeeded(spare.manage("restore", file))
    told = json.loads(spare.told_by(tell_everything))
    assert without_moments(told) == everything(home)
    assert told["policies_recordversion"][0] == 7
    assert told["django_session"][0] == 0


def test_numbers_go_on_and_the_index_is_built_anew(home, spare, tmp_path):
    home.told_by(live_a_little)
    succeeded(home.manage("backup", tmp_path / "kept.zip"))
    succeeded(spare.manage("restore", tmp_path / "kept.zip"))
    (there, _, missing), (here, epoch, nothing) = (
        portal.told_by(make_another).split(maxsplit=2) for portal in (home, spare)
    )
    assert there == here, "no key is given to something else"
    assert missing == nothing == "[]\n"
    assert epoch != home.told_by(tell_epoch).strip(), "whatever was derived is outdated"
    succeeded(spare.manage("rebuild_index"))
    assert spare.agrees()


@pytest.mark.skipif(not ON_POSTGRES, reason="the other database is PostgreSQL")
def test_from_sqlite_to_postgresql_and_back(tmp_path, spare):
    with ExitStack() as stack:
        first = stack.enter_context(empty(tmp_path / "first", "first", on_postgres=False))
        last = stack.enter_context(empty(tmp_path / "last", "last", on_postgres=False))
        succeeded(first.manage("migrate", "--verbosity=0"))
        first.told_by(furnish)
        first.told_by(live_a_little)
        succeeded(first.manage("backup", tmp_path / "sqlite.zip"))
        succeeded(spare.manage("restore", tmp_path / "sqlite.zip"))
        assert everything(spare) == everything(first)
        succeeded(spare.manage("backup", tmp_path / "postgresql.zip"))
        succeeded(last.manage("restore", tmp_path / "postgresql.zip"))
        assert everything(last) == everything(first)


def test_a_backup_of_older_code_is_migrated(spare, tmp_path):
    """And it can be made before the new code has migrated."""
    with empty(tmp_path / "old", "old") as old:
        old.told_by(be_old)
        row = "VALUES ('xuhui', '徐汇区', 1, '徐汇', '310104')"
        old.told_by(execute, f'INSERT INTO policies_district (slug, name, "order", short, code) {row}')
        old.told_by(execute, "INSERT INTO policies_revision (id, number, era) VALUES (1, 7, 'before')")
        succeeded(old.manage("backup", tmp_path / "old.zip"))
    manifest = container.verify(tmp_path / "old.zip")
    assert (manifest.revision, manifest.epoch) == (7, "before")
    succeeded(spare.manage("restore", tmp_path / "old.zip"))
    assert "No migrations to apply" in succeeded(spare.manage("migrate"))
    assert json.loads(spare.told_by(tell_everything))["policies_district"][0] == 1
    assert "[]" in spare.told_by(make_another)


# Refusing


def test_only_an_empty_database_is_restored(home, tmp_path):
    succeeded(home.manage("backup", tmp_path / "kept.zip"))
    done = home.manage("restore", tmp_path / "kept.zip")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database is not empty, it has ")


def test_a_backup_never_writes_over_another_one(home, tmp_path):
    (tmp_path / "kept.zip").write_text("precious")
    done = home.manage("backup", tmp_path / "kept.zip")
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert (tmp_path / "kept.zip").read_text() == "precious"


def test_a_directory_gets_a_file_named_after_the_moment_that_nobody_else_reads(home, tmp_path):
    succeeded(home.manage("backup", tmp_path))
    [file] = tmp_path.glob("portal-*.zip")
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob(".*")) == []


def test_an_empty_database_has_nothing_to_keep(spare, tmp_path):
    done = spare.manage("backup", tmp_path / "kept.zip")
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: The database is empty: there is nothing to keep.\n",
    )
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


def test_a_backup_of_newer_code_is_refused(file, spare):
    done = spare.manage("restore", file)
    assert (done.returncode, done.stderr) == (
        1,
        f"CommandError: {file}: made by newer code, for policies.0001 is not here.\n",
    )


# The drill


def test_everything_that_was_acknowledged_before_a_backup_began_is_in_it(home, spare, tmp_path):
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
    succeeded(spare.manage("restore", tmp_path / "kept.zip"))
    slugs, whole = spare.told_by(tell_slugs).splitlines()
    before = {slug for slug, moment in saved.items() if moment <= begun}
    assert before <= set(slugs.split())
    assert EDITORS <= len(before) < len(saved), "some were saved before, and some meanwhile"
    assert whole == "True", "no policy without its sections"
    if not ON_POSTGRES:
        with closing(sqlite3.connect(spare.directory / "portal.sqlite3")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    print(f"{len(saved)} saves")
