"""The daily mail and a real mail server: what it takes, what it refuses, and what is left when it or the sender dies."""

from __future__ import annotations

import time
from configparser import ConfigParser
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.test import override_settings
from django.utils import timezone

from policies.daily_mail import sending
from policies.daily_mail.server import MailServer
from policies.models import DailyMail, Event, Policy
from policies.vocabulary import EventKind, PublicationState
from tests.data import make_district
from tests.lookup.home import tell
from tests.mail_server import mail_server
from tests.people import account

SMTP = "django.core.mail.backends.smtp.EmailBackend"
NAMES = ("甲审", "乙审", "丙审")


def mailed_by(port: int) -> dict[str, object]:
    """The settings with which mail goes to the server at this port."""
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "MAIL_IS_SENT": True,
        "ADDRESS": "https://policy.example",
        "DEFAULT_FROM_EMAIL": "policy@policy.example",
    }


@pytest.fixture
def server():
    with mail_server() as found, override_settings(**mailed_by(found.port)):
        yield found


def furnish() -> None:
    """Three people are waited for by one draft."""
    for n, name in enumerate(NAMES):
        account(name, "审核", is_staff=True, email=f"shen-{n}@policy.example")
    values = {"title": "关于人才安居的意见", "source_note": "扫描件。", "state": PublicationState.REVIEW}
    policy = Policy.objects.create(slug="a", district=make_district("jingan"), **values)
    Event.objects.create(kind=EventKind.HANDED_IN, actor="小编", policy_id=policy.pk)


@pytest.fixture
def waiting(db):
    furnish()


def run() -> tuple[str, str]:
    """What the command prints, and the error that it ends with."""
    out = StringIO()
    try:
        call_command("send_daily_mail", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def receivers(server) -> list[str]:
    return [message["To"] for message in server.taken]


def test_a_mail_arrives_as_it_was_written(waiting, server):
    assert run() == ("Sent 3 mails; nothing to tell 0 accounts.\n", "")
    assert server.connections == 1
    first, *others = server.taken
    assert first["To"] == "shen-0@policy.example"
    assert first["From"] == "人才政策一网通查 <policy@policy.example>"
    # The email package begins a long line anew.
    assert first["Subject"].strip() == "人才政策一网通查：等您处理的 1 条"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"].endswith("@policy.example>")
    assert first.get_content_type() == "text/plain"
    assert "《关于人才安居的意见》" in first.get_content()
    assert len({message["Message-ID"] for message in server.taken}) == 1 + len(others)


def test_a_host_of_chinese_letters_has_headers_of_ascii(waiting, server, settings):
    settings.ADDRESS = "https://政策.公司.cn"
    assert run() == ("Sent 3 mails; nothing to tell 0 accounts.\n", "")
    [host] = {message["Message-ID"].strip().partition("@")[2] for message in server.taken}
    assert host == "xn--5bvr50c.xn--55qx5d.cn>"
    assert "https://政策.公司.cn/admin/" in server.taken[0].get_content()


def test_one_address_that_fails_stops_no_other_and_is_told(waiting, server):
    server.refused = b"shen-1@"
    told, error = run()
    assert told == "Sent 2 mails; nothing to tell 0 accounts.\n"
    assert error == "Not sent to 乙审: SMTPRecipientsRefused 550. The next run tries again."
    assert receivers(server) == ["shen-0@policy.example", "shen-2@policy.example"]
    server.refused = b""
    assert run() == ("Sent 1 mails; nothing to tell 0 accounts.\n", "")
    assert receivers(server)[2:] == ["shen-1@policy.example"]


def test_a_server_that_hangs_up_at_one_address_is_called_again_for_the_next(waiting, server):
    server.leaves_at = b"shen-1@"
    told, error = run()
    assert (told, server.connections) == ("Sent 2 mails; nothing to tell 0 accounts.\n", 2)
    assert error.startswith("Not sent to 乙审: SMTPServerDisconnected")


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "a@b@c", "没有"])
def test_an_address_that_is_none_stops_no_other(waiting, server, address):
    User.objects.filter(username="乙审").update(email=address)
    told, error = run()
    assert told == "Sent 2 mails; nothing to tell 0 accounts.\n"
    assert error.startswith("Not sent to 乙审: ")
    assert address not in error


