"""The cast: who writes, who decides, and what is published with everything that a policy can have."""

import pytest

from policies.acting import Actor
from policies.models import Policy
from tests.working_copies import person, published_policy


@pytest.fixture
def writer() -> Actor:
    return person("小编", "编辑")


@pytest.fixture
def reviewer() -> Actor:
    return person("小审", "审核")


@pytest.fixture
def published() -> Policy:
    return published_policy()
