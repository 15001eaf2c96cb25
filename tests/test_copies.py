"""While the database does not answer, the last copy of a page is shown, and says so; what was withdrawn never is."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from policies.kept import PAGES
from policies.lookup import index as lookup_index
from policies.lookup.noticing import look
from policies.models import Policy, Revision, Scheduled
from portal import copies, keeping, sharing
from portal.coding import Coding, decode
from portal.copies import AS_OF, Withdrawals
from portal.sharing import DiskStore
from tests.data import make_indexed
from tests.outage import away

pytestmark = pytest.mark.django_db

LIST = "/policies/?topic=topic-1&sort=oldest"
TOLD = "数据截至"


@pytest.fixture
def policies():
    return make_indexed()


def page_of(policy):
    return f"/policies/{policy.slug}/"


def while_away(client, address, **headers):
    with away():
        return client.get(address, headers=headers)


def is_a_copy(answer):
    return answer.status_code == 200 and AS_OF in answer.headers


# What is shown


def test_the_last_copy_says_of_when_it_is_and_no_cache_keeps_it(client, policies):
    before = client.get(LIST)
    answer = while_away(client, LIST)
    assert answer.status_code == 200
    moment = datetime.fromisoformat(answer[AS_OF])
    assert abs((timezone.now() - moment).total_seconds()) < 600
    main, words = (
        answer.content.decode().split('<main class="wrap listed" id="main" tabindex="-1">')[1],
        (f"{TOLD} {moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}。"),
    )
    assert main.startswith(f'\n<div class="notice" role="status"><p><strong>{words}')
    assert (answer["Cache-Control"], answer["Vary"]) == ("no-store", "Accept-Encoding")
    assert "ETag" not in answer
    again = client.get(LIST)
    assert (again.content, again["ETag"], AS_OF in again) == (before.content, before["ETag"], False)


def test_who_has_the_page_gets_the_copy_nevertheless(client, policies):
    etag = client.get(LIST)["ETag"]
    assert is_a_copy(while_away(client, LIST, **{"if-none-match": etag}))


@pytest.mark.parametrize("coding", Coding)
def test_it_comes_in_every_coding_though_one_was_kept(client, policies, coding):
    client.get(LIST, headers={"accept-encoding": "gzip"})
    answer = while_away(client, LIST, **{"accept-encoding": coding})
    assert answer.get("Content-Encoding", "") == coding
    assert TOLD in decode(answer.content, coding).decode()


@pytest.mark.parametrize("mode", ["view=care", "view=plain", "contrast=high"])
@pytest.mark.parametrize("address", ["/", "/policies/print", "/start/", "/matrix/", "/policies/suggest?q=办"])
def test_every_page_in_every_mode_says_so(client, policies, address, mode):
    shown = f"{address}{'&' if '?' in address else '?'}{mode}"
    client.get(shown)
    assert while_away(client, shown).content.decode().count(TOLD) == 1


@pytest.mark.parametrize("mode", ["view=care", "size=large", "contrast=high"])
def test_a_mode_that_is_not_kept_falls_back_on_the_page_in_none_and_says_so(client, policies, mode):
    """Who sees badly loses no page by the mode he chose; another order of a list would be another list."""
    client.get(LIST)
    answer = while_away(client, f"{LIST}&{mode}")
    assert is_a_copy(answer)
    assert "您选的显示方式这时用不了，这里是标准的样子。" in answer.content.decode()
    assert "标准的样子" not in while_away(client, LIST).content.decode()


@pytest.mark.parametrize(("mode", "pages"), [("", 1), ("&view=care", 2)])
def test_a_page_in_no_mode_is_looked_for_once(client, policies, monkeypatch, mode, pages):
    """While the database is away each look costs a thread, and a shared cache may be away too."""
    asked = []
    monkeypatch.setattr(keeping.ON_DISK, "get", asked.append)
    assert while_away(client, LIST + mode).status_code == 503
    assert len(asked) == len(set(asked)) == pages


def test_a_list_in_another_order_is_another_list(client, policies):
    client.get(LIST)
    assert while_away(client, LIST.replace("oldest", "newest")).status_code == 503


def test_what_is_read_by_programs_stays_as_it_is(client, policies):
    before = client.get("/sitemap-policies.xml")
    answer = while_away(client, "/sitemap-policies.xml")
    assert is_a_copy(answer)
    assert answer.content == before.content


def test_a_page_that_needs_no_database_is_no_copy(client):
    assert AS_OF not in while_away(client, "/about/")


@pytest.mark.parametrize("address", ["/policies/?q=从来没有人查过", "/policies/no-such/"])
def test_what_is_not_kept_cannot_be_read_now(client, policies, address):
    answer = while_away(client, address)
    assert (answer.status_code, "网站暂时取不到资料" in answer.content.decode()) == (503, True)
    assert '<a href="tel:12345">12345</a>' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_after_a_day_it_is_shown_no_more(client, policies, monkeypatch):
    client.get(LIST)
    monkeypatch.setattr(copies, "KEPT_SECONDS", 0)
    assert while_away(client, LIST).status_code == 503


# What was withdrawn


def withdraw(policy, state="withdrawn"):
    Policy.objects.filter(pk=policy.pk).update(state=state)


def seen_by_another_process():
    Withdrawals().note(look())


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_no_page_from_before_is_shown_once_any_process_has_seen_it(client, policies, state):
    """A list may name it, so lists and the first page are held back too."""
    addresses = ["/", LIST, page_of(policies[0]), page_of(policies[1])]
    for address in addresses:
        client.get(address)
    withdraw(policies[0], state)
    seen_by_another_process()
    assert {while_away(client, address).status_code for address in addresses} == {503}


@pytest.mark.parametrize("seen_by", ["this process", "another"])
def test_what_is_due_while_the_database_is_away_is_in_no_copy(
    client, admin_user, policies, monkeypatch, seen_by
):
    due = timezone.now() + timedelta(hours=1)
    client.get(LIST)
    set_for = Scheduled.objects.create(policy=policies[0], move="withdraw", due_at=due, by=admin_user)
    if seen_by == "another":
        Withdrawals().note(look())
        in_another_process()
    else:
        client.get(LIST)
    assert is_a_copy(while_away(client, LIST))
    monkeypatch.setattr(copies.time, "time", lambda: due.timestamp())
    assert while_away(client, LIST).status_code == 503
    # Somebody calls it off, and a process that looks sees it.
    set_for.delete()
    Withdrawals().note(look())
    client.get(LIST)
    assert is_a_copy(while_away(client, LIST))


def test_who_could_not_tell_the_others_tells_them_later(client, policies, monkeypatch):
    client.get(LIST)
    withdraw(policies[0])
    teller = Withdrawals()
    monkeypatch.setattr(sharing.NOTES_ON_DISK, "_away_until", float("-inf"))
    with monkeypatch.context() as failing:
        failing.setattr(sharing.NOTES_ON_DISK, "_write", lambda *about: 1 / 0)
        teller.note(look())
    sharing.NOTES_ON_DISK._away_until = float("-inf")
    in_another_process()
    assert is_a_copy(while_away(client, LIST))
    teller.note(look())
    assert while_away(client, LIST).status_code == 503


def test_who_looked_earlier_takes_nothing_back(client, policies):
    before = look()
    client.get(LIST)
    withdraw(policies[0])
    seen_by_another_process()
    Withdrawals().note(before)
    in_another_process()
    assert while_away(client, LIST).status_code == 503


def test_a_page_from_after_it_is_shown(client, policies):
    client.get(LIST)
    withdraw(policies[0])
    client.get(LIST)
    assert is_a_copy(while_away(client, LIST))


def test_a_correction_holds_nothing_back(client, policies):
    client.get(LIST)
    Policy.objects.filter(pk=policies[0].pk).update(title="改过的政策")
    seen_by_another_process()
    assert is_a_copy(while_away(client, LIST))


def test_what_the_desk_withdraws_is_seen_before_any_visitor_comes(client, admin_client, policies):
    client.get(page_of(policies[0]))
    withdraw(policies[0])
    # Whatever is sent there.
    admin_client.post("/admin/policies/topic/", {})
    assert while_away(client, page_of(policies[0])).status_code == 503


def test_where_nobody_knows_what_was_withdrawn_nothing_is_shown(client, policies, settings):
    client.get(LIST)
    in_another_process()
    shutil.rmtree(settings.PAGES_DIR / "notes")
    assert while_away(client, LIST).status_code == 503


def test_copies_of_another_database_are_not_shown(client, policies):
    client.get(LIST)
    Revision.objects.update(epoch="another")
    seen_by_another_process()
    assert while_away(client, LIST).status_code == 503


# Where it is kept


def in_another_process():
    PAGES.clear()
    copies.WITHDRAWALS.forget()
    lookup_index._at.cache_clear()


def test_another_process_of_the_host_has_it_from_the_disk(client, policies, settings):
    client.get(LIST, headers={"accept-encoding": "br"})
    in_another_process()
    assert TOLD in while_away(client, LIST).content.decode()
    assert (settings.PAGES_DIR / "pages").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damaged", [b"", b"[]", b'["a", 1, "br", [], 9]\nx', b"\xff\n"])
def test_a_damaged_file_is_no_copy(client, policies, settings, damaged):
    client.get(LIST)
    for path in (settings.PAGES_DIR / "pages").iterdir():
        path.write_bytes(damaged)
    in_another_process()
    assert while_away(client, LIST).status_code == 503


def test_where_the_disk_takes_nothing_pages_are_as_before(client, policies, settings, caplog, monkeypatch):
    for store in (sharing.ON_DISK, sharing.NOTES_ON_DISK):
        monkeypatch.setattr(store, "_away_until", float("-inf"))
    settings.PAGES_DIR.write_text("no directory")
    for address in (LIST, "/"):
        assert client.get(address).status_code == 200
    assert caplog.text.count("The store of pages on the disk is away") == 2
    assert is_a_copy(while_away(client, LIST))


def test_the_disk_keeps_what_was_written_last(settings, monkeypatch):
    monkeypatch.setattr(sharing, "DISK_BYTES", 3_500)
    monkeypatch.setattr(sharing, "SWEEP_BYTES", 1_000)
    store = DiskStore("pages")
    for number in range(9):
        store.put(bytes([number]), b"x" * 1_000)
    assert [number for number in range(9) if store.get(bytes([number]))] == [6, 7, 8]
    monkeypatch.setattr(sharing, "KEPT_SECONDS", -1)
    store.put(b"last", b"x" * 1_000)
    assert not any((settings.PAGES_DIR / "pages").iterdir())


def test_another_host_has_it_from_the_shared_cache(client, policies, settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PAGES_ARE_SHARED = True
    caches["default"].clear()
    client.get(LIST)
    in_another_process()
    settings.PAGES_DIR = tmp_path / "another host"
    assert is_a_copy(while_away(client, LIST))
    withdraw(policies[0])
    seen_by_another_process()
    settings.PAGES_DIR = tmp_path / "a third host"
    in_another_process()
    assert while_away(client, LIST).status_code == 503
