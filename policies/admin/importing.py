"""导入: upload files or paste a text, go through the doubts, save as 草稿.

…/import/ takes documents in and lists those that wait; …/import/<id>/ shows one: the draft, and beside it the
doubts. Everything is a plain form; what was brought in waits in the database, so no session can lose it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policies.importing import review
from policies.importing.doubts import Doubt, Spot
from policies.importing.draft import Draft
from policies.importing.review import Decision, Review
from policies.importing.sources import Refused
from policies.importing.store import Outcome
from policies.models import District, ImportedSource, Policy, Topic, triggers
from policies.text.dates import in_chinese
from policies.vocabulary import SectionKind

MAX_FILES = 50
# Of the text around a doubt so many characters are shown on either side.
AROUND = 16
NOTHING = "没有找到"


class BringInForm(forms.Form):
    text = forms.CharField(
        required=False,
        strip=False,
        label="粘贴的文本",
        widget=forms.Textarea(attrs={"rows": 10, "cols": 80}),
        error_messages={"null_characters_not_allowed": "文本里有看不见的空字符，请从原来的地方重新复制。"},
    )


@dataclass(frozen=True, slots=True)
class SpotView:
    before: str
    seen: str
    after: str
    likely: str | None


@dataclass(frozen=True, slots=True)
class DoubtView:
    key: str
    kind: str
    line: int
    why: str
    spots: tuple[SpotView, ...]
    decision: str
    repairable: bool

    @classmethod
    def of(cls, doubt: Doubt, text: str, decision: str) -> DoubtView:
        spots = tuple(_spot(spot, text) for spot in doubt.spots)
        return cls(doubt.key, doubt.kind.label, doubt.line, doubt.why, spots, decision, doubt.repairable)


@dataclass(frozen=True, slots=True)
class DraftView:
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    """Label and body; the body is empty where the document has no such part."""

    @classmethod
    def of(cls, draft: Draft) -> DraftView:
        """2 queries."""
        district = District.objects.filter(slug=draft.district).values_list("name", flat=True).first()
        topics = Topic.objects.filter(slug__in=draft.topics).values_list("name", flat=True)
        days = ("issued_on", "published_on", "effective_on", "expires_on")
        return cls(
            draft.title,
            (
                ("发文字号", draft.doc_number),
                ("发文机关", "、".join(draft.issuers)),
                ("主送机关", "、".join(draft.addressees)),
                *((_label(name), in_chinese(day) if (day := getattr(draft, name)) else "") for name in days),
                ("区", district or ""),
                ("建议的主题", "、".join(topics)),
            ),
            tuple((kind.label, draft.sections.get(kind, "")) for kind in SectionKind),
        )


def _label(name: str) -> str:
    return str(Policy._meta.get_field(name).verbose_name)


def _spot(spot: Spot, text: str) -> SpotView:
    end = spot.start + len(spot.seen)
    before = text[max(0, spot.start - AROUND) : spot.start].rpartition("\n")[2]
    return SpotView(before, _visible(spot.seen), text[end : end + AROUND].partition("\n")[0], spot.likely)


def _visible(text: str) -> str:
    """What cannot be seen by its code."""
    return "".join(char if char.isprintable() else f"[U+{ord(char):04X}]" for char in text)


class Importing(admin.ModelAdmin):
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

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def bring_in(self, request: HttpRequest) -> HttpResponse:
        self._only_writers(request)
        form = BringInForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            kept = list(self._kept(request, form.cleaned_data["text"]))
            if len(kept) == 1:
                return redirect("admin:policies_policy_review", kept[0].pk)
            if kept:
                messages.success(request, f"已收下 {len(kept)} 份，请逐份查看。")
                return redirect("admin:policies_policy_import")
        rows = list(review.waiting().defer("raw", "doubts")[: review.WAITING_LISTED + 1])
        context = {
            "title": "导入文件或粘贴文本",
            "form": form,
            "waiting": rows[: review.WAITING_LISTED],
            "more": len(rows) > review.WAITING_LISTED,
            "max_files": MAX_FILES,
        }
        return self._page_of(request, "import", context)

    def _kept(self, request: HttpRequest, pasted: str) -> Iterator[ImportedSource]:
        """Each document that could be read; the others are named with the reason."""
        files = request.FILES.getlist("files")
        if len(files) > MAX_FILES:
            messages.error(request, f"一次最多 {MAX_FILES} 个文件，只读了前 {MAX_FILES} 个。")
        documents = [(str(file.name), file.read) for file in files[:MAX_FILES]]
        if pasted.strip():
            documents.append((review.PASTED, lambda: pasted.encode("utf-8", "replace")))
        if not documents:
            messages.error(request, "没有选择文件，也没有粘贴文本。")
        for name, read in documents:
            try:
                yield review.keep(name, read())
            except Refused as refused:
                # Django's template would make a capital of the first letter of a name.
                messages.error(request, f"没有收下 {name}：{refused.reason}")

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def review(self, request: HttpRequest, key: int) -> HttpResponse:
        self._only_writers(request)
        if request.method != "POST":
            return self._shown(request, self._waiting(request, key))
        with transaction.atomic():
            triggers.hold(transaction.get_connection())
            found = self._waiting(request, key, for_update=True)
            if not isinstance(found, Review):
                return found
            decisions = _decisions(request, found)
            if request.POST.get("version") != found.version:
                messages.error(
                    request,
                    "您打开这一页以后，别人改过这份原件的选择。下面是您的选择，再提交一次就以您的为准。",
                )
                return self._shown(request, found, unsaved=decisions)
            found.decide(decisions)
            if "save" not in request.POST:
                messages.success(request, "选择已记下。")
                return redirect("admin:policies_policy_review", key)
            outcome = found.save(
                not_duplicate_of=request.POST.getlist("not-duplicate")[:MAX_FILES],
                relations={
                    int(place)
                    for place in request.POST.getlist("relation")
                    if place.isascii() and place.isdigit()
                },
            )
        return self._told(request, found, outcome)

    def _told(self, request: HttpRequest, found: Review, outcome: Outcome) -> HttpResponse:
        if outcome.done:
            policy = Policy.objects.get(slug=outcome.slug)
            self.log_addition(request, policy, f"从“{found.kept.name}”导入。")
            messages.success(request, f"{outcome.verdict.label}：《{policy}》。接着在下面修改、补充。")
            return redirect("admin:policies_policy_change", policy.pk)
        for reason in outcome.reasons[:1]:
            messages.error(request, f"{outcome.verdict.label}：{reason}")
        return self._shown(request, found)

    def _shown(
        self, request: HttpRequest, found: Review | HttpResponse, unsaved: dict[str, Decision] | None = None
    ) -> HttpResponse:
        if not isinstance(found, Review):
            return found
        decided = found.decisions | (unsaved or {})
        text = found.source.text
        often = Counter(doubt.kind for doubt in found.doubts)
        # What is rare is what matters: a hundred lines with half-width commas come after the damaged 文号.
        ordered = sorted(found.doubts, key=lambda doubt: (often[doubt.kind], doubt.line))
        doubts = [DoubtView.of(doubt, text, str(decided.get(doubt.key, ""))) for doubt in ordered]
        context = {
            "title": "查看导入的原件",
            "subtitle": found.kept.name,
            "kept": found.kept,
            "version": found.version,
            "draft": DraftView.of(found.draft),
            "doubts": doubts,
            # A plain dict: of a Counter a template would read `.items` as a count.
            "kinds": {kind.label: number for kind, number in often.items()},
            "hints": found.hints(),
            "removed": dict(found.draft.removed),
            "remarks": found.draft.remarks,
            "candidates": found.candidates(),
            "relations": found.relations(),
        }
        return self._page_of(request, "review", context)

    @method_decorator(require_safe)
    def original(self, request: HttpRequest, key: int) -> HttpResponse:
        """The bytes as they came, to be kept as a file and never shown as a page."""
        kept = ImportedSource.objects.filter(pk=key).first()
        if kept is None:
            raise Http404
        if not self.has_view_permission(request, kept.policy):
            raise PermissionDenied
        answer = HttpResponse(bytes(kept.raw), content_type="application/octet-stream")
        answer.headers["Content-Disposition"] = f'attachment; filename="original-{kept.pk}"'
        return answer

    @method_decorator(require_POST)
    def discard(self, request: HttpRequest, key: int) -> HttpResponse:
        self._only_writers(request)
        with transaction.atomic():
            found = self._waiting(request, key, for_update=True)
            if isinstance(found, Review):
                messages.success(request, f"已放弃“{found.kept.name}”，没有保存。")
                found.kept.delete()
        return redirect("admin:policies_policy_import")

    def _only_writers(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _waiting(
        self, request: HttpRequest, key: int, *, for_update: bool = False
    ) -> Review | HttpResponseRedirect:
        """The document, or the way to what became of it."""
        if found := Review.of(key, for_update=for_update):
            return found
        messages.warning(request, "这份原件已经保存为草稿，或者已被放弃。")
        return redirect("admin:policies_policy_import")

    def _page_of(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/policies/policy/{name}.html", context)


def _decisions(request: HttpRequest, found: Review) -> dict[str, Decision]:
    chosen = {doubt.key: Decision.parse(request.POST.get(f"doubt-{doubt.key}", "")) for doubt in found.doubts}
    return {key: decision for key, decision in chosen.items() if decision}
