"""预览: an entry that is not published, as residents would read it; for staff, and by a link for whom they choose."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies import preview_links
from policies.admin.base import actor_of, policy_seen_by
from policies.admin.waiting import my_turn, or_told_to_wait
from policies.admin.working_copy import PAGE_OF
from policies.models import Policy
from policies.pages.paper import Printed
from policies.pages.preview import path_of, preview_of
from policies.preview_links import SHOWN, PreviewLink
from policies.publishing import in_words
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState

LINKS = "admin:policies_policy_preview_links"
# What was withdrawn is for the eyes of staff alone.
AT_THE_DESK = (*SHOWN, PublicationState.WITHDRAWN)
NO_DISTRICT = "还不能预览：请先填写区。"


class Previewing(admin.ModelAdmin):
    """For PolicyAdmin, behind DeskAdmin and Revising: …/<key>/preview/ and …/<key>/preview/links/."""

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "policies_policy_preview"
        own = [
            path("<int:key>/preview/", view(self.preview), name=name),
            path("<int:key>/preview/links/", view(self.preview_links), name=f"{name}_links"),
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def preview(self, request: HttpRequest, key: int) -> HttpResponse:
        found = self._shown_here(request, key, Policy.objects.for_detail(), AT_THE_DESK)
        if isinstance(found, HttpResponse):
            return found
        today = timezone.localdate()
        page = preview_of(found, today, request.path, request.GET.get("part", "1"))
        printed = Printed.of(request.build_absolute_uri(request.path), on=today)
        back = reverse("admin:policies_policy_decide", args=[key])
        context = {"page": page, "printed": printed, "back": back, "until": ""}
        return render(request, "preview.html", context)

    @or_told_to_wait
    def preview_links(self, request: HttpRequest, key: int) -> HttpResponse:
        """The links that show it now; a POST makes one, or takes all of them back."""
        if request.method == "POST":
            with my_turn():
                return self._changed_links(request, key)
        found = self._shown_here(request, key, Policy.objects.select_related("copy_of"))
        if isinstance(found, HttpResponse):
            return found
        links = preview_links.links_of(found, timezone.now())
        context = {
            "title": "预览链接",
            "links": [_told(request, link) for link in links],
            "has_own": any(link.event.account_id == request.user.pk for link in links),
            "days": preview_links.LASTS.days,
        }
        return self._about(request, found, "preview_links", context)

    def _changed_links(self, request: HttpRequest, key: int) -> HttpResponse:
        found = self._shown_here(request, key, Policy.objects.select_related("copy_of"))
        if isinstance(found, HttpResponse):
            return found
        if "_end" in request.POST:
            preview_links.end_links(found, actor_of(request))
            self.message_user(request, "预览链接已经收回，打开的人看不到内容了。", messages.SUCCESS)
        elif "_give" in request.POST:
            preview_links.give_link(found, actor_of(request))
            self.message_user(request, "预览链接在下面，可以复制给要看的人。", messages.SUCCESS)
        return redirect(LINKS, key)

    def _shown_here(
        self, request: HttpRequest, key: int, policies: PolicyQuerySet, states: Collection[str] = SHOWN
    ) -> Policy | HttpResponse:
        """The entry, or the way to where somebody is better off who wants to preview it."""
        if gone := self.copy_gone(request, key):
            return gone
        policy = policy_seen_by(request, key, policies)
        if policy.state not in states:
            return redirect(PAGE_OF, key)
        if policy.district is None:
            self.message_user(request, NO_DISTRICT, messages.ERROR)
            return redirect(PAGE_OF, key)
        return policy


def _told(request: HttpRequest, link: PreviewLink) -> tuple[str, str, str]:
    """Its address, who gave it out, and until when it shows the entry."""
    address = request.build_absolute_uri(path_of(link.token))
    return address, link.event.actor, in_words(link.until)
