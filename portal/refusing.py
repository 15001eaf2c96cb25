"""403 and 404: of the desk, for those who are signed in there, on a page of the desk; else on the public ones."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from policies import views


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_at_desk(request):
        return _on_the_desk(request, "没有权限", "admin/403.html", 403)
    return views.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_at_desk(request):
        return _on_the_desk(request, "没有找到这个页面", "admin/404.html", 404)
    return views.page_not_found(request, exception)


def _is_at_desk(request: HttpRequest) -> bool:
    """Before anybody has looked for the account, as where a file is too long, nobody is known to sit there."""
    if not request.path.startswith(reverse("admin:index")):
        return False
    return hasattr(request, "user") and admin.site.has_permission(request)


def _on_the_desk(request: HttpRequest, title: str, template: str, status: int) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "groups": request.user.groups.all()}
    return render(request, template, context, status=status)
