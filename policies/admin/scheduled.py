"""排定的发布和撤下: what will be done when, what could not be done and why, and a way to call it off."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies import publishing, scheduling
from policies.admin.base import DeskAdmin, actor_of
from policies.models import Scheduled
from policies.permissions import Act, may, permitted


@admin.register(Scheduled)
class ScheduledAdmin(DeskAdmin):
    """Set on the page of a policy and in the list of policies (`moving`); here it is looked at, and called off."""

    fields = ("policy_linked", "move", "moment", "by", "reason", "successor", "outcome")
    readonly_fields = fields
    list_display = ("moment", "move", "policy_linked", "by", "outcome")
    list_display_links = ("moment",)
    list_filter = ("move", ("policy", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("policy", "by")
    search_fields = ("policy__title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scheduled]:
        traced = permitted(request.user, Act.TRACE)
        return super().get_queryset(request).filter(policy__in=traced.values("pk"))

    def has_view_permission(self, request: HttpRequest, obj: Scheduled | None = None) -> bool:
        return may(request.user, Act.TRACE, obj and obj.policy)

    def has_delete_permission(self, request: HttpRequest, obj: Scheduled | None = None) -> bool:
        return may(request.user, Act.PUBLISH, obj and obj.policy)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Scheduled | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Any, str, str]]:
        """Django names its own after what is deleted."""
        actions = super().get_actions(request)
        if chosen := actions.get("delete_selected"):
            actions["delete_selected"] = (*chosen[:2], "取消所选的排定")
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id) if object_id.isdecimal() else None
        told = in_one_line(row) if row else ""
        return super().delete_view(request, object_id, {**(extra_context or {}), "told": told})

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        self.message_user(request, f"已取消排定：{obj_display}。", messages.SUCCESS)
        return redirect("admin:policies_scheduled_changelist")

    def delete_model(self, request: HttpRequest, obj: Scheduled) -> None:
        scheduling.cancel([obj], actor_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Scheduled]) -> None:
        scheduling.cancel(list(queryset), actor_of(request))

    @admin.display(description="时间", ordering="due_at")
    def moment(self, row: Scheduled) -> str:
        return publishing.in_words(row.due_at)

    @admin.display(description="政策", ordering="policy__title")
    def policy_linked(self, row: Scheduled) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:policies_policy_change", args=[row.policy_id]),
            row.policy,
        )

    @admin.display(description="结果", ordering="refused")
    def outcome(self, row: Scheduled) -> str:
        return outcome_of(row)


def outcome_of(row: Scheduled) -> str:
    return f"没有做成：{row.refused}" if row.refused else "等待中"


def in_one_line(row: Scheduled) -> str:
    """2026-12-01 00:00 发布（等待中）"""
    return f"{publishing.in_words(row.due_at)} {row.get_move_display()}（{outcome_of(row).rstrip('。')}）"
