"""While the index cannot answer, every page does without it and says so."""

from pathlib import Path

import pytest
import tantivy
from django.test import Client

from policies.lookup import index as lookup_index
from policies.lookup.check import differences
from policies.lookup.index import UnavailableError, index
from policies.models import Policy
from policies.pages.common import UNAVAILABLE
from tests.data import ON
from tests.lookup.library import (
    BOTH,
    DEADLINE_SECONDS,
    agrees,
    ask,
    edit,
    generation,
    remove,
    slugs,
    wait_until,
)

pytestmark = pytest.mark.django_db


def pages_do_without(newest):
    """Everything is answered, and nothing is pretended."""
    client = Client()
    page = client.get("/policies/?q=办法&topic=luohu")
    assert page.status_code == 200
    assert UNAVAILABLE in page.content.decode()
    assert newest in page.content.decode()
    assert client.get("/").status_code == 200
    detail = client.get("/policies/yi/")
    assert detail.status_code == 200
    assert "/policies/jia/" not in detail.content.decode()
    assert client.get("/policies/suggest?q=办法").status_code == 200
    return True


def is_unavailable():
    return not ask().available


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(lookup_index, "STALE_SECONDS", 0.2)
    monkeypatch.setattr(lookup_index, "RETRY_SECONDS", 0.1)


def test_with_an_index_a_page_names_related_policies(cast):
    assert "/policies/jia/" in Client().get("/policies/yi/").content.decode()
    assert UNAVAILABLE not in Client().get("/policies/").content.decode()


def test_a_lock_held_by_somebody_else_is_waited_for(cast, impatient):
    slugs()
    writer = tantivy.Index.open(str(generation())).writer(15_000_000, 1)
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}, "what is a moment old is still shown"
    wait_until(is_unavailable)
    assert pages_do_without(newest="人才公寓")
    writer.wait_merging_threads()
    wait_until(lambda: ask().available)
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_an_index_that_takes_no_writing_is_waited_for(cast, impatient):
    slugs()
    lock = generation() / ".tantivy-writer.lock"
    lock.unlink()
    lock.mkdir()  # root may write to everything, but nobody to a directory
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}
    wait_until(is_unavailable)
    assert pages_do_without(newest="人才公寓")
    lock.rmdir()
    wait_until(lambda: ask().available)
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_a_place_where_no_index_can_be_is_waited_for(cast, impatient):
    slugs()
    place = Path(generation().parent)
    remove(place)
    place.write_text("不是目录")
    assert is_unavailable()
    assert pages_do_without(newest="甲种住房办法")
    with pytest.raises(UnavailableError):
        differences(index(), ON)
    place.unlink()
    wait_until(lambda: ask().available)
    assert slugs() == BOTH
    assert agrees()


def test_the_builder_is_not_disturbed_by_others(cast):
    """Somebody builds: nobody builds beside him, and nobody waits for him."""
    mine = index()
    with mine.generations.building(wait=True):
        assert is_unavailable()
        assert pages_do_without(newest="甲种住房办法")
    assert slugs() == BOTH


@pytest.fixture
def in_the_background(monkeypatch):
    monkeypatch.setattr(lookup_index, "INLINE_POLICIES", 0)
    yield
    if index()._worker:
        index()._worker.join(DEADLINE_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_more_than_a_visitor_can_wait_for_is_built_beside_him(cast, in_the_background):
    assert is_unavailable()
    wait_until(lambda: ask().available)
    assert slugs("办法") == BOTH
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_more_changes_than_a_visitor_can_wait_for_are_made_beside_him(cast, in_the_background):
    wait_until(lambda: ask().available)
    built = generation()
    Policy.objects.update(title="人才公寓")
    assert ask("公寓").available, "what is a moment old is still shown"
    wait_until(lambda: slugs("公寓") == BOTH)
    assert generation() == built
    assert agrees()
