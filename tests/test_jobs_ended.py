"""What ends a job or a row from outside, and what is left then: rows that wait, bytes that go, the next job that is done."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from policies import jobs
from policies.importing.reading import pdf_reader
from policies.importing.storing import batch
from policies.management.commands import run_jobs
from policies.models import CitationException, Job, JobItem, Policy
from policies.vocabulary import JobKind, JobState
from tests.outage import away_at_the_check
from tests.test_jobs import outcomes, submitted

db = pytest.mark.django_db
NOW = timezone.now

TERMINATED = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n"


@db
def test_a_pdf_whose_reader_was_ended_waits_for_the_next_runner(monkeypatch, tmp_path):
    ended = tmp_path / "ended.py"
    ended.write_text(TERMINATED)
    monkeypatch.setattr(pdf_reader, "PROCESS", ended)
    pdf_reader.end_those_that_wait()
    job = jobs.submit(JobKind.IMPORT, "一批", {}, [JobItem(name="a.pdf", data=b"%PDF-1.7")])
    assert list(jobs.run(jobs.claim("a", NOW()), batch.work_at)) == []
    job.refresh_from_db()
    item = job.items.get()
    assert (job.state, job.done, job.runner) == (JobState.WAITING, 0, "")
    assert (item.outcome, bytes(item.data), item.attempts) == ("", b"%PDF-1.7", 1)
    for n in range(jobs.MAX_ATTEMPTS):
        list(jobs.run(jobs.claim(f"r{n}", NOW()), batch.work_at))
    assert job.items.get().report == {"reasons": [jobs.KILLED]}
    assert Job.objects.get().state == JobState.DONE


def test_the_service_ends_the_runner_and_not_what_it_started():
    unit = settings.BASE_DIR / "portal/deploy/run-jobs.service"
    assert "\nKillMode=mixed\n" in unit.read_text("utf-8")


# Stopped


@db
def test_an_outage_that_django_passes_over_fails_no_row():
    job = submitted(1)

    def write():
        # Its constraints are asked of the database, which those of a policy are not.
        CitationException(name="甲").full_clean()
        return jobs.Result("created", policy=Policy.objects.create(slug="a", title="甲").pk)

    with away_at_the_check(), pytest.raises(OperationalError):
        list(jobs.run(jobs.claim("a", timezone.now()), lambda mine: lambda item: write))
    assert outcomes(job) == [""]
    list(jobs.run(jobs.claim("a", timezone.now()), lambda mine: lambda item: write))
    assert outcomes(job) == ["created"]


@db
def test_a_stopped_job_keeps_no_bytes_that_nobody_will_read():
    rows = [JobItem(name=f"{n}.txt", data=b"12345") for n in range(3)]
    job = jobs.submit(JobKind.IMPORT, "一批", {}, rows)
    refusing = lambda job: lambda item: lambda: jobs.Result("refused", keeps_data=True)  # noqa: E731
    next(jobs.run(jobs.claim("a", NOW()), refusing))
    assert jobs.waiting_bytes() == 10
    assert jobs.stop(job.pk)
    assert jobs.waiting_bytes() == 0
    assert [bytes(item.data or b"") for item in job.items.order_by("number")] == [b"12345", b"", b""]


@db
def test_what_was_stopped_with_its_bytes_does_not_count_among_what_waits():
    job = jobs.submit(JobKind.IMPORT, "一批", {}, [JobItem(name="1.txt", data=b"12345")])
    Job.objects.filter(pk=job.pk).update(state=JobState.STOPPED, ended_at=NOW())
    assert jobs.waiting_bytes() == 0


# A job that cannot be begun


def unable(job: Job) -> jobs.Work:
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kinds", [{}, {"import": unable}], ids=["unknown kind", "begin fails"])
def test_a_job_that_cannot_be_begun_ends_and_the_runner_goes_on(kinds, caplog):
    for _ in range(2):
        jobs.submit(JobKind.IMPORT, "一批", {}, [JobItem(name="1.txt", data=b"1")])
    served = [job.state for job in jobs.serve(kinds, threading.Event(), once=True)]
    assert served == [JobState.RUNNING, JobState.STOPPED] * 2
    assert "could not be done, and is stopped" in caplog.text
    assert set(Job.objects.values_list("reason", flat=True)) == {jobs.NOT_BEGUN}
    assert JobItem.objects.filter(outcome="", data__isnull=False).count() == 2
    assert jobs.waiting_bytes() == 0


@pytest.mark.django_db(transaction=True)
def test_of_a_job_that_cannot_be_gone_on_with_nobody_says_that_it_was_not_begun(monkeypatch):
    job = submitted(2)
    next_row = jobs._next

    def broken(job, number):
        return next_row(job, number) if number == 0 else 1 / 0

    monkeypatch.setattr(jobs, "_next", broken)
    begin = {"import": lambda mine: lambda item: lambda: jobs.Result("created")}
    assert [each.done for each in jobs.serve(begin, threading.Event(), once=True)][-1] == 1
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.STOPPED, jobs.STOPPED)
    assert outcomes(job) == ["created", ""]


@pytest.mark.django_db(transaction=True)
def test_the_command_says_why_a_job_ended(monkeypatch, capsys):
    jobs.submit(JobKind.IMPORT, "一批", {}, [JobItem(name="1.txt", data=b"1")])
    monkeypatch.setattr(run_jobs, "KINDS", {JobKind.IMPORT: unable})
    call_command("run_jobs", once=True)
    begun, ended = capsys.readouterr().out.splitlines()
    assert "running: 0 of 1 rows of 一批" in begun
    assert begun.endswith("一批"), "nothing is wrong yet"
    assert ended.endswith(
        f"stopped: 0 of 1 rows of 一批; it could not be done, and its person reads: {jobs.NOT_BEGUN}"
    )