def before_a_letter(monkeypatch, name: str, do) -> None:
    usual = sending.letter_to

    def letter_to(person, *told):
        if person.username == name:
            do()
        return usual(person, *told)

    monkeypatch.setattr(sending, "letter_to", letter_to)


def fail(error: Exception) -> None:
    raise error


def test_what_fails_for_one_account_is_logged_and_stops_no_other(waiting, server, monkeypatch, caplog):
    before_a_letter(monkeypatch, "乙审", lambda: fail(KeyError(7)))
    told, error = run()
    assert told == "Sent 2 mails; nothing to tell 0 accounts.\n"
    assert error == "Not sent to 乙审: KeyError. The next run tries again."
    assert "The daily mail of 乙审 was not sent" in caplog.text
    monkeypatch.undo()
    assert run() == ("Sent 1 mails; nothing to tell 0 accounts.\n", "")


def test_an_account_that_is_deleted_meanwhile_stops_no_other(waiting, server, monkeypatch):
    before_a_letter(monkeypatch, "甲审", User.objects.filter(username="乙审").delete)
    assert run() == ("Sent 2 mails; nothing to tell 0 accounts.\n", "")


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away_ends_the_run(waiting, server, monkeypatch, error):
    before_a_letter(monkeypatch, "甲审", lambda: fail(error("gone")))
    with pytest.raises(error):
        run()
    assert server.taken == []


def test_a_server_that_is_away_loses_nothing(waiting, server, settings):
    settings.EMAIL_PORT = 1
    _, error = run()
    assert error == (
        "The mail server takes no mail: ConnectionRefusedError: Connection refused."
        " Sent 0 mails; nothing to tell 0 accounts. The next run tells the rest."
    )
    assert not DailyMail.objects.filter(taken_at__isnull=False).exists()
    settings.EMAIL_PORT = server.port
    assert run() == ("Sent 3 mails; nothing to tell 0 accounts.\n", "")


def test_a_server_that_asks_for_what_it_does_not_take_is_away(waiting, server, settings):
    """It knows no AUTH."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "geheim7x"
    _, error = run()
    assert error.startswith("The mail server takes no mail: SMTPNotSupportedError")
    assert "geheim7x" not in error


def test_the_service_tries_again_on_the_same_day_and_is_ready_for_the_next():
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(settings.BASE_DIR / "portal/deploy/send-daily-mail.service", "utf-8")
    limits, service = unit["Unit"], unit["Service"]
    minutes = int(service["RestartSec"].removesuffix("min"))
    hours = int(limits["StartLimitIntervalSec"].removesuffix("h"))
    assert service["Restart"] == "on-failure"
    lasts = timedelta(minutes=minutes) * int(limits["StartLimitBurst"])
    assert timedelta(hours=1) < lasts < timedelta(hours=hours) < timedelta(hours=24)


# Killed


def send_and_stop(port: str) -> None:
    """The first mail is with the server, and nothing is written of it yet."""
    usual = MailServer.send

    def stopping(*arguments: object) -> None:
        usual(*arguments)
        tell("ready")
        time.sleep(600)

    MailServer.send = stopping
    with override_settings(**mailed_by(int(port))):
        sending.send_all(timezone.localdate(), sending.Outcome())


def sent_later() -> list[int]:
    """How many mails were sent by each of two runs, five minutes later."""
    DailyMail.objects.update(taken_at=None)
    outcomes = [sending.Outcome(), sending.Outcome()]
    for outcome in outcomes:
        sending.send_all(timezone.localdate(), outcome)
    return [outcome.sent for outcome in outcomes]


def test_who_dies_between_sending_and_recording_repeats_one_mail_and_loses_none(home, inside, server):
    home.environment |= {
        "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "PORTAL_MAIL_FROM": "policy@policy.example",
        "PORTAL_ADDRESS": "https://policy.example",
    }
    with inside(home):
        furnish()
    home.kill(send_and_stop, server.port)
    assert receivers(server) == ["shen-0@policy.example"]
    done = home.manage("send_daily_mail")
    assert (done.returncode, done.stdout) == (0, "Sent 2 mails; nothing to tell 0 accounts.\n"), done.stderr
    with inside(home):
        assert sent_later() == [1, 0]
    first, *others = server.taken
    assert sorted(receivers(server)[1:]) == [f"shen-{n}@policy.example" for n in range(3)]
    [again] = [message for message in others if message["To"] == first["To"]]
    assert again["Message-ID"] == first["Message-ID"]
