"""Many files at once: a folder or an archive becomes a job, each of its files a row that is read, drafted and stored by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet

from policies import jobs
from policies.acting import Actor
from policies.importing.reading import BrokenOff, PassedOver, RejectedSource, unpacked
from policies.importing.storing import intake, report, review, store
from policies.importing.storing.intake import File, PreparedFile
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import COMMAND, ImportVerdict
from policies.models import ImportedSource, Job, JobItem, Policy
from policies.permissions import Act, Person, looks_after_all, may
from policies.vocabulary import JobKind

# Of all archives together that wait at the desk.
WAITING_MAX_BYTES = 1_000_000_000
FORBIDDEN = "交办的人现在没有新建政策的权限，没有读。"


def submit_paths(
    paths: Sequence[Path], *, district: str = "", not_duplicate_of: Sequence[str] = (), runner: str = ""
) -> Job:
    """The files under `paths`, copied into the database: whichever host has time may go on. `runner` as in `jobs.submit`."""
    arguments = {"district": district, "not_duplicate_of": list(not_duplicate_of), "follows_key": True}
    name = "、".join(str(path) for path in paths).encode("utf-8", "replace").decode()
    return jobs.submit(JobKind.IMPORT, name, arguments, map(_row, intake.files(paths)), runner=runner)


def submit_archive(name: str, file: BinaryIO, by: AbstractBaseUser) -> Job:
    """What a person has uploaded: it updates nothing by itself. Raises RejectedSource."""
    waiting = jobs.waiting_bytes()
    if waiting > WAITING_MAX_BYTES:
        raise RejectedSource("等待处理的压缩包太多，放不下了。请等它们处理完再交。")
    found = (File(inside, "", data) for inside, data in unpacked(file))
    return jobs.submit(JobKind.IMPORT, name, {"follows_key": False}, map(_row, found), by=by)


def _row(file: File) -> JobItem:
    if isinstance(file.data, RejectedSource):
        passed_over = isinstance(file.data, PassedOver)
        told = {"rejected": file.data.reason, "passed_over": passed_over}
        return JobItem(name=file.name, key=file.key, report=told)
    return JobItem(name=file.name, key=file.key, data=file.data)


def work_at(job: Job) -> jobs.Work:
    """How the rows of this job are done, as `jobs.run` wants it."""
    reference = reference_data()

    def work(item: JobItem) -> jobs.Write:
        try:
            options = _options(job)
            file = _file(item)
            prepared = intake.prepare(file, reference, district=job.arguments.get("district", ""))
        except BrokenOff as broken_off:
            raise jobs.BrokenOffError from broken_off
        except RejectedSource as rejected:
            return partial(_refused, item, rejected)
        return partial(_stored, prepared, options)

    return work


@dataclass(frozen=True, slots=True)
class Options:
    """As `store.store` takes them."""

    actor: Actor
    not_duplicate_of: Sequence[str]
    follows_key: bool


def _options(job: Job) -> Options:
    """Raises RejectedSource."""
    return Options(
        _actor(job),
        job.arguments.get("not_duplicate_of", ()),
        follows_key=job.arguments.get("follows_key", False),
    )


def _actor(job: Job) -> Actor:
    """Who may do it now: an account remembers its rights, so it is read anew for each row. Raises RejectedSource."""
    job.refresh_from_db(fields=["by"])
    if not job.by:
        return COMMAND
    if not may(job.by, Act.ADD):
        raise RejectedSource(FORBIDDEN)
    return Actor.person(job.by)


def _file(item: JobItem) -> File:
    if item.data is not None:
        return File(item.name, item.key, bytes(item.data))
    kind = PassedOver if item.report.get("passed_over") else RejectedSource
    return File(item.name, item.key, kind(item.report.get("rejected", "")))


def _refused(item: JobItem, rejected: RejectedSource) -> jobs.Result:
    outcome = intake.refused(item.name, rejected)
    return jobs.Result(outcome.verdict, report.general(outcome), report.told(outcome))


def _stored(prepared: PreparedFile, options: Options) -> jobs.Result:
    stored = store.store(
        prepared.draft,
        prepared.original,
        actor=options.actor,
        not_duplicate_of=options.not_duplicate_of,
        follows_key=options.follows_key,
    )
    outcome = intake.told(prepared, stored)
    # What a copy leads to goes with the copy, and the policy stays.
    policy = Policy.objects.filter(pk=outcome.key).values_list("copy_of", "pk").first() or ()
    return jobs.Result(
        outcome.verdict,
        report.general(outcome),
        report.told(outcome),
        next(filter(None, policy), None),
        # A person may have to compare, and go on with it.
        keeps_data=not outcome.verdict.is_done,
    )


def jobs_of(person: Person) -> QuerySet[Job]:
    """Those whose files this person may read: the own ones, or with all districts every one."""
    found = Job.objects.filter(kind=JobKind.IMPORT).select_related("by")
    return found if looks_after_all(person) else found.filter(by=person.pk)


def can_go_on() -> Q:
    """Of a row whose bytes are there. One that killed its runner each time would kill what answers the desk too."""
    return Q(data__isnull=False, attempts__lte=jobs.MAX_ATTEMPTS)


def hand_over(item: JobItem, person: Person, *, patience: float | None = None) -> ImportedSource:
    """A file that was refused waits for this person from now on, as one that he uploads. Raises RejectedSource and BusyError."""
    return review.keep(item.name, bytes(item.data or b""), person=person, patience=patience)


def tally_of(job: Job) -> report.ImportTally:
    """Of the rows that are done: 2 queries."""
    tally = report.ImportTally()
    done = job.items.exclude(outcome="").order_by()
    for outcome, number in done.values_list("outcome").annotate(Count("pk")):
        tally.verdicts[ImportVerdict(outcome)] = number
    reasons = done.exclude(reason="").values_list("reason").annotate(Count("pk"))
    tally.reasons.update(dict(reasons))
    return tally
