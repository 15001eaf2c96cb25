"""Real processes that die, race and disagree over one database and one index; `rebuild_index --check` judges.

PORTAL_TEST_SECONDS=30 lets the two racing processes run for longer than 3 seconds; `-s` shows the figures.
"""

import json
import os
import random
import sys
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from policies.lookup import records, schema
from policies.lookup.generations import Generations
from policies.lookup.index import CHECK_SECONDS, LookupIndex, index
from policies.models import District, Policy
from policies.pages.common import UNAVAILABLE
from tests.lookup.home import PATIENCE_SECONDS, tell

SECONDS = float(os.environ.get("PORTAL_TEST_SECONDS", "3"))
# Mostly it is half a second; a busy machine is no fault.
GIVEN_UP_SECONDS = 60.0


# What children do


def wait_to_be_killed(*args, **kwargs):
    tell("ready")
    time.sleep(PATIENCE_SECONDS)


def save_and_die(owner, name):
    """Killed while the index is brought up to a change that the database has already committed."""
    index().reader(timezone.localdate())
    setattr(
        {"index": LookupIndex, "records": records, "checkpoint": schema.IndexCheckpoint}[owner],
        name,
        wait_to_be_killed,
    )
    Policy.objects.filter(slug="jia").update(title="甲种公寓办法")
    Policy.objects.filter(slug="yi").delete()
    index().forget()
    index().reader(timezone.localdate())


def rebuild_and_die(moment):
    records.BATCH = 1
    if moment == "before the swap":
        Generations.make_current = wait_to_be_killed
    if moment == "before the clearing":
        Generations.clean_up = wait_to_be_killed
    index().rebuild(
        timezone.localdate(), progress=wait_to_be_killed if moment == "half-way" else lambda done: None
    )


def save_and_ask(name, seconds):
    """Save, tell, ask, again and again. What was told is a promise."""
    random_, client, slowest, unavailable, saves, asks = random.Random(name), Client(), 0.0, 0, 0, 0
    until = time.monotonic() + float(seconds)
    district = District.objects.get()
    while time.monotonic() < until:
        slug, title = f"{name}-{random_.randrange(30)}", f"{name}第{saves}版办法"
        if random_.random() < 0.2:
            Policy.objects.filter(slug=slug).delete()
            title = None
        else:
            values = {"title": title, "district": district, "state": "published", "source_note": "测试"}
            Policy.objects.update_or_create(slug=slug, defaults=values)
        saves += 1
        tell(json.dumps([slug, title]))
        if random_.random() < 0.5:
            index().forget()
        started = time.perf_counter()
        response = client.get(f"/policies/?q={title or '办法'}", headers={"host": "localhost"})
        slowest = max(slowest, time.perf_counter() - started)
        assert response.status_code == 200
        asks += 1
        unavailable += UNAVAILABLE in response.content.decode()
    tell(json.dumps({"saves": saves, "asks": asks, "unavailable": unavailable, "slowest ms": slowest * 1000}))


def save_on_demand():
    for line in sys.stdin:
        Policy.objects.filter(slug="jia").update(title=line.strip())
        tell(time.monotonic())


def find_on_demand():
    """Ask until each line of the input is found as a phrase; tell when, or that it never was."""
    client = Client()
    tell("ready")
    for line in sys.stdin:
        address = f"/policies/?q=“{line.strip()}”"
        given_up_at = time.monotonic() + GIVEN_UP_SECONDS
        while "/policies/jia/" not in client.get(address, headers={"host": "localhost"}).content.decode():
            if time.monotonic() > given_up_at:
                tell("never")
                break
            time.sleep(0.01)
        else:
            tell(time.monotonic())


def serve_as(version):
    """Answer as this version of the code: for each line of the input the generation, and what it holds of 甲."""
    schema.VERSION = int(version)
    for line in sys.stdin:
        reader = index().reader(timezone.localdate())
        found = len(reader.keys(reader.term_at("title", line.strip())))
        tell(json.dumps([reader.generation, found]))


def rebuild_as(version):
    schema.VERSION = int(version)
    tell(index().rebuild(timezone.localdate()))


