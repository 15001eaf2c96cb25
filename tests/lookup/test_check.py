"""What `rebuild_index --check` sees, and that it mends nothing."""

import shutil
from contextlib import contextmanager
from datetime import date

from tantivy import Index, Query

from policies.lookup import records, schema
from policies.lookup.index import INLINE_POLICIES
from policies.models import District, Policy
from policies.validity import Dates
from tests.lookup.home import ON_POSTGRES, execute


def document(key, title):
    record = records.Record(
        id=key, title=title, numbers=(), district="xuhui", year=None, day=None, dates=Dates(), filed_under=()
    )
    return schema.document(record, date.today())  # noqa: DTZ011


@contextmanager
def writer(home):
    opened = home.generations.open(home.generations.current)
    writing = opened.writer(15_000_000, 1)
    yield opened, writing
    writing.commit()
    writing.wait_merging_threads()


def remove(writing, opened: Index, key):
    writing.delete_documents_by_query(Query.term_set_query(opened.schema, "id", [key]))


def test_a_check_names_what_differs_and_a_rebuild_mends_it(home):
    keys = {slug: key for slug, (key, _) in home.policies().items()}
    with writer(home) as (opened, writing):
        remove(writing, opened, keys["jia"])
        remove(writing, opened, keys["yi"])
        writing.add_document(document(keys["yi"], "乙种旧办法"))
        writing.add_document(document(987654, "从来没有过"))
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-4:] == [
        "CommandError: 3 differences.",
        "policy jia is published, and not in the index",
        "policy yi is in the index as it was before it changed",
        "policy with id 987654 is in the index, and not published",
    ]
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def test_a_policy_that_is_indexed_twice_is_named(home):
    with writer(home) as (_, writing):
        writing.add_document(document(home.policies()["jia"][0], "甲种住房办法"))
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert "policy jia " in done.stderr


def test_a_dropped_trigger_is_named_and_what_it_missed_too(home):
    on = " ON policies_policy" if ON_POSTGRES else ""
    home.told_by(execute, f"DROP TRIGGER policies_policy_update_counts{on}")
    done = home.manage("rebuild_index", "--check")
    missing = "trigger policies_policy_update_counts is missing: run manage.py migrate"
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == missing
    home.told_by(execute, "UPDATE policies_policy SET title = '甲种公寓办法' WHERE slug = 'jia'")
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        missing,
        "policy jia is in the index as it was before it changed",
    ]
    assert home.manage("migrate", "--verbosity=0").returncode == 0
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


NO_INDEX = "CommandError: There is no index yet: manage.py rebuild_index builds it.\n"
NO_USE = (
    "CommandError: The index is damaged, or of another state of the database: "
    "manage.py rebuild_index builds it anew.\n"
)


def check_fails(home, words):
    before = home.index_directories()
    done = home.manage("rebuild_index", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(words)
    assert home.index_directories() == before, "a check builds nothing"
    return True


def test_a_check_without_any_index_says_so(home):
    shutil.rmtree(home.generations.directory)
    assert check_fails(home, NO_INDEX)
    home.told_by(execute, "DELETE FROM policies_section", "DELETE FROM policies_policy")
    assert check_fails(home, NO_INDEX)
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def test_a_check_does_not_mend_what_it_finds(home):
    meta = home.generations.directory / home.generations.current / "meta.json"
    kept = meta.read_text()
    meta.write_text("{")
    assert check_fails(home, NO_USE)
    meta.write_text(kept)
    assert home.agrees()
    home.told_by(execute, "UPDATE policies_revision SET epoch = 'another'")
    assert check_fails(home, NO_USE)
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def make_many():
    district = District.objects.get()
    Policy.objects.bulk_create(
        Policy(slug=f"many-{n}", title="甲种", district=district, state="published", source_note="测试数据")
        for n in range(INLINE_POLICIES + 1)
    )


def test_a_check_waits_for_more_than_a_visitor_would(home):
    home.told_by(make_many)
    assert home.agrees()
    shutil.rmtree(home.generations.directory)
    assert check_fails(home, NO_INDEX)
