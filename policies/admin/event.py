"""The journal, for reading only; and from it, who was refused may be let in again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies.acting import ENDED
from policies.admin import signin
from policies.admin.fields import ForgivingList
from policies.earlier import label_of
from policies.models import Event, Policy
from policies.permissions import Act, looks_after_all, permitted
from policies.publishing import ALONE
from policies.vocabulary import EventKind

DETAILS = {
    "name_code": "没有这个账号，所填名字的代码",
    "refused": "连续被拒绝的次数",
    "rows": "行数",
    "before": "原来的状态",
    "command": "命令",
    "reason": "原因",
    ALONE: "自己写、自己发布的理由",
    "old_slug": "原来的网址标识",
    "move": "做什么",
    "due": "排定的时间",
    "until": "有效到",
    "refused_because": "没有做成的原因",
    "successor": "接替它的",
    "copy": "在修改稿里",
    "called": "做的是",
    "file": "文件",
    "title": "标题",
    "restored": "恢复到哪一次改动以后",
    "alike": "文号或标题相同的",
}
OF_ACCOUNTS = (
    *(EventKind.SIGNED_IN, EventKind.FAILED, EventKind.REFUSED),
    *(EventKind.SIGNED_OUT, EventKind.IDLED_OUT, EventKind.UNLOCKED),
)


@admin.register(Event)
class EventAdmin(ForgivingList, admin.ModelAdmin):
    list_display = ("moment", "kind", "actor", "address", "about", "details_in_words")
    list_filter = ("kind", "at")
    search_fields = ("actor", "address", "target")
    fields = ("moment", "kind", "actor", "address", "about", "details_in_words")
    readonly_fields = fields
    list_display_links = ("moment",)
    actions = ("unlock",)
    empty_value_display = "无"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Of policies, those whose history this person may read, and what he did himself; of accounts, all."""
        is_there = Exists(Policy.objects.filter(pk=OuterRef("policy_id")))
        events = super().get_queryset(request).annotate(has_policy=is_there)
        if looks_after_all(request.user):
            return events
        own = permitted(request.user, Act.TRACE).values("pk")
        may_read = Q(kind__in=OF_ACCOUNTS) | Q(account=request.user.pk) | Q(policy_id__in=own)
        return events.filter(may_read)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("auth.change_user")

    @admin.action(description="解除所选记录里账号和网络地址的登录限制", permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        named = {name for event in queryset for name in (event.actor, event.address) if name}
        self.message_user(request, signin.unlock(request, sorted(named)))

    @admin.display(description="时间", ordering="at")
    def moment(self, event: Event) -> str:
        return date_format(timezone.localtime(event.at), "Y-m-d H:i:s")

    @admin.display(description="对象", ordering="target")
    def about(self, event: Event) -> SafeString | str:
        """A policy leads to its history, where the values stand; a deleted one has none."""
        if not event.has_policy:
            return event.target
        history = reverse("admin:policies_policy_history", args=[event.policy_id])
        return format_html('<a href="{}">{}</a>', history, event.target)

    @admin.display(description="详情")
    def details_in_words(self, event: Event) -> str:
        told = [in_words(name, value) for name, value in event.details.items() if name != ENDED]
        told += [("改了", what_changed(event))] if event.changes else []
        return "；".join(f"{name}：{value}" for name, value in told)


def in_words(name: str, value: Any) -> tuple[str, str]:
    """What it is called, and the value."""
    return DETAILS.get(name, name), "是" if value is True else str(value)


def what_changed(event: Event) -> str:
    """The names alone; values stand in the history of the policy."""
    return "、".join(dict.fromkeys(map(label_of, event.changes)))
