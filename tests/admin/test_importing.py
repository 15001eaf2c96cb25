"""Documents are brought in and wait; nothing is refused without a reason, and nobody else may."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.importing import review
from policies.importing.review import Review
from policies.models import ImportedSource, Policy
from tests.admin.brought_in import IMPORT, NOTICE, bring_in, decide, file, make_taxonomy, refreshed
from tests.admin.desk import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def taxonomy():
    make_taxonomy()


# In


def test_a_file_waits_until_somebody_saves_it(editor):
    found, url = bring_in(editor)
    assert Policy.objects.count() == 0
    assert bytes(found.kept.raw).decode() == NOTICE
    words = seen(editor.get(url))
    for expected in ("徐府规[2020]3号", "2020年2月1日", "徐汇区", "住房安居", "一千元", "通知.txt"):
        assert expected in words
    assert "通知.txt" in seen(editor.get(IMPORT))


def test_a_paste_waits_as_a_file_does(editor):
    answer = editor.post(IMPORT, {"text": NOTICE})
    assert answer.status_code == 302
    [kept] = review.waiting()
    assert (kept.name, bytes(kept.raw).decode()) == (review.PASTED, NOTICE)


def test_several_files_wait_and_the_unreadable_ones_are_named_with_the_reason(editor):
    files = [file("a.txt", NOTICE), file("b.pdf", b"%PDF-1.7"), file("c.md", "# 标题\n\n另一份文件。")]
    answer = editor.post(IMPORT, {"files": files}, follow=True)
    words = seen(answer)
    assert "已收下 2 份" in words
    assert "没有收下 b.pdf：这是 PDF" in words
    assert sorted(review.waiting().values_list("name", flat=True)) == ["a.txt", "c.md"]


def test_the_same_bytes_wait_once(editor):
    first, _ = bring_in(editor)
    second, _ = bring_in(editor, name="又一次.txt")
    assert first.kept.pk == second.kept.pk


@pytest.mark.parametrize(
    "data", [{}, {"text": " \n "}, {"text": "空\x00字符"}, {"files": [file("空.txt", b"")]}]
)
def test_nothing_to_read_is_told(editor, data):
    answer = editor.post(IMPORT, data)
    assert answer.status_code == 200
    assert any(told in seen(answer) for told in ("没有选择文件", "空字符", "没有收下 空.txt："))
    assert not review.waiting().exists()


def test_more_files_than_are_read_are_told(editor):
    files = [file(f"{n}.txt", f"第{n}份文件的正文。") for n in range(51)]
    assert "一次最多 50 个文件" in seen(editor.post(IMPORT, {"files": files}, follow=True))
    assert review.waiting().count() == 50


@pytest.mark.parametrize(
    "data",
    [
        {"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)]},
        {"text": "长" * 6_000_000},
    ],
    ids=["too many files", "too long a paste"],
)
def test_what_django_refuses_to_read_is_answered_in_chinese(editor, data):
    answer = editor.post(IMPORT, data)
    assert answer.status_code == 400
    assert "一次给得太多、太大" in seen(answer)


@pytest.mark.parametrize("name", ["长" * 400 + ".txt", "../../etc/\u202e<b>.txt", "a\x00b.txt"])
def test_no_name_of_a_file_breaks_a_page(editor, name):
    found, url = bring_in(editor, NOTICE, name)
    assert len(found.kept.name) <= 255
    assert "/" not in found.kept.name
    assert "<b>.txt" not in editor.get(url).content.decode()
    decide(editor, url, found, save="保存为草稿")
    assert Policy.objects.count() == 1


def test_a_long_paste_is_kept(editor):
    text = "关于人才的意见\n" + "第一段。" * 500_000
    assert editor.post(IMPORT, {"text": text}).status_code == 302
    assert len(bytes(review.waiting().get().raw).decode()) == len(text)


# Again


def test_the_same_file_again_leads_to_the_draft_it_made(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    policy = Policy.objects.get()
    answer = editor.post(IMPORT, {"files": [file("又一次.txt", NOTICE)]}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/admin/policies/policy/{policy.pk}/change/"
    assert f"以前导入过 又一次.txt：《{policy}》。没有变化。" in seen(answer)
    assert not review.waiting().exists()


def test_a_file_of_before_the_last_waits_again(editor):
    for text in (NOTICE, NOTICE.replace("一千元", "两千元"), NOTICE):
        found, url = bring_in(editor, text)
        decide(editor, url, found, save="保存为草稿")
    assert "一千元" in Policy.objects.get().sections.get(kind="support").body


def test_among_several_files_those_brought_in_before_are_named(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    files = [file("旧.txt", NOTICE), file("新.txt", "关于职称评审的通知\n另一份文件。")]
    words = seen(editor.post(IMPORT, {"files": files}, follow=True))
    assert "以前导入过 旧.txt" in words
    assert "已收下 1 份" in words


# Who may


def test_who_may_not_write_policies_may_not_bring_any_in(client, editor):
    _, url = bring_in(editor)
    for address in (IMPORT, url, f"{url}original/"):
        assert client.get(address).status_code == 302
    reader = User.objects.create_user("只看", is_staff=True)
    client.force_login(reader)
    assert {client.get(address).status_code for address in (IMPORT, url, f"{url}original/")} == {403}
    assert client.post(f"{url}discard/").status_code == 403
    assert review.waiting().exists()


def test_who_may_only_add_changes_nothing_that_is_there(client, editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    adder = User.objects.create_user("只加", is_staff=True)
    adder.user_permissions.add(Permission.objects.get(codename="add_policy"))
    client.force_login(adder)
    newer, url = bring_in(client, NOTICE.replace("一千元", "两千元"))
    words = seen(decide(client, url, newer, save="保存为草稿"))
    assert "您没有修改政策的权限" in words
    policy = Policy.objects.get()
    assert "一千元" in policy.sections.get(kind="support").body
    assert review.waiting().exists()
    answer = client.post(
        url,
        {"version": Review(refreshed(newer)).version, "save": "1", "not-duplicate": policy.slug},
        follow=True,
    )
    assert Policy.objects.count() == 2, "adding stays allowed"
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, IMPORT), "a page that he may see"


def test_a_post_from_another_page_is_refused(editor):
    _, url = bring_in(editor)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="小编"))
    for address in (IMPORT, url, f"{url}discard/"):
        assert strict.post(address, {"save": "1", "text": NOTICE}).status_code == 403
    assert review.waiting().count() == 1


def test_the_original_is_given_as_a_file_and_never_as_a_page(editor):
    _, url = bring_in(
        editor,
        b"<html><body><h1>x</h1><p>\xe6\xad\xa3\xe6\x96\x87</p><script>1</script></body></html>",
        "页.html",
    )
    answer = editor.get(f"{url}original/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    name = re.fullmatch(r'attachment; filename="([a-z0-9-]+)"', answer.headers["Content-Disposition"])[1]
    assert name == f"original-{ImportedSource.objects.get().pk}"
    assert editor.get("/admin/policies/policy/import/99999/original/").status_code == 404


def test_what_the_document_holds_is_escaped(editor):
    _, url = bring_in(editor, "关于<script>alert(1)</script>的意见\n正文,<img src=x onerror=1>。")
    page = editor.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
