"""What a test has committed is taken back: rows, changed and deleted rows of the migrations, and dropped triggers."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

from policies.models import Event, guard, triggers
from tests.data import make_public


def everything() -> list[list[dict]]:
    return [list(model._base_manager.order_by("pk").values()) for model in apps.get_models()]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_taken_back(django_db_setup):
    take_back, before = django_db_setup, everything()
    make_public()
    Event.objects.create(kind="login")
    Group.objects.all().delete()
    guard.remove(connection)
    take_back()
    assert everything() == before
    assert triggers.missing(connection) == []
    # Once more, where nothing has been written.
    take_back()
    assert everything() == before
