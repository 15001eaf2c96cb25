"""Accounts of staff, as tests need them: their groups, and the districts that they look after."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, User

from policies.acting import Actor
from policies.models import District, Responsibility

EVERYWHERE = "所有区"


def account(name: str, *groups: str, districts: Iterable[District] | None = None, **values: object) -> User:
    """Of all districts where none are named; an empty list is an account that looks after none."""
    user = User.objects.create_user(name, **values)
    names = groups if districts is not None else (*groups, EVERYWHERE)
    user.groups.set([Group.objects.get(name=each) for each in names])
    rows = [Responsibility(account=user, district=each) for each in districts or ()]
    Responsibility.objects.bulk_create(rows)
    return user


def actor_named(name: str) -> Actor:
    return Actor.person(User.objects.get(username=name))
