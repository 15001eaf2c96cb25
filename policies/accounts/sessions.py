"""How long somebody stays signed in: a working day at most, and less where nothing is done.

Only the desk is looked at: a public page never reads a session.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from policies.accounts.address import client_address
from policies.models import Event
from policies.vocabulary import EventKind

# The moment of the last request, in seconds since 1970.
SEEN = "seen"
# Written down no more often than this: a session is a row, and not every request should write one.
NOTED_EVERY_SECONDS = 60


def begin(request: HttpRequest, user: AbstractBaseUser, **kwargs: object) -> None:
    """Somebody has signed in, by whatever way: Django says so (`user_logged_in`)."""
    now = timezone.now()
    request.session[SEEN] = int(now.timestamp())
    # A fixed end: otherwise each change of the session would move it.
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    Event.record(EventKind.SIGNED_IN, account=user, address=client_address(request))


def end(request: HttpRequest, user: AbstractBaseUser | None, **kwargs: object) -> None:
    """Somebody has signed out (`user_logged_out`)."""
    if user:
        Event.record(EventKind.SIGNED_OUT, account=user, address=client_address(request))


def sign_out_if_idle(request: HttpRequest) -> None:
    """Signs out whoever has done nothing for too long, before a request of the desk is answered."""
    if SESSION_KEY not in request.session:
        return
    now = int(timezone.now().timestamp())
    idle = now - request.session.get(SEEN, 0)
    if idle > settings.SESSION_IDLE_SECONDS:
        _sign_out(request)
    elif idle > NOTED_EVERY_SECONDS:
        request.session[SEEN] = now


def _sign_out(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        address = client_address(request)
        Event.record(EventKind.IDLED_OUT, account=request.user, address=address)
    request.session.flush()
    request.user = AnonymousUser()
    minutes = settings.SESSION_IDLE_SECONDS // 60
    messages.info(request, f"超过 {minutes} 分钟没有操作，已经自动退出。请重新登录，登录后回到刚才的页面。")
