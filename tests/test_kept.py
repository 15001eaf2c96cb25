"""The store of what was made of texts: bounded, for many threads, and nothing is made twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.utils.autoreload import file_changed

from policies.kept import ENTRY_BYTES, PAGES, TEXTS, Store, key_of


@pytest.fixture
def store():
    """Room for three values of a thousand bytes."""
    return Store(3 * (1000 + ENTRY_BYTES))


def put(store, name, size=1000):
    return store.remember(key_of(name), lambda: (name, size))


def cached(store, names):
    return "".join(name for name in names if key_of(name) in store)


def test_what_is_cached_is_not_made_again(store):
    put(store, "a")
    assert store.remember(key_of("a"), lambda: pytest.fail("made again")) == "a"


def test_what_was_used_longest_ago_goes_first(store):
    for name in "abcad":
        put(store, name)
    assert cached(store, "abcd") == "acd"


def test_whoever_asks_for_a_hundred_thousand_things_once_pushes_out_none_that_was_asked_for_twice(store):
    for name in "abab":
        put(store, name)
    for number in range(100_000):
        put(store, str(number))
    assert cached(store, "ab") == "ab"
    assert store.bytes <= store.max_bytes


def test_what_was_proven_long_ago_makes_room_for_what_is_proven_now(store):
    for name in "aabbccd":
        put(store, name)
    assert cached(store, "abcd") == "bcd"


def test_what_comes_again_replaces_what_is_kept(store):
    store.put(key_of("a"), "old", 1000)
    store.put(key_of("a"), "new", 500)
    assert store.get(key_of("a")) == "new"
    assert store.bytes == 500 + ENTRY_BYTES
    assert store.get(key_of("b")) is None


def test_all_together_stays_within_its_bytes(store):
    for number in range(50):
        put(store, str(number), 100 * number)
        assert store.bytes <= store.max_bytes


def test_what_is_too_large_is_given_and_not_cached(store):
    put(store, "a")
    assert put(store, "b", 10_000) == "b"
    assert cached(store, "ab") == "a"


def test_a_failure_is_told_and_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError):
        store.remember(key_of("a"), lambda: (1 / 0, 1))
    assert put(store, "a") == "a"


def test_who_asks_at_once_waits_for_one_maker(store):
    made, ready = [], Barrier(8)

    def ask(_):
        ready.wait()
        return store.remember(key_of("a"), lambda: (made.append(1) or "value", 1))

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {"value"}
    assert made == [1]


def test_a_key_tells_its_parts_apart():
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("abc", ""), key_of()}) == 5
    assert key_of("\ud800", 1) == key_of("\ud800", "1")


def test_a_changed_template_is_seen_at_once():
    """`runserver` tells of it, and goes on without a new process."""
    for each in (TEXTS, PAGES):
        put(each, "a")
        file_changed.send(sender=None, file_path=Path("templates/pages/_part.html"))
        assert not cached(each, "a")
