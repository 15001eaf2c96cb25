"""Tell staff by mail what waits for them."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from policies.daily_mail.sending import Outcome, send_all
from policies.daily_mail.server import MailServerError
from policies.management.base import PagelessCommand


class Command(PagelessCommand):
    help = (
        "Send each member of staff with a mail address what waits for them and what became of their work: one mail"
        " a day at most, none where there is nothing. For once a day; safe to repeat at any time."
    )

    def handle(self, **options: object) -> None:
        if not settings.MAIL_IS_SENT:
            self.stdout.write("No mail is sent: PORTAL_MAIL_URL is not set.")
            return
        outcome = Outcome()
        try:
            send_all(timezone.localdate(), outcome)
        except MailServerError as error:
            told = f"The mail server takes no mail: {error}. {_counted(outcome)} The next run tells the rest."
            raise CommandError(told) from error
        self.stdout.write(_counted(outcome))
        if outcome.failed:
            named = "; ".join(f"{name}: {why}" for name, why in outcome.failed.items())
            raise CommandError(f"Not sent to {named}. The next run tries again.")


def _counted(outcome: Outcome) -> str:
    return f"Sent {outcome.sent} mails; nothing to tell {outcome.silent} accounts."
