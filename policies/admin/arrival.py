"""Where somebody arrives who has signed in: on the page of the desk that was asked for, and else on its first page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

# Whoever has just signed in wants neither.
_NOWHERE = {"login", "logout"}


def sign_in(request: HttpRequest) -> HttpResponse:
    request.GET = _without_wrong_ways(request, request.GET)
    request.POST = _without_wrong_ways(request, request.POST)
    return admin.site.login(request)


def page_after_sign_in(request: HttpRequest) -> str:
    """Where the form of sign-in that was sent leads to."""
    sent = _without_wrong_ways(request, request.POST)
    return sent.get(REDIRECT_FIELD_NAME) or reverse("admin:index")


def nowhere(request: HttpRequest, anything: str) -> HttpResponse:
    """Django leads from the number of anything to its public page, and by that names the slug of a draft to anybody at the desk."""
    raise Http404


def _without_wrong_ways(request: HttpRequest, sent: QueryDict) -> QueryDict:
    if REDIRECT_FIELD_NAME not in sent or _is_a_page_of_the_desk(request, sent[REDIRECT_FIELD_NAME]):
        return sent
    kept = sent.copy()
    del kept[REDIRECT_FIELD_NAME]
    return kept


def _is_a_page_of_the_desk(request: HttpRequest, address: str) -> bool:
    ours = {request.get_host()}
    if not url_has_allowed_host_and_scheme(address, ours, require_https=request.is_secure()):
        return False
    try:
        page = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return False
    # The admin takes every address below its own, to answer 404; only pages have a name.
    return page.app_name == "admin" and page.url_name is not None and page.url_name not in _NOWHERE
