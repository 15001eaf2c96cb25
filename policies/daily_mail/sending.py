"""Sends each member of staff one mail a day at most, and remembers how far it told.

A mail is recorded after the mail server took it. Who dies in between sends it once more; had it been recorded first, it
would be lost.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from policies.daily_mail import news
from policies.daily_mail.letter import Letter, letter_to
from policies.daily_mail.news import News
from policies.daily_mail.pending import Pending
from policies.daily_mail.server import MailServer, MailServerError, NotTakenError
from policies.models import DailyMail

logger = logging.getLogger("django.policies.daily_mail")

# The next account would have no mail either.
_CONCERN_ALL = (MailServerError, OperationalError, InterfaceError)
# The first mail of an account tells of so much.
FIRST_TELLS = timedelta(days=1)


@dataclass(slots=True)
class Outcome:
    sent: int = 0
    silent: int = 0
    """Accounts for which there was nothing to tell."""
    failed: dict[str, str] = field(default_factory=dict)
    """Name of an account -> why its mail was not taken, in English and without its address."""


def send_all(on: date, outcome: Outcome) -> None:
    """To everybody who wants a mail and has none of this day; what one was not sent, the next run tells him.

    Raises MailServerError (`server`) where the mail server is away, and OperationalError or InterfaceError where the
    database is; `outcome` has what was done until then.
    """
    _catch_up()
    with MailServer() as server:
        for account in recipients().order_by("pk"):
            _tell_or_note(account, on, server, outcome)


def recipients() -> QuerySet[AbstractBaseUser]:
    """Active staff with an address, who have not switched it off."""
    off = DailyMail.objects.filter(off=True)
    staff = get_user_model().objects.filter(is_active=True, is_staff=True)
    return staff.exclude(email="").exclude(pk__in=off.values("account"))


def _catch_up() -> None:
    """Who gets none now is not told of all that when he gets one again."""
    others = DailyMail.objects.exclude(account__in=recipients().values("pk"))
    others.update(told_until=news.latest())


def _tell_or_note(account: AbstractBaseUser, on: date, server: MailServer, outcome: Outcome) -> None:
    """What goes wrong with one account, such as a deletion at this moment, keeps no mail from the others."""
    try:
        row = _taken(account, on)
        if row is not None:
            _tell(row, on, server, outcome)
    except _CONCERN_ALL:
        raise
    except Exception as error:
        name = account.get_username()
        logger.exception("The daily mail of %s was not sent", name)
        outcome.failed[name] = type(error).__name__


def _taken(account: AbstractBaseUser, on: date) -> DailyMail | None:
    """The row of this account, unless somebody else looks after it, or it gets none any more.

    No lock is held while the mail server is waited for: on SQLite nobody could save meanwhile.
    """
    # A run may take long: this account may be deleted since it began.
    if not recipients().filter(pk=account.pk).exists():
        return None
    now = timezone.now()
    known = {"told_until": news.latest_before(now - FIRST_TELLS)}
    DailyMail.objects.get_or_create(account=account, defaults=known)
    own = DailyMail.objects.filter(account=account)
    is_taken = own.sendable(on, now).update(taken_at=now)
    return own.select_related("account").first() if is_taken else None


def _tell(row: DailyMail, on: date, server: MailServer, outcome: Outcome) -> None:
    told_until = news.latest()
    done: dict[str, object] = {}
    try:
        letter = _letter_of(row, told_until)
        if letter is None:
            outcome.silent += 1
            done = {"told_until": told_until}
            return
        server.send(letter, row.account.email, on)
        outcome.sent += 1
        done = {"told_until": told_until, "sent_on": on}
    except NotTakenError as error:
        outcome.failed[row.account.get_username()] = str(error)
    finally:
        DailyMail.objects.filter(pk=row.pk).update(taken_at=None, **done)


def _letter_of(row: DailyMail, told_until: int) -> Letter | None:
    account = row.account
    pending = Pending.of(account, timezone.now())
    happened = News.of(account, row.told_until, told_until)
    return letter_to(account, pending, happened)
