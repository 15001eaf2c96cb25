"""修改: what is published is changed in a working copy, which stands beside it until somebody publishes that."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from policies import earlier, publishing, revising, twins
from policies.admin import checkpoint
from policies.admin.base import actor_of, policy_seen_by
from policies.admin.districts import new_policy
from policies.admin.recording import set_to_publish
from policies.admin.telling import what, who
from policies.admin.waiting import my_turn, or_told_to_wait, status_of
from policies.models import Policy
from policies.permissions import Act, may, permitted
from policies.vocabulary import EventKind, Move, PublicationState

PAGE_OF = "admin:policies_policy_change"
# They leave a policy as it is.
_NO_CHANGE = (
    *(EventKind.LINKED, EventKind.UNLINKED),
    *(EventKind.SCHEDULED, EventKind.UNSCHEDULED, EventKind.NOT_MADE),
)


class Revising(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin: …/<key>/revise/ begins or goes on, …/<key>/discard/ gives up."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:key>/revise/", view(self.revise), name="policies_policy_revise"),
            path("<int:key>/discard/", view(self.discard_copy), name="policies_policy_discard_copy"),
        ]
        return own + super().get_urls()

    @or_told_to_wait
    def revise(self, request: HttpRequest, key: int) -> HttpResponse:
        policy = policy_seen_by(request, key)
        if request.method != "POST":
            return redirect(PAGE_OF, key)
        with my_turn():
            was_there = Policy.objects.filter(copy_of=policy).exists()
            outcome = revising.start_copy(Policy.objects.filter(pk=key), actor_of(request))
            if outcome.moved and not was_there:
                self.log_change(request, policy, "开始修改。")
        for _, refusal in outcome.refused:
            self.message_user(request, f"没有开始修改：{refusal}", messages.ERROR)
            return redirect(PAGE_OF, key)
        [copy] = outcome.moved
        return redirect(PAGE_OF, copy.pk)

    @or_told_to_wait
    def discard_copy(self, request: HttpRequest, key: int) -> HttpResponse:
        is_asked = request.method != "POST"
        with nullcontext() if is_asked else my_turn():
            if gone := self.copy_gone(request, key):
                return gone
            copy = copy_seen_by(request, key)
            if not may(request.user, Act.EDIT, copy):
                raise PermissionDenied
            token = self._token_of_all([copy])
            sent = request.POST.get(checkpoint.FIELD)
            if sent != token:
                context = {"checkpoint": token, "asked_again": sent is not None, "title": "放弃修改"}
                return self._about(request, copy, "discard", context)
            revising.discard_copy(Policy.objects.filter(pk=key), actor_of(request))
            self.log_change(request, copy.copy_of, "放弃修改。")
        told = f"已放弃对《{copy.copy_of}》的修改。写过的都在“历史”里，要用可以从那里恢复。"
        self.message_user(request, told, messages.SUCCESS)
        return redirect(PAGE_OF, copy.copy_of_id)

    def _about(
        self, request: HttpRequest, policy: Policy, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": policy,
            "subtitle": str(policy),
        }
        status = status_of(context.get("asked_again", False))
        return TemplateResponse(
            request, f"admin/policies/policy/{name}.html", shared | context, status=status
        )

    # The form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        if policy and policy.pk:
            context |= self._beside(request, policy)
        return super().render_change_form(request, context, *args, **kwargs)

    def _beside(self, request: HttpRequest, policy: Policy) -> dict[str, Any]:
        """What stands above the form of a policy that may be published, a copy, or sent back."""
        beside: dict[str, Any] = {
            # Asked for only where it is shown.
            "last_event": partial(last_event, policy),
            "may_trace": may(request.user, Act.TRACE, policy),
            "to_publish": [(row.by, publishing.in_words(row.due_at)) for row in set_to_publish(policy)],
            "alike": seen_twins(request, policy),
            "is_decided": policy.state in (PublicationState.DRAFT, PublicationState.REVIEW),
        }
        if policy.is_copy:
            # It is given up on a page of its own.
            is_public = policy.copy_of.state == PublicationState.PUBLISHED
            beside |= {"copied": policy.copy_of, "copied_is_public": is_public, "show_delete": False}
        elif policy.state == PublicationState.PUBLISHED:
            copies = permitted(request.user, Act.SEE).select_related("edited_by")
            copy = copies.filter(copy_of=policy).first()
            beside |= {
                "is_public": True,
                "can_revise": may(request.user, Act.REVISE, policy),
                "copy": copy,
                "copy_change": last_change(copy) if copy else "",
            }
        return beside

    def response_change(self, request: HttpRequest, obj: Policy) -> HttpResponse:
        if obj.is_copy and not Policy.objects.filter(pk=obj.pk).exists():
            # It was saved and published in one go. That it was published is told by the move.
            return redirect(PAGE_OF, obj.copy_of_id)
        answer = super().response_change(request, obj)
        if obj.is_copy:
            where = reverse("admin:policies_policy_decide", args=[obj.pk])
            told = '居民还看不到这次修改。要换上去，请到<a href="{}">看改了什么</a>，由审核人员发布。'
            self.message_user(request, format_html(told, where), messages.INFO)
        return answer

    def _asks_reason(self, request: HttpRequest, policy: Policy | None) -> bool:
        """Whether one of the moves that are offered may need one."""
        if policy and not self.has_change_permission(request, policy):
            return False
        offered = publishing.offered(policy or new_policy(request.user), actor_of(request))
        may_be_own = Move.PUBLISH in offered
        is_others = Move.SEND_BACK in offered and policy.state == PublicationState.REVIEW
        return may_be_own or is_others

    # What Django's log tells of a copy is told of its original

    def log_change(self, request: HttpRequest, obj: Policy, message: Any) -> Any:
        if obj.is_copy:
            obj, message = obj.copy_of, _of_the_copy(message)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Policy) -> None:
        self.delete_queryset(request, Policy.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        """A copy that is deleted was given up, and what was typed in it stays with its original."""
        keys = list(queryset.values_list("pk", flat=True))
        going = Policy.objects.filter(Q(pk__in=keys) | Q(copy_of__in=keys), copy_of__isnull=False)
        revising.discard_copy(going, actor_of(request))
        left = Policy.objects.filter(pk__in=keys)
        self.record_deletion(request, list(left))
        super().delete_queryset(request, left)

    # The list

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changes = super().get_changelist_instance(request)
        for policy in changes.result_list:
            copy = getattr(policy, "working_copy", None)
            # A column is not told who looks.
            policy.copy_is_unseen = copy is not None and not may(request.user, Act.SEE, copy)
        return changes

    @admin.display(description="修改稿")
    def revising(self, policy: Policy) -> str:
        if policy.is_copy:
            address = reverse(PAGE_OF, args=[policy.copy_of_id])
            return format_html('<a href="{}">已发布的那条</a>的修改稿', address)
        copy = getattr(policy, "working_copy", None)
        if copy is None:
            return "没有"
        if getattr(policy, "copy_is_unseen", False):
            return "修改中"
        address = reverse(PAGE_OF, args=[copy.pk])
        return format_html('<a href="{}">修改中</a>：{}', address, last_change(copy, within="{who} {when}"))

    @admin.display(description="最近编辑", ordering="edited_at")
    def last_edit(self, policy: Policy) -> str:
        return last_change(policy, within="{when} {who}") or "未填"


def copy_seen_by(request: HttpRequest, key: int) -> Policy:
    """The working copy with this key. Http404 where there is none, PermissionDenied for others' eyes."""
    copy = policy_seen_by(request, key, Policy.objects.select_related("copy_of"))
    if not copy.is_copy:
        raise Http404
    return copy


