"""Who has tried too often is refused before any password is hashed, which costs a quarter of a second of CPU.

An attempt is counted before its password is looked at, and given back when that was right. So the limit is exact,
however many processes and threads ask at once: they wait for each other at one row, for a millisecond.
Unknown names are counted like accounts, so nobody learns which are known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac

from policies.accounts.address import network_of
from policies.models import SignInCount
from policies.text.normalize import fold_case

ACCOUNT_LIMIT = 5
# An office sits behind one address: several people may mistype at once.
ADDRESS_LIMIT = 20
WINDOW = timedelta(minutes=15)
"""The limits hold within this time, and who reached one waits as long."""


@dataclass(frozen=True, slots=True)
class Refusal:
    until: datetime
    times: int
    """How often the same account or address has been refused since it reached its limit, this time included."""

    def minutes_from(self, now: datetime) -> int:
        return max(1, math.ceil((self.until - now) / timedelta(minutes=1)))

    @property
    def is_told(self) -> bool:
        """Each of the first ten is recorded, then each tenth, each hundredth …: a flood of refusals must not fill
        the journal, and its number is told all the same."""
        return self.times % 10 ** (len(str(self.times)) - 1) == 0


def admit(name: str, address: str, now: datetime) -> Refusal | None:
    """Count one attempt, or say why it is refused. Both in one transaction of its own."""
    limits = _limits(name, address)
    with transaction.atomic():
        counts = _locked(limits, now)
        full = [count for count in counts if count.attempts >= limits[count.key]]
        for count in full:
            count.refused += 1
            count.save(update_fields=["refused"])
        if full:
            return Refusal(max(count.until for count in full), max(count.refused for count in full))
        for count in counts:
            count.attempts += 1
            if count.attempts in (1, limits[count.key]):
                count.until = now + WINDOW
            count.save()
    return None


def forgive(name: str, address: str, now: datetime) -> None:
    """The password was right: forget what was counted for the account, give the address this one attempt back.

    Not all of it, or whoever has an account could guess at others for ever.
    """
    account = account_key(name)
    with transaction.atomic():
        for count in _locked(_limits(name, address), now):
            if count.key == account:
                count.delete()
            elif count.attempts:
                count.attempts -= 1
                count.save(update_fields=["attempts"])


def unlock(name_or_address: str) -> bool:
    """Forget what was counted for an account or an address. Was there anything?"""
    keys = [account_key(name_or_address), *_address_keys(name_or_address)]
    deleted, _ = SignInCount.objects.filter(key__in=keys).delete()
    return bool(deleted)


def forget_outdated(now: datetime) -> int:
    """How many. Whatever somebody holds just now is left: he counts on it, and would be waited for."""
    with transaction.atomic():
        outdated = SignInCount.objects.select_for_update(skip_locked=True).filter(until__lte=now)
        keys = list(outdated.values_list("key", flat=True))
        SignInCount.objects.filter(key__in=keys).delete()
    return len(keys)


def account_key(name: str) -> str:
    """A keyed hash of a name, in whatever case or width it was typed."""
    return _key("account", fold_case(get_user_model().normalize_username(name)))


def _limits(name: str, address: str) -> dict[str, int]:
    return {account_key(name): ACCOUNT_LIMIT, **dict.fromkeys(_address_keys(address), ADDRESS_LIMIT)}


def _address_keys(address: str) -> list[str]:
    try:
        return [_key("address", network_of(address))]
    except ValueError:
        return []


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"policies.accounts.{kind}", value, algorithm="sha256").hexdigest()


def _locked(keys: dict[str, int], now: datetime) -> list[SignInCount]:
    """The rows of these keys, each made if it is not there and begun anew if its time is over; nobody else can
    write them until commit. Always in the same order, so that two never wait for each other."""
    rows = [SignInCount(key=key, until=now) for key in sorted(keys)]
    counts: list[SignInCount] = []
    # Once more, if somebody deleted a row between these two.
    while len(counts) < len(keys):
        SignInCount.objects.bulk_create(rows, ignore_conflicts=True)
        counts = list(SignInCount.objects.select_for_update().filter(key__in=keys).order_by("key"))
    for count in counts:
        if count.until <= now:
            count.attempts = count.refused = 0
    return counts
