"""What a save of the form changes is recorded with it, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest

from policies.acting import content_of, record, record_written
from policies.admin.base import actor_of
from policies.models import Policy, Scheduled
from policies.publishing import in_words
from policies.vocabulary import EventKind, Move


def set_to_publish(*policies: Policy) -> list[Scheduled]:
    """One at most of each. 1 query."""
    waiting = Scheduled.objects.waiting().select_related("by", "policy")
    return list(waiting.filter(policy__in=policies, move=Move.PUBLISH))


class Recording(admin.ModelAdmin):
    """For PolicyAdmin, before whatever saves."""

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        form.content_before = content_of([obj]) if change else {}
        super().save_model(request, obj, form, change)

    def record_saving(self, request: HttpRequest, form: ModelForm, change: bool) -> None:
        """When the rows of the inlines are written, and before the policy is moved or its copy published."""
        if not change:
            record(EventKind.CREATED, [form.instance], actor_of(request))
            return
        was_written = record_written(form.content_before, actor_of(request))
        if was_written and form.move is not Move.PUBLISH:
            self.tell_what_is_void(request, [form.instance])

    def tell_what_is_void(self, request: HttpRequest, policies: Sequence[Policy]) -> None:
        """A publication that somebody has set a time for is of what he saw then (`policies.scheduling`)."""
        for row in set_to_publish(*policies):
            named = f"《{row.policy}》：" if len(policies) > 1 else ""
            told = f"{named}{row.by} 排定在 {in_words(row.due_at)} 发布。排定以后内容又有改动，到时候不会发布；请看过以后重新排定。"
            self.message_user(request, told, messages.WARNING)

    def record_deletion(self, request: HttpRequest, policies: list[Policy]) -> None:
        def told(policy: Policy) -> dict[str, Any]:
            return {"title": policy.title}

        record(EventKind.DELETED, policies, actor_of(request), told)
