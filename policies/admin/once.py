"""A double click, Back and a reload save once: a form carries a token, which its save spends."""

from __future__ import annotations

import re
import secrets

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from policies.accounts.held import OF_THE_PAGE
from policies.models import SentForm
from policies.models.digests import digest

FIELD = "once"
_BYTES = 16
_TOKEN = re.compile(r"[\w-]{1,32}", re.ASCII)


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def spend(request: HttpRequest, made: models.Model) -> None:
    """In the transaction that makes or changes the entry, and after the counter was taken: nobody can do so at the same time."""
    if key := _key(request):
        values = {"content": _content(request), "made": _name(type(made), made.pk)}
        SentForm.objects.update_or_create(pk=key, defaults={**values, "sent_at": timezone.now()})


def made_before(request: HttpRequest, model: type[models.Model]) -> tuple[str, bool] | None:
    """The key of what this form has made or changed, and whether the same was sent; None for a form that was not saved yet."""
    found = SentForm.objects.filter(pk=_key(request), made__startswith=_name(model, ""))
    return next(((sent.made.rpartition(" ")[2], sent.content == _content(request)) for sent in found), None)


def _key(request: HttpRequest) -> str:
    """Of the row; empty for what is no token."""
    token = request.POST.get(FIELD, "")
    return f"{request.user.pk}:{token}" if _TOKEN.fullmatch(token) else ""


def _name(model: type[models.Model], key: object) -> str:
    return f"{model._meta.label_lower} {key}"


def _content(request: HttpRequest) -> str:
    """Whatever was typed, by whichever button it was sent."""
    typed = {
        name: values
        for name, values in request.POST.lists()
        if name not in OF_THE_PAGE and not name.startswith("_")
    }
    return digest(typed)
