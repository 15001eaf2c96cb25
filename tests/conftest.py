"""What all tests share: the database they run on."""

import pytest
from django.db import connection

from tests.plugin import DATA_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in real life: in memory there is no WAL, and threads share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")
