"""Accounts and groups: Django's own pages, with lists that forgive and saves that write over nobody's work."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from policies.admin.confirming import Confirmed
from policies.admin.fields import ForgivingList
from policies.admin.saving import CarefulSaving

admin.site.unregister((User, Group))


@admin.register(User)
class AccountAdmin(ForgivingList, CarefulSaving, Confirmed, UserAdmin):
    # A sign-in while the page is open would be undone by its save, or keep it from being saved.
    readonly_fields = not_in_checkpoint = ("last_login", "date_joined")


@admin.register(Group)
class AccountGroupAdmin(ForgivingList, CarefulSaving, Confirmed, GroupAdmin):
    pass
