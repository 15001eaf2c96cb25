"""预览链接: whoever has the link reads an entry that is not published yet, as the page that residents will get.

A link is the signed key of the event by which the journal tells who gave it out, so nothing else is stored. It shows the
entry as it is when somebody looks: who was asked for an opinion sees it mended. It ends after seven days, with the next
thing that makes the entry another (published, withdrawn, given up, deleted), when it is taken back, and when the account
that gave it out may no longer see the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

from policies.acting import Actor, record
from policies.models import Event, Policy
from policies.permissions import Act, may
from policies.publishing import in_words
from policies.querysets import PolicyQuerySet
from policies.vocabulary import EventKind, PublicationState

LASTS = timedelta(days=7)
SHOWN = (PublicationState.DRAFT, PublicationState.REVIEW)
_SIGNER = Signer(salt="policies.preview_links")


class End(Enum):
    """Why a link shows nothing any more."""

    LATE = auto()
    TAKEN_BACK = auto()
    PUBLISHED = auto()
    WITHDRAWN = auto()
    GONE = auto()
    """Deleted, given up, or no longer for the eyes of who gave out the link."""


_ENDED_BY = {
    EventKind.UNLINKED: End.TAKEN_BACK,
    EventKind.PUBLISHED: End.PUBLISHED,
    EventKind.CORRECTED: End.PUBLISHED,
    EventKind.WITHDRAWN: End.WITHDRAWN,
    EventKind.DISCARDED: End.GONE,
    EventKind.DELETED: End.GONE,
}


class NoLinkError(Exception):
    """Nothing that was signed here, or not all of it."""


class EndedError(Exception):
    """`why`; `until` is when it would have ended; `published` is what residents read of the same policy, if anything."""

    def __init__(self, why: End, until: datetime, published: Policy | None) -> None:
        super().__init__(why)
        self.why, self.until, self.published = why, until, published


@dataclass(frozen=True)
class PreviewLink:
    """`event` is of kind LINKED, its account at hand."""

    event: Event

    @classmethod
    def signed_as(cls, token: str) -> Self:
        """Raises NoLinkError."""
        try:
            key, _, policy = _SIGNER.unsign(token).partition("-")
        except BadSignature:
            raise NoLinkError from None
        # A database that was restored from a backup gives its keys to other events.
        event = _given_out().filter(pk=key, policy_id=policy).first()
        if event is None:
            raise NoLinkError
        return cls(event)

    @cached_property
    def token(self) -> str:
        return _SIGNER.sign(f"{self.event.pk}-{self.event.policy_id}")

    @property
    def until(self) -> datetime:
        return self.event.at + LASTS

    @property
    def entries(self) -> PolicyQuerySet:
        """The one that it shows, while that is there."""
        key = self.event.policy_id
        is_copy = "copy" in self.event.details
        return Policy.objects.filter(copy_of=key) if is_copy else Policy.objects.filter(pk=key)

    def read(self, now: datetime) -> Policy:
        """The entry with all that its page says of it. Raises EndedError."""
        if why := self._ended_by(now):
            raise self._ended(why)
        entry = self.entries.for_detail().select_related("copy_of").filter(state__in=SHOWN).first()
        if entry is None or not _may_show(self.event.account, entry):
            raise self._ended(End.GONE)
        return entry

    def _ended_by(self, now: datetime) -> End | None:
        later = Event.objects.filter(policy_id=self.event.policy_id, pk__gt=self.event.pk)
        ends = later.filter(kind__in=_ENDED_BY).order_by("pk").values_list("kind", flat=True)
        if kind := ends.first():
            return _ENDED_BY[EventKind(kind)]
        return End.LATE if now >= self.until else None

    def _ended(self, why: End) -> EndedError:
        published = Policy.objects.published().filter(pk=self.event.policy_id).first()
        return EndedError(why, self.until, published)


def links_of(entry: Policy, now: datetime) -> list[PreviewLink]:
    """Those that show this entry now, the last first."""
    if entry.state not in SHOWN:
        return []
    policy = entry.target.policy_id
    ends = Event.objects.filter(policy_id=policy, kind__in=_ENDED_BY)
    last_end = ends.order_by("-pk").values_list("pk", flat=True).first()
    given = _given_out().filter(policy_id=policy, pk__gt=last_end or 0)
    lasting = given.filter(at__gt=now - LASTS)
    return [PreviewLink(event) for event in lasting if _may_show(event.account, entry)]


def give_link(entry: Policy, actor: Actor) -> None:
    """In a turn. Who has given out one that still shows it gets no second one, so a double click makes one."""
    now = timezone.now()
    given = {link.event.account_id for link in links_of(entry, now)}
    if actor.account.pk in given:
        return
    record(EventKind.LINKED, [entry], actor, lambda _: _until(now))


def end_links(entry: Policy, actor: Actor) -> None:
    """In a turn: all that show it, whoever gave them out."""
    if links_of(entry, timezone.now()):
        record(EventKind.UNLINKED, [entry], actor)


def _given_out() -> QuerySet[Event]:
    return Event.objects.filter(kind=EventKind.LINKED).select_related("account").order_by("-pk")


def _until(now: datetime) -> dict[str, Any]:
    return {"until": in_words(now + LASTS)}


def _may_show(giver: AbstractBaseUser, entry: Policy) -> bool:
    return giver.is_active and giver.is_staff and may(giver, Act.SEE, entry)
