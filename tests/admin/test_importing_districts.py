"""Documents that staff of one district bring in: for whom they wait, and where they are filed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from policies import jobs
from policies.importing.storing import batch, review
from policies.models import District, ImportedSource, Job, NotDuplicate, Policy, Relation
from tests.admin.brought_in import IMPORT, NOTICE, bring_in, decide, file, make_taxonomy
from tests.admin.browser import form_on
from tests.admin.desk import make_policy, seen, signed_in
from tests.importing.packed import packed

pytestmark = pytest.mark.django_db
SAVE = {"save": "保存为草稿"}
OF_NOBODY = "关于人才的通知\n一、申报条件\n在本区工作满一年的人员。\n"
SECRET = "静安还没有公开的话"


@pytest.fixture
def jingan():
    make_taxonomy()
    return District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)


@pytest.fixture
def xuhui(jingan):
    return District.objects.get(slug="xuhui")


@pytest.fixture
def editor(xuhui):
    return signed_in("徐编", "编辑", districts=[xuhui])


@pytest.fixture
def theirs(jingan):
    return signed_in("静编", "编辑", districts=[jingan])


@pytest.fixture
def everywhere(jingan):
    return signed_in("市编", "编辑")


def test_a_document_waits_for_who_brought_it_and_for_who_has_all_districts(editor, theirs, everywhere):
    _, url = bring_in(editor)
    assert "通知.txt" not in seen(theirs.get(IMPORT))
    assert theirs.get(url).status_code == 302
    assert theirs.get(f"{url}original/").status_code == 403
    theirs.post(f"{url}discard/")
    assert review.waiting().exists()
    for client in (editor, everywhere):
        assert "通知.txt" in seen(client.get(IMPORT))
        assert client.get(url).status_code == 200
        assert client.get(f"{url}original/").status_code == 200


def test_the_same_bytes_wait_for_each_of_two_districts(editor, theirs):
    bring_in(editor)
    bring_in(theirs)
    waits = review.waiting().values_list("brought_by__username", flat=True)
    assert sorted(waits) == ["徐编", "静编"]


def test_a_document_of_another_district_is_not_saved(theirs):
    found, url = bring_in(theirs)
    assert "徐汇区不是您负责的区" in seen(decide(theirs, url, found, **SAVE))
    assert not Policy.objects.exists()
    assert review.waiting().exists()


def test_what_names_no_district_is_filed_under_the_only_one(editor, xuhui):
    found, url = bring_in(editor, OF_NOBODY)
    decide(editor, url, found, **SAVE)
    policy = Policy.objects.get()
    assert policy.district == xuhui
    assert policy.writers.get().account == User.objects.get(username="徐编")


def test_who_has_two_districts_chooses_one(xuhui, jingan):
    client = signed_in("两区", "编辑", districts=[xuhui, jingan])
    found, url = bring_in(client, OF_NOBODY)
    assert "请先选“归入的区”" in seen(decide(client, url, found, **SAVE))
    assert "徐汇区" in seen(client.get(url))
    sent = form_on(client.get(url), district="jingan", **SAVE)
    client.post(url, sent)
    assert Policy.objects.get().district == jingan


def test_a_district_that_was_not_offered_is_not_taken(editor):
    found, url = bring_in(editor, OF_NOBODY)
    decide(editor, url, found, district="jingan", **SAVE)
    assert Policy.objects.get().district.slug == "xuhui"


def test_a_choice_overrules_what_the_document_says(everywhere, jingan):
    found, url = bring_in(everywhere)
    decide(everywhere, url, found, district="jingan", **SAVE)
    assert Policy.objects.get().district == jingan


def test_a_copy_of_what_others_have_not_published_stops_and_is_not_told(editor, jingan):
    other = make_policy("jingan-1", title=SECRET, doc_number="徐府规〔2020〕3号", district=jingan)
    found, url = bring_in(editor, NOTICE.replace("[2020]", "〔2020〕"))
    page = seen(editor.get(url))
    told = seen(decide(editor, url, found, **SAVE))
    for words in (page, told):
        assert "别的区还没有公开的一条" in words
        assert SECRET not in words
    decide(editor, url, found, **{"not-duplicate": other.slug}, **SAVE)
    assert NotDuplicate.objects.get().first == other


def test_a_relation_to_what_others_have_not_published_is_not_offered(editor, jingan):
    make_policy("jingan-1", title="上海市人才公寓条例", district=jingan)
    found, url = bring_in(editor)
    keys = [offer.key for offer in found.relations()]
    assert keys
    assert 'name="relation"' not in editor.get(url).content.decode()
    decide(editor, url, found, relation=keys, **SAVE)
    assert Policy.objects.count() == 2
    assert not Relation.objects.exists()


def test_bytes_that_others_made_a_draft_of_lead_nowhere(editor, theirs, everywhere, jingan):
    found, url = bring_in(everywhere)
    decide(everywhere, url, found, district="jingan", **SAVE)
    title = Policy.objects.get().title
    kept = ImportedSource.objects.get()
    answer = editor.post(IMPORT, {"text": NOTICE}, follow=True)
    assert "别的区已经导入过，还没有公开。" in seen(answer)
    assert f"《{title}》" not in seen(answer)
    assert editor.get(f"{IMPORT}{kept.pk}/original/").status_code == 403
    assert theirs.get(f"{IMPORT}{kept.pk}/original/").status_code == 200


def test_a_newer_file_writes_into_no_draft_of_others(editor, everywhere):
    found, url = bring_in(everywhere)
    decide(everywhere, url, found, district="jingan", **SAVE)
    policy = Policy.objects.get()
    newer, url = bring_in(editor, NOTICE.replace("一千元", "两千元"))
    offered = f'name="newer-of" value="{policy.slug}"'
    assert offered in everywhere.get(url).content.decode()
    assert offered not in editor.get(url).content.decode()
    words = seen(decide(editor, url, newer, **SAVE, **{"newer-of": policy.slug}))
    assert "这会更新《别的区还没有公开的一条》，而您没有修改政策的权限" in words
    assert "一千元" in policy.sections.get(kind="support").body


def test_an_archive_is_shown_to_who_brought_it_and_to_who_has_all_districts(editor, theirs, everywhere):
    url = archived(theirs)
    done()
    assert not Policy.objects.exists()
    assert "一批.zip" not in seen(editor.get(IMPORT))
    assert editor.get(url).status_code == editor.post(f"{url}1/").status_code == 404
    assert editor.post(f"{url}stop/").status_code == 404
    for client in (theirs, everywhere):
        assert "一批.zip" in seen(client.get(IMPORT))
        assert "徐汇区不是您负责的区" in seen(client.get(url))


def test_what_others_may_not_see_is_not_named_in_the_report_of_an_archive(editor, theirs):
    found, url = bring_in(editor)
    decide(editor, url, found, **SAVE)
    Policy.objects.update(title=SECRET)
    url = archived(theirs)
    done()
    answer = theirs.get(url)
    assert "没有变化 1" in seen(answer)
    assert "别的区已经导入过，还没有公开" in seen(answer)
    assert SECRET not in seen(answer)
    item = Job.objects.get().items.get()
    assert (item.policy, "slug" in item.report) == (None, False)


def test_what_the_person_may_see_is_named_in_the_report(editor, everywhere):
    found, url = bring_in(editor)
    decide(editor, url, found, **SAVE)
    archived(everywhere)
    done()
    item = Job.objects.get().items.get()
    assert item.policy == Policy.objects.get()
    assert item.report["slug"] == item.policy.slug


def test_a_copy_of_what_others_have_not_published_is_told_without_its_slug(editor, jingan):
    make_policy("jingan-1", title=SECRET, doc_number="徐府规〔2020〕3号", district=jingan)
    url = archived(editor)
    done()
    [reason] = Job.objects.get().items.get().report["reasons"]
    assert reason.startswith("可能重复：别的区还没有公开的一条（文号相同")
    assert "jingan-1" not in editor.get(url).content.decode()


def archived(client):
    """The page of the job that an archive with the notice of 徐汇区 becomes."""
    return client.post(IMPORT, {"files": [file("一批.zip", packed({"通知.txt": NOTICE}))]}).url


def done():
    job = Job.objects.get()
    list(jobs.run(jobs.claim("a", job.made_at), batch.work_at))


def test_who_has_all_districts_brings_in_what_two_others_wait_for(editor, theirs, everywhere):
    bring_in(editor)
    bring_in(theirs)
    answer = everywhere.post(IMPORT, {"text": NOTICE})
    kept = {f"{IMPORT}{each.pk}/" for each in review.waiting()}
    assert (answer.status_code, len(kept)) == (302, 2)
    assert answer.url in kept


@pytest.mark.parametrize("has_decided", [False, True])
def test_a_draft_that_others_made_of_the_same_bytes_meanwhile_is_not_told(editor, theirs, has_decided):
    first, first_url = bring_in(editor)
    second, second_url = bring_in(theirs)
    decide(editor, first_url, first, **SAVE)
    Policy.objects.update(title=SECRET, slug="mi-mi")
    repairs = {f"doubt-{doubt.key}": "repair" for doubt in second.doubts if doubt.repairable and has_decided}
    told = seen(decide(theirs, second_url, second, **repairs, **SAVE))
    assert "别的区已经导入过，还没有公开。" in told
    assert SECRET not in told
    assert "mi-mi" not in told
    assert ("您的选择没有写进去" in told) == has_decided
