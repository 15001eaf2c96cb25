"""Jobs: taken by one runner, done row by row, gone on with by another when a runner dies."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from policies import jobs
from policies.importing.storing import batch
from policies.models import Job, JobItem, Policy
from policies.models.job import LEASE
from policies.vocabulary import JobKind, JobState
from tests.lookup.home import tell

db = pytest.mark.django_db
# For `serve`, which gives its connection back.
committed = pytest.mark.django_db(transaction=True)
NOW = timezone.now


def submitted(number: int = 3, **options) -> Job:
    rows = [JobItem(name=f"{n}.txt", data=str(n).encode()) for n in range(1, number + 1)]
    return jobs.submit(JobKind.IMPORT, "一批文件", {}, rows, **options)


def noted(seen: list[str]) -> jobs.Begin:
    """Work that only notes which rows it was given."""

    def write(item: JobItem) -> jobs.Result:
        seen.append(item.name)
        return jobs.Result("created")

    return lambda job: lambda item: lambda: write(item)


def outcomes(job: Job) -> list[str]:
    return list(job.items.values_list("outcome", flat=True))


def served() -> list[str]:
    return [each.state for each in jobs.serve({"import": noted([])}, threading.Event(), once=True)]


def left_behind(job: Job) -> None:
    """As by a runner that died long ago."""
    Job.objects.filter(pk=job.pk).update(beat_at=NOW() - LEASE - timedelta(seconds=1))


# It comes in


@db
def test_a_job_waits_when_its_last_row_is_there():
    def rows():
        for n in range(250):
            assert jobs.claim("a", NOW()) is None
            yield JobItem(name=f"{n}.txt", data=b"x")

    job = jobs.submit(JobKind.IMPORT, "一批", {"a": 1}, rows())
    assert (job.state, job.total, job.items.count()) == (JobState.WAITING, 250, 250)
    assert jobs.waiting_bytes() == 250
    assert jobs.claim("a", NOW()) == job


@db
def test_what_breaks_off_on_its_way_in_is_never_taken_and_goes_later():
    def rows():
        yield JobItem(name="1.txt")
        raise OSError

    with pytest.raises(OSError, match=r"^$"):
        jobs.submit(JobKind.IMPORT, "一批", {}, rows())
    assert jobs.claim("a", NOW() + timedelta(days=300)) is None
    assert jobs.tidy(NOW()) == 0
    assert jobs.tidy(NOW() + timedelta(days=2)) == 1
    assert not Job.objects.exists()


# It is taken


@db
def test_a_job_is_taken_once():
    job = submitted()
    assert jobs.claim("a", NOW()) == job
    assert jobs.claim("b", NOW()) is None


@db
def test_a_job_of_a_dead_runner_is_taken_again_and_only_then():
    job = submitted()
    jobs.claim("a", NOW())
    assert jobs.claim("b", NOW() + LEASE - timedelta(seconds=5)) is None
    left_behind(job)
    taken = jobs.claim("b", NOW())
    assert (taken, taken.runner) == (job, "b")
    assert jobs.claim("c", NOW()) is None


@db
def test_a_runner_comes_back_to_its_own_after_an_outage():
    submitted()
    assert jobs.claim("a", NOW()) == jobs.claim("a", NOW())


@db
def test_the_oldest_comes_first():
    first, second = submitted(), submitted()
    assert [jobs.claim("a", NOW()), jobs.claim("b", NOW())] == [first, second]


@committed
def test_of_many_who_look_at_once_each_job_goes_to_one():
    wanted = {submitted().pk for _ in range(4)}
    start, taken = threading.Barrier(8), []

    def look(name: str) -> None:
        try:
            start.wait()
            while job := jobs.claim(name, NOW()):
                taken.append(job.pk)
                # Done, so that its runner does not find it again.
                Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
        finally:
            jobs.connection.close()

    runners = [threading.Thread(target=look, args=(f"r{n}",)) for n in range(8)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert sorted(taken) == sorted(wanted)


# And done


@db
def test_rows_are_done_in_order_and_counted():
    job, seen = submitted(), []
    mine = jobs.claim("a", NOW())
    counts = [(item.number, Job.objects.get(pk=job.pk).done) for item in jobs.run(mine, noted(seen))]
    assert counts == [(1, 1), (2, 2), (3, 3)]
    assert seen == ["1.txt", "2.txt", "3.txt"]
    job.refresh_from_db()
    assert (job.state, job.runner, bool(job.ended_at)) == (JobState.DONE, "", True)
    assert not job.items.filter(data__isnull=False).exists(), "nobody needs the bytes any more"


@db
def test_who_ends_leaves_the_rest_and_another_goes_on():
    job, seen = submitted(), []
    list(jobs.run(jobs.claim("a", NOW()), noted(seen), stopping=lambda: len(seen) == 2))
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.WAITING, 2)
    list(jobs.run(jobs.claim("b", NOW()), noted(seen)))
    assert seen == ["1.txt", "2.txt", "3.txt"]


@db
def test_who_was_taken_for_dead_writes_nothing_more():
    job, seen = submitted(), []
    slow = jobs.run(jobs.claim("a", NOW()), noted(seen))
    next(slow)
    left_behind(job)
    assert len(list(jobs.run(jobs.claim("b", NOW()), noted(seen)))) == 2
    assert list(slow) == []
    job.refresh_from_db()
    assert (job.done, seen) == (3, ["1.txt", "2.txt", "3.txt"])


@db
def test_who_loses_the_job_while_reading_a_row_does_not_write_it():
    job = submitted(1)

    def begin(mine):
        def work(item):
            jobs.stop(job.pk)
            return lambda: pytest.fail("written")

        return work

    assert list(jobs.run(jobs.claim("a", NOW()), begin)) == []
    assert outcomes(job) == [""]


@db
def test_a_stopped_job_keeps_what_was_done_and_goes_no_further():
    job, seen = submitted(), []
    running = jobs.run(jobs.claim("a", NOW()), noted(seen))
    next(running)
    assert jobs.stop(job.pk)
    assert list(running) == []
    assert outcomes(job) == ["created", "", ""]
    assert not jobs.stop(job.pk)
    assert jobs.claim("b", NOW() + 2 * LEASE) is None


@db
def test_a_mistake_of_ours_stops_one_row_only_and_undoes_what_it_wrote(caplog):
    job = submitted()

    def begin(mine):
        def write(item):
            Policy.objects.create(slug=f"p-{item.number}", title="测试")
            if item.number == 2:
                raise ZeroDivisionError
            return jobs.Result("created")

        return lambda item: lambda: write(item)

    list(jobs.run(jobs.claim("a", NOW()), begin))
    assert outcomes(job) == ["created", jobs.FAILED, "created"]
    assert set(Policy.objects.values_list("slug", flat=True)) == {"p-1", "p-3"}
    second = job.items.get(number=2)
    assert second.report == {"reasons": [jobs.BROKEN]}
    assert bytes(second.data) == b"2", "it can be tried by hand"
    assert "row 2 of job" in caplog.text


@db
def test_a_row_that_kills_its_process_each_time_is_given_up():
    job, seen = submitted(), []

    def deadly(mine):
        def work(item):
            raise KeyboardInterrupt

        return work

    for n in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            list(jobs.run(jobs.claim(f"r{n}", NOW()), deadly))
        left_behind(job)
    list(jobs.run(jobs.claim("last", NOW()), noted(seen)))
    assert outcomes(job) == [jobs.FAILED, "created", "created"]
    assert job.items.get(number=1).report == {"reasons": [jobs.KILLED]}


@committed
def test_an_outage_fails_no_row():
    job = submitted(1)

    def begin(mine):
        def write():
            raise OperationalError("away")

        return lambda item: write

    with pytest.raises(OperationalError):
        list(jobs.run(jobs.claim("a", NOW()), begin))
    assert outcomes(job) == [""]
    assert served() == [], "its lease is not over"
    left_behind(job)
    assert served() == [JobState.RUNNING, JobState.DONE]


@db
def test_old_reports_go_and_bytes_before_them():
    job = submitted(1)
    keeping = lambda job: lambda item: lambda: jobs.Result("refused", keeps_data=True)  # noqa: E731
    list(jobs.run(jobs.claim("a", NOW()), keeping))
    assert jobs.tidy(NOW() + timedelta(days=jobs.DATA_DAYS - 1)) == 0
    assert job.items.get().data is not None
    assert jobs.tidy(NOW() + timedelta(days=jobs.DATA_DAYS + 1)) == 0
    assert job.items.get().data is None
    assert jobs.tidy(NOW() + timedelta(days=jobs.KEPT_DAYS + 1)) == 1


@committed
def test_the_command_does_what_waits_and_ends(capsys):
    submitted()
    call_command("run_jobs", once=True)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in printed] == ["0 of 3 rows of 一批文件", "3 of 3 rows of 一批文件"]


@committed
def test_whoever_called_the_command_can_be_stopped_as_before():
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    call_command("run_jobs", once=True)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


# kill -9

NOTICES = 12


def notice(n: int) -> str:
    rule = "".join(f"第{n}号办法规定的第{k}项，由第{n * k}街道按照第{n + k}类标准办理。" for k in range(20))
    return f"徐汇区第{n}类人才公寓管理办法\n{rule}\n上海市徐汇区人民政府\n2020年2月{n}日"


def fill(times: int = 1) -> None:
    numbers = list(range(1, NOTICES + 1))
    rows = [JobItem(name=f"{n}.txt", key=f"{n}.txt", data=notice(n).encode()) for n in numbers]
    share = len(rows) // times
    for start in range(0, len(rows), share):
        jobs.submit(JobKind.IMPORT, "一批", {"follows_key": True}, rows[start : start + share])


def run_and_tell() -> None:
    """Says when each row is done, so that the test can kill it at one of them."""
    job = jobs.claim(jobs.new_runner(), NOW())
    for item in jobs.run(job, batch.work_at):
        tell(item.number)


def made() -> int:
    return Policy.objects.filter(title__startswith="徐汇区第").count()


def test_after_kill_9_another_runner_goes_on_and_no_file_is_done_twice_or_left(home, inside, capsys):
    with inside(home):
        fill()
    for _ in range(3):
        with home.child(run_and_tell) as process:
            process.stdout.readline()
            process.stdout.readline()
            process.kill()
        with inside(home):
            job = Job.objects.get()
            assert job.state == JobState.RUNNING
            marked = sum(map(bool, outcomes(job)))
            assert job.done == made() == marked, "a row, its draft and its mark are one"
            call_command("run_jobs", once=True)
            assert capsys.readouterr().out == "", "it is not given up at once"
            left_behind(job)
    assert home.manage("run_jobs", "--once").returncode == 0
    with inside(home):
        job = Job.objects.get()
        marked = sum(map(bool, outcomes(job)))
        assert (job.state, job.done, made(), marked) == (JobState.DONE, NOTICES, NOTICES, NOTICES)


def work() -> None:
    tell(sum(1 for _ in jobs.serve({JobKind.IMPORT: batch.work_at}, threading.Event(), once=True)))


def test_runners_side_by_side_share_the_jobs_and_do_each_row_once(home, inside):
    with inside(home):
        fill(4)
    with home.child(work) as first, home.child(work) as second:
        begun_and_ended = [int(runner.stdout.readline()) for runner in (first, second)]
    assert sum(begun_and_ended) == 8
    with inside(home):
        runs = list(Job.objects.values_list("state", "done", "total"))
        rows = list(JobItem.objects.values_list("outcome", "attempts"))
        assert runs == [(JobState.DONE, NOTICES // 4, NOTICES // 4)] * 4
        assert made() == NOTICES
        assert rows == [("created", 1)] * NOTICES


def test_in_a_portal_that_is_entered_threads_work_too(home, inside):
    def name() -> str:
        try:
            return str(connection.settings_dict["NAME"])
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    with ThreadPoolExecutor(1) as pool, inside(home):
        assert pool.submit(name).result() == name()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(name).result() == name()
