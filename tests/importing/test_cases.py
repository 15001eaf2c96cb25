"""The cases of `cases/`: small inputs, each for a kind of fault that real files show, and the right answer to it."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.data import clear
from tests.importing import judged


@pytest.fixture(scope="module")
def taxonomy(django_db_setup, django_db_blocker):
    """What an empty library files under, once for all cases."""
    with django_db_blocker.unblock():
        call_command("loaddata", "districts", "areas", "topics", "audiences", verbosity=0)
    yield
    with django_db_blocker.unblock():
        clear()


@pytest.mark.parametrize("folder", judged.folders(), ids=lambda folder: folder.name)
def test_a_case_is_imported_as_its_answer_says(folder, taxonomy, db, tmp_path):
    assert judged.differences(folder, tmp_path) == []


def test_every_case_is_there():
    assert len(judged.folders()) == 48
