"""Real processes that die, race and disagree over one database and one index; `rebuild_index --check` judges.

PORTAL_TEST_SECONDS=30 lets the two racing processes run for longer than 3 seconds; `-s` shows the figures.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tantivy import Index, Query

from policies.lookup import records, schema
from policies.lookup.generations import Generations
from policies.lookup.index import CHECK_SECONDS, INLINE_POLICIES, LookupIndex, index
from policies.models import District, Policy, Section
from policies.pages.common import UNAVAILABLE
from policies.validity import Dates
from tests.data import make_district

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("PORTAL_TEST_SECONDS", "3"))
FOUND_WITHIN_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
DATABASE_URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRES = DATABASE_URL.startswith("postgres")

# How a child begins: with the settings of its environment, then a function of this file.
BEGIN = """
import sys, django
django.setup()
from tests.lookup import test_crash
getattr(test_crash, sys.argv[1])(*sys.argv[2:])
"""


# What children do


def tell(*what):
    print(*what, flush=True)


def make_cast():
    district = make_district("xuhui")
    for slug, title in (("jia", "甲种住房办法"), ("yi", "乙种津贴办法"), ("bing", "丙种创业办法")):
        policy = Policy(slug=slug, title=title, district=district, state="published", source_note="测试数据")
        policy.save()
        Section.objects.create(policy=policy, kind="support", state="content", body="一次性补贴。")
    index().rebuild(timezone.localdate())


def wait_to_be_killed(*args, **kwargs):
    tell("ready")
    time.sleep(PATIENCE_SECONDS)


def save_and_die(owner, name):
    """Killed while the index is brought up to a change that the database has already committed."""
    index().reader(timezone.localdate())
    setattr({"index": LookupIndex, "records": records, "head": schema.Head}[owner], name, wait_to_be_killed)
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
    """Ask until each line of the input is found as a phrase."""
    client = Client()
    tell("ready")
    for line in sys.stdin:
        address = f"/policies/?q=“{line.strip()}”"
        while "/policies/jia/" not in client.get(address, headers={"host": "localhost"}).content.decode():
            time.sleep(0.01)
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


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tell_policies():
    tell(json.dumps({policy.slug: [policy.pk, policy.title] for policy in Policy.objects.all()}))


# Where they live


class Home:
    """A data directory and a database of their own, and what can be done from outside."""

    def __init__(self, directory, url):
        self.directory, self.generations = directory, Generations(directory / "index")
        self.environment = {
            **os.environ,
            "PORTAL_DATA_DIR": str(directory),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONUNBUFFERED": "1",
        }

    @contextmanager
    def child(self, role, *args):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-c", BEGIN, role.__name__, *map(str, args)]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def told_by(self, role, *args):
        with self.child(role, *args) as process:
            told, _ = process.communicate(timeout=PATIENCE_SECONDS)
            assert process.returncode == 0
        return told

    def kill(self, role, *args):
        """Let it come to the moment in which it dies by SIGKILL."""
        with self.child(role, *args) as process:
            assert process.stdout.readline() == "ready\n"

    def manage(self, *command):
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def agrees(self):
        done = self.manage("rebuild_index", "--check")
        assert (done.returncode, done.stdout) == (0, "Index and database agree.\n"), done.stderr
        return True

    def policies(self):
        return json.loads(self.told_by(tell_policies))

    def index_directories(self):
        return {path.name for path in self.generations.directory.glob("g-*")}


def on_server(statement):
    with psycopg.connect(DATABASE_URL, autocommit=True) as server:
        server.execute(statement)


def named(database):
    return urlsplit(DATABASE_URL)._replace(path=f"/{database}").geturl()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A home that is copied for every test: three policies, and their index."""
    database = f"portal_crash_{os.getpid()}"
    if ON_POSTGRES:
        on_server(f"CREATE DATABASE {database}")
    home = Home(tmp_path_factory.mktemp("furnished"), named(database) if ON_POSTGRES else "")
    try:
        assert home.manage("migrate", "--verbosity=0").returncode == 0
        home.told_by(make_cast)
        yield home, database
    finally:
        if ON_POSTGRES:
            on_server(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture
def home(furnished, tmp_path):
    pattern, database = furnished
    directory = shutil.copytree(pattern.directory, tmp_path / "home")
    if not ON_POSTGRES:
        yield Home(directory, "")
        return
    on_server(f"CREATE DATABASE {database}_copy TEMPLATE {database}")
    try:
        yield Home(directory, named(f"{database}_copy"))
    finally:
        on_server(f"DROP DATABASE IF EXISTS {database}_copy WITH (FORCE)")


# Killed


@pytest.mark.parametrize(
    ("owner", "name"),
    [("index", "_apply"), ("records", "published"), ("head", "document")],
    ids=["before the writer", "with the lock in hand", "before the commit"],
)
def test_a_process_killed_between_database_and_index_leaves_nothing_behind(home, owner, name):
    current = home.generations.current
    home.kill(save_and_die, owner, name)
    assert {slug: title for slug, (_, title) in home.policies().items()} == {
        "jia": "甲种公寓办法",
        "bing": "丙种创业办法",
    }
    assert home.agrees()
    assert home.generations.current == current


@pytest.mark.parametrize("moment", ["half-way", "before the swap", "before the clearing"])
def test_a_process_killed_while_it_rebuilds_leaves_an_index_that_answers(home, moment):
    before = home.generations.current
    home.kill(rebuild_and_die, moment)
    current, *garbage = sorted(home.index_directories(), key=lambda name: name != home.generations.current)
    assert len(garbage) == 1
    assert (current == before) is (moment != "before the clearing")
    assert home.agrees()
    assert home.generations.current == current, "it had to be built anew"
    assert home.manage("rebuild_index").stdout == "Indexed 3 policies.\n"
    assert home.index_directories() == {home.generations.current}
    assert home.generations.current not in {current, *garbage}


# At the same time


def promises(lines):
    """The last word of each slug, and the figures."""
    *saves, figures = map(json.loads, lines)
    return dict(saves), figures


def test_two_processes_that_save_and_ask_at_once_lose_nothing(home):
    current = home.generations.current
    with home.child(save_and_ask, "zhang", SECONDS) as zhang, home.child(save_and_ask, "li", SECONDS) as li:
        told = [process.communicate(timeout=SECONDS + PATIENCE_SECONDS)[0] for process in (zhang, li)]
        assert (zhang.returncode, li.returncode) == (0, 0)
    kept = {slug: title for slug, (_, title) in home.policies().items()}
    for lines in told:
        promised, figures = promises(lines.splitlines())
        print(f"\n{figures}")
        assert promised == {slug: kept.get(slug) for slug in promised}
    assert home.agrees()
    assert home.generations.current == current, "they made each other build the index anew"


def test_what_one_process_saves_another_one_finds(home):
    with home.child(save_on_demand) as staff, home.child(find_on_demand) as resident:
        assert resident.stdout.readline() == "ready\n"
        for number in range(3):
            for process in (resident, staff):
                process.stdin.write(f"第{number}次修订办法\n")
                process.stdin.flush()
            saved, found = float(staff.stdout.readline()), float(resident.stdout.readline())
            print(f"\nfound {found - saved:.2f} s after it was saved")
            assert found - saved < FOUND_WITHIN_SECONDS


def ask(process, word):
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_a_new_version_is_rolled_out_beside_the_old_one(home):
    old, new = schema.VERSION, schema.VERSION + 1
    with home.child(serve_as, new) as rolled_out:
        with home.child(serve_as, old) as leaving:
            built = [ask(process, "甲")[0] for process in (leaving, rolled_out)]
            assert built[0] == home.generations.current != built[1]
            for title, word in (("人才公寓", "寓"), ("购房券", "券")):
                home.told_by(execute, f"UPDATE policies_policy SET title = '{title}' WHERE slug = 'jia'")
                time.sleep(CHECK_SECONDS)
                assert [ask(process, word) for process in (leaving, rolled_out)] == [
                    [each, 1] for each in built
                ]
            assert home.told_by(rebuild_as, new) == "3\n"
            assert home.generations.directory.exists()
        # The old one was killed: nobody has to say that it is gone.
        assert home.told_by(rebuild_as, new) == "3\n"
        assert not home.generations.directory.exists()


# What --check sees


def document(key, title):
    record = records.Record(
        id=key, title=title, numbers=(), district="xuhui", year=None, day=None, dates=Dates(), filed_under=()
    )
    return schema.document(record, date.today())  # noqa: DTZ011


@contextmanager
def writer(home):
    opened = home.generations.open(home.generations.current)
    writing = opened.writer(15_000_000, 1)
    yield opened, writing
    writing.commit()
    writing.wait_merging_threads()


def remove(writing, opened: Index, key):
    writing.delete_documents_by_query(Query.term_set_query(opened.schema, "id", [key]))


def test_a_check_names_what_differs_and_a_rebuild_mends_it(home):
    keys = {slug: key for slug, (key, _) in home.policies().items()}
    with writer(home) as (opened, writing):
        remove(writing, opened, keys["jia"])
        remove(writing, opened, keys["yi"])
        writing.add_document(document(keys["yi"], "乙种旧办法"))
        writing.add_document(document(987654, "从来没有过"))
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-4:] == [
        "CommandError: 3 differences.",
        "policy jia is published, and not in the index",
        "policy yi is in the index as it was before it changed",
        "policy with id 987654 is in the index, and not published",
    ]
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def test_a_policy_that_is_indexed_twice_is_named(home):
    with writer(home) as (_, writing):
        writing.add_document(document(home.policies()["jia"][0], "甲种住房办法"))
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert "policy jia " in done.stderr


