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
from policies.admin.counted import UNCUT
from policies.admin.fields import ChineseFields, ForgivingList
from policies.admin.forms import NamedFormSet
from policies.admin.own_mail import OwnMail
from policies.admin.saving import CarefulSaving
from policies.models import Responsibility

admin.site.unregister((User, Group))

NOT_DELETED = (
    "账号不能删除，因为谁做过什么要一直查得到。不再使用的账号，请去掉“有效”前面的勾并保存：马上不能再登录。"
)


# Who looks after accounts gives groups and districts.
ONLY_BY_SUPERUSERS = ("is_superuser", "user_permissions")


class ResponsibilityInline(ChineseFields, admin.TabularInline):
    model = Responsibility
    formset = NamedFormSet
    fields = ("district",)
    autocomplete_fields = ("district",)
    extra = 0
    verbose_name_plural = "负责的区（每区一行，市级的选“上海市”；没有的，只能看已发布的。负责所有区的，请在上面的组里选“所有区”）"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Responsibility]:
        return super().get_queryset(request).select_related("district")


@admin.register(User)
class AccountAdmin(ForgivingList, CarefulSaving, Confirmed, ChinesePermissions, OwnMail, UserAdmin):
    form = AccountForm
    change_password_form = PasswordForm
    formfield_overrides = UNCUT
    # A sign-in while the page is open would be undone by its save, or keep it from being saved.
    readonly_fields = not_in_checkpoint = ("last_login", "date_joined")
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active")
    actions = ("unlock",)
    inlines = (ResponsibilityInline,)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Otherwise a new password would make anybody a superuser."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list[tuple[str | None, Any]]:
        hidden = () if request.user.is_superuser else ONLY_BY_SUPERUSERS
        return [(name, _described(options, hidden)) for name, options in super().get_fieldsets(request, obj)]

    @admin.action(description="解除所选账号的登录限制", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.message_user(request, signin.unlock(request, [user.username for user in queryset]))


def _described(options: dict[str, Any], hidden: tuple[str, ...]) -> dict[str, Any]:
    """What Django says of a group of fields, without those that are hidden."""
    described = {"description": NOT_DELETED} if "is_active" in options["fields"] else {}
    return {**options, **described, "fields": [name for name in options["fields"] if name not in hidden]}


@admin.register(Group)
class AccountGroupAdmin(ForgivingList, CarefulSaving, Confirmed, ChinesePermissions, GroupAdmin):
    formfield_overrides = UNCUT
