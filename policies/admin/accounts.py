"""Accounts and groups: Django's own pages, with lists that forgive."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from policies.admin.fields import ForgivingList

admin.site.unregister((User, Group))


@admin.register(User)
class AccountAdmin(ForgivingList, UserAdmin):
    pass


@admin.register(Group)
class AccountGroupAdmin(ForgivingList, GroupAdmin):
    pass
