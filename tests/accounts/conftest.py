"""Whoever signs in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

# A real one takes a quarter of a second each time, and what is tested is how often it is asked.
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"
PASSWORD = "Baoyu-1754-Daguan"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = [QUICK]


@pytest.fixture
def editor(db) -> User:
    return User.objects.create_user("小编", password=PASSWORD, is_staff=True)


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create_superuser("站长", password=PASSWORD)
