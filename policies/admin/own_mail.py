"""邮件提醒: whoever is signed in says where his daily mail goes, and whether he wants one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from policies.admin.counted import CountedEmail
from policies.models import DailyMail

EMAIL = User._meta.get_field("email")


class OwnMailForm(forms.Form):
    """Each field has its value of when the page was opened beside it, by which is known what was changed on the page."""

    email = forms.EmailField(
        show_hidden_initial=True,
        label="邮箱",
        required=False,
        max_length=EMAIL.max_length,
        help_text="例如 xiaobian@example.org。留空就不发。",
        widget=CountedEmail,
        error_messages={"invalid": "请写一个邮箱地址，例如 xiaobian@example.org。"},
    )
    wanted = forms.BooleanField(label="每天发邮件提醒我", required=False, show_hidden_initial=True)


class OwnMail(admin.ModelAdmin):
    """For AccountAdmin: …/own/, for everybody at the desk."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.own_view)
        return [path("own/", view, name="auth_user_own"), *super().get_urls()]

    def own_view(self, request: HttpRequest) -> HttpResponse:
        stored = _stored(request.user)
        form = OwnMailForm(request.POST if request.method == "POST" else None, initial=stored)
        if form.is_bound and form.is_valid():
            self._save(request, form)
            return redirect("admin:index")
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": "邮件提醒",
            "is_sent": settings.MAIL_IS_SENT,
        }
        return TemplateResponse(request, "admin/auth/user/own.html", context)

    def _save(self, request: HttpRequest, form: OwnMailForm) -> None:
        """What this person changed on the page and nothing else: what others change of the account meanwhile stays."""
        person, cleaned = request.user, form.cleaned_data
        if "email" in form.changed_data:
            User.objects.filter(pk=person.pk).update(email=cleaned["email"])
        if "wanted" in form.changed_data:
            choice = {"off": not cleaned["wanted"]}
            DailyMail.objects.update_or_create(account=person, defaults=choice)
        if form.has_changed():
            labels = [form.fields[name].label for name in form.changed_data]
            self.log_change(request, person, [{"changed": {"fields": labels}}])
        person.refresh_from_db(fields=["email"])
        self.message_user(request, _told(**_stored(person)), messages.SUCCESS)


def _stored(person: User) -> dict[str, Any]:
    is_off = DailyMail.objects.filter(account=person.pk, off=True).exists()
    return {"email": person.email, "wanted": not is_off}


def _told(email: str, wanted: bool) -> str:
    if not wanted:
        return "已保存。不会再发邮件给您。"
    return f"已保存。邮件发到 {email}。" if email else "已保存。没有邮箱，不会发邮件给您。"
