"""导出: a policy as a text file, which a person can read anywhere, and which the import takes back to the letter."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from policies.admin.base import policy_seen_by
from policies.importing.reading import export
from policies.importing.storing import exported
from policies.models import Policy


class Exporting(admin.ModelAdmin):
    """For PolicyAdmin: …/<key>/export/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export)
        return [path("<int:key>/export/", view, name="policies_policy_export"), *super().get_urls()]

    @method_decorator(require_safe)
    def export(self, request: HttpRequest, key: int) -> HttpResponse:
        policy = policy_seen_by(request, key, Policy.objects.for_export())
        answer = HttpResponse(export(exported(policy)), content_type="text/markdown; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{policy.slug}.md"'
        return answer
