"""What somebody sent to the desk when he was not signed in any more: kept for that person alone, for a day at most.

Each form of the desk carries a signed mark of the person for whom it was made. So what is sent too late has an owner,
though its session is gone; and nobody can have something kept in the name of another, whose forms he does not have.
"""

from __future__ import annotations

import json
import re
import secrets
import zlib
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from policies.models import HeldPost, SentForm

# The names under which a form carries the mark, and the key of what it was filled from.
TYPIST, HELD = "typist", "held"
# Of a form, these belong to the page and not to what was typed.
OF_THE_PAGE = ("csrfmiddlewaretoken", TYPIST, HELD)
# What somebody knows his own text by.
_TELLING = ("title", "name", "reason", "text", "slug")
_TOLD_CHARS = 30
# A page may stay open over a long holiday.
MARK_LASTS = timedelta(days=30)
KEPT_FOR = timedelta(hours=24)
# The oldest gives way. Each has at most what Django takes of a form (DATA_UPLOAD_MAX_MEMORY_SIZE), compressed.
MOST_OF_ONE_PERSON = 20

_KEY = re.compile(r"[\w-]{1,32}", re.ASCII)
_SIGNER = TimestampSigner(salt="policies.accounts.held")


def mark_of(person: AbstractBaseUser | AnonymousUser) -> str:
    """For the forms of this person; empty for nobody."""
    return _SIGNER.sign(person.pk) if person.is_authenticated else ""


def owner_of(mark: str) -> AbstractBaseUser | None:
    """None where it is no mark of ours, or a very old one."""
    try:
        key = _SIGNER.unsign(mark, max_age=MARK_LASTS)
    except BadSignature:
        return None
    return get_user_model().objects.filter(pk=key).first()


def is_secret(sent: QueryDict) -> bool:
    """Whether there is a password in it, which is kept nowhere."""
    return any("password" in name for name in sent)


def hold(owner: AbstractBaseUser, address: str, sent: QueryDict) -> str:
    """Keep what was sent to `address`; the key under which its owner finds it. It replaces what it was filled from."""
    now, key = timezone.now(), secrets.token_urlsafe(16)
    with transaction.atomic():
        forget(sent.get(HELD, ""), owner)
        tidy(now)
        HeldPost.objects.create(key=key, owner=owner, address=address, content=_packed(sent), held_at=now)
        too_many = kept_for(owner).values_list("pk", flat=True)[MOST_OF_ONE_PERSON:]
        HeldPost.objects.filter(pk__in=list(too_many)).delete()
    return key


def kept_for(owner: AbstractBaseUser) -> QuerySet[HeldPost]:
    """The newest first."""
    since = timezone.now() - KEPT_FOR
    return HeldPost.objects.filter(owner=owner.pk, held_at__gte=since).order_by("-held_at", "pk")


def find(key: str, owner: AbstractBaseUser) -> HeldPost | None:
    return kept_for(owner).filter(pk=key).first() if _KEY.fullmatch(key) else None


def forget(key: str, owner: AbstractBaseUser) -> None:
    if _KEY.fullmatch(key):
        HeldPost.objects.filter(pk=key, owner=owner.pk).delete()


def tidy(now: datetime) -> int:
    """Delete what nobody came back for; how many. And tokens of forms that no longer are anybody's."""
    SentForm.objects.filter(sent_at__lt=now - MARK_LASTS).delete()
    deleted, _ = HeldPost.objects.filter(held_at__lt=now - KEPT_FOR).delete()
    return deleted


def sent_in(post: HeldPost) -> QueryDict:
    """As it was sent, and under which key it is kept."""
    sent = QueryDict(mutable=True)
    for name, values in json.loads(zlib.decompress(post.content)):
        sent.setlist(name, values)
    sent[HELD] = post.pk
    return sent


def told_by(post: HeldPost) -> str:
    """The first words of it that tell which it was; empty where there are none."""
    sent = sent_in(post)
    words = next((sent[name] for name in _TELLING if sent.get(name, "").strip()), "")
    return words.strip()[:_TOLD_CHARS]


def _packed(sent: QueryDict) -> bytes:
    """In ASCII first: what was pasted may hold what is no UTF-8."""
    typed = [(name, values) for name, values in sent.lists() if name not in OF_THE_PAGE]
    return zlib.compress(json.dumps(typed).encode("ascii"))
