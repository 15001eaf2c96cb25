"""SQLite's file is lost while the portal runs: nobody makes an empty one in its place."""

import sqlite3

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
    made = wrapper.get_new_connection(wrapper.get_connection_params())
    made.close()


@pytest.mark.usefixtures("serving")
def test_whoever_answers_people_makes_no_database(tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        opened(tmp_path / "lost.sqlite3")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("serving")
def test_a_file_that_is_there_is_opened_whatever_its_name(tmp_path):
    path = tmp_path / "数据库 100%?a#b.sqlite3"
    sqlite3.connect(path).close()
    path.touch()
    opened(path)


def test_a_command_makes_one(tmp_path):
    opened(tmp_path / "new.sqlite3")
    assert [path.name for path in tmp_path.iterdir()] == ["new.sqlite3"]
