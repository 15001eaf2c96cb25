"""Long work, through one table: whoever has time takes a job, does its rows one by one, and leaves the rest to the next if he dies.

There is no broker. Each row is done and marked in one transaction that also shows that the job is still ours; so a row is
done once, whatever is killed when. A runner that gave no sign of life for `LEASE` has lost its job.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from policies.models import Job, JobItem
from policies.models.turns import in_turn
from policies.vocabulary import JobKind, JobState

# Rows written in one transaction while a job comes in, and bytes.
BATCH, BATCH_BYTES = 100, 8_000_000
# A row at which the process died so often is the one that kills it.
MAX_ATTEMPTS = 3
FAILED = "failed"
BROKEN = "程序出错，没有做成，请告诉系统管理员。"
NOT_BEGUN = "程序出错，这份任务没能开始，其余的都没有处理。请告诉系统管理员，修好以后再交一次。"
STOPPED = "程序出错，这份任务没有做完，后面的都没有处理。请告诉系统管理员，修好以后把没有处理的再交一次。"
KILLED = f"处理到这一份时程序中断了 {MAX_ATTEMPTS} 次，没有再试。"
# Reports of this age are of no use any more; what never came in whole was broken off.
KEPT_DAYS, DATA_DAYS, INCOMING_DAYS = 180, 30, 1

# Between two looks at a table where nothing waits, and after the database was away.
PAUSE_SECONDS, AFTER_OUTAGE_SECONDS = 2.0, 10.0

log = logging.getLogger("django.policies.jobs")


class LostError(Exception):
    """The job is no longer ours: it was stopped, or taken by another runner. Nothing was written."""


class BrokenOffError(Exception):
    """What did a row was ended from outside. The row is not to blame, and is left to whoever takes the job next."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a row. `report` is JSON; `policy` the key of the policy it led to."""

    outcome: str
    reason: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    policy: int | None = None
    keeps_data: bool = False
    """Whether somebody may still need the bytes."""


Write = Callable[[], Result]
# Reads a row, which may take its time, and gives what writes it: that is called in the transaction that marks the row.
Work = Callable[[JobItem], Write]
# Begins to work at a job.
Begin = Callable[[Job], Work]


# A job comes in


def submit(
    kind: JobKind,
    name: str,
    arguments: dict[str, Any],
    items: Iterable[JobItem],
    *,
    by: AbstractBaseUser | None = None,
    runner: str = "",
) -> Job:
    """A job of these rows, which are written a few at a time: however many they are, memory stays small.

    With `runner` it is his from the beginning, and waits for nobody else. Until the last is there nobody takes it. What breaks off leaves a job that never waits, and `tidy` deletes it.
    """
    limit = Job._meta.get_field("name").max_length
    job = Job.objects.create(kind=kind, name=name[-limit:], arguments=arguments, by=by)
    for batch in _batches(items):
        for item in batch:
            job.total += 1
            item.job, item.number = job, job.total
        with transaction.atomic():
            JobItem.objects.bulk_create(batch)
    job.state = JobState.RUNNING if runner else JobState.WAITING
    if runner:
        job.runner, job.started_at, job.beat_at = runner, timezone.now(), timezone.now()
    job.save()
    return job


def _batches(items: Iterable[JobItem]) -> Iterator[list[JobItem]]:
    batch: list[JobItem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.data or b"")
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def waiting_bytes() -> int:
    """Of all rows that are still to be done."""
    rows = JobItem.objects.filter(job__ended_at=None, outcome="", data__isnull=False)
    return rows.aggregate(size=Sum(Length("data"), default=0))["size"]


# Somebody takes it


