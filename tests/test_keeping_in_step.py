"""Two processes keep pages; whatever is saved by either, no page differs from one that would be made now."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from policies.kept import Store
from policies.lookup import index as lookup_index
from policies.lookup.index import LookupIndex, index
from policies.models import Policy, Revision
from portal import copies, keeping
from portal.coding import Coding, decode
from portal.copies import AS_OF, Withdrawals
from tests.data import make_indexed
from tests.outage import away

pytestmark = pytest.mark.django_db

CODINGS = ("", "gzip", "br")
STEPS = 80


@dataclass
class Clock:
    now: float = field(default_factory=time.monotonic)

    def monotonic(self) -> float:
        return self.now


@dataclass
class Process:
    """A process of the portal as far as pages are concerned: what it keeps, and its view of the index."""

    index: LookupIndex
    patch: pytest.MonkeyPatch
    store: Store = field(default_factory=Store)
    client: Client = field(default_factory=Client)
    withdrawals: Withdrawals = field(default_factory=Withdrawals)
    saved_at: float = float("-inf")

    def get(self, address, **headers):
        self.patch.setattr(keeping, "PAGES", self.store)
        for module in (keeping, copies):
            self.patch.setattr(module, "WITHDRAWALS", self.withdrawals)
        self.patch.setattr(lookup_index, "_at", cache(lambda directory: self.index))
        return self.client.get(address, headers=headers)

    def get_anew(self, address):
        self.index.forget()
        self.store.clear()
        answer = self.get(address)
        return answer.status_code, answer.content


@dataclass
class Browser:
    """It asks with what it has, as browsers do."""

    has: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)

    def get(self, process, address, coding):
        etag, body = self.has.get((address, coding), ("", b""))
        answer = process.get(address, **{"accept-encoding": coding, "if-none-match": etag})
        if answer.status_code == 304:
            return 200, body
        body = decode(answer.content, Coding(answer.get("Content-Encoding", "")))
        if answer.status_code == 200:
            self.has[address, coding] = answer["ETag"], body
        return answer.status_code, body


class World:
    """Two processes on one host or on two, a third that keeps nothing, a browser, three policies, and the time."""

    def __init__(self, policies: list[Policy], seed: int, directory: Path, patch: pytest.MonkeyPatch) -> None:
        self.random, self.clock, self.today = random.Random(seed), Clock(), timezone.localdate()
        patch.setattr(lookup_index, "CHECK_SECONDS", 0.5)
        patch.setattr(lookup_index, "time", self.clock)
        patch.setattr(timezone, "localdate", self._day)
        directories = (directory / "a", directory / self.random.choice("ab"))
        self.processes = [Process(LookupIndex(each), patch) for each in directories]
        self.uncached, self.browser = Process(LookupIndex(directory / "uncached"), patch), Browser()
        self.policies, self.copies = policies[:3], 0
        lists = ["/", "/policies/", "/policies/?topic=topic-1&sort=oldest", "/sitemap-policies.xml"]
        self.addresses = [*lists, *(f"/policies/{policy.slug}/" for policy in self.policies)]

    def _day(self) -> date:
        return self.today

    def step(self) -> None:
        acts: dict[Callable[[], None], int] = {
            self.ask: 10,
            self.save: 5,
            self.wait: 3,
            self.midnight: 1,
            self.outage: 2,
        }
        [act] = self.random.choices([*acts], [*acts.values()])
        act()

    def wait(self) -> None:
        self.clock.now += self.random.choice([0.2, 0.6, 1.1, 1.1])

    def midnight(self) -> None:
        self.today += timedelta(days=1)

    def save(self) -> None:
        chosen = Policy.objects.filter(pk=self.random.choice(self.policies).pk)
        match self.random.choice(["title", "state", "topics", "nothing"]):
            case "nothing":
                # Residents see no more of it than that it was edited, in the sitemap.
                chosen.update(edited_at=timezone.now() - timedelta(days=self.random.randrange(99)))
            case "title":
                chosen.update(title=f"政策{self.random.random()}", edited_at=timezone.now())
            case "state":
                chosen.update(state=self.random.choice(["published", "withdrawn", "draft"]))
            case "topics":
                Policy.topics.through.objects.filter(policy__in=chosen).delete()
        process = self.random.choice(self.processes)
        process.index.forget()
        process.saved_at = self.clock.now

    def ask(self) -> None:
        process, address = self.random.choice(self.processes), self.random.choice(self.addresses)
        got = self.browser.get(process, address, self.random.choice(CODINGS))
        [other] = [each for each in self.processes if each is not process]
        if self.clock.now - other.saved_at > 1.0:
            assert got == self.uncached.get_anew(address), address

    def outage(self) -> None:
        """One process has looked just before; what was withdrawn by then is on no copy that either of them shows."""
        self.clock.now += 1.1
        self.random.choice(self.processes).get("/policies/suggest")
        gone = Policy.objects.exclude(state="published").values_list("slug", flat=True)
        links = [f"/policies/{slug}/" for slug in gone]
        process, address = self.random.choice(self.processes), self.random.choice(self.addresses)
        with away():
            answer = process.get(address)
        self.copies += AS_OF in answer
        assert answer.status_code in {200, 503}
        assert not [link for link in links if link in answer.content.decode()], address

    def look_at_everything(self) -> None:
        self.clock.now += 1.1
        for address in self.addresses:
            wanted = self.uncached.get_anew(address)
            for process in self.processes:
                assert self.browser.get(process, address, "gzip") == wanted, address


@pytest.fixture
def policies():
    return make_indexed()


@pytest.mark.parametrize("seed", range(8))
def test_no_page_differs_from_what_would_be_made_now(policies, monkeypatch, tmp_path, seed):
    """A process's own saves are on its pages at once, those of the other within a second."""
    world = World(policies, seed, tmp_path, monkeypatch)
    for _ in range(STEPS):
        world.step()
    world.look_at_everything()
    assert all(len(process.store) > 3 for process in world.processes)
    assert world.copies


