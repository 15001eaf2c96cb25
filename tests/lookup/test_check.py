"""What `rebuild_index --check` sees, and that it mends nothing."""

from contextlib import contextmanager
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tantivy import Index, Query

from policies.lookup import records, schema
from policies.lookup.index import INLINE_POLICIES, index
from policies.models import District, Policy
from policies.validity import Dates
from tests.lookup.home import ON_POSTGRES, execute, furnish
from tests.lookup.library import as_another_process, remove


@pytest.fixture
def furnished_here(db):
    """Three policies and their index, as in `home`, but in this process."""
    furnish()
    as_another_process()


def command(*options):
    """What the command prints; it begins as a process of its own would, with nothing opened."""
    as_another_process()
    printed = StringIO()
    call_command("rebuild_index", *options, stdout=printed)
    return printed.getvalue()


def agrees():
    return command("--check") == "Index and database agree.\n"


def rebuilt(number):
    return command() == f"Indexed {number} policies.\n"


def refused():
    """The lines of the error that ends the check with 1."""
    before = directories()
    with pytest.raises(CommandError) as error:
        command("--check")
    assert error.value.returncode == 1
    assert directories() == before, "a check builds nothing"
    return str(error.value).splitlines()


def directories():
    return {path.name for path in index().generations.directory.glob("g-*")}


def change(*statements):
    # PostgreSQL alters no table of which rows are still to be checked.
    connection.check_constraints()
    execute(*statements)
    connection.check_constraints()


def document(key, title):
    record = records.Record(
        id=key, title=title, numbers=(), district="xuhui", year=None, day=None, dates=Dates(), filed_under=()
    )
    return schema.document(record, date.today())  # noqa: DTZ011


@contextmanager
def writer(generations):
    opened = generations.open(generations.current)
    writing = opened.writer(15_000_000, 1)
    yield opened, writing
    writing.commit()
    writing.wait_merging_threads()


def take_out(writing, opened: Index, key):
    writing.delete_documents_by_query(Query.term_set_query(opened.schema, "id", [key]))


def test_a_check_names_what_differs_and_a_rebuild_mends_it(furnished_here):
    keys = dict(Policy.objects.values_list("slug", "pk"))
    with writer(index().generations) as (opened, writing):
        take_out(writing, opened, keys["jia"])
        take_out(writing, opened, keys["yi"])
        writing.add_document(document(keys["yi"], "乙种旧办法"))
        writing.add_document(document(987654, "从来没有过"))
    assert refused() == [
        "3 differences.",
        "policy jia is published, and not in the index",
        "policy yi is in the index as it was before it changed",
        "policy with id 987654 is in the index, and not published",
    ]
    assert rebuilt(3)
    assert agrees()


def test_a_policy_that_is_indexed_twice_is_named_to_the_operator(home):
    assert home.agrees()
    with writer(home.generations) as (_, writing):
        writing.add_document(document(home.policies()["jia"][0], "甲种住房办法"))
    done = home.manage("rebuild_index", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert "CommandError: 1 differences." in done.stderr
    assert "policy jia " in done.stderr


def test_a_dropped_trigger_is_named_and_what_it_missed_too(furnished_here):
    on = " ON policies_policy" if ON_POSTGRES else ""
    change(f"DROP TRIGGER policies_policy_update_counts{on}")
    missing = "trigger policies_policy_update_counts is missing: run manage.py migrate"
    assert refused()[-1] == missing
    change("UPDATE policies_policy SET title = '甲种公寓办法' WHERE slug = 'jia'")
    assert refused()[-2:] == [missing, "policy jia is in the index as it was before it changed"]
    call_command("migrate", verbosity=0)
    assert rebuilt(3)
    assert agrees()


NO_INDEX = "There is no index yet: manage.py rebuild_index builds it."
NO_USE = "The index is damaged, or of another state of the database: manage.py rebuild_index builds it anew."


def test_a_check_without_any_index_says_so(furnished_here):
    remove(index().generations.directory)
    assert refused() == [NO_INDEX]
    change("DELETE FROM policies_section", "DELETE FROM policies_policy")
    assert refused() == [NO_INDEX]
    assert rebuilt(0)
    assert agrees()


def test_a_check_does_not_mend_what_it_finds(furnished_here):
    meta = index().generations.directory / index().generations.current / "meta.json"
    kept = meta.read_text()
    meta.write_text("{")
    assert refused() == [NO_USE]
    meta.write_text(kept)
    assert agrees()
    change("UPDATE policies_revision SET epoch = 'another'")
    assert refused() == [NO_USE]
    assert rebuilt(3)
    assert agrees()


def make_many():
    district = District.objects.get()
    Policy.objects.bulk_create(
        Policy(slug=f"many-{n}", title="甲种", district=district, state="published", source_note="测试数据")
        for n in range(INLINE_POLICIES + 1)
    )


def test_a_check_waits_for_more_than_a_visitor_would(furnished_here):
    make_many()
    assert agrees()
    remove(index().generations.directory)
    assert refused() == [NO_INDEX]
