"""What the tests of the lookup share."""

import pytest

from tests.data import ON, clear
from tests.library import load_library
from tests.lookup.library import make_cast


@pytest.fixture
def cast(db):
    """甲 and 乙 in force, filed alike; 丙 a draft. Nothing is asked yet."""
    make_cast()


@pytest.fixture(scope="module")
def rows_of_library(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_library()
        yield
        clear()


@pytest.fixture
def library(rows_of_library, own_index, index_once):
    index_once(ON)
