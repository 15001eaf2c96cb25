"""The portal as gunicorn serves it, and beside it a view that does nothing; with BENCHMARK_ANEW set it keeps no page."""

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.wsgi import application

__all__ = ["application"]

# Once Django is set up.
from portal import keeping, urls


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urls.urlpatterns.insert(0, path("empty/", empty))
if os.environ.get("BENCHMARK_ANEW"):
    keeping._stamp = lambda follows: ""
