"""The mail server: one connection for all mails, and what it says in English where it takes none."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from email.utils import formataddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.encoding import punycode

from policies.daily_mail.letter import Letter
from policies.site import NAME

# Of `smtplib`, whose errors are all of OSError; and an address that cannot be written into a header.
_FAILURES = (OSError, ValueError)
_ID_CHARS = 32


class MailServerError(Exception):
    """It is away, or lets nobody in."""


class NotTakenError(Exception):
    """It did not take this one mail."""


class MailServer:
    def __init__(self) -> None:
        self._connection = get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def send(self, letter: Letter, address: str, on: date) -> None:
        """Raises MailServerError where no mail can be sent, NotTakenError where only this one was not."""
        try:
            # Nothing, where it is open already.
            self._connection.open()
        except _FAILURES as error:
            raise MailServerError(_why(error)) from error
        try:
            self._message(letter, address, on).send(fail_silently=False)
        except _FAILURES as error:
            self._close()
            raise NotTakenError(_why(error)) from error

    def _close(self) -> None:
        with suppress(OSError):
            self._connection.close()

    def _message(self, letter: Letter, address: str, on: date) -> EmailMessage:
        return EmailMessage(
            letter.subject,
            letter.body,
            formataddr((NAME, settings.DEFAULT_FROM_EMAIL)),
            [address],
            headers={"Auto-Submitted": "auto-generated", "Message-ID": _id_of(letter, address, on)},
            connection=self._connection,
        )


def _id_of(letter: Letter, address: str, on: date) -> str:
    """The same for the same mail of one day: where it comes twice, a mail program can tell."""
    parts = (address, on.isoformat(), letter.subject, letter.body)
    digest = hashlib.sha256("\n".join(parts).encode())
    mark = digest.hexdigest()[:_ID_CHARS]
    # A header is ASCII, and the name of a host need not be.
    host = punycode(urlsplit(settings.ADDRESS).hostname)
    return f"<{mark}@{host}>"


def _why(error: Exception) -> str:
    """Of what the server said only the number: its words may hold an address, or the name it was signed in by."""
    name = type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        [(code, _)] = error.recipients.values()
        return f"{name} {code}"
    if isinstance(error, SMTPResponseException):
        return f"{name} {error.smtp_code}"
    said = error.strerror if isinstance(error, OSError) else None
    return f"{name}: {said}" if said else name
