"""An archive at the desk: a job, its progress, its report, and the way on from what was refused."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from policies import jobs
from policies.admin.jobs import FILES_ON_A_PAGE
from policies.importing.storing import batch, review
from policies.models import ImportedSource, Job, Policy
from policies.vocabulary import JobState
from tests.admin.brought_in import IMPORT, NOTICE, bring_in, decide, file, make_taxonomy
from tests.admin.desk import english, seen, signed_in
from tests.importing.packed import packed

pytestmark = pytest.mark.django_db

OTHER = "海外专家引进公告\n引进海外专家的单位，可以在每年三月底以前向区人力资源部门提出申请。"


@pytest.fixture(autouse=True)
def taxonomy():
    make_taxonomy()


def uploaded(client, files, name="一批通知.zip"):
    """The page of the job that an archive becomes."""
    answer = client.post(IMPORT, {"files": [file(name, packed(files))]})
    assert answer.status_code == 302, seen(answer)
    return answer.url


def done(job: Job) -> Job:
    list(jobs.run(jobs.claim("a", job.made_at), batch.work_at))
    job.refresh_from_db()
    return job


def test_an_archive_becomes_drafts_in_the_background(editor):
    url = uploaded(editor, {"a/通知.txt": NOTICE, "公告.txt": OTHER, "b.css": "p {}"})
    job = Job.objects.get()
    assert (job.state, job.total, job.name, job.by.username) == (
        JobState.WAITING,
        3,
        "一批通知.zip",
        "小编",
    )
    words = seen(editor.get(url))
    assert "共 3 个文件，已处理 0 个" in words
    assert not Policy.objects.exists()
    done(job)
    words = seen(editor.get(url))
    for told in (
        "共 3 个文件，已处理 3 个",
        "已新建 2",
        "没有读 1",
        "a/通知.txt",
        "徐府规[2020]3号",
    ):
        assert told in words
    assert "没有读到" in words
    assert "待补的栏目" in words
    assert english(words) - {"css"} == set()
    assert [policy.state for policy in Policy.objects.all()] == ["draft"] * 2
    assert {policy.edited_by.username for policy in Policy.objects.all()} == {"小编"}
    assert "不是文件的正文" in seen(editor.get(f"{url}?outcome=passed-over"))
    assert "一批通知.zip" in seen(editor.get(IMPORT))


def test_each_file_leads_to_its_draft(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    done(Job.objects.get())
    policy = Policy.objects.get()
    page = editor.get(url).content.decode()
    assert f'href="/admin/policies/policy/{policy.pk}/change/"' in page
    policy.delete()
    assert "通知.txt" in seen(editor.get(url)), "the report stays"


def test_an_archive_updates_nothing_and_leads_on_to_the_comparison(editor):
    found, review_url = bring_in(editor)
    decide(editor, review_url, found, save="保存为草稿")
    policy = Policy.objects.get()
    url = uploaded(editor, {"通知.txt": NOTICE.replace("一千元", "两千元")})
    done(Job.objects.get())
    words = seen(editor.get(url))
    assert "未导入 1" in words
    assert "可能重复：1 个" in words
    assert "一千元" in policy.sections.get(kind="support").body
    [action] = re.findall(r'action="([^"]+/jobs/\d+/1/)"', editor.get(url).content.decode())
    answer = editor.post(action)
    waiting = review.waiting().get()
    assert answer.url == f"{IMPORT}{waiting.pk}/"
    newer = review.Review(waiting)
    decide(editor, answer.url, newer, save="保存为草稿", **{"newer-of": policy.slug})
    assert "两千元" in policy.sections.get(kind="support").body


def test_what_is_refused_says_why_and_has_no_way_on_where_nothing_can_be_read(editor):
    inner = packed({"a.txt": "x"})
    url = uploaded(editor, {"图.txt": b"\x89PNG\r\n\x1a\n", "内.zip": inner, "空.txt": ""})
    done(Job.objects.get())
    answer = editor.get(url)
    words = seen(answer)
    for told in ("这是图片", "压缩包里的压缩包", "文件是空的"):
        assert told in words
    assert "打开对照" not in words


def test_a_job_is_stopped_by_a_button(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    words = seen(editor.post(f"{url}stop/", follow=True))
    assert "已停止“一批通知.zip”" in words
    assert Job.objects.get().state == JobState.STOPPED
    assert "已经结束了" in seen(editor.post(f"{url}stop/", follow=True))


def test_a_job_that_could_not_be_begun_says_why(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    assert "停止的原因" not in seen(editor.get(url))
    Job.objects.update(state=JobState.STOPPED, reason=jobs.NOT_BEGUN)
    words = seen(editor.get(url))
    assert "已停止" in words
    assert f"停止的原因：{jobs.NOT_BEGUN}" in words


def test_a_job_that_still_comes_in_cannot_be_stopped_and_says_so(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    Job.objects.update(state=JobState.INCOMING)
    words = seen(editor.get(url))
    assert "刷新" in words
    assert "停止，其余的不处理" not in words
    words = seen(editor.post(f"{url}stop/", follow=True))
    assert "还在收下，收完以后才能停止" in words
    assert "已经结束了" not in words


def test_a_bad_archive_is_refused_with_the_reason_and_the_rest_is_kept(editor):
    files = [file("坏.zip", b"PK\x03\x04" + bytes(50)), file("通知.txt", NOTICE)]
    words = seen(editor.post(IMPORT, {"files": files}, follow=True))
    assert "没有收下 坏.zip：压缩包损坏" in words
    assert review.waiting().get().name == "通知.txt"
    assert not Job.objects.exists()


def test_an_archive_beside_files_and_a_paste(editor):
    data = {
        "files": [file("一.zip", packed({"a.txt": NOTICE})), file("b.txt", OTHER)],
        "text": "粘贴的另一份。",
    }
    words = seen(editor.post(IMPORT, data, follow=True))
    assert "已收下压缩包 一.zip，里面的 1 个文件" in words
    assert "已收下 2 份" in words
    assert Job.objects.get().total == 1


def test_archives_that_wait_are_bounded(editor, monkeypatch):
    uploaded(editor, {"通知.txt": NOTICE})
    monkeypatch.setattr(batch, "WAITING_MAX_BYTES", 100)
    answer = editor.post(IMPORT, {"files": [file("二.zip", packed({"a.txt": OTHER}))]})
    assert "等待处理的压缩包太多" in seen(answer)
    assert Job.objects.count() == 1


def test_a_person_who_may_no_longer_bring_in_is_refused_when_the_time_comes(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    job = Job.objects.get()
    job.by.groups.clear()
    done(Job.objects.get())
    assert not Policy.objects.exists()
    other = signed_in("other", "编辑")
    assert "交办的人现在没有新建政策的权限" in seen(other.get(url))


def switched_off(account):
    User.objects.filter(pk=account.pk).update(is_active=False)


@pytest.mark.parametrize("taken_away", [lambda account: account.groups.clear(), switched_off])
def test_a_right_that_is_taken_away_stops_a_job_that_runs(editor, taken_away):
    uploaded(editor, {"通知.txt": NOTICE, "公告.txt": OTHER})
    job = Job.objects.get()
    running = jobs.run(jobs.claim("a", job.made_at), batch.work_at)
    assert next(running).outcome == "created"
    taken_away(User.objects.get(pk=job.by.pk))
    [second] = running
    assert list(second.report["reasons"]) == [batch.FORBIDDEN]
    assert Policy.objects.count() == 1


def test_a_long_report_has_pages(editor):
    url = uploaded(editor, {f"{n}.css": "x" for n in range(FILES_ON_A_PAGE + 1)})
    done(Job.objects.get())
    assert "第 1 页，共 2 页" in seen(editor.get(url))
    assert f"{FILES_ON_A_PAGE}.css" in seen(editor.get(f"{url}?outcome=passed-over&page=2"))
    assert editor.get(f"{url}?outcome=nonsense&page=abc").status_code == 200


def test_the_report_asks_the_same_number_of_queries_for_one_file_as_for_many(
    editor, django_assert_max_num_queries
):
    for number in (2, 20):
        url = uploaded(editor, {f"{n}.txt": f"第{n}类办法\n{'甲乙丙丁' * n}。" for n in range(number)})
        done(Job.objects.first())
        with django_assert_max_num_queries(12):
            editor.get(url)


def test_whoever_may_not_bring_in_sees_no_job(editor, client):
    url = uploaded(editor, {"通知.txt": NOTICE})
    reader = signed_in("reader")
    for address in (f"{url}stop/", f"{url}1/"):
        assert reader.post(address).status_code == 403
        assert client.post(address).status_code == 302
    assert reader.get(url).status_code == 403
    assert editor.get(f"{IMPORT}jobs/999/").status_code == 404


def test_a_file_that_is_gone_is_told(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    done(Job.objects.get())
    assert "已经不在了" in seen(editor.post(f"{url}1/", follow=True))
    assert not ImportedSource.objects.filter(policy=None).exists()


def test_what_killed_its_runner_each_time_is_not_opened_at_the_desk(editor):
    url = uploaded(editor, {"通知.txt": NOTICE})
    job = Job.objects.get()
    job.items.update(attempts=jobs.MAX_ATTEMPTS)
    done(job)
    words = seen(editor.get(url))
    assert jobs.KILLED in words
    assert "打开对照" not in words
    assert "不能再打开" in seen(editor.post(f"{url}1/", follow=True))
    assert not ImportedSource.objects.exists()


def test_a_folder_of_the_command_line_is_shown_too(editor, tmp_path):
    (tmp_path / "a.txt").write_text(NOTICE, "utf-8")
    call_command("import_policy", str(tmp_path), queue=True)
    job = Job.objects.get()
    assert (job.state, job.by) == (JobState.WAITING, None)
    words = seen(editor.get(f"{IMPORT}jobs/{job.pk}/"))
    assert "由命令行交办" in words
    done(job)
    assert Policy.objects.count() == 1
