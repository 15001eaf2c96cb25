"""Accounts and groups: Django's own pages, with lists that forgive and saves that write over nobody's work.

Accounts are switched off, never deleted.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from policies.admin import signin
from policies.admin.account_words import AccountForm, ChinesePermissions, PasswordForm
from policies.admin.confirming import Confirmed
from policies.admin.fields import ForgivingList
from policies.admin.saving import CarefulSaving

admin.site.unregister((User, Group))

NOT_DELETED = (
    "账号不能删除，因为谁做过什么要一直查得到。不再使用的账号，请去掉“有效”前面的勾并保存：马上不能再登录。"
)


@admin.register(User)
class AccountAdmin(ForgivingList, CarefulSaving, Confirmed, ChinesePermissions, UserAdmin):
    form = AccountForm
    change_password_form = PasswordForm
    # A sign-in while the page is open would be undone by its save, or keep it from being saved.
    readonly_fields = not_in_checkpoint = ("last_login", "date_joined")
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active")
    actions = ("unlock",)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list[tuple[str | None, Any]]:
        return [
            (name, {**options, "description": NOT_DELETED} if "is_active" in options["fields"] else options)
            for name, options in super().get_fieldsets(request, obj)
        ]

    @admin.action(description="解除所选账号的登录限制", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.message_user(request, signin.unlock(request, [user.username for user in queryset]))


@admin.register(Group)
class AccountGroupAdmin(ForgivingList, CarefulSaving, Confirmed, ChinesePermissions, GroupAdmin):
    pass
