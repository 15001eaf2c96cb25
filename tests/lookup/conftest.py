"""What the tests of the lookup share."""

import pytest

from tests.lookup.library import make_cast


@pytest.fixture
def cast(db):
    """甲 and 乙 in force, filed alike; 丙 a draft. Nothing is asked yet."""
    make_cast()
