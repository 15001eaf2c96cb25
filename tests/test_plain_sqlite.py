"""What an operator's own sqlite3 can do with the database: it knows nothing of Python's functions."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from policies.models import Policy
from tests.data import make_district

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file"),
]


@pytest.fixture
def plain():
    Policy.objects.create(slug="a-1", title="测试政策", district=make_district("xuhui"), source_note="测试")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        yield database


def rows(database):
    return database.execute("SELECT slug, title FROM policies_policy").fetchall()


def test_it_checks_the_file(plain):
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_it_copies_the_file(plain, tmp_path):
    plain.execute(f"VACUUM INTO '{tmp_path}/copy.sqlite3'")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert rows(copy) == rows(plain) == [("a-1", "测试政策")]


def test_it_dumps_the_file_and_reads_it_again(plain):
    with closing(sqlite3.connect(":memory:")) as again:
        again.executescript("\n".join(plain.iterdump()))
        assert rows(again) == rows(plain)
        with pytest.raises(sqlite3.IntegrityError, match="policy_slug_form"):
            again.execute("UPDATE policies_policy SET slug = 'A_b'")


def test_no_constraint_calls_a_function_that_only_python_has(plain):
    statements = "\n".join(sql or "" for (sql,) in plain.execute("SELECT sql FROM sqlite_master"))
    assert "CHECK" in statements
    assert "REGEXP" not in statements