def save_a_title(policy):
    Policy.objects.filter(pk=policy.pk).update(title="改过的政策")


@pytest.mark.parametrize("seconds", [1.1, 0.1])
def test_while_a_look_at_the_database_hangs_nothing_kept_is_answered(client, policies, monkeypatch, seconds):
    """After a second, or at once where this very process has saved something since that look began."""
    clock, address = Clock(), f"/policies/{policies[0].slug}/"
    monkeypatch.setattr(lookup_index, "CHECK_SECONDS", 0.5)
    monkeypatch.setattr(lookup_index, "time", clock)
    client.get(address)
    save_a_title(policies[0])
    clock.now += seconds
    # Another thread is at it.
    with index()._lock:
        assert ("改过的政策" in client.get(address).content.decode()) == (seconds > 1)
        index().forget()
        assert "改过的政策" in client.get(address).content.decode()


def test_while_the_index_cannot_follow_pages_do(client, policies, monkeypatch):
    """Its disk is full, say: a page shows the rows of now beside the counts of the index, and so is no longer the same."""

    def full(*args):
        raise OSError("no space left on device")

    address = f"/policies/{policies[0].slug}/"
    before = client.get(address)["ETag"]
    monkeypatch.setattr(LookupIndex, "_apply", full)
    save_a_title(policies[0])
    answer = client.get(address)
    assert "改过的政策" in answer.content.decode()
    assert answer["ETag"] != before
    Policy.objects.filter(pk=policies[0].pk).update(state="withdrawn")
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 404


def test_an_older_copy_of_the_database_counts_to_other_stamps(client, policies):
    """It was put in the place of the newer one: what comes then may have the number of what came before."""
    address = f"/policies/{policies[0].slug}/"
    with suppress(UndoneError), transaction.atomic():
        save_a_title(policies[0])
        later = client.get(address)
        raise UndoneError
    number = Revision.current().number
    assert "改过的政策" not in client.get(address).content.decode()
    Policy.objects.filter(pk=policies[0].pk).update(title="另一个标题")
    assert Revision.current().number == number + 1
    answer = client.get(address, headers={"if-none-match": later["ETag"]})
    assert answer.status_code == 200
    assert "另一个标题" in answer.content.decode()


class UndoneError(Exception):
    """As if it had never been."""