def test_a_dropped_trigger_is_named_and_what_it_missed_too(home):
    on = " ON policies_policy" if ON_POSTGRES else ""
    home.told_by(execute, f"DROP TRIGGER policies_policy_update_counts{on}")
    done = home.manage("rebuild_index", "--check")
    missing = "trigger policies_policy_update_counts is missing: run manage.py migrate"
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == missing
    home.told_by(execute, "UPDATE policies_policy SET title = '甲种公寓办法' WHERE slug = 'jia'")
    done = home.manage("rebuild_index", "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        missing,
        "policy jia is in the index as it was before it changed",
    ]
    assert home.manage("migrate", "--verbosity=0").returncode == 0
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


NO_INDEX = "CommandError: There is no index yet: manage.py rebuild_index builds it.\n"
NO_USE = (
    "CommandError: The index is damaged, or of another state of the database: "
    "manage.py rebuild_index builds it anew.\n"
)


def check_fails(home, words):
    before = home.index_directories()
    done = home.manage("rebuild_index", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(words)
    assert home.index_directories() == before, "a check builds nothing"
    return True


def test_a_check_without_any_index_says_so(home):
    shutil.rmtree(home.generations.directory)
    assert check_fails(home, NO_INDEX)
    home.told_by(execute, "DELETE FROM policies_section", "DELETE FROM policies_policy")
    assert check_fails(home, NO_INDEX)
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def test_a_check_does_not_mend_what_it_finds(home):
    meta = home.generations.directory / home.generations.current / "meta.json"
    kept = meta.read_text()
    meta.write_text("{")
    assert check_fails(home, NO_USE)
    meta.write_text(kept)
    assert home.agrees()
    home.told_by(execute, "UPDATE policies_revision SET era = 'another'")
    assert check_fails(home, NO_USE)
    assert home.manage("rebuild_index").returncode == 0
    assert home.agrees()


def make_many():
    district = District.objects.get()
    Policy.objects.bulk_create(
        Policy(slug=f"many-{n}", title="甲种", district=district, state="published", source_note="测试数据")
        for n in range(INLINE_POLICIES + 1)
    )


def test_a_check_waits_for_more_than_a_visitor_would(home):
    home.told_by(make_many)
    assert home.agrees()
    shutil.rmtree(home.generations.directory)
    assert check_fails(home, NO_INDEX)