def new_runner() -> str:
    """The mark of one runner, which no other has."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"


def claim(runner: str, now: datetime) -> Job | None:
    """The oldest job that nobody works at, or that was ours when the database went away, now ours; None where there is none."""
    free = Job.objects.claimable(now, runner)
    # A look that locks nothing: it is taken every few seconds.
    if not free.exists():
        return None
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        found = free.select_for_update(skip_locked=skips).first()
        if found is None:
            return None
        # SQLite knows no locked rows: of two that saw the same one, the second changes nothing.
        same = free.order_by().filter(pk=found.pk, runner=found.runner, state=found.state)
        mine = {"state": JobState.RUNNING, "runner": runner, "beat_at": now}
        taken = same.update(**mine, started_at=Coalesce(F("started_at"), now))
    if not taken:
        return None
    found.refresh_from_db()
    return found


def stop(key: int) -> bool:
    """Leave the rest of a job undone, and drop its bytes; False where it is over already. What was done stays."""
    ended = {"state": JobState.STOPPED, "ended_at": timezone.now()}
    with transaction.atomic():
        stopped = Job.objects.open().filter(pk=key).update(**ended)
        if stopped:
            JobItem.objects.filter(job=key, outcome="").update(data=None)
    return bool(stopped)


# And does it


def run(job: Job, begin: Begin, *, stopping: Callable[[], bool] = lambda: False) -> Iterator[JobItem]:
    """Do the rows that are left, and give each when it is done. Memory holds one at a time.

    Ends early where the job was lost, a row was broken off, or `stopping` says so: then it waits for the next runner. Raises what the database
    raises that is away; the job is taken again when its lease is over.
    """
    work = begin(job)
    number = 0
    try:
        while item := _next(job, number):
            if stopping():
                _leave(job, JobState.WAITING)
                return
            number = item.number
            try:
                _do(job, item, work)
            except BrokenOffError:
                _leave(job, JobState.WAITING)
                return
            yield item
        _leave(job, JobState.DONE, ended_at=timezone.now())
    except LostError:
        log.warning("jobs: job %d was stopped, or taken by another runner", job.pk)


def _next(job: Job, number: int) -> JobItem | None:
    left = job.items.filter(number__gt=number, outcome="")
    return left.order_by("number").first()


def _do(job: Job, item: JobItem, work: Work) -> None:
    # Before: a row that kills its process is known by that next time.
    with transaction.atomic():
        _hold(job)
        item.attempts += 1
        item.save(update_fields=["attempts"])
    if item.attempts > MAX_ATTEMPTS:
        _write(job, item, lambda: _failed(KILLED))
        return
    try:
        _write(job, item, work(item))
    except (LostError, BrokenOffError, OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("jobs: row %d of job %d failed, and is not tried again", item.number, job.pk)
        _write(job, item, lambda: _failed(BROKEN))


def _failed(why: str) -> Result:
    return Result(FAILED, why.partition("，")[0], {"reasons": [why]}, keeps_data=True)


def _write(job: Job, item: JobItem, write: Write) -> None:
    """All in one transaction: what the row is about, its mark, and that the job is still ours."""
    with in_turn():
        _hold(job, done=F("done") + 1)
        result = write()
        item.outcome, item.policy_id = result.outcome, result.policy
        item.reason = result.reason[: JobItem._meta.get_field("reason").max_length]
        item.report = dict(result.report)
        if not result.keeps_data:
            item.data = None
        item.save()


def _hold(job: Job, **changes: Any) -> None:
    """A sign of life. Raises LostError."""
    if not _ours(job).update(beat_at=timezone.now(), **changes):
        raise LostError


def _leave(job: Job, state: JobState, **changes: Any) -> None:
    if not _ours(job).update(state=state, runner="", **changes):
        raise LostError
    job.refresh_from_db()


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, runner=job.runner, state=JobState.RUNNING)


def serve(kinds: Mapping[str, Begin], stopping: Event, *, once: bool = False) -> Iterator[Job]:
    """Do what waits until `stopping` is set, and give each job when it begins and when it ends; with `once`, until nothing waits."""
    runner = new_runner()
    while not stopping.is_set():
        job, pause = None, PAUSE_SECONDS
        try:
            if job := claim(runner, timezone.now()):
                yield job
                _run_through(job, kinds, stopping)
                job.refresh_from_db()
                yield job
        except (OperationalError, InterfaceError) as error:
            if once:
                raise
            log.warning("jobs: the database is away, trying again: %r", error)
            job, pause = None, AFTER_OUTAGE_SECONDS
        finally:
            close_old_connections()
        if job is None and once:
            return
        if job is None:
            stopping.wait(pause)


def _run_through(job: Job, kinds: Mapping[str, Begin], stopping: Event) -> None:
    """A job that cannot be begun, or gone on with, ends with a reason, and the next is done. Its bytes stay: it is a mistake of ours."""
    try:
        for _ in run(job, kinds[job.kind], stopping=stopping.is_set):
            pass
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("jobs: job %d could not be done, and is stopped", job.pk)
        job.refresh_from_db(fields=["done"])
        reason = STOPPED if job.done else NOT_BEGUN
        ended = {"state": JobState.STOPPED, "ended_at": timezone.now(), "reason": reason}
        _ours(job).update(runner="", **ended)


# Later


def tidy(now: datetime) -> int:
    """Delete old reports, and what never came in whole; how many jobs. Bytes that nobody went on with go before."""
    ended = Job.objects.filter(ended_at__lt=now - timedelta(days=DATA_DAYS))
    JobItem.objects.filter(job__in=ended, data__isnull=False).update(data=None)
    old = Q(ended_at__lt=now - timedelta(days=KEPT_DAYS))
    broken_off = Q(state=JobState.INCOMING, made_at__lt=now - timedelta(days=INCOMING_DAYS))
    gone = Job.objects.filter(old | broken_off)
    number = gone.count()
    gone.delete()
    return number
