"""What was sent after its session ended, or with an old token, comes back to who typed it, and is saved by nobody else.

Forms of an entry come back as such, filled (`policies.admin.saving`). Anything else, such as the reason of a move or a
text to be imported, comes back on a page of its own, to be sent again. 预览本栏 is not held: its form is still open.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.views import csrf

from policies.accounts import held
from policies.accounts.held import HELD, TYPIST
from policies.admin import section_preview
from policies.admin.arrival import page_after_sign_in
from policies.admin.saving import CarefulSaving
from policies.models import HeldPost

PAGE = "admin:policies_policy_held"
DISCARD = "_discard"
# Of a page that is no form of an entry: what a person types there.
LABELS = {
    "reason": "理由",
    "email": "邮箱",
    "text": "粘贴的文本",
    "slug": "新的网址标识",
    "day": "哪一天",
    "hour": "几点",
}


def answer_signed_out(request: HttpRequest) -> HttpResponse | None:
    """The way to the page of sign-in, for who sent something that could be kept; None for everybody else."""
    if request.method != "POST" or admin.site.has_permission(request):
        return None
    owner = _owner(request)
    if owner is None:
        return None
    if section_preview.is_asked_by(request):
        return section_preview.answer_out_of_date(request)
    key = held.hold(owner, request.get_full_path(), request.POST)
    told = f"您刚才填写的内容已经留下，还没有保存。用“{owner.get_username()}”登录以后，接着修改。"
    messages.info(request, told)
    return redirect_to_login(reverse(PAGE, args=[key]), reverse("admin:login"))


def answer_wrong_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW. A sign-in in another window makes the tokens of all open pages old."""
    if request.path == reverse("admin:login"):
        return _answer_at_login(request, reason)
    owner = _owner(request)
    if owner is None:
        return csrf.csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return answer_signed_out(request)
    if section_preview.is_asked_by(request):
        return section_preview.answer_out_of_date(request)
    key = held.hold(owner, request.get_full_path(), request.POST)
    if owner == request.user:
        return redirect(PAGE, key)
    name = owner.get_username()
    told = f"没有保存：刚才那一页是用“{name}”打开的，现在登录的是别的账号。填写的内容留 24 小时，用“{name}”登录后，在管理首页找得到。"
    messages.warning(request, told)
    return redirect("admin:index")


def forget_what_was_done(request: HttpRequest, response: HttpResponse) -> None:
    """A redirect says that it was saved."""
    if request.method == "POST" and response.status_code == 302 and HELD in request.POST:
        held.forget(request.POST[HELD], request.user)


def _answer_at_login(request: HttpRequest, reason: str) -> HttpResponse:
    """Who has signed in in another window meanwhile is in."""
    if admin.site.has_permission(request):
        return redirect(page_after_sign_in(request))
    return csrf.csrf_failure(request, reason)


def _owner(request: HttpRequest) -> AbstractBaseUser | None:
    """Whose form it is that was sent; None where there is nothing to keep."""
    try:
        sent = request.POST
    except UnreadablePostError:
        return None
    return None if held.is_secret(sent) else held.owner_of(sent.get(TYPIST, ""))


class HeldPosts(admin.ModelAdmin):
    """For PolicyAdmin: …/held/<key>/, of all pages of the desk."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.held_view)
        return [path("held/<str:key>/", view, name="policies_policy_held"), *super().get_urls()]

    def held_view(self, request: HttpRequest, key: str) -> HttpResponse:
        if request.method == "POST":
            held.forget(key, request.user)
            self.message_user(request, "已经丢弃没有保存的内容。", messages.SUCCESS)
            return redirect("admin:index")
        post = held.find(key, request.user)
        if post is None:
            return self._not_found(request)
        if _is_form_of_entry(post) and "plain" not in request.GET:
            sign = "&" if "?" in post.address else "?"
            return redirect(f"{post.address}{sign}{HELD}={key}")
        return self._to_be_sent_again(request, post)

    def _not_found(self, request: HttpRequest) -> HttpResponse:
        told = "没有找到留下的内容：可能已经保存，可能超过了 24 小时，也可能是另一个账号填写的，要用那个账号登录。"
        self.message_user(request, told, messages.WARNING)
        return redirect("admin:index")

    def _to_be_sent_again(self, request: HttpRequest, post: HeldPost) -> HttpResponse:
        sent = held.sent_in(post)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "还没有保存",
            "post": post,
            "sent": [(name, value) for name, values in sent.lists() for value in values],
            "typed": _typed(sent),
            "page": urlsplit(post.address).path,
        }
        return TemplateResponse(request, "admin/held.html", context)


def _is_form_of_entry(post: HeldPost) -> bool:
    try:
        match = resolve(urlsplit(post.address).path)
    except Resolver404:
        return False
    is_form = (match.url_name or "").endswith(("_add", "_change"))
    # Django puts it on the views of each of its forms.
    return is_form and isinstance(getattr(match.func, "model_admin", None), CarefulSaving)


def _typed(sent: QueryDict) -> list[tuple[str, Any]]:
    return [(label, sent[name]) for name, label in LABELS.items() if sent.get(name)]
