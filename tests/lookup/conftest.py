"""What the tests of the lookup share."""

import os
import shutil

import pytest

from tests.lookup.home import ON_POSTGRES, Home, furnish, named, on_server
from tests.lookup.library import make_cast


@pytest.fixture
def cast(db):
    """甲 and 乙 in force, filed alike; 丙 a draft. Nothing is asked yet."""
    make_cast()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A home that is copied for every test: three policies, and their index."""
    database = f"portal_home_{os.getpid()}"
    if ON_POSTGRES:
        on_server(f"CREATE DATABASE {database}")
    home = Home(tmp_path_factory.mktemp("furnished"), named(database) if ON_POSTGRES else "")
    try:
        assert home.manage("migrate", "--verbosity=0").returncode == 0
        home.told_by(furnish)
        yield home, database
    finally:
        if ON_POSTGRES:
            on_server(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture
def home(furnished, tmp_path):
    pattern, database = furnished
    directory = shutil.copytree(pattern.directory, tmp_path / "home")
    if not ON_POSTGRES:
        yield Home(directory, "")
        return
    on_server(f"CREATE DATABASE {database}_copy TEMPLATE {database}")
    try:
        yield Home(directory, named(f"{database}_copy"))
    finally:
        on_server(f"DROP DATABASE IF EXISTS {database}_copy WITH (FORCE)")
