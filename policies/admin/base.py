"""The base class of the desk's pages, who acts in a request, and the policy of a page if that person may see it."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from policies.accounts.address import client_address
from policies.acting import Actor
from policies.admin.confirming import Confirmed
from policies.admin.fields import ChineseFields, ForgivingList
from policies.admin.mistakes import MistakesListed
from policies.admin.saving import CarefulSaving
from policies.models import Policy
from policies.permissions import Act, may
from policies.querysets import PolicyQuerySet


class DeskAdmin(ForgivingList, CarefulSaving, MistakesListed, Confirmed, ChineseFields, admin.ModelAdmin):
    pass


def actor_of(request: HttpRequest) -> Actor:
    return Actor.person(request.user, client_address(request))


def policy_seen_by(
    request: HttpRequest, key: int, policies: PolicyQuerySet | None = None, act: Act = Act.SEE
) -> Policy:
    """The policy with this key, out of `policies`. Http404 where there is none, PermissionDenied for others' eyes."""
    found = get_object_or_404(Policy.objects.all() if policies is None else policies, pk=key)
    if not may(request.user, act, found):
        raise PermissionDenied
    return found
