"""PostgreSQL is frozen, locked, stopped, restarted and full; its connections are cut; it only reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from tests.faults.environments import NAME, PASSWORD, Portal
from tests.faults.outage import FRESH_LIMIT, PROMISE, READERS, Outage
from tests.faults.table import Seen, fault
from tests.faults.traffic import ASKING, Browser, slowest, wait_until

AWAY_SECONDS = 5.0
TYPED = "冻住时写的一条"
NEW = "/admin/policies/policy/add/"


@fault(
    "PostgreSQL frozen",
    environment="on_postgresql",
    did=f"SIGSTOP of all its processes for {AWAY_SECONDS:.0f} s, {READERS}",
    expected=PROMISE,
    measures=True,
)
def frozen(portal: Portal, seen: Seen) -> None:
    staff = portal.at_the_desk()
    form = staff.ask(NEW)
    outage = Outage(portal)
    with outage.watched(), portal.postgresql.frozen():
        outage.begins()
        time.sleep(AWAY_SECONDS / 2)
        saved = staff.save(form, TYPED)
        time.sleep(AWAY_SECONDS / 2)
    kept = saved.status == 503 and TYPED in saved.page and saved.seconds <= FRESH_LIMIT
    seen.note(f"a save {saved.status} in {saved.seconds:.2f} s with what was typed", kept)
    outage.judge(seen)


@fault(
    "table locked",
    environment="on_postgresql",
    did=f"ACCESS EXCLUSIVE on the policies and the revision for {AWAY_SECONDS:.0f} s, {READERS}",
    expected=PROMISE,
    measures=True,
)
def locked(portal: Portal, seen: Seen) -> None:
    outage = Outage(portal)
    with outage.watched(), psycopg.connect(portal.postgresql.url) as elsewhere:
        # With the policies alone locked, pages that are kept go on: they ask for the revision and nothing else.
        elsewhere.execute("LOCK TABLE policies_policy, policies_revision IN ACCESS EXCLUSIVE MODE")
        outage.begins()
        time.sleep(AWAY_SECONDS)
    outage.judge(seen)


@fault(
    "PostgreSQL stopped",
    environment="on_postgresql",
    did=f"stopped for {AWAY_SECONDS:.0f} s and started again, {READERS}",
    expected=PROMISE,
    measures=True,
)
def stopped(portal: Portal, seen: Seen) -> None:
    outage = Outage(portal)
    with outage.watched():
        portal.postgresql.stop()
        outage.begins()
        time.sleep(AWAY_SECONDS)
        portal.postgresql.start()
    outage.judge(seen)


@fault(
    "PostgreSQL restarted",
    environment="on_postgresql",
    did="50 kept pages while it stops and starts at once",
    expected="each 200 in ≤ 1 s; then no copies",
    measures=True,
)
def restarted(portal: Portal, seen: Seen) -> None:
    browser = Browser(portal.server)
    for path in ASKING * 8:
        browser.ask(path)
    portal.postgresql.stop()
    answers = [browser.ask(path) for path in ASKING * 5]
    portal.postgresql.start()
    answers += [browser.ask(path) for path in ASKING * 5]
    statuses, copies = sorted({one.status for one in answers}), sum(one.is_a_copy for one in answers)
    told = f"{len(answers)} pages {statuses} ≤ {slowest(answers):.2f} s, {copies} of them copies"
    seen.note(told, statuses == [200] and slowest(answers) <= 1)
    took = wait_until(lambda: not any(browser.ask(path).is_a_copy for path in ASKING * 2), 10)
    seen.note(f"no copies after {took:.1f} s", took < 10)


@fault(
    "connections cut",
    environment="on_postgresql",
    did="pg_terminate_backend of every connection, then 24 pages",
    expected="nobody notices: 24 × 200, no copy",
    measures=True,
)
def cut(portal: Portal, seen: Seen) -> None:
    browser = Browser(portal.server)
    # Pages that nobody has asked for: one that is kept would need no connection.
    for year in range(2000, 2012):
        browser.ask(f"/policies/?year={year}&sort=oldest")
    with psycopg.connect(portal.postgresql.url) as elsewhere:
        ended = _cut_all_but(elsewhere, [elsewhere.info.backend_pid])
    answers = [browser.ask(path) for path in (*ASKING, "/policies/?page=2") * 4]
    good = sum(one.status == 200 and not one.is_a_copy for one in answers)
    seen.note(
        f"{ended} connections cut, {good} of {len(answers)} pages 200", ended > 0 and good == len(answers)
    )


@fault(
    "database read-only",
    environment="on_postgresql",
    did="default_transaction_read_only = on; 20 pages, the desk, a save, a sign-in; then off",
    expected="pages 200, no copy; save and sign-in say that nothing can be written, the save with what was typed; all well when off",
)
def read_only(portal: Portal, seen: Seen) -> None:
    visitor, staff = Browser(portal.server), portal.at_the_desk()
    form, login = staff.ask(NEW), visitor.form("/admin/login/")
    with _only_reads(portal.postgresql.url):
        answers = [visitor.ask(f"/policies/?q=只读时查{number}") for number in range(10)]
        answers += [visitor.ask(path) for path in ASKING * 2]
        statuses = sorted({one.status for one in answers})
        seen.note(f"pages {statuses}", statuses == [200] and not any(one.is_a_copy for one in answers))
        desk = sorted({staff.ask(path).status for path in ("/admin/", "/admin/policies/policy/")})
        seen.note(f"desk {desk}", desk == [200])
        saved = staff.save(form, "只读时写的一条")
        told = "只能读，不能写" in saved.page and "只读时写的一条" in saved.page
        seen.note(f"save {saved.status}{', told and kept' if told else ''}", saved.status == 503 and told)
        entered = visitor.ask("/admin/login/", {**login, "username": NAME, "password": PASSWORD})
        told = "只能读，不能写" in entered.page and PASSWORD not in entered.page
        seen.note(f"sign-in {entered.status}{', told' if told else ''}", entered.status == 503 and told)
    titles = "SELECT count(*) FROM policies_policy WHERE title = '只读时写的一条'"
    with psycopg.connect(portal.postgresql.url) as elsewhere:
        [stored] = elsewhere.execute(titles).fetchone()
    saved = staff.save(form, "又写得下的一条").status
    seen.note(f"{stored} half-saved; then a save {saved}", (stored, saved) == (0, 302))


@contextmanager
def _only_reads(url: str) -> Iterator[None]:
    """As the operator, or a failover to a standby, sets it; connections that are open hear of it at once."""
    with psycopg.connect(url, autocommit=True) as elsewhere:
        elsewhere.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        elsewhere.execute("SELECT pg_reload_conf()")
    time.sleep(0.5)
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as elsewhere:
            elsewhere.execute("SET default_transaction_read_only = off")
            elsewhere.execute("ALTER SYSTEM RESET default_transaction_read_only")
            elsewhere.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)


WITHDRAW = """
from policies.models import Policy
Policy.objects.filter(slug="{slug}").update(state="{state}")
"""
GONE = "shanghai-2015-juzhuzheng-jifen"
NAMING = ("/", "/policies/", "/policies/?q=居住证积分", f"/policies/{GONE}/")


@fault(
    "withdrawn, then away",
    environment="on_postgresql",
    did="8 looks at each of 4 pages; a policy withdrawn by a command, seen by one page in one worker; PostgreSQL stopped",
    expected="it is on no page of either worker; the page made since is shown",
    measures=True,
)
def withdrawn(portal: Portal, seen: Seen) -> None:
    browser = Browser(portal.server)
    for path in NAMING * 8:
        browser.ask(path)
    title = _title(portal)
    command = ("shell", "-v0", "-c", WITHDRAW.format(slug=GONE, state="withdrawn"))
    seen.note("withdrawn", not portal.manage(*command).returncode)
    made = browser.ask("/start/")
    portal.postgresql.stop()
    answers = [browser.ask(path) for path in NAMING * 8]
    named = sum(title in one.page for one in answers)
    seen.note(f"{len(answers)} answers {sorted({one.status for one in answers})}, {named} name it", not named)
    since = [browser.ask("/start/") for _ in range(8)]
    shown = sum(one.status == 200 for one in since)
    seen.note(f"of the page made since {shown} of 8", made.status == 200 and shown == len(since))
    portal.postgresql.start()
    took = wait_until(lambda: {browser.ask(path).status for path in NAMING[:3] * 2} == {200}, 10)
    seen.note(f"back in {took:.1f} s", took < 10)


def _title(portal: Portal) -> str:
    with psycopg.connect(portal.postgresql.url) as elsewhere:
        [title] = elsewhere.execute("SELECT title FROM policies_policy WHERE slug = %s", [GONE]).fetchone()
    return title


@fault(
    "no connection left",
    environment="on_postgresql",
    did=f"others take every connection of the server for {AWAY_SECONDS:.0f} s, {READERS}",
    expected=PROMISE,
    measures=True,
)
def exhausted(portal: Portal, seen: Seen) -> None:
    outage = Outage(portal)
    with outage.watched(), _every_connection(portal.postgresql.url):
        outage.begins()
        time.sleep(AWAY_SECONDS)
    outage.judge(seen, tells=False)


@contextmanager
def _every_connection(url: str) -> Iterator[None]:
    with ExitStack() as held:
        first = held.enter_context(psycopg.connect(url, autocommit=True))
        taken = [first.info.backend_pid]
        while _cut_all_but(first, taken):
            try:
                while True:
                    taken.append(held.enter_context(psycopg.connect(url)).info.backend_pid)
            except psycopg.OperationalError:
                continue
        yield


def _cut_all_but(elsewhere: psycopg.Connection, taken: list[int]) -> int:
    """How many connections of others there were."""
    counted = elsewhere.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE pid <> ALL(%s) AND backend_type = 'client backend'",
        [taken],
    )
    return counted.fetchone()[0]
