"""What ends a job or a row from outside, and what is left then: rows that wait, bytes that go, the next job that is done."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from policies import jobs
from policies.importing.reading import pdf
from policies.importing.storing import batch
from policies.models import Job, JobItem
from policies.vocabulary import JobKind, JobState

db = pytest.mark.django_db
NOW = timezone.now

TERMINATED = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n"


@db
def test_a_pdf_whose_reader_was_ended_waits_for_the_next_runner(monkeypatch, tmp_path):
    ended = tmp_path / "ended.py"
    ended.write_text(TERMINATED)
    monkeypatch.setattr(pdf, "PROCESS", ended)
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
