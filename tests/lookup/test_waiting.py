"""While the index cannot answer, every page does without it and says so."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tantivy
from django.test import Client

from policies.lookup import index as lookup_index
from policies.lookup import noticing
from policies.lookup.check import differences
from policies.lookup.index import LookupIndex, UnavailableError, index
from policies.models import Policy
from policies.pages.common import STALE, UNAVAILABLE
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


def is_stale():
    return STALE in ask().notices


def standing(address):
    told = Client().get(address).headers.get("X-Portal-Index")
    # WSGI takes a plain str and nothing that is derived from it (PEP 3333).
    assert type(told) in (str, type(None))
    return told


def pages_are_as_old_as_the_index(old, new):
    """Filters hold, and every page says that it may be old; but what it shows of a policy is of now."""
    client = Client()
    assert slugs(old) == {"jia"}
    for address in ("/", f"/policies/?q={old}", f"/policies/print?q={old}"):
        page = client.get(address).content.decode()
        assert STALE in page
        assert UNAVAILABLE not in page
        # The first page lists only what has content.
        assert new in page or address == "/"
        assert standing(address) == "stale"
    assert standing("/policies/jia/") == "stale"
    assert standing("/about/") is None
    return True


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(lookup_index, "STALE_SECONDS", 0.2)
    monkeypatch.setattr(lookup_index, "RETRY_SECONDS", 0.1)


def test_with_an_index_a_page_names_related_policies(cast):
    assert "/policies/jia/" in Client().get("/policies/yi/").content.decode()
    page = Client().get("/policies/")
    assert "X-Portal-Index" not in page.headers
    assert UNAVAILABLE not in page.content.decode()
    assert STALE not in page.content.decode()


@pytest.fixture
def no_patience(monkeypatch):
    """Behind at all, while nobody is at it, is too far behind."""
    monkeypatch.setattr(lookup_index, "STALE_SECONDS", 0.0)


@pytest.fixture
def writing_neighbour(cast):
    """Another process has tantivy's lock."""
    slugs()
    return tantivy.Index.open(str(generation())).writer(15_000_000, 1)


def test_while_somebody_else_writes_older_answers_are_given(writing_neighbour, no_patience):
    edit("jia", title="人才公寓")
    for _ in range(3):
        assert slugs("住房") == {"jia"}, "what is a moment old is still shown"
    writing_neighbour.wait_merging_threads()
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_somebody_who_never_stops_writing_is_not_waited_for_for_ever(
    writing_neighbour, no_patience, monkeypatch
):
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}
    monkeypatch.setattr(lookup_index, "HANGING_SECONDS", 0.0)
    assert is_stale()
    assert pages_are_as_old_as_the_index("住房", "人才公寓")
    writing_neighbour.wait_merging_threads()
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_what_was_withdrawn_is_shown_nowhere_though_the_index_still_has_it(writing_neighbour):
    edit("yi", state="withdrawn")
    page = ask("办法")
    assert (page.total, slugs("办法")) == (2, {"jia"})
    client = Client()
    for address in ("/", "/policies/", "/policies/?q=津贴", "/policies/jia/", "/policies/suggest?q=乙种"):
        answer = client.get(address).content.decode()
        assert UNAVAILABLE not in answer
        assert "/policies/yi/" not in answer
    writing_neighbour.wait_merging_threads()
    assert ask("办法").total == 1


def test_an_index_that_takes_no_writing_is_waited_for(cast, impatient):
    slugs()
    lock = generation() / ".tantivy-writer.lock"
    lock.unlink()
    lock.mkdir()  # root may write to everything, but nobody to a directory
    edit("jia", title="人才公寓")
    assert slugs("住房") == {"jia"}
    wait_until(is_stale)
    assert pages_are_as_old_as_the_index("住房", "人才公寓")
    lock.rmdir()
    wait_until(lambda: not is_stale())
    assert slugs("公寓") == {"jia"}
    assert agrees()


def test_a_place_where_no_index_can_be_is_waited_for(cast, impatient):
    slugs()
    folder = Path(generation().parent)
    remove(folder)
    folder.write_text("不是目录")
    assert is_unavailable()
    assert pages_do_without(newest="甲种住房办法")
    assert standing("/policies/?q=办法") == "missing"
    with pytest.raises(UnavailableError):
        differences(index(), ON)
    folder.unlink()
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


def until_built():
    """Asked in the moment in which a builder ends, another one begins: he too is waited for."""
    wait_until(lambda: ask().available)
    index()._worker.join(DEADLINE_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_more_than_a_visitor_can_wait_for_is_built_beside_him(cast, in_the_background):
    assert is_unavailable()
    wait_until(lambda: ask().available)
    assert slugs("办法") == BOTH
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_more_changes_than_a_visitor_can_wait_for_are_made_beside_him(cast, in_the_background):
    until_built()
    built = generation()
    Policy.objects.update(title="人才公寓")
    assert ask("公寓").available, "what is a moment old is still shown"
    wait_until(lambda: slugs("公寓") == BOTH)
    assert generation() == built
    assert agrees()


@pytest.mark.django_db(transaction=True)
def test_while_many_changes_are_being_made_older_answers_are_given(
    cast, in_the_background, no_patience, monkeypatch
):
    until_built()
    finish, apply = threading.Event(), LookupIndex._apply

    def slowly(*args):
        finish.wait(DEADLINE_SECONDS)
        apply(*args)

    monkeypatch.setattr(LookupIndex, "_apply", staticmethod(slowly))
    Policy.objects.update(title="人才公寓")
    for _ in range(3):
        assert slugs("办法") == BOTH
    finish.set()
    wait_until(lambda: slugs("公寓") == BOTH)
    assert agrees()


def test_whoever_comes_while_somebody_looks_at_the_database_waits_for_that(monkeypatch):
    """After a quiet second a kept page would be made anew by every thread but one."""
    index().rebuild(ON)
    revision, looks, go_on = noticing.look(), [], threading.Event()

    def look():
        looks.append(threading.current_thread())
        go_on.wait(DEADLINE_SECONDS)
        return revision

    monkeypatch.setattr(noticing, "look", look)
    monkeypatch.setattr(lookup_index, "CHECK_SECONDS", 3_600.0)
    monkeypatch.setattr(lookup_index, "LOOK_SECONDS", DEADLINE_SECONDS)
    monkeypatch.setattr(index(), "_reader", index()._open())
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(index().stamp, ON)
        wait_until(lambda: looks)
        others = [threads.submit(index().stamp, ON) for _ in range(3)]
        assert not any(other.done() for other in others)
        go_on.set()
        assert {other.result() for other in others} == {first.result()} != {None}
    assert len(looks) == 1
