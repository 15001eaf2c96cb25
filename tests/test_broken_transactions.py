"""What a query says in a transaction that is broken: the outage that broke it, and of a mistake that it was one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.transaction import TransactionManagementError

from policies.models import CitationException, Topic
from portal.databases.broken import OUTAGES
from portal.databases.failures import Failure
from tests.outage import away, away_at_the_check

pytestmark = pytest.mark.django_db


def test_what_an_outage_has_broken_is_that_outage():
    with transaction.atomic():
        with away(), pytest.raises(OperationalError):
            Topic.objects.create(slug="a", name="甲")
        with pytest.raises(OperationalError) as told:
            Topic.objects.count()
    assert Failure.of(told.value) is Failure.KNOWN_AWAY


def test_so_is_one_that_django_passed_over():
    with transaction.atomic(), away_at_the_check():
        # Its constraints are asked of the database, which those of a policy are not.
        CitationException(name="甲").full_clean()
        with pytest.raises(OperationalError) as told:
            Topic.objects.count()
    assert Failure.of(told.value) is Failure.KNOWN_AWAY


def test_what_a_mistake_has_broken_is_a_mistake():
    Topic.objects.create(slug="a", name="甲")
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            Topic.objects.create(slug="a", name="甲")
        with pytest.raises(TransactionManagementError) as told:
            Topic.objects.count()
    assert not isinstance(told.value, OUTAGES)