@pytest.fixture
def judged(inside, home):
    """`judged()`: the title of each policy, once index and database were seen to agree."""

    def judge() -> dict[str, str]:
        with inside(home):
            assert said_by("rebuild_index", "--check") == "Index and database agree."
            return dict(Policy.objects.values_list("slug", "title"))

    return judge


def said_by(*command: str) -> str:
    said = StringIO()
    call_command(*command, stdout=said)
    return said.getvalue().strip()


# Killed


@pytest.mark.parametrize(
    ("owner", "name"),
    [("index", "_apply"), ("records", "published"), ("checkpoint", "document")],
    ids=["before the writer", "with the lock in hand", "before the commit"],
)
def test_a_process_killed_between_database_and_index_leaves_nothing_behind(home, judged, owner, name):
    current = home.generations.current
    home.kill(save_and_die, owner, name)
    assert judged() == {"jia": "甲种公寓办法", "bing": "丙种创业办法"}
    assert home.generations.current == current


@pytest.mark.parametrize("moment", ["half-way", "before the swap", "before the clearing"])
def test_a_process_killed_while_it_rebuilds_leaves_an_index_that_answers(home, inside, moment):
    before = home.generations.current
    home.kill(rebuild_and_die, moment)
    current, *garbage = sorted(home.index_directories(), key=lambda name: name != home.generations.current)
    assert len(garbage) == 1
    assert (current == before) is (moment != "before the clearing")
    with inside(home):
        assert said_by("rebuild_index", "--check") == "Index and database agree."
        assert home.generations.current == current, "it had to be built anew"
        assert said_by("rebuild_index") == "Indexed 3 policies."
    assert home.index_directories() == {home.generations.current}
    assert home.generations.current not in {current, *garbage}


# At the same time


def promises(lines):
    """The last word of each slug, and the figures."""
    *saves, figures = map(json.loads, lines)
    return dict(saves), figures


def test_two_processes_that_save_and_ask_at_once_lose_nothing(home, judged):
    current = home.generations.current
    with home.child(save_and_ask, "zhang", SECONDS) as zhang, home.child(save_and_ask, "li", SECONDS) as li:
        told = [process.communicate(timeout=SECONDS + PATIENCE_SECONDS)[0] for process in (zhang, li)]
        assert (zhang.returncode, li.returncode) == (0, 0)
    kept = judged()
    for lines in told:
        promised, figures = promises(lines.splitlines())
        print(f"\n{figures}")
        assert promised == {slug: kept.get(slug) for slug in promised}
    assert home.generations.current == current, "they made each other build the index anew"


def test_what_one_process_saves_another_one_finds(home):
    with home.child(save_on_demand) as staff, home.child(find_on_demand) as resident:
        assert resident.stdout.readline() == "ready\n"
        for number in range(3):
            for process in (resident, staff):
                process.stdin.write(f"第{number}次修订办法\n")
                process.stdin.flush()
            saved, found = float(staff.stdout.readline()), resident.stdout.readline()
            assert found != "never\n"
            print(f"\nfound {float(found) - saved:.2f} s after it was saved")


def ask(process, word):
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_a_new_version_is_rolled_out_beside_the_old_one(home, inside):
    old, new = schema.VERSION, schema.VERSION + 1
    with home.child(serve_as, new) as rolled_out:
        with home.child(serve_as, old) as leaving:
            built = [ask(process, "甲")[0] for process in (leaving, rolled_out)]
            assert built[0] == home.generations.current != built[1]
            for title, word in (("人才公寓", "寓"), ("购房券", "券")):
                with inside(home):
                    Policy.objects.filter(slug="jia").update(title=title)
                time.sleep(CHECK_SECONDS)
                assert [ask(process, word) for process in (leaving, rolled_out)] == [
                    [each, 1] for each in built
                ]
            assert home.told_by(rebuild_as, new) == "3\n"
            assert home.generations.directory.exists()
        # The old one was killed: nobody has to say that it is gone.
        assert home.told_by(rebuild_as, new) == "3\n"
        assert not home.generations.directory.exists()
