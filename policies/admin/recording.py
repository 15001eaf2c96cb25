"""What a save of the form changes is recorded with it, in its transaction."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from policies.acting import content_of, record, record_written
from policies.admin.base import actor_of
from policies.models import Policy
from policies.vocabulary import EventKind


class Recording(admin.ModelAdmin):
    """For PolicyAdmin, before whatever saves."""

    def save_model(self, request: HttpRequest, obj: Policy, form: ModelForm, change: bool) -> None:
        form.content_before = content_of([obj]) if change else {}
        super().save_model(request, obj, form, change)

    def record_saving(self, request: HttpRequest, form: ModelForm, change: bool) -> None:
        """When the rows of the inlines are written, and before the policy is moved or its copy published."""
        if change:
            record_written(form.content_before, actor_of(request))
        else:
            record(EventKind.CREATED, [form.instance], actor_of(request))

    def record_deletion(self, request: HttpRequest, policies: list[Policy]) -> None:
        def told(policy: Policy) -> dict[str, Any]:
            return {"title": policy.title}

        record(EventKind.DELETED, policies, actor_of(request), told)
