"""What has become of a policy, as its page at the desk says it: why it was withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from policies.models import Policy, Withdrawal

NOT_SAID = "没有写"


class Standing(admin.ModelAdmin):
    """For PolicyAdmin."""

    def get_readonly_fields(self, request: HttpRequest, obj: Policy | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "withdrawn_because")

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
    if policy is None or not Withdrawal.objects.filter(policy=policy).exists():
        return ()
    return (("撤下", {"fields": ("withdrawn_because",)}),)


def _moment(found: Withdrawal) -> str:
    return date_format(timezone.localtime(found.at), "Y-m-d H:i") if found.at else "不清楚"


def _linked(policy: Policy) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:policies_policy_change", args=[policy.pk]), policy
    )
