"""导入, its first page: upload files or paste a text, and see what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from policies.admin import uploads
from policies.admin.uploads import MAX_FILES
from policies.admin.waiting import patience
from policies.importing.reading import (
    MAX_ARCHIVE_BYTES,
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    MAX_TEXT_CHARS,
    RejectedSource,
    is_archive,
)
from policies.importing.storing import (
    MADE_ELSEWHERE,
    NAME_CHARS,
    PASTED,
    WAITING_LISTED,
    WAITING_MAX,
    WAITING_MAX_BYTES,
    batch,
    keep,
    waiting,
)
from policies.models import ImportedSource, Job
from policies.models.turns import BusyError
from policies.permissions import Act, may

# What is shown of the name of a file that was not kept.
NAME_SHOWN = 60
JOBS_LISTED = 20

Document = tuple[str, Callable[[], bytes]]


class BringInForm(forms.Form):
    text = forms.CharField(
        required=False,
        strip=False,
        label="粘贴的文本",
        widget=forms.Textarea(attrs={"rows": 10, "cols": 80}),
        error_messages={"null_characters_not_allowed": "文本里有看不见的空字符，请从原来的地方重新复制。"},
    )


class BringingIn(admin.ModelAdmin):
    """For PolicyAdmin: …/import/."""

    # Exempt, because the check of the token reads what was sent: that is done here first, within our own limits.
    @method_decorator(csrf_exempt)
    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def bring_in(self, request: HttpRequest) -> HttpResponse:
        self.only_writers(request)
        if request.method != "POST":
            return self._import_page(request, BringInForm())
        try:
            left_out = uploads.receive(request)
        except uploads.TooMuchError as error:
            messages.error(request, str(error))
            return self._import_page(request, BringInForm(), status=413)
        return self._take_in(request, left_out)

    @method_decorator(csrf_protect)
    def _take_in(self, request: HttpRequest, left_out: int) -> HttpResponse:
        form = BringInForm(request.POST)
        if not form.is_valid():
            return self._import_page(request, form)
        text = form.cleaned_data["text"]
        if left_out:
            messages.error(request, f"一次最多 {MAX_FILES} 个文件，后面的 {left_out} 个没有读，请再选一次。")
        if not text.strip() and not request.FILES:
            messages.error(request, "没有选择文件，也没有粘贴文本。")
        archives, files = _sorted(request)
        made = list(self._jobs(request, archives))
        if len(made) == 1 and not files and not text.strip():
            return redirect("admin:policies_policy_job", made[0].pk)
        kept = list(self._kept(request, map(_document, files)))
        if text.strip():
            pasted = list(self._kept(request, [(PASTED, lambda: text.encode("utf-8", "replace"))]))
            if not pasted:
                # Another page would not have the text.
                return self._import_page(request, form)
            kept += pasted
        return self._after(request, kept) or self._import_page(request, form)

    def _jobs(self, request: HttpRequest, archives: Iterable[UploadedFile]) -> Iterator[Job]:
        """A job for each archive that could be opened; the others are named with the reason."""
        for archive in archives:
            name = str(archive.name)
            try:
                job = batch.submit_archive(name, archive, request.user)
            except RejectedSource as rejected:
                messages.error(request, f"没有收下 {_short(name)}：{rejected.reason}")
                continue
            messages.success(
                request, f"已收下压缩包 {_short(name)}，里面的 {job.total} 个文件在后台逐个导入。"
            )
            yield job

    def _kept(self, request: HttpRequest, documents: Iterable[Document]) -> Iterator[ImportedSource]:
        """Each document that could be read; the others are named with the reason."""
        for name, read in documents:
            # Django's template would make a capital of the first letter of a name.
            try:
                kept = keep(name, read(), person=request.user, patience=patience())
            except BusyError:
                messages.error(request, f"没有收下 {_short(name)}：网站正在导入数据，请过几秒再交一次。")
                continue
            except RejectedSource as rejected:
                messages.error(request, f"没有收下 {_short(name)}：{rejected.reason}")
                continue
            if kept.policy and not may(request.user, Act.SEE, kept.policy):
                messages.error(request, f"没有收下 {_short(name)}：{MADE_ELSEWHERE}")
                continue
            if kept.policy:
                messages.info(request, f"以前导入过 {_short(name)}：《{kept.policy}》。没有变化。")
            yield kept

    def _after(self, request: HttpRequest, kept: list[ImportedSource]) -> HttpResponse | None:
        """The way to the one document, or to all that wait; None where nothing was kept."""
        if len(kept) == 1:
            return redirect(page_for(kept[0]))
        if waits := [each for each in kept if each.policy is None]:
            messages.success(request, f"已收下 {len(waits)} 份，请逐份查看。")
        return redirect("admin:policies_policy_import") if kept else None

    def _import_page(self, request: HttpRequest, form: BringInForm, status: int = 200) -> HttpResponse:
        rows = list(waiting(request.user).defer("raw", "doubts")[: WAITING_LISTED + 1])
        context = {
            "title": "导入文件或粘贴文本",
            "form": form,
            "jobs": batch.jobs_of(request.user)[:JOBS_LISTED],
            "waiting": rows[:WAITING_LISTED],
            "more": len(rows) > WAITING_LISTED,
            "max_files": MAX_FILES,
            "max_megabytes": MAX_FILE_BYTES // 1_000_000,
            "max_characters": MAX_TEXT_CHARS // 10_000,
            "max_name": NAME_CHARS,
            "max_entries": MAX_ENTRIES,
            "max_archive_megabytes": MAX_ARCHIVE_BYTES // 1_000_000,
            "max_waiting": WAITING_MAX,
            "max_waiting_megabytes": WAITING_MAX_BYTES // 1_000_000,
        }
        return self.page_of(request, "import", context, status)

    def only_writers(self, request: HttpRequest) -> None:
        if not may(request.user, Act.ADD):
            raise PermissionDenied

    def page_of(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/policies/policy/{name}.html", context, status=status)


def _sorted(request: HttpRequest) -> tuple[list[UploadedFile], list[UploadedFile]]:
    """Archives, and the other files."""
    files = request.FILES.getlist("files")
    archives = [file for file in files if is_archive(str(file.name), file)]
    return archives, [file for file in files if file not in archives]


def _document(file: UploadedFile) -> Document:
    def read() -> bytes:
        file.seek(0)
        return file.read()

    return str(file.name), read


def page_for(kept: ImportedSource) -> str:
    if kept.policy:
        return reverse("admin:policies_policy_change", args=[kept.policy.pk])
    return reverse("admin:policies_policy_review", args=[kept.pk])


def _short(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"
