"""批量导入: how far a job is, what became of each of its files, and the way on from those that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from policies import jobs
from policies.admin.bringing import BringingIn, page_for
from policies.admin.waiting import or_told_to_wait, patience
from policies.importing.reading import RejectedSource
from policies.importing.storing import ImportVerdict, batch
from policies.models import Job, JobItem, Policy
from policies.permissions import Act, permitted
from policies.vocabulary import JobState

FILES_ON_A_PAGE = 50
# What nobody has begun by then, nobody is there to begin.
LATE = timedelta(minutes=2)
# What a person looks at first: where something is left to do.
ORDER = (
    *(ImportVerdict.REFUSED, ImportVerdict.SKIPPED, ImportVerdict.FAILED),
    *(ImportVerdict.CREATED, ImportVerdict.UPDATED, ImportVerdict.UNCHANGED, ImportVerdict.PASSED_OVER),
)


class Jobs(BringingIn):
    """For PolicyAdmin: …/import/jobs/<id>/, and what can be done there."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/jobs/<int:key>/", view(self.job), name="policies_policy_job"),
            path("import/jobs/<int:key>/stop/", view(self.stop_job), name="policies_policy_job_stop"),
            path(
                "import/jobs/<int:key>/<int:number>/",
                view(self.go_on_with),
                name="policies_policy_job_item",
            ),
        ]
        return own + super().get_urls()

    @method_decorator(require_safe)
    def job(self, request: HttpRequest, key: int) -> HttpResponse:
        self.only_writers(request)
        job = _found(request, key)
        tally = batch.tally_of(job)
        chosen = _chosen(tally.verdicts, request.GET.get("outcome", ""))
        page = Paginator(_files(job, chosen), FILES_ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "批量导入",
            "subtitle": job.name,
            "job": job,
            "is_open": job.state in (JobState.INCOMING, JobState.WAITING, JobState.RUNNING),
            # What still comes in is taken by nobody, and stopped by nobody.
            "can_stop": job.state in (JobState.WAITING, JobState.RUNNING),
            "is_late": job.state == JobState.WAITING and timezone.now() - job.made_at > LATE,
            "tabs": [(each, tally.verdicts[each]) for each in ORDER if tally.verdicts[each]],
            "reasons": tally.reasons.most_common(),
            "chosen": chosen,
            "page": page,
            "seen": _seen_by(request, page),
        }
        return self.page_of(request, "job", context)

    @method_decorator(require_POST)
    def stop_job(self, request: HttpRequest, key: int) -> HttpResponse:
        self.only_writers(request)
        job = _found(request, key)
        if jobs.stop(key):
            messages.success(request, f"已停止“{job.name}”。已经处理的不变，其余的不再处理。")
        elif job.state == JobState.INCOMING:
            messages.warning(request, f"“{job.name}”还在收下，收完以后才能停止。")
        else:
            messages.warning(request, f"“{job.name}”已经结束了。")
        return redirect("admin:policies_policy_job", key)

    @or_told_to_wait
    @method_decorator(require_POST)
    def go_on_with(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """A file that was refused waits for a person, as if it had been uploaded by itself."""
        self.only_writers(request)
        rows = _found(request, key).items.filter(batch.can_go_on())
        item = rows.exclude(outcome="").filter(number=number).first()
        if item is None:
            messages.warning(request, "这份文件的内容已经不在了，或者不能再打开。请重新导入。")
            return redirect("admin:policies_policy_job", key)
        try:
            kept = batch.hand_over(item, request.user, patience=patience())
        except RejectedSource as rejected:
            messages.error(request, f"没有收下 {item.name}：{rejected.reason}")
            return redirect("admin:policies_policy_job", key)
        return redirect(page_for(kept))


def _found(request: HttpRequest, key: int) -> Job:
    job = batch.jobs_of(request.user).filter(pk=key).first()
    if job is None:
        raise Http404
    return job


def _chosen(verdicts: Mapping[ImportVerdict, int], wanted: str) -> ImportVerdict | None:
    """The verdict that was asked for; else the first of those that there are."""
    asked = next((each for each in ORDER if each.value == wanted and verdicts[each]), None)
    return asked or next((each for each in ORDER if verdicts[each]), None)


def _seen_by(request: HttpRequest, rows: Iterable[JobItem]) -> set[int]:
    """Keys of the policies that this person may open."""
    keys = [row.policy_id for row in rows if row.policy_id]
    seen = permitted(request.user, Act.SEE, Policy.objects.filter(pk__in=keys))
    return set(seen.values_list("pk", flat=True))


def _files(job: Job, verdict: ImportVerdict | None) -> QuerySet[JobItem]:
    """Without their bytes; `can_go_on` says whether a person may have them read."""
    rows = job.items.filter(outcome=verdict).order_by("number") if verdict else JobItem.objects.none()
    can_go_on = ExpressionWrapper(batch.can_go_on(), output_field=BooleanField())
    return rows.annotate(can_go_on=can_go_on).select_related("policy").defer("data")
