"""Documents are brought in and wait; nothing is refused without a reason, and nobody else may."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from policies.admin import uploads
from policies.admin.uploads import MAX_FILES
from policies.importing.reading import rejection
from policies.importing.storing import review
from policies.importing.storing.intake import NAME_CHARS
from policies.importing.storing.review import Review
from policies.models import ImportedSource, Policy
from tests.admin.brought_in import IMPORT, NOTICE, bring_in, decide, file, make_taxonomy, refreshed
from tests.admin.browser import form_on
from tests.admin.desk import ADD, english, form_data, seen
from tests.people import account

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
    assert "没有收下 b.pdf：PDF 文件损坏" in words
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


@pytest.mark.parametrize("number", [51, 101, 300])
def test_more_files_than_are_read_are_told_and_the_first_are_kept(editor, number):
    files = [file(f"{n}.txt", f"第{n}份文件的正文。") for n in range(number)]
    words = seen(editor.post(IMPORT, {"files": files}, follow=True))
    assert f"一次最多 {MAX_FILES} 个文件，后面的 {number - MAX_FILES} 个没有读，请再选一次。" in words
    assert review.waiting().count() == MAX_FILES


def test_a_flood_of_files_is_refused_with_the_limit(editor, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PASSED_OVER", 20)
    files = [file(f"{n}.txt", b"x") for n in range(MAX_FILES + 21)]
    answer = editor.post(IMPORT, {"files": files})
    assert answer.status_code == 413
    assert f"文件太多，没有收下。一次最多 {MAX_FILES} 个" in seen(answer)
    assert not review.waiting().exists()


def test_a_paste_that_is_too_long_is_told_what_to_do(editor):
    answer = editor.post(IMPORT, {"text": "长" * 6_000_000})
    assert answer.status_code == 413
    words = seen(answer)
    assert f"一次最多 {rejection.MAX_TEXT_CHARS // 10_000} 万字：请按浏览器的“后退”" in words
    assert "还没有保存的" in words, "it is the page of the import"
    assert english(seen(answer)) == set()


def test_a_paste_beside_files_is_not_lost_where_it_is_refused(editor):
    answer = editor.post(
        IMPORT, {"text": "长" * (rejection.MAX_TEXT_CHARS + 1), "files": [file("a.txt", NOTICE)]}
    )
    assert answer.status_code == 200
    assert "没有收下 粘贴的文本.txt：" in seen(answer)
    assert len(form_on(answer)["text"][0]) == rejection.MAX_TEXT_CHARS + 1
    assert review.waiting().get().name == "a.txt"


def test_a_name_that_no_disk_could_hold_is_told(editor):
    """No browser sends one; it would have to be as long as this on the disk."""
    head = f'Content-Disposition: form-data; name="files"; filename="{"a" * 5000}.txt"'
    body = f"--b\r\n{head}\r\nContent-Type: text/plain\r\n\r\n正文\r\n--b--\r\n".encode()
    answer = editor.generic("POST", IMPORT, body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert f"请把文件名改到 {NAME_CHARS} 个字以内" in seen(answer)


def test_the_page_reads_out_each_limit(editor):
    words = seen(editor.get(IMPORT))
    for limit in (f"{MAX_FILES} 个", f"{rejection.MAX_FILE_BYTES // 1_000_000} MB", f"{NAME_CHARS} 个字"):
        assert limit in words
    assert words.count(f"{rejection.MAX_TEXT_CHARS // 10_000} 万字") == 2
    assert f"{review.WAITING_MAX} 份、{review.WAITING_MAX_BYTES // 1_000_000} MB" in words


def test_only_so_many_documents_wait(editor, monkeypatch):
    monkeypatch.setattr(review, "WAITING_MAX", 1)
    bring_in(editor)
    told = seen(editor.post(IMPORT, {"text": "另一份通知。"}))
    assert "没有收下 粘贴的文本.txt：已经有 1 份没有保存的原件，放满了。请先把" in told
    assert "另一份通知。" in told, "what was pasted is not lost"
    bring_in(editor)
    assert review.waiting().count() == 1


def test_only_so_many_bytes_wait(editor, monkeypatch):
    _, url = bring_in(editor)
    monkeypatch.setattr(review, "WAITING_MAX_BYTES", len(NOTICE.encode()) + 20)
    assert "一共不能超过 0 MB，放不下了" in seen(editor.post(IMPORT, {"text": "另一份很长的通知。"}))
    bring_in(editor, "短通知", "另一份.txt")
    editor.post(f"{url}discard/")
    bring_in(editor, "另一份很长的通知。", "第三份.txt")


@pytest.mark.parametrize("broken", [b"", b"--x\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\n"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "multipart/form-data", "text/plain"])
def test_what_is_no_form_is_no_server_error(editor, broken, kind):
    answer = editor.generic("POST", IMPORT, broken, content_type=kind)
    assert answer.status_code in (200, 413)
    assert any(told in seen(answer) for told in ("没有选择文件", "没有收下"))


def test_no_other_page_takes_a_file(editor):
    files = [file(f"{n}.txt", "正文。" * 1000) for n in range(3)]
    login = Client().post("/admin/login/", {"username": "小编", "password": "x", "files": files})
    assert "请输入一个正确的" in seen(login), "the rest of the form is read as ever"
    answer = editor.post(ADD, form_data(title="有附件的", files=files))
    assert answer.status_code == 302
    assert not answer.wsgi_request.FILES


def test_who_is_not_signed_in_sends_his_files_to_nobody(monkeypatch):
    monkeypatch.setattr(uploads, "receive", lambda request: pytest.fail("it was read"))
    assert Client().post(IMPORT, {"files": [file("a.txt", NOTICE)]}).status_code == 302


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
        slug = Policy.objects.values_list("slug", flat=True).first() or ""
        decide(editor, url, found, save="保存为草稿", **{"newer-of": slug})
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
    reader = account("只看", is_staff=True)
    client.force_login(reader)
    assert {client.get(address).status_code for address in (IMPORT, url, f"{url}original/")} == {403}
    assert client.post(f"{url}discard/").status_code == 403
    assert review.waiting().exists()


def test_who_may_only_add_changes_nothing_that_is_there(client, editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    adder = account("只加", is_staff=True)
    adder.user_permissions.add(Permission.objects.get(codename="add_policy"))
    client.force_login(adder)
    newer, url = bring_in(client, NOTICE.replace("一千元", "两千元"))
    policy = Policy.objects.get()
    words = seen(decide(client, url, newer, save="保存为草稿", **{"newer-of": policy.slug}))
    assert "您没有修改政策的权限" in words
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
