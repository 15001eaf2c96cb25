"""The earlier texts of a policy, drafts included: staff read and copy them, and change nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies.admin.base import policy_seen_by
from policies.admin.earlier_records import EarlierRecord
from policies.models import Policy, RecordVersion, SectionVersion
from policies.pages.parts import PolicyText
from policies.permissions import Act
from policies.vocabulary import SectionKind

# Rows are cheap, but nobody reads more; the page says that it was cut.
LISTED = 500


class EarlierTexts(admin.ModelAdmin):
    """For PolicyAdmin: …/<key>/versions/ and …/<key>/versions/<id>/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:key>/versions/", view(self.earlier_texts), name="policies_policy_versions"),
            path(
                "<int:key>/versions/<int:version>/", view(self.earlier_text), name="policies_policy_version"
            ),
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def earlier_texts(self, request: HttpRequest, key: int) -> HttpResponse:
        policy = policy_seen_by(request, key, act=Act.TRACE)
        kept = SectionVersion.objects.filter(policy_id=key, slug=policy.slug).defer("body").order_by("-pk")
        versions = list(kept[: LISTED + 1])
        records = EarlierRecord.each_of(RecordVersion.objects.of(policy)[: LISTED + 1])
        context = {
            "versions": versions[:LISTED],
            "cut": len(versions) > LISTED,
            "records": records[:LISTED],
            "records_cut": len(records) > LISTED,
            "title": "以前的内容",
        }
        return self._page(request, policy, "versions", context)

    @method_decorator(require_safe)
    def earlier_text(self, request: HttpRequest, key: int, version: int) -> HttpResponse:
        policy = policy_seen_by(request, key, act=Act.TRACE)
        kept = SectionVersion.objects.filter(policy_id=key, slug=policy.slug, pk=version).first()
        if kept is None:
            raise Http404
        text = PolicyText(request.path, {SectionKind(kept.kind): kept.body})
        shown = text.nearest(request.GET.get("part", "1"))
        context = {
            "version": kept,
            "title": "以前的内容",
            "body": text.shown_of(SectionKind(kept.kind), shown),
            "pager": text.pager(shown),
        }
        return self._page(request, policy, "version", context)

    def _page(
        self, request: HttpRequest, policy: Policy, name: str, context: dict[str, Any]
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": policy,
            "subtitle": str(policy),
            **context,
        }
        return TemplateResponse(request, f"admin/policies/policy/{name}.html", context)
