"""One change for all that is chosen in the list: other topics, another district, verified today.

First what is to be changed is said, then the page shows what that does with each, and why nothing with some; a yes to
exactly that does all of it or nothing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from policies.acting import locked
from policies.admin import checkpoint
from policies.admin.asking import OneField
from policies.admin.base import actor_of
from policies.admin.districts import offered_districts
from policies.admin.fields import ManyField
from policies.admin.waiting import status_of
from policies.altering import Alteration, Plan, StoppedError, alter, plans
from policies.models import District, Policy, Topic
from policies.models.digests import digest
from policies.permissions import Person

# What was said when the page was made: a page that shows another answer is read before it counts.
SAID = "said"


class AlterationForm(forms.Form):
    """Nothing has to be said."""

    def __init__(self, person: Person, sent: QueryDict | None) -> None:
        super().__init__(sent, label_suffix="：")
        self.person = person

    @property
    def alteration(self) -> Alteration:
        raise NotImplementedError

    @property
    def mark(self) -> str:
        return digest(repr(self.alteration))


class TopicsForm(AlterationForm):
    added = ManyField(
        Topic.objects.all(), label="加上主题", required=False, widget=forms.CheckboxSelectMultiple
    )
    removed = ManyField(
        Topic.objects.all(), label="去掉主题", required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        added = set(cleaned.get("added") or ())
        removed = set(cleaned.get("removed") or ())
        if not self.errors and not added | removed:
            raise ValidationError("请选要加上或者去掉的主题。")
        if both := added & removed:
            names = "、".join(map(str, both))
            raise ValidationError(f"“{names}”不能又加上又去掉。")
        return cleaned

    @property
    def alteration(self) -> Alteration:
        return Alteration(**{name: tuple(self.cleaned_data[name]) for name in ("added", "removed")})


class NewDistrictForm(AlterationForm):
    district = OneField(
        District.objects.all(),
        label="改成哪个区",
        empty_label="请选择",
        error_messages={
            "required": "请选一个区。",
            "invalid_choice": "没有这个区，或者不是您负责的区，请重新选。",
        },
    )

    def __init__(self, person: Person, sent: QueryDict | None) -> None:
        super().__init__(person, sent)
        self.fields["district"].queryset = offered_districts(person)

    @property
    def alteration(self) -> Alteration:
        return Alteration(district=self.cleaned_data["district"])


class VerifiedForm(AlterationForm):
    @property
    def alteration(self) -> Alteration:
        return Alteration(verified_on=timezone.localdate())


class Altering(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin."""

    @admin.action(description="给所选的政策改主题", permissions=["change"])
    def alter_topics(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._alter_chosen(request, queryset, "alter_topics", TopicsForm)

    @admin.action(description="给所选的政策改区", permissions=["change"])
    def alter_district(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._alter_chosen(request, queryset, "alter_district", NewDistrictForm)

    @admin.action(description="所选的政策今天核实过", permissions=["change"])
    def alter_verified(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        return self._alter_chosen(request, queryset, "alter_verified", VerifiedForm)

    def _alter_chosen(
        self, request: HttpRequest, queryset: QuerySet[Policy], action: str, form_class: type[AlterationForm]
    ) -> HttpResponse | None:
        chosen = list(locked(queryset))
        if self._are_too_many(request, chosen):
            return None
        was_asked = checkpoint.FIELD in request.POST
        # What needs no answer is answered from the start.
        needs_no_answer = not form_class.base_fields
        form = form_class(request.user, request.POST if was_asked or needs_no_answer else None)
        is_said = form.is_valid()
        alteration = form.alteration if is_said else Alteration()
        token = self._token_of_all([*chosen, *Policy.objects.filter(copy_of__in=chosen)])
        is_as_it_was = request.POST.get(checkpoint.FIELD) == token
        if is_said and is_as_it_was and request.POST.get(SAID) == form.mark:
            self._alter(request, chosen, alteration)
            return None
        planned = plans(chosen, alteration, actor_of(request))
        asked_again = was_asked and not is_as_it_was
        context = {
            **self.admin_site.each_context(request),
            **_in_three(planned),
            "title": getattr(self, action).short_description,
            "opts": self.opts,
            "form": form,
            "chosen": chosen,
            "action": action,
            "is_said": is_said,
            "said": form.mark if is_said else "",
            "checkpoint": token,
            "asked_again": asked_again,
            "list": request.get_full_path(),
        }
        status = status_of(asked_again)
        return TemplateResponse(request, "admin/policies/policy/alter.html", context, status=status)

    def _alter(self, request: HttpRequest, chosen: list[Policy], alteration: Alteration) -> None:
        try:
            planned = alter(chosen, alteration, actor_of(request))
        except StoppedError as stopped:
            self.message_user(request, f"什么也没有做。{stopped}", messages.ERROR)
            return
        done = [each for each in planned if each.is_done]
        for each in done:
            self.log_change(request, each.policy, f"{'；'.join(each.changed)}。")
        self.tell_what_is_void(request, [each.written for each in done])
        handed_in = sum(each.policy.state == "published" for each in done)
        told = f"已修改 {len(done)} 条政策。"
        if handed_in:
            told += f"其中 {handed_in} 条已发布，改动在修改稿里，已交审；发布以后居民才看到。"
        self.message_user(request, told, messages.SUCCESS if done else messages.WARNING)


def _in_three(planned: list[Plan]) -> dict[str, list[Plan]]:
    return {
        "done": [each for each in planned if each.is_done],
        "refused": [each for each in planned if each.refused],
        "stopping": [each for each in planned if each.stops],
    }
