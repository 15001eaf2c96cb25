"""导入: upload files or paste a text, go through the doubts, save as 草稿.

…/import/ takes documents in and lists those that wait; …/import/<id>/ shows one: the draft, and beside it the
doubts. Everything is a plain form; what was brought in waits in the database, so no session can lose it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policies.admin.base import actor_of
from policies.admin.bringing import BringingIn
from policies.admin.districts import offered_districts
from policies.admin.reviewing import context_of
from policies.admin.waiting import or_told_to_wait, patience
from policies.importing.reading import RejectedSource
from policies.importing.storing import (
    UNSEEN,
    Decision,
    ImportOutcome,
    ImportVerdict,
    Review,
    ReviewStep,
    give_up,
    waiting,
)
from policies.models import ImportedSource, Policy
from policies.permissions import Act, may


class Importing(BringingIn):
    """For PolicyAdmin: …/import/, …/import/<id>/ and …/import/<id>/original/."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.bring_in), name="policies_policy_import"),
            path("import/<int:key>/", view(self.review), name="policies_policy_review"),
            path("import/<int:key>/original/", view(self.original), name="policies_policy_original"),
            path("import/<int:key>/discard/", view(self.discard), name="policies_policy_discard"),
        ]
        return own + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        context["imported"] = policy and policy.imported_sources.defer("raw", "doubts")
        return super().render_change_form(request, context, *args, **kwargs)

    @or_told_to_wait
    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def review(self, request: HttpRequest, key: int) -> HttpResponse:
        self.only_writers(request)
        found = self._waiting(request, key)
        if not isinstance(found, Review):
            return found
        if request.method != "POST":
            return self._shown(request, found, request.GET)
        choices = _choices(request, found)
        found.choose(**choices)
        step, outcome = found.submit(
            request.POST.get("version", ""),
            actor_of(request),
            wants_save="save" in request.POST,
            patience=patience(),
        )
        match step:
            case ReviewStep.GONE:
                return self._gone(request)
            case ReviewStep.OVERTAKEN:
                return self._overtaken(request, key, choices)
            case ReviewStep.FORBIDDEN:
                name = found.updates if may(request.user, Act.SEE, found.updates) else UNSEEN
                told = f"没有保存：这会更新《{name}》，而您没有修改政策的权限。选择已记下。"
                messages.error(request, told)
                return self._shown(request, found, request.POST)
            case ReviewStep.SAVED:
                return self._told(request, found, outcome)
        messages.success(request, "选择已记下。")
        query = {name: request.POST[name][:9] for name in ("page", "part") if request.POST.get(name)}
        return redirect(reverse("admin:policies_policy_review", args=[key], query=query))

    def _overtaken(self, request: HttpRequest, key: int, choices: dict[str, Any]) -> HttpResponse:
        found = self._waiting(request, key)
        if not isinstance(found, Review):
            return found
        found.choose(**choices)
        messages.error(
            request,
            "您打开这一页以后，别人改过这份原件的选择。下面是您的选择，再提交一次就以您的为准。",
        )
        page = self._shown(request, found, request.POST)
        page.status_code = HTTPStatus.CONFLICT
        return page

    def _told(self, request: HttpRequest, found: Review, outcome: ImportOutcome) -> HttpResponse:
        if outcome.done:
            return self._told_done(request, found, outcome)
        # Behind the first reason stands the comparison, which the page shows in full.
        reason = "".join(outcome.reasons[:1])
        messages.error(request, f"{outcome.verdict.label}：{reason}")
        return self._shown(request, found, request.POST)

    def _told_done(self, request: HttpRequest, found: Review, outcome: ImportOutcome) -> HttpResponse:
        if not outcome.key:
            messages.success(request, f"{outcome.verdict.label}：{''.join(outcome.reasons)}")
            return redirect("admin:policies_policy_import")
        policy = Policy.objects.get(pk=outcome.key)
        self._log_done(request, policy, found.kept.name, outcome.verdict)
        done = f"{outcome.verdict.label}：《{policy}》。"
        if not may(request.user, Act.SEE, policy):
            # His own, and he may only add.
            messages.success(request, done)
            return redirect("admin:policies_policy_import")
        messages.success(request, f"{done}接着在下面修改、补充。")
        return redirect("admin:policies_policy_change", policy.pk)

    def _log_done(self, request: HttpRequest, policy: Policy, file: str, verdict: ImportVerdict) -> None:
        if verdict is ImportVerdict.CREATED:
            self.log_addition(request, policy, f"从“{file}”导入。")
        elif verdict is ImportVerdict.UPDATED:
            self.log_change(request, policy, f"用“{file}”更新。")

    def _shown(self, request: HttpRequest, found: Review, asked: QueryDict) -> HttpResponse:
        shown = context_of(found, asked.get("page"), asked.get("part", "1"))
        shown["districts"] = offered_districts(request.user)
        context = {"title": "查看导入的原件", "subtitle": found.kept.name, **shown}
        return self.page_of(request, "review", context)

    @method_decorator(require_safe)
    def original(self, request: HttpRequest, key: int) -> HttpResponse:
        """The bytes as they came, to be kept as a file and never shown as a page."""
        kept = ImportedSource.objects.filter(pk=key).first()
        if kept is None:
            raise Http404
        is_own = waiting(request.user).filter(pk=key).exists() and may(request.user, Act.ADD)
        if not (may(request.user, Act.TRACE, kept.policy) if kept.policy else is_own):
            raise PermissionDenied
        answer = HttpResponse(bytes(kept.raw), content_type="application/octet-stream")
        answer.headers["Content-Disposition"] = f'attachment; filename="original-{kept.pk}"'
        return answer

    @or_told_to_wait
    @method_decorator(require_POST)
    def discard(self, request: HttpRequest, key: int) -> HttpResponse:
        self.only_writers(request)
        kept = give_up(key, person=request.user, patience=patience())
        if kept is None:
            return self._gone(request)
        messages.success(request, f"已放弃“{kept.name}”，没有保存。")
        return redirect("admin:policies_policy_import")

    def _waiting(self, request: HttpRequest, key: int) -> Review | HttpResponseRedirect:
        """The document, or the way to what became of it."""
        try:
            return Review.of(key, request.user) or self._gone(request)
        except RejectedSource as rejected:
            messages.error(request, f"这份原件现在读不了：{rejected.reason}")
            return redirect("admin:policies_policy_import")

    def _gone(self, request: HttpRequest) -> HttpResponseRedirect:
        messages.warning(request, "这份原件已经保存为草稿，或者已被放弃。")
        return redirect("admin:policies_policy_import")


def _choices(request: HttpRequest, found: Review) -> dict[str, Any]:
    chosen = {doubt.key: Decision.parse(request.POST.get(f"doubt-{doubt.key}", "")) for doubt in found.doubts}
    return {
        "decisions": {key: decision for key, decision in chosen.items() if decision},
        "apart": request.POST.getlist("not-duplicate"),
        "related": request.POST.getlist("relation"),
        "newer_of": request.POST.get("newer-of", ""),
        "district": _district(request),
    }


def _district(request: HttpRequest) -> str:
    """The slug of the one that was chosen; empty where it is none that was offered."""
    offered = offered_districts(request.user).values_list("slug", flat=True)
    return next((slug for slug in offered if slug == request.POST.get("district")), "")
