"""Pages that processes share by a cache of Django's, and what happens when it is away."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import pytest
from django.core.cache import caches

from policies.kept import PAGES
from policies.models import Policy
from portal import env, sharing
from tests.data import make_indexed
from tests.ports import free_port
from tests.serving import stop

pytestmark = pytest.mark.django_db

LIST = "/policies/?topic=topic-1"
BR = {"accept-encoding": "br"}


@pytest.fixture
def policies():
    return make_indexed()


@pytest.fixture
def shared(settings, monkeypatch):
    """A cache that all processes of this test share."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PAGES_ARE_SHARED = True
    monkeypatch.setattr(sharing, "SHARED", sharing.SharedStore())
    caches["default"].clear()
    return caches["default"]


@pytest.fixture
def redis(settings, monkeypatch):
    """Where a Redis listens, or would."""
    port = free_port()
    monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{port}/1")
    settings.CACHES = env.cache("CACHE_URL")
    settings.PAGES_ARE_SHARED = True
    monkeypatch.setattr(sharing.SHARED, "_away_until", float("-inf"))
    return port


@pytest.fixture
def running(redis, tmp_path):
    if not shutil.which("redis-server"):
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("redis-server is not installed; .ci/run installs it")
    command = [
        "redis-server",
        "--port",
        str(redis),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(tmp_path),
        "--save",
        "",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                caches["default"].get("a")
                break
            except Exception:
                time.sleep(0.05)
        yield
    finally:
        stop(process)


def in_another_process(client, address, queries):
    """A process that has kept nothing yet; its first look at the database is a query."""
    PAGES.clear()
    with queries(1):
        return client.get(address, headers=BR)


def test_a_page_that_one_process_made_is_answered_by_another(
    client, policies, shared, django_assert_num_queries
):
    made = client.get(LIST, headers=BR)
    answer = in_another_process(client, LIST, django_assert_num_queries)
    assert (answer.content, answer["ETag"], answer["Content-Type"]) == (
        made.content,
        made["ETag"],
        made["Content-Type"],
    )


def test_what_is_no_longer_so_is_not_answered(client, policies, shared):
    client.get(LIST, headers=BR)
    PAGES.clear()
    Policy.objects.published().update(title="改过的政策")
    assert "改过的政策" in client.get(LIST).content.decode()
    assert client.get(LIST, headers=BR)["ETag"]


@pytest.mark.parametrize("strange", [b"", b"x", b"[]\nx", b'["a"]\n', "text", 5])
def test_what_another_program_put_there_is_no_page(client, policies, shared, strange):
    client.get(LIST, headers=BR)
    PAGES.clear()
    for key in list(shared._cache):
        shared.set(key.split(":")[-1], strange)
    assert client.get(LIST, headers=BR).status_code == 200


def test_without_it_pages_are_as_before_and_it_is_left_alone(client, policies, redis, caplog):
    for address in (LIST, "/", "/about/"):
        assert client.get(address).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.name.endswith("sharing")] == [
        "The shared cache is away: ConnectionError"
    ]


def test_a_real_redis_shares_them(client, policies, running, django_assert_num_queries):
    made = client.get(LIST, headers=BR)
    assert in_another_process(client, LIST, django_assert_num_queries).content == made.content
