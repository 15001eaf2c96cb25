"""Documents are brought in, doubted, repaired one by one, and saved as drafts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from policies.importing import review
from policies.importing.review import Review
from policies.models import District, ImportedSource, NotDuplicate, Policy, Relation, Topic
from policies.vocabulary import PublicationState
from tests.admin.desk import seen

pytestmark = pytest.mark.django_db

IMPORT = "/admin/policies/policy/import/"
SEED = Path(__file__).parent.parent / "importing/samples/xuhui-2015.txt"
NOTICE = """徐府规[2020]3号
关于印发《徐汇区人才公寓管理办法》的通知
各街道：
根据《上海市人才公寓条例》，为了规范徐汇区人才公寓的申请和管理工作,现将办法印发给你们。
一、申报条件
在徐汇区连续工作满一年，并且依法缴纳社会保险的人员。
二、补贴标准
每人每月补贴一千元，补贴的期限最长不超过三年。
上海市徐汇区人民政府
2020年2月1日"""


@pytest.fixture(autouse=True)
def taxonomy():
    District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104", order=1)
    Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["人才公寓"])


def file(name, text):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def bring_in(client, text=NOTICE, name="通知.txt"):
    """The review of one document that was brought in, and the address of its page."""
    answer = client.post(IMPORT, {"files": [file(name, text)]})
    assert answer.status_code == 302, seen(answer)
    kept = review.waiting().latest("pk")
    assert answer.url == f"{IMPORT}{kept.pk}/"
    return Review(kept), answer.url


def decide(client, url, found, **more):
    return client.post(url, {"version": Review(refreshed(found)).version, **more}, follow=True)


def refreshed(found):
    return ImportedSource.objects.get(pk=found.kept.pk)


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


def test_a_long_paste_is_kept(editor):
    text = "关于人才的意见\n" + "第一段。" * 500_000
    assert editor.post(IMPORT, {"text": text}).status_code == 302
    assert len(bytes(review.waiting().get().raw).decode()) == len(text)


# Doubts


def doubts_of(found, kind):
    return [doubt for doubt in found.doubts if doubt.kind == kind]


def test_each_doubt_is_accepted_or_rejected_and_the_original_stays(editor):
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    [comma] = doubts_of(found, "punctuation")
    words = seen(
        decide(editor, url, found, **{f"doubt-{number.key}": "repair", f"doubt-{comma.key}": "keep"})
    )
    assert "选择已记下" in words
    again = Review(refreshed(found))
    assert again.draft.doc_number == "徐府规〔2020〕3号"
    assert "管理工作,现将" in again.draft.original
    assert bytes(again.kept.raw).decode() == NOTICE
    page = editor.get(url).content.decode()
    assert f'name="doubt-{number.key}" value="repair" checked' in page
    assert f'name="doubt-{comma.key}" value="keep" checked' in page


def test_without_a_decision_nothing_is_repaired(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    policy = Policy.objects.get()
    assert policy.doc_number == "徐府规[2020]3号"
    assert "管理工作,现将" in policy.sections.get(kind="original").body


def test_a_saved_draft_holds_what_was_accepted_and_remembers_it(editor):
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    answer = decide(editor, url, found, save="保存为草稿", **{f"doubt-{number.key}": "repair"})
    policy = Policy.objects.get()
    assert answer.redirect_chain[-1][0] == f"/admin/policies/policy/{policy.pk}/change/"
    assert "原件：通知.txt" in seen(answer)
    assert (policy.state, policy.doc_number) == (PublicationState.DRAFT, "徐府规〔2020〕3号")
    assert policy.sections.get(kind="conditions").body.endswith("依法缴纳社会保险的人员。")
    [kept] = policy.imported_sources.all()
    assert kept.decisions == {number.key: "repair"}
    assert bytes(kept.raw).decode() == NOTICE
    assert not review.waiting().exists()


def test_the_seed_page_is_repaired_to_the_letter(editor):
    found, url = bring_in(editor, SEED.read_bytes(), "xuhui-2015.txt")
    choices = {f"doubt-{doubt.key}": "repair" for doubt in found.doubts if doubt.repairable}
    decide(editor, url, found, save="保存为草稿", **choices)
    policy = Policy.objects.get()
    assert policy.doc_number == "徐委〔2015〕15号"
    assert str(policy.issued_on) == "2015-08-14"
    body = policy.sections.get(kind="original").body
    assert "加快假设" not in body
    assert len(body.split("\n")) == 128


def test_forged_decisions_are_dropped(editor):
    found, url = bring_in(editor)
    decide(
        editor, url, found, **{"doubt-number:99999": "repair", "doubt-number:0": "delete", "relation": "²"}
    )
    assert refreshed(found).decisions == {}


# Two people


def test_the_second_of_two_people_is_told_and_keeps_the_choices_on_the_page(editor, reviewer):
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    before = found.version
    decide(reviewer, url, found, **{f"doubt-{number.key}": "keep"})
    answer = editor.post(url, {"version": before, f"doubt-{number.key}": "repair", "save": "保存为草稿"})
    assert "别人改过这份原件的选择" in seen(answer)
    assert f'name="doubt-{number.key}" value="repair" checked' in answer.content.decode()
    assert Policy.objects.count() == 0


def test_what_was_saved_or_given_up_by_another_is_told(editor, reviewer):
    found, url = bring_in(editor)
    decide(reviewer, url, found, save="保存为草稿")
    assert "已经保存为草稿" in seen(editor.post(url, {"version": "x", "save": "保存为草稿"}, follow=True))
    assert "已经保存为草稿" in seen(editor.get(url, follow=True))
    assert Policy.objects.count() == 1


def test_a_document_can_be_given_up(editor):
    _, url = bring_in(editor)
    assert editor.get(f"{url}discard/").status_code == 405
    assert "已放弃“通知.txt”" in seen(editor.post(f"{url}discard/", follow=True))
    assert not ImportedSource.objects.exists()


# The library


def test_a_copy_is_stopped_with_the_difference_until_a_person_says_that_it_is_another(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    there = Policy.objects.get()
    copy, url = bring_in(editor, NOTICE.replace("一千元", "两千元"), "另一份.txt")
    words = seen(editor.get(url))
    assert "可能已经收录" in words
    assert "两千元" in words
    words = seen(decide(editor, url, copy, save="保存为草稿"))
    assert "可能重复" in words
    assert Policy.objects.count() == 1
    decide(editor, url, copy, save="保存为草稿", **{"not-duplicate": there.slug})
    assert Policy.objects.count() == 2
    assert NotDuplicate.objects.count() == 1


def test_the_same_file_again_leads_to_the_draft_it_made(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    again, url = bring_in(editor)
    words = seen(
        decide(editor, url, again, save="保存为草稿", **{"not-duplicate": Policy.objects.get().slug})
    )
    assert "没有变化" in words
    assert Policy.objects.count() == 1
    assert not review.waiting().exists()


def test_a_relation_is_written_only_where_a_person_confirmed_it(editor, xuhui_law):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    assert not Relation.objects.exists()
    other, url = bring_in(
        editor, NOTICE.replace("公寓", "住房").replace("《上海市人才住房", "《上海市人才公寓"), "乙.txt"
    )
    slugs = [candidate.slug for candidate in other.candidates()]
    decide(editor, url, other, save="保存为草稿", relation="0", **{"not-duplicate": slugs})
    relation = Relation.objects.get()
    assert (relation.kind, relation.target) == ("basis", xuhui_law)


@pytest.fixture
def xuhui_law():
    return Policy.objects.create(slug="law", title="上海市人才公寓条例", district=District.objects.first())


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


def test_the_original_is_given_as_a_file_and_never_as_a_page(editor):
    _, url = bring_in(
        editor,
        b"<html><body><h1>x</h1><p>\xe6\xad\xa3\xe6\x96\x87</p><script>1</script></body></html>",
        "页.html",
    )
    answer = editor.get(f"{url}original/")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert editor.get("/admin/policies/policy/import/99999/original/").status_code == 404


def test_what_the_document_holds_is_escaped(editor):
    _, url = bring_in(editor, "关于<script>alert(1)</script>的意见\n正文,<img src=x onerror=1>。")
    page = editor.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
