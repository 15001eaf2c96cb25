"""Who tries too often is refused, everybody else is not, and all of it is in the journal."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from policies.accounts import throttle
from policies.accounts.address import client_address, network_of
from policies.accounts.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, WINDOW, Refusal
from policies.models import Event, SignInCount
from policies.vocabulary import EventKind
from tests.accounts.conftest import PASSWORD
from tests.admin.desk import seen, signed_in

pytestmark = pytest.mark.django_db

REFUSED = "尝试登录的次数太多，现在不再核对密码。请 15 分钟后再试，或者请管理员解除登录限制。"


def sign_in(name, password, address="192.0.2.1", **more):
    client = Client(REMOTE_ADDR=address)
    return client.post("/admin/login/", {"username": name, "password": password, **more})


def fail(name, times, address="192.0.2.1"):
    return [seen(sign_in(name, f"wrong-{n}", address)) for n in range(times)]


@pytest.fixture
def hashes(monkeypatch):
    """One entry for each password that is hashed."""
    done, encode = [], MD5PasswordHasher.encode

    def counting(self, password, salt):
        done.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return done


def test_after_five_failures_even_the_right_password_is_refused_and_nothing_is_hashed(editor, hashes):
    assert REFUSED not in "".join(fail("小编", ACCOUNT_LIMIT))
    before = len(hashes)
    assert before == ACCOUNT_LIMIT
    assert REFUSED in seen(sign_in("小编", PASSWORD))
    assert REFUSED in seen(sign_in("小编", PASSWORD, "198.51.100.7"))
    assert len(hashes) == before


def test_others_are_not_refused(editor, superuser):
    fail("小编", ACCOUNT_LIMIT)
    assert sign_in("站长", PASSWORD).status_code == 302


def test_an_address_is_refused_after_twenty_failures_whatever_the_names(editor, hashes):
    for n in range(ADDRESS_LIMIT):
        fail(f"nobody-{n}", 1)
    assert REFUSED in seen(sign_in("小编", PASSWORD))
    assert len(hashes) == ADDRESS_LIMIT
    assert sign_in("小编", PASSWORD, "192.0.2.2").status_code == 302


def test_a_name_that_nobody_has_is_answered_in_the_same_words(editor):
    known, unknown = (fail(name, ACCOUNT_LIMIT + 1, "192.0.2.9") for name in ("小编", "无此人"))
    assert [page.replace("小编", "") for page in known] == [page.replace("无此人", "") for page in unknown]
    assert REFUSED in known[-1]


def test_case_and_width_do_not_make_another_account(editor):
    User.objects.create_user("Bao-yu", password=PASSWORD, is_staff=True)
    for name in ("Bao-yu", "BAO-YU", "bao-yu", "Ｂａｏ-yu", "bao\u200b-yu"):
        fail(name, 1)
    assert REFUSED in seen(sign_in("Bao-yu", PASSWORD))


def test_the_right_password_gives_back_what_was_counted(editor):
    for _ in range(3):
        fail("小编", ACCOUNT_LIMIT - 1)
        assert sign_in("小编", PASSWORD).status_code == 302
    # Of the address only its own attempt, or whoever has an account could go on guessing for ever.
    assert SignInCount.objects.get().attempts == 3 * (ACCOUNT_LIMIT - 1)


def test_after_a_quarter_of_an_hour_it_may_be_tried_again(editor):
    now = timezone.now()
    for _ in range(ACCOUNT_LIMIT):
        assert throttle.admit("小编", "", now) is None
    late = now + WINDOW - timedelta(seconds=61)
    assert throttle.admit("小编", "", late).minutes_from(late) == 2
    assert throttle.admit("小编", "", now + WINDOW) is None


def test_an_attempt_whose_row_is_deleted_meanwhile_is_counted_all_the_same(monkeypatch):
    make, deleted = SignInCount.objects.bulk_create, []

    def made_and_gone(rows, **options):
        make(rows, **options)
        if not deleted:
            deleted.append(SignInCount.objects.all().delete())

    monkeypatch.setattr(SignInCount.objects, "bulk_create", made_and_gone)
    throttle.admit("小编", "192.0.2.1", timezone.now())
    assert [count.attempts for count in SignInCount.objects.all()] == [1, 1]
    assert deleted


def test_slow_failures_are_forgotten(editor):
    now = timezone.now()
    for _ in range(3 * ACCOUNT_LIMIT):
        assert throttle.admit("小编", "", now) is None
        now += WINDOW / (ACCOUNT_LIMIT - 1)


def test_a_flood_of_refusals_is_told_but_does_not_fill_the_journal():
    told = [times for times in range(1, 100_001) if Refusal(timezone.now(), times).is_told]
    assert told[:12] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30]
    assert told[-1] == 100_000
    assert len(told) == 5 * 9 + 1


# The journal


def test_every_way_in_and_out_is_an_event(editor):
    client = Client(REMOTE_ADDR="192.0.2.1")
    fail("小编", 1)
    client.post("/admin/login/", {"username": "小编", "password": PASSWORD})
    client.post("/admin/logout/")
    fail("小编", ACCOUNT_LIMIT + 1)
    rows = Event.objects.order_by("pk").values_list("kind", "actor", "account", "address")
    kinds = [
        EventKind.FAILED,
        EventKind.SIGNED_IN,
        EventKind.SIGNED_OUT,
        *[EventKind.FAILED] * ACCOUNT_LIMIT,
        EventKind.REFUSED,
    ]
    assert list(rows) == [(kind, "小编", editor.pk, "192.0.2.1") for kind in kinds]
    assert Event.objects.first().details == {"refused": 1}


def test_who_is_no_staff_has_failed(db):
    User.objects.create_user("居民", password=PASSWORD)
    assert sign_in("居民", PASSWORD).status_code == 200
    assert Event.objects.get().kind == EventKind.FAILED


def test_a_password_typed_as_the_name_is_kept_nowhere(editor, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(PASSWORD, PASSWORD)
        sign_in(PASSWORD, "x")
    first, second = Event.objects.all()
    assert first.actor == second.actor == ""
    assert first.details == second.details
    kept = [*Event.objects.values_list(), *SignInCount.objects.values_list(), caplog.text]
    assert PASSWORD not in str(kept)
    assert first.details["name_code"] in caplog.text


def test_each_event_is_one_line_of_the_log(editor, caplog):
    with caplog.at_level(logging.INFO, "django.policies.events"):
        # A name that a command has made; it must not forge a line.
        Event.record(EventKind.UNLOCKED, account=editor, address="192.0.2.1", target="甲\n2026 forged\u202e")
    [line] = [record.getMessage() for record in caplog.records if record.name == "django.policies.events"]
    assert line == ("event unlock actor='小编' address=192.0.2.1 target='甲\\n2026 forged\\u202e' details={}")


# A way out


def test_an_administrator_unlocks_an_account(editor, superuser):
    fail("小编", ACCOUNT_LIMIT)
    desk = Client()
    desk.force_login(superuser)
    data = {"action": "unlock", "_selected_action": [editor.pk, superuser.pk]}
    answer = desk.post("/admin/auth/user/", data, follow=True)
    assert "已解除：小编。" in seen(answer)
    event = Event.objects.filter(kind=EventKind.UNLOCKED).get()
    assert (event.actor, event.target) == ("站长", "小编")
    assert sign_in("小编", PASSWORD).status_code == 302
    assert "都没有登录限制" in seen(desk.post("/admin/auth/user/", data, follow=True))


def test_an_administrator_unlocks_an_address_where_it_is_written_that_it_was_refused(superuser):
    for n in range(ADDRESS_LIMIT + 1):
        fail(f"nobody-{n}", 1)
    desk = Client(REMOTE_ADDR="192.0.2.2")
    desk.force_login(superuser)
    refused = Event.objects.get(kind=EventKind.REFUSED)
    data = {"action": "unlock", "_selected_action": [refused.pk]}
    assert "已解除：192.0.2.1。" in seen(desk.post("/admin/policies/event/", data, follow=True))
    assert sign_in("站长", PASSWORD).status_code == 302


def test_who_may_not_change_accounts_unlocks_none(editor):
    fail("小编", ACCOUNT_LIMIT)
    reviewer = signed_in("小审", "审核")
    data = {"action": "unlock", "_selected_action": [Event.objects.first().pk]}
    assert "解除所选" not in seen(reviewer.get("/admin/policies/event/"))
    reviewer.post("/admin/policies/event/", data, follow=True)
    assert REFUSED in seen(sign_in("小编", PASSWORD))


def test_an_operator_unlocks_by_a_command(editor, capsys):
    fail("小编", ACCOUNT_LIMIT)
    call_command("unlock", "小编", "无此人")
    assert capsys.readouterr().out == "小编: may try again.\n无此人: nothing was counted.\n"
    assert sign_in("小编", PASSWORD).status_code == 302


# Addresses


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.5", "127.0.0.1"),
        (True, "203.0.113.5", "203.0.113.5"),
        (True, "1.2.3.4, 203.0.113.5", "203.0.113.5"),
        (True, "1.2.3.4,203.0.113.5 ", "203.0.113.5"),
        (True, "2001:DB8:0::1", "2001:db8::1"),
        (True, "::ffff:203.0.113.5", "203.0.113.5"),
        (True, "", "127.0.0.1"),
        (True, "203.0.113.5, <script>", ""),
        (True, "1" * 60_000, ""),
    ],
)
def test_the_address_is_what_the_proxy_saw(settings, behind_proxy, forwarded, address):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers)) == address


def test_a_network_of_ipv6_counts_as_one():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") == "2001:db8::/64"
    assert network_of("192.0.2.1") == "192.0.2.1" != network_of("192.0.2.2")