def seen_twins(request: HttpRequest, policy: Policy) -> list[Policy]:
    """Entries with its 文号 or its title that this person may see, while it is not published."""
    if policy.state == PublicationState.PUBLISHED:
        return []
    return [twin for twin in twins.of(policy) if may(request.user, Act.SEE, twin)]


def last_change(policy: Policy, within: str = "最后修改：{who}，{when}。") -> str:
    """Who wrote last, and when anybody did something, in words; empty where no person has. A move is not named: `last_event`."""
    if policy.edited_at is None:
        return ""
    when = _in_words(policy.edited_at)
    return within.format(who=policy.edited_by or "", when=when).replace("：，", "：").strip()


def last_event(policy: Policy) -> str:
    """Who changed it last, or moved it, when, and what that was, as the journal has it; empty where it has nothing."""
    changes = earlier.recorded_of(policy.copy_of or policy).exclude(kind__in=_NO_CHANGE)
    is_of_copy = Q(details__has_key="copy")
    event = changes.filter(is_of_copy if policy.is_copy else ~is_of_copy).first()
    if event is None:
        return ""
    return f"最后一次改动：{who(event)}，{_in_words(event.at)}，{what(event)}。"


def _in_words(at: datetime) -> str:
    moment = timezone.localtime(at)
    this_year = moment.year == timezone.localdate().year
    return date_format(moment, "n月j日 H:i" if this_year else "Y年n月j日")


def _of_the_copy(message: Any) -> Any:
    """As Django tells of a change, naming that it is one of the copy."""
    if isinstance(message, str):
        return f"修改稿：{message}"
    told = {"changed": {"name": "修改稿", "object": "", "fields": ["内容"]}}
    return [told if "changed" in each and not each["changed"].get("name") else each for each in message]
