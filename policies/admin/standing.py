"""Columns and fields that say how a policy stands: its state, why it was withdrawn, what is set for later."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies import publishing
from policies.admin.scheduled import in_one_line
from policies.models import Policy, Withdrawal

NOT_SAID = "没有写"


class StandingFields(admin.ModelAdmin):
    """For PolicyAdmin."""

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "withdrawn_because", "set_for_later")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changes = super().get_changelist_instance(request)
        # One query for all rows; only here, for no other page tells it of many.
        prefetch_related_objects(changes.result_list, "scheduled")
        return changes

    @admin.display(description="发布状态", ordering="state")
    def state_told(self, policy: Policy) -> SafeString:
        """In the list, and below it what is set for later: a column of its own would be empty in nearly every row."""
        lines = [policy.get_state_display(), *map(in_one_line, policy.scheduled.all())]
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))

    @admin.display(description="排定的发布和撤下")
    def set_for_later(self, policy: Policy) -> SafeString:
        lines = ((in_one_line(row),) for row in policy.scheduled.all())
        told = format_html_join(mark_safe("<br>"), "{}", lines)
        url = reverse("admin:policies_scheduled_changelist")
        return format_html('{}<br><a href="{}?policy__id__exact={}">查看或者取消</a>', told, url, policy.pk)

    @admin.display(description="居民看到的说明")
    def withdrawn_because(self, policy: Policy) -> SafeString:
        found = policy.withdrawal
        lines = [
            ("撤下的时间", _moment(found)),
            ("原因", found.reason or NOT_SAID),
            ("接替它的政策", _linked(found.successor) if found.successor else "没有"),
        ]
        told = format_html_join(mark_safe("<br>"), "{}：{}", lines)
        return format_html("{}<br>居民打开原来的网址，看到的是这些；正文只有这里能看到。", told)


def fieldsets_of(policy: Policy | None) -> tuple[Any, ...]:
    """Behind those of every policy."""
    if policy is None:
        return ()
    told = (
        ("撤下", "withdrawn_because", Withdrawal.objects.filter(policy=policy)),
        ("排定", "set_for_later", policy.scheduled.all()),
    )
    return tuple((heading, {"fields": (field,)}) for heading, field, rows in told if rows.exists())


def _moment(found: Withdrawal) -> str:
    return publishing.in_words(found.at) if found.at else "不清楚"


def _linked(policy: Policy) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:policies_policy_change", args=[policy.pk]), policy
    )
