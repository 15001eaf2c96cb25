"""How long somebody stays signed in: a working day at most, and less where nothing is done.

Only the desk is looked at: a public page never reads a session.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
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


class IdleMiddleware:
    """Signs out, at the desk, whoever has done nothing for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.desk) and SESSION_KEY in request.session:
            self._look_at(request)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest) -> None:
        now = int(timezone.now().timestamp())
        idle = now - request.session.get(SEEN, 0)
        if idle > settings.SESSION_IDLE_SECONDS:
            self._sign_out(request)
        elif idle > NOTED_EVERY_SECONDS:
            request.session[SEEN] = now

    def _sign_out(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            address = client_address(request)
            Event.record(EventKind.IDLED_OUT, account=request.user, address=address)
        request.session.flush()
        request.user = AnonymousUser()
        minutes = settings.SESSION_IDLE_SECONDS // 60
        messages.info(
            request, f"超过 {minutes} 分钟没有操作，已经自动退出。请重新登录，登录后回到刚才的页面。"
        )
