"""SQLite's file is lost while the portal runs: nobody makes an empty one in its place."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from portal.databases import patience
from portal.databases.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")


@pytest.fixture
def serving(monkeypatch):
    monkeypatch.setattr(patience, "_usual", patience.desk())


def opened(path):
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": path}, "other")
    with closing(wrapper.get_new_connection(wrapper.get_connection_params())) as made:
        return made.execute("SELECT name FROM sqlite_master").fetchall()


@pytest.mark.usefixtures("serving")
def test_whoever_answers_people_makes_no_database(tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        opened(tmp_path / "lost.sqlite3")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("serving")
def test_a_file_that_is_there_is_opened_whatever_its_name(tmp_path):
    path = tmp_path / "数据库 100%?a#b.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE there (id)")
    assert opened(path) == [("there",)]
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".sqlite3"] == [path.name]


def test_a_command_makes_one(tmp_path):
    assert opened(tmp_path / "new.sqlite3") == []
    assert (tmp_path / "new.sqlite3").exists()
