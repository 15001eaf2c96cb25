"""预览本栏: what stands in one section of the form, as residents would read it, with its outline and its doubts.

Nothing is stored. A script shows it below the field while somebody types; without one, a button opens it on a page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from policies.admin.doubts import TextDoubts
from policies.admin.fields import is_key
from policies.admin.sections import read_text, typed_body
from policies.models import District, Policy
from policies.pages.draft_section import DraftSection
from policies.permissions import Act, may
from policies.text import storable
from policies.vocabulary import SectionKind

NAME = "policies_policy_section"
# A longer text takes seconds to print, at each pause in typing; the page of the whole entry shows it in parts.
MOST_CHARS = 100_000
TOO_LONG = f"这一栏超过 {MOST_CHARS} 字，太长，不能随写随看。保存以后用“预览网页”看。"
OUT_OF_DATE = (
    "登录已经过期，或者在别的窗口重新登录过，不能预览。"
    "填写的内容还在原来那一页：请回到填写的那一页保存，按“保存，接着修改”，重新登录以后会回来。"
)
NUL = "含有看不见的空字符（NUL），请先粘贴到记事本，再从记事本复制过来。"


class SectionPreviews(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin: …/section/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.section_preview)
        return [path("section/", view, name=NAME), *super().get_urls()]

    @method_decorator(require_POST)
    def section_preview(self, request: HttpRequest) -> HttpResponse:
        """Of the section that the button names. Who may write an entry may have any text printed."""
        if not (may(request.user, Act.ADD) or may(request.user, Act.EDIT)):
            raise PermissionDenied
        kind = SectionKind.parse(request.POST.get("section", ""))
        if kind is None:
            raise Http404
        typed = request.POST.get(typed_body(kind), "")
        district = request.POST.get("district", "")
        shown = _shown(kind, typed, district)
        return _page(request, f"预览：{kind.label}", shown)


def is_asked_by(request: HttpRequest) -> bool:
    """Once its view is known. What it sends is a look at the form, which stays open in its own window."""
    return request.resolver_match is not None and request.resolver_match.url_name == NAME


def answer_out_of_date(request: HttpRequest) -> HttpResponse:
    """For who is signed out, or has an old CSRF token: the way back to the form."""
    page = _page(request, "不能预览", {"refused": OUT_OF_DATE}, HTTPStatus.FORBIDDEN)
    return page.render()


def _page(
    request: HttpRequest, title: str, shown: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> TemplateResponse:
    context = {
        **admin.site.each_context(request),
        "opts": Policy._meta,
        "title": title,
        # Beside the form, which stays open in its own window.
        "is_nav_sidebar_enabled": False,
        **shown,
    }
    template = "admin/policies/policy/section_preview.html"
    return TemplateResponse(request, template, context, status=status)


def _shown(kind: SectionKind, typed: str, district: str) -> dict[str, Any]:
    if storable.has_nul(typed):
        return {"refused": NUL}
    body = read_text(typed)
    if len(body) > MOST_CHARS:
        return {"refused": TOO_LONG}
    if not body:
        return {"refused": "这一栏还没有内容。"}
    place = District.objects.filter(pk=district).first() if is_key(district) else None
    return {
        "section": DraftSection.build(kind, body, place, timezone.localdate()),
        "count": len(body),
        "found": TextDoubts.of(kind, body),
    }
