"""Each doubt is decided by a person, and what was decided is saved as a draft, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry

from policies.admin.reviewing import SPOTS_SHOWN, DoubtView, visible
from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot
from policies.importing.reading import sources
from policies.importing.storing import intake, review
from policies.importing.storing.review import Review
from policies.importing.storing.store import ImportVerdict
from policies.models import District, ImportedSource, NotDuplicate, Policy, Relation
from policies.text import parting
from policies.vocabulary import PublicationState
from tests.admin.brought_in import NOTICE, bring_in, decide, make_taxonomy, refreshed
from tests.admin.desk import seen

pytestmark = pytest.mark.django_db

SEED = Path(__file__).parent.parent / "importing/samples/xuhui-2015.txt"


@pytest.fixture(autouse=True)
def taxonomy():
    make_taxonomy()


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


SLIP = (
    "<html><head><title>关于加快建设徐汇区人才公寓的意见</title></head><body><div id='zoom'>"
    "<p>关于加快假设徐汇区人才公寓的意见</p><p>第一条 在徐汇区工作的人才可以申请公寓，每年集中受理一次。</p>"
    "</div></body></html>"
)


@pytest.mark.parametrize(
    ("choice", "word"), [("repair", "建设"), ("keep", "假设"), (None, "假设")], ids=["repair", "keep", "none"]
)
def test_the_title_is_the_printed_one_unless_its_repair_was_accepted(editor, choice, word):
    found, url = bring_in(editor, SLIP, "a.html")
    [title] = doubts_of(found, "title")
    choices = {f"doubt-{title.key}": choice} if choice else {}
    decide(editor, url, found, save="保存为草稿", **choices)
    assert Policy.objects.get().title == f"关于加快{word}徐汇区人才公寓的意见"


def test_forged_choices_are_dropped(editor, published):
    found, url = bring_in(editor)
    forged = {"doubt-number:99999": "repair", "doubt-number:0": "delete", "relation": "basis:²"}
    answer = decide(
        editor, url, found, save="", **forged, **{"not-duplicate": [published.slug, "没有", "\x00"]}
    )
    assert answer.status_code == 200
    assert Policy.objects.exclude(pk=published.pk).count() == 1
    assert not NotDuplicate.objects.exists()
    assert ImportedSource.objects.get().decisions == {}


def test_a_page_holds_no_more_doubts_than_a_form_may_send(editor, settings):
    text = "关于人才工作的意见\n" + "".join(f"第{n}件事,现在说明。\n" for n in range(450))
    found, url = bring_in(editor, text)
    assert len(found.doubts) == 450
    pages = [editor.get(url, {"page": n}).content.decode() for n in (1, 2, 3)]
    shown = [set(re.findall(r'name="(doubt-[^"]+)"', page)) for page in pages]
    assert set().union(*shown) == {f"doubt-{doubt.key}" for doubt in found.doubts}
    assert sum(map(len, shown)) == 450
    assert max(map(len, shown)) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2
    answer = decide(editor, url, found, page="2", **dict.fromkeys(shown[0], "repair"))
    assert answer.redirect_chain[-1][0] == f"{url}?page=2"
    decide(editor, url, found, save="保存为草稿", page="2", **dict.fromkeys(shown[1], "keep"))
    body = Policy.objects.get().sections.get(kind="original").body
    assert (body.count("，"), body.count(",")) == (len(shown[0]), 450 - len(shown[0]))


def test_signs_near_one_another_are_shown_in_one_passage():
    text = "前一行\n为了人才,现将办法,印发给你们" + "。" * 60 + "请照办,谢谢\n后一行"
    spots = tuple(Spot(offset, ",", "，") for offset, char in enumerate(text) if char == ",")
    view = DoubtView.of(Doubt(DoubtKind.PUNCTUATION, 2, spots, "半角。"), text, "")
    first, second = view.passages
    assert [spot.before for spot in first.spots] == ["为了人才", "现将办法"]
    assert (first.opens, first.after, first.closes) == (True, "印发给你们" + "。" * 11, False)
    assert (second.opens, second.after, second.closes) == (False, "谢谢", True)
    assert view.more == 0


def test_a_line_of_nothing_but_doubts_is_shown_in_part():
    spots = tuple(Spot(offset, ",", "，") for offset in range(100))
    view = DoubtView.of(Doubt(DoubtKind.PUNCTUATION, 1, spots, "半角。"), "," * 100, "")
    assert sum(len(passage.spots) for passage in view.passages) + view.more == 100
    assert view.more == 100 - SPOTS_SHOWN


def test_what_cannot_be_seen_is_named(editor):
    assert visible("人\u200b才\n") == "人[U+200B]才（换行）"
    _, url = bring_in(editor, "关于人才工作的意见\n为了人才，\n现在说明。")
    assert "（换行）" in seen(editor.get(url))


def test_odd_numbering_is_a_hint_without_a_repair(editor):
    _, url = bring_in(
        editor, "关于人才工作的意见\n一、目标\n正文一。\n二、任务\n正文二。\n四、保障\n正文四。"
    )
    words = seen(editor.get(url))
    assert "政策原文第 6 行：" in words
    assert "中间缺一个编号" in words


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


def test_what_cannot_be_read_any_more_is_told_and_kept(editor, monkeypatch):
    _, url = bring_in(editor)
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 10)
    assert "这份原件现在读不了：" in seen(editor.get(url, follow=True))
    assert review.waiting().exists()


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
    assert f"/admin/policies/policy/{there.pk}/change/" in editor.get(url).content.decode()
    ticked = f'name="not-duplicate" value="{there.slug}" checked'
    assert ticked in decide(editor, url, copy, **{"not-duplicate": there.slug}).content.decode()
    assert ticked not in decide(editor, url, copy).content.decode()
    words = seen(decide(editor, url, copy, save="保存为草稿"))
    assert "可能重复" in words
    assert Policy.objects.count() == 1
    decide(editor, url, copy, save="保存为草稿", **{"not-duplicate": there.slug})
    assert Policy.objects.count() == 2
    assert NotDuplicate.objects.count() == 1


def test_more_candidates_than_are_found_at_once_are_ticked_one_page_after_the_other(editor):
    slugs = [f"p{n}" for n in range(7)]
    Policy.objects.bulk_create(Policy(slug=slug, title="徐汇区人才公寓管理办法") for slug in slugs)
    found, url = bring_in(editor)
    shown = []
    for _ in range(2):
        page = editor.get(url).content.decode()
        shown.append(re.findall('name="not-duplicate" value="([^"]+)"', page))
        decide(editor, url, found, save="保存为草稿", **{"not-duplicate": shown[-1]})
    assert [len(each) for each in shown] == [5, 7]
    assert Policy.objects.count() == 8
    assert NotDuplicate.objects.count() == 7


def test_a_newer_file_of_the_same_name_updates_only_where_a_person_says_so(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    policy = Policy.objects.get()
    newer, url = bring_in(editor, NOTICE.replace("一千元", "两千元"))
    assert "用这一份更新它" in seen(editor.get(url))
    assert "可能重复" in seen(decide(editor, url, newer, save="保存为草稿"))
    assert "一千元" in policy.sections.get(kind="support").body
    answer = decide(editor, url, newer, save="保存为草稿", **{"newer-of": policy.slug})
    assert "已更新" in seen(answer)
    assert Policy.objects.get() == policy
    assert "两千元" in policy.sections.get(kind="support").body
    assert [entry.is_change() for entry in LogEntry.objects.order_by("pk")] == [False, True]


def test_a_newer_file_of_the_same_name_that_is_another_document_writes_over_nothing(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    first = Policy.objects.get()
    other, url = bring_in(editor, NOTICE.replace("一千元", "两千元"))
    decide(editor, url, other, save="保存为草稿", **{"not-duplicate": first.slug})
    assert Policy.objects.count() == 2
    assert "一千元" in first.sections.get(kind="support").body


def test_a_draft_that_staff_have_edited_is_not_updated(editor):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    policy = Policy.objects.get()
    policy.save()
    newer, url = bring_in(editor, NOTICE.replace("一千元", "两千元"))
    words = seen(decide(editor, url, newer, save="保存为草稿", **{"newer-of": policy.slug}))
    assert "已跳过" in words
    assert "编辑过" in words
    assert "一千元" in policy.sections.get(kind="support").body
    assert review.waiting().exists()


def test_repairs_that_a_person_accepted_are_not_written_over(editor, tmp_path):
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    decide(editor, url, found, save="保存为草稿", **{f"doubt-{number.key}": "repair"})
    newer = tmp_path / "通知.txt"
    ImportedSource.objects.update(key=str(newer))
    newer.write_text(NOTICE.replace("一千元", "两千元"), "utf-8")
    [outcome] = intake.bring_in([newer])
    policy = Policy.objects.get()
    assert (outcome.verdict, outcome.slug) == (ImportVerdict.SKIPPED, policy.slug)
    assert "疑点由工作人员处理过（1 处）" in outcome.reasons[0]
    assert policy.doc_number == "徐府规〔2020〕3号"
    assert "一千元" in policy.sections.get(kind="support").body


def test_choices_are_not_thrown_away_where_the_same_file_was_brought_in_meanwhile(editor, tmp_path):
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    same = tmp_path / "通知.txt"
    same.write_text(NOTICE, "utf-8")
    assert [outcome.verdict for outcome in intake.bring_in([same])] == [ImportVerdict.CREATED]
    policy = Policy.objects.get()
    answer = decide(editor, url, found, save="保存为草稿", **{f"doubt-{number.key}": "repair"})
    assert f"同样的文件已经导入为 {policy.slug}，您的选择没有写进去" in seen(answer)
    assert f'name="doubt-{number.key}" value="repair" checked' in answer.content.decode()
    assert refreshed(found).decisions == {number.key: "repair"}


def test_without_choices_the_same_file_brought_in_meanwhile_is_no_loss(editor, tmp_path):
    found, url = bring_in(editor)
    same = tmp_path / "通知.txt"
    same.write_text(NOTICE, "utf-8")
    list(intake.bring_in([same]))
    assert "没有变化" in seen(decide(editor, url, found, save="保存为草稿"))
    assert not review.waiting().exists()


def test_what_was_chosen_stays_on_the_page_after_a_refusal(editor, xuhui_law):
    Policy.objects.create(slug="twin", title="徐汇区人才公寓管理办法")
    found, url = bring_in(editor)
    [number] = doubts_of(found, "number")
    [offer] = found.relations()
    answer = decide(
        editor, url, found, save="保存为草稿", relation=offer.key, **{f"doubt-{number.key}": "repair"}
    )
    page = answer.content.decode()
    assert "可能重复" in page
    assert f'name="relation" value="{offer.key}" checked' in page
    assert f'name="doubt-{number.key}" value="repair" checked' in page


def test_a_relation_is_written_only_where_a_person_confirmed_it(editor, xuhui_law):
    found, url = bring_in(editor)
    decide(editor, url, found, save="保存为草稿")
    assert not Relation.objects.exists()
    other, url = bring_in(
        editor, NOTICE.replace("公寓", "住房").replace("《上海市人才住房", "《上海市人才公寓"), "乙.txt"
    )
    slugs = [candidate.slug for candidate in other.candidates()]
    [offer] = other.relations()
    page = decide(editor, url, other, relation=offer.key).content.decode()
    assert f'value="{offer.key}" checked' in page
    assert not Relation.objects.exists()
    decide(editor, url, other, save="保存为草稿", relation=offer.key, **{"not-duplicate": slugs})
    relation = Relation.objects.get()
    assert (relation.kind, relation.target) == ("basis", xuhui_law)


@pytest.fixture
def xuhui_law():
    return Policy.objects.create(slug="law", title="上海市人才公寓条例", district=District.objects.first())


def test_a_long_text_is_shown_in_parts_and_saved_whole(editor, monkeypatch):
    monkeypatch.setattr(parting, "PART_WEIGHT", 1000)
    paragraphs = [f"第{number}段的文字。" for number in range(60)]
    found, url = bring_in(editor, "关于人才工作的意见\n" + "\n".join(paragraphs))
    pages = [seen(editor.get(url, {"part": number})) for number in (1, 2, 3, 4)]
    assert "文字很长，这里是第 2 部分，共 4 部分。" in pages[1]
    assert all(sum(paragraph in page for page in pages) == 1 for paragraph in paragraphs)
    assert "第 1 部分，共 4 部分" in seen(editor.get(url, {"part": "99"}))
    answer = decide(editor, url, found, page="1", part="2")
    assert answer.redirect_chain[-1][0] == f"{url}?page=1&part=2"
    decide(editor, url, found, save="保存为草稿")
    assert Policy.objects.get().sections.get(kind="original").body.endswith("\n".join(paragraphs))


def test_a_document_is_read_once_for_many_looks(editor, monkeypatch):
    _, url = bring_in(editor)
    before = seen(editor.get(url))
    monkeypatch.setattr(review, "draft_of", lambda *args, **kwargs: pytest.fail("read again"))
    assert seen(editor.get(url)) == before
