"""The timer that makes what is due has stopped."""

from __future__ import annotations

import time

from tests.faults.environments import Portal
from tests.faults.table import Seen, fault
from tests.faults.traffic import Browser

SLUG = "due"
PAGE = f"/policies/{SLUG}/"
AHEAD_SECONDS = 6.0
# A process looks at the database twice a second, and makes what is due before it answers.
LATE_SECONDS = 3.0
SET = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from policies.acting import Actor
from policies.models import Policy
from policies.scheduling import schedule
from policies.vocabulary import Move
due = timezone.now() + timedelta(seconds={AHEAD_SECONDS})
one = Policy.objects.filter(slug="{SLUG}")
schedule(Move.WITHDRAW, one, Actor.person(User.objects.get(is_superuser=True)), due, "到期")
print(due.timestamp())
"""


@fault(
    "timer dead",
    environment="on_sqlite",
    did="a withdrawal set for six seconds later, its page kept by both workers; nobody runs publish_due",
    expected="from the second on each answer is 410, at most 3 s late",
    # It waits more than it works: beside what measures, it keeps nothing else waiting.
    measures=True,
)
def timer_dead(portal: Portal, seen: Seen) -> None:
    portal.publish(SLUG, "到时候撤下的政策")
    due = float(portal.manage("shell", "-v0", "-c", SET).stdout)
    visitor, answers = Browser(portal.server), []
    while time.time() < due + 2 * LATE_SECONDS:
        asked = time.time() - due
        answers.append((asked, visitor.ask(PAGE).status))
        time.sleep(0.05)
    early = sorted({status for asked, status in answers if asked < -1})
    late = max((asked for asked, status in answers if status == 200), default=0.0)
    last = sorted({status for asked, status in answers if asked > LATE_SECONDS})
    seen.note(f"before {early}", early == [200])
    seen.note(
        f"the last 200 {late:.1f} s after it was due, then {last}", late <= LATE_SECONDS and last == [410]
    )
