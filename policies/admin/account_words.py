"""Words of the pages of accounts and groups that Django's catalogues do not reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst

# Django writes "Can add …" into the database, whatever the language.
ACTS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}
PERMISSIONS = {"permissions", "user_permissions"}
# Rows that only say who has what. Django names them by their columns.
LINKS = [field.remote_field.through._meta for model in (User, Group) for field in model._meta.many_to_many]
LINK_NAMES = tuple(f"{capfirst(link.verbose_name)}: " for link in LINKS)


class PermissionField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, permission: Permission) -> str:
        act, _, model = permission.codename.partition("_")
        is_djangos = act in ACTS and model == permission.content_type.model
        return f"{permission.content_type} | {ACTS[act] if is_djangos else permission.name}"


class ChinesePermissions(ModelAdmin):
    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in PERMISSIONS:
            kwargs["form_class"] = PermissionField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple[Any, ...]:
        deleted, counts, *others = super().get_deleted_objects(objs, request)
        names = {link.verbose_name_plural for link in LINKS}
        kept = {name: count for name, count in counts.items() if name not in names}
        return _without_links(deleted), kept, *others


def _without_links(deleted: list[Any]) -> list[Any]:
    """The tree of what will be deleted: below each row a list of what goes with it."""
    kept = [each for each in deleted if isinstance(each, list) or not str(each).startswith(LINK_NAMES)]
    trees = (_without_links(each) if isinstance(each, list) else each for each in kept)
    return [each for each in trees if each != []]


class PasswordIsSet(ReadOnlyPasswordHashWidget):
    """Whether there is a password. Django shows how it was hashed, which helps nobody at the desk."""

    def get_context(self, name: str, value: str, attrs: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if any("value" in entry for entry in context["summary"]):
            context["summary"] = [{"label": "已设置。系统不保存密码本身，谁也看不到。"}]
        return context


class AccountForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label="密码", widget=PasswordIsSet)


class PasswordForm(AdminPasswordChangeForm):
    # Its template has no `novalidate`: a browser would say in its own language what is missing.
    use_required_attribute = False
    # The script of that page shows the warning by its id.
    usable_password_help_text = format_html(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        "停用以后，这个账号不能再用密码登录。",
        "保存以后，现在的密码会丢失。",
    )
