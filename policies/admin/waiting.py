"""A form that is sent waits its turn to be written; who waits too long is told, and keeps what was typed.

Not what waits for a person to act: that is `policies.daily_mail.pending`. `loaddata` and imports write in a moment too; what
takes longer is a fault, but nobody's text is lost by it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from policies.models.turns import BusyError, in_turn

# Longer than any load of the shipped fixtures holds the counter, shorter than people think that nothing happens.
PATIENCE_SECONDS = 5

View = Callable[..., HttpResponse]


def patience() -> float:
    """In seconds, as `in_turn` takes it."""
    return PATIENCE_SECONDS


def status_of(asked_again: bool) -> HTTPStatus:
    """Of a page that asks: 409 where it asks again, because others wrote since it was made."""
    return HTTPStatus.CONFLICT if asked_again else HTTPStatus.OK


def my_turn() -> AbstractContextManager[None]:
    return in_turn(PATIENCE_SECONDS)


def or_told_to_wait(view: View) -> View:
    """For a method of a ModelAdmin: BusyError becomes a page that says so, and sends the same again."""

    @wraps(view)
    def wrapped(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(self, request, *args, **kwargs)
        except BusyError:
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": "正在导入数据，请稍后再保存",
                "sent": [(name, value) for name, values in request.POST.lists() for value in values],
            }
            page = TemplateResponse(request, "admin/busy.html", context, status=503)
            page.headers["Retry-After"] = str(PATIENCE_SECONDS)
            return page

    return wrapped
