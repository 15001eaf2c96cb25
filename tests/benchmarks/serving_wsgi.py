"""The portal as gunicorn serves it, and beside it a view that does nothing.

Each answer tells in headers which process gave it and whether its page was made for it. A request with `X-Anew` is answered
as if no page were kept.
"""

import os
from collections.abc import Callable, Iterable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.wsgi import application as portal

__all__ = ["application"]

# Once Django is set up.
from policies.canonical import Follows
from portal import keeping, urls

_anew: ContextVar[bool] = ContextVar("anew")
_made: ContextVar[bool] = ContextVar("made")
_stamp, _checked = keeping._stamp, keeping._checked


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def stamp(follows: Follows) -> str:
    return "" if _anew.get() else _stamp(follows)


def checked(response: HttpResponse) -> HttpResponse:
    """What is made passes here, and nothing that is kept."""
    _made.set(True)
    return _checked(response)


def application(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    _anew.set("HTTP_X_ANEW" in environ)
    _made.set(False)

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> object:
        told = [("X-Worker", str(os.getpid())), ("X-Made", str(_made.get()))]
        return start_response(status, [*headers, *told], error)

    return portal(environ, start)


urls.urlpatterns.insert(0, path("empty/", empty))
keeping._stamp, keeping._checked = stamp, checked
