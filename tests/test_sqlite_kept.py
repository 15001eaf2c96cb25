"""SQLite's connections stay open from one request to the next, and know which file they have open."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from portal.databases.sqlite.base import DatabaseWrapper


@pytest.fixture
def database(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("a file of SQLite")
    path = tmp_path / "portal.sqlite3"
    own = DatabaseWrapper({**connection.settings_dict, "NAME": path, "OPTIONS": {}}, alias="own")
    yield own
    own.close()


def write(path, what):
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE said (what text)")
        file.execute("INSERT INTO said VALUES (?)", [what])


def read(database):
    with database.cursor() as cursor:
        return cursor.execute("SELECT what FROM said").fetchone()[0]


def begin_a_request(database):
    """What Django does before each."""
    database.health_check_done = False
    database.close_if_unusable_or_obsolete()


@pytest.mark.django_db
def test_a_connection_stays_open(database):
    write(database.settings_dict["NAME"], "一")
    assert read(database) == "一"
    before = database.connection
    begin_a_request(database)
    assert read(database) == "一"
    assert database.connection is before


@pytest.mark.django_db
def test_a_file_that_was_exchanged_is_noticed(database, tmp_path):
    write(database.settings_dict["NAME"], "一")
    assert read(database) == "一"
    write(tmp_path / "other.sqlite3", "二")
    (tmp_path / "other.sqlite3").replace(database.settings_dict["NAME"])
    begin_a_request(database)
    assert read(database) == "二"
