"""改网址标识: a policy gets another slug, on a page of its own; its old addresses lead to the new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from policies.admin.base import actor_of, policy_seen_by
from policies.admin.waiting import my_turn, or_told_to_wait, status_of
from policies.models import Policy
from policies.renaming import may_rename, rename

SLUG = Policy._meta.get_field("slug")


class NewSlugForm(forms.Form):
    """`before` is the slug that the page showed: whoever changed it meanwhile is not written over."""

    before = forms.CharField(widget=forms.HiddenInput)
    slug = forms.CharField(
        label="新的网址标识",
        max_length=SLUG.max_length,
        validators=SLUG.validators,
        widget=AdminTextInputWidget,
        error_messages={"required": "请写新的网址标识。", "max_length": f"最多写 {SLUG.max_length} 个字母。"},
    )

    def clean_before(self) -> str:
        if self.cleaned_data["before"] != self.initial["before"]:
            raise ValidationError(
                f"您打开这一页以后，别人把网址标识改成了“{self.initial['before']}”。请再看一看。"
            )
        return self.cleaned_data["before"]


class Renaming(admin.ModelAdmin):
    """For PolicyAdmin: …/<key>/slug/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.slug_view)
        return [path("<int:key>/slug/", view, name="policies_policy_slug"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        context["may_rename"] = policy is not None and may_rename(request.user, policy)
        return super().render_change_form(request, context, *args, **kwargs)

    @or_told_to_wait
    def slug_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if request.method != "POST":
            return self._ask_for_slug(request, self._renamed_by(request, key))
        with my_turn():
            policy = self._renamed_by(request, key)
            form = NewSlugForm(request.POST, initial={"before": policy.slug})
            if form.is_valid() and self._rename(request, policy, form):
                return HttpResponseRedirect(reverse("admin:policies_policy_change", args=[key]))
            return self._ask_for_slug(request, policy, form)

    def _renamed_by(self, request: HttpRequest, key: int) -> Policy:
        policy = policy_seen_by(request, key)
        if not may_rename(request.user, policy):
            raise PermissionDenied
        return policy

    def _rename(self, request: HttpRequest, policy: Policy, form: NewSlugForm) -> bool:
        before, slug = policy.slug, form.cleaned_data["slug"]
        try:
            renamed = rename(policy, slug, actor_of(request))
        except ValidationError as error:
            form.add_error("slug", error.messages)
            return False
        if slug != before:
            self.log_change(request, renamed, f"改网址标识：{before} → {slug}。")
            leads_on = renamed.old_slugs.filter(slug=before).exists()
            told = f"，原来的“{before}”会转到这里" if leads_on else ""
            self.message_user(request, f"网址标识改成了“{slug}”{told}。", messages.SUCCESS)
        return True

    def _ask_for_slug(
        self, request: HttpRequest, policy: Policy, form: NewSlugForm | None = None
    ) -> TemplateResponse:
        if form is None:
            form = NewSlugForm(initial={"before": policy.slug, "slug": policy.slug})
        elif form.has_error("before"):
            # What was typed stays; the next yes is to what the page shows now.
            form.data = form.data.copy()
            form.data["before"] = policy.slug
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": policy,
            "form": form,
            "old_slugs": policy.old_slugs.all(),
            "title": "改网址标识",
            "subtitle": str(policy),
        }
        status = status_of(form.has_error("before"))
        return TemplateResponse(request, "admin/policies/policy/slug.html", context, status=status)
