"""The index heals whatever befalls its files, and notices another database."""

import random

import pytest
import tantivy
from django.conf import settings
from django.db import transaction

from policies.lookup import schema
from policies.lookup.check import differences
from policies.lookup.index import LookupIndex, index
from policies.models import Policy, Revision
from tests.data import ON
from tests.lookup.library import BOTH, agrees, as_another_process, edit, generation, remove, slugs

pytestmark = pytest.mark.django_db


def put(path, data):
    """As a new file: one that is cut short under whoever still has it mapped would end this process (SIGBUS)."""
    draft = path.with_name("draft")
    draft.write_bytes(data)
    draft.replace(path)


def scramble(path):
    put(path, random.Random(path.name).randbytes(path.stat().st_size))


def files():
    return [path for path in sorted(generation().iterdir()) if path.suffix != ".lock"]


def point_to(name):
    return lambda: (generation().parent / "current").write_bytes(name)


DAMAGE = {
    "everything is gone": lambda: remove(generation().parent),
    "the generation is gone": lambda: remove(generation()),
    "the generation is empty": lambda: [path.unlink() for path in generation().iterdir()],
    "nothing is current": lambda: (generation().parent / "current").unlink(),
    "current is empty": point_to(b""),
    "current is garbage": point_to(b"\xff\xfe\0\n"),
    "current is another folder": point_to(b"../../etc"),
    "current is not there": point_to(b"g-1-nothing"),
    "current is of the future": point_to(b"g-999-abc"),
    "all files are empty": lambda: [put(path, b"") for path in files()],
    "all files are cut": lambda: [put(path, path.read_bytes()[:-9]) for path in files()],
    "all files are scrambled": lambda: [scramble(path) for path in files()],
    "meta.json is not JSON": lambda: (generation() / "meta.json").write_text("{"),
    "meta.json knows of nothing": lambda: tantivy.Index(schema.build(), str(generation()), reuse=False),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_is_healed_at_the_next_question(cast, damage):
    slugs()
    damage()
    as_another_process()
    assert slugs("办法") == BOTH
    assert agrees()


@pytest.mark.parametrize("harm", [lambda path: put(path, path.read_bytes()[:-9]), scramble])
def test_one_damaged_file_is_enough(cast, harm):
    slugs()
    kinds = {path.suffix or path.name for path in files()}
    assert {".store", ".term", ".idx", ".pos", ".fast", ".json"} <= kinds
    for kind in sorted(kinds):
        for path in files():
            if kind in (path.suffix, path.name):
                harm(path)
        as_another_process()
        assert slugs("办法") == BOTH, kind
        assert agrees(), kind


def test_what_is_lost_under_an_open_reader_is_made_again(cast):
    slugs()
    remove(generation().parent)
    assert slugs("办法") == BOTH
    assert agrees()


def test_old_generations_are_cleared_away(cast):
    slugs()
    for _ in range(3):
        index().rebuild(ON)
    assert [path.name for path in generation().parent.glob("g-*")] == [generation().name]
    assert slugs() == BOTH


def test_two_versions_serve_side_by_side(cast, monkeypatch):
    version, directory = schema.VERSION, settings.SEARCH_INDEX_DIR
    serving = [LookupIndex(directory)]
    for later in (version + 2, version + 1):
        monkeypatch.setattr(schema, "VERSION", later)
        serving.append(LookupIndex(directory))
    built = [each.reader(ON).generation for each in serving]
    assert len(set(built)) == 3
    for title in ("人才公寓", "购房券"):
        edit("jia", title=title)
        for each in serving:
            assert differences(each, ON) == []
    assert [each.generations.current for each in serving] == built


def test_an_older_version_goes_when_nobody_has_it_open_and_a_newer_one_stays(cast, monkeypatch):
    version, directory = schema.VERSION, settings.SEARCH_INDEX_DIR
    serving = {}
    for number in (version + 1, version, version - 1):
        monkeypatch.setattr(schema, "VERSION", number)
        serving[number] = LookupIndex(directory)
        serving[number].reader(ON)
    serving[version].rebuild(ON)
    assert versions() == {version - 1, version, version + 1}
    # What the end of a process does.
    serving[version - 1].generations._let_go()
    serving[version].rebuild(ON)
    assert versions() == {version, version + 1}
    assert {path.name for path in serving[version].generations.directory.glob("g-*")} == {
        serving[version].generations.current
    }
    serving[version + 1].generations._let_go()
    serving[version].rebuild(ON)
    assert versions() == {version, version + 1}


def versions():
    return {int(path.name[1:]) for path in settings.SEARCH_INDEX_DIR.iterdir()}


def test_another_database_is_noticed(cast):
    slugs()
    old = generation()
    Revision.objects.update(epoch="another")
    assert slugs("办法") == BOTH
    assert generation() != old
    assert agrees()


def test_a_database_set_back_to_an_older_state_is_noticed(cast):
    slugs()
    with transaction.atomic():
        edit("jia", title="人才公寓")
        Policy.objects.filter(slug="yi").delete()
        assert slugs("公寓") == {"jia"}
        transaction.set_rollback(True)
    assert slugs("公寓") == set()
    assert slugs("办法") == BOTH
    assert agrees()


def test_a_neighbour_who_was_faster_is_not_taken_for_a_newer_database(cast, monkeypatch):
    """Between two looks of this process another one saves, and brings the index up to it."""
    mine, neighbour = index(), LookupIndex(settings.SEARCH_INDEX_DIR)
    mine.reader(ON)
    built = generation()
    opened = mine._open

    def opened_late():
        monkeypatch.setattr(mine, "_open", opened)
        edit("jia", title="人才公寓")
        neighbour.reader(ON)
        return opened()

    monkeypatch.setattr(mine, "_open", opened_late)
    mine.reader(ON)
    assert generation() == built
    assert slugs("公寓") == {"jia"}
