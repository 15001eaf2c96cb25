"""A page of the desk knows what it was made from: whoever changes that meanwhile is never written over in silence."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from policies.importing.storing.intake import bring_in
from policies.models import (
    Audience,
    CitationException,
    District,
    FormerDistrict,
    ImportedSource,
    Issuer,
    Policy,
    PolicyIssuer,
    PolicyTopic,
    Relation,
    Section,
    SynonymGroup,
    Topic,
)
from tests.admin.browser import form_on, target_of
from tests.admin.desk import Desk, address, make_policy, run, seen

pytestmark = pytest.mark.django_db

STALE = "打开这一页以后，内容被改过"
NOTICE = """徐府规〔2020〕3号
徐汇区人才公寓管理办法
一、申报条件
在徐汇区连续工作满一年，并且依法缴纳社会保险的人员。
二、补贴标准
每人每月补贴{}元，补贴的期限最长不超过三年。{}"""
SIGNED = "\n上海市徐汇区人民政府\n2020年2月1日"


@pytest.fixture
def library(tmp_path):
    """`library(title=…)` loads a file in which the policy has these values."""

    def load(overwrite=False, **changes):
        fields = {
            "slug": "loaded",
            "title": "旧标题",
            "district": ["xuhui"],
            "source_note": "目录。",
        } | changes
        path = tmp_path / "rows.json"
        path.write_text(json.dumps([{"model": "policies.policy", "fields": fields}]), "utf-8")
        call_command("loaddata", str(path), verbosity=0, overwrite=overwrite)
        return Policy.objects.get(slug="loaded")

    return load


@pytest.fixture
def imported(tmp_path):
    """`imported("八百")` brings in a file of one name that says so."""

    def bring(amount, signature=""):
        file = tmp_path / "notice.txt"
        file.write_text(NOTICE.format(amount, signature), "utf-8")
        [outcome] = bring_in([file])
        return outcome

    return bring


def again(client, url, answer, **changes):
    """Send the page that came back, as a person would."""
    return client.post(target_of(answer, url), form_on(answer, **changes))


# Who writes past the desk


def test_a_newer_title_from_loaddata_is_not_undone_by_an_open_page(editor, xuhui, library):
    url = address(library())
    page = editor.get(url)
    library(title="新标题")
    answer = editor.post(url, form_on(page, editorial_note="我的备注。"))
    assert STALE in seen(answer)
    assert Policy.objects.get().title == "新标题"
    assert Policy.objects.get().edited_at is None
    assert form_on(answer)["title"] == ["新标题"], "what nobody typed here follows the database"
    assert form_on(answer)["editorial_note"] == ["我的备注。"]
    assert again(editor, url, answer).status_code == 302
    policy = Policy.objects.get()
    assert (policy.title, policy.editorial_note) == ("新标题", "我的备注。")


def test_a_section_that_was_changed_by_sql_is_not_undone_by_an_open_page(editor, draft):
    Section.objects.create(policy=draft, kind="support", state="content", body="每月八百元")
    page = editor.get(address(draft))
    Section.objects.filter(kind="support").update(body="每月一千元")
    answer = editor.post(address(draft), form_on(page, editorial_note="我的备注。"))
    assert STALE in seen(answer)
    assert "扶持力度" in seen(answer)
    assert Section.objects.get(kind="support").body == "每月一千元"
    assert again(editor, address(draft), answer).status_code == 302
    assert Section.objects.get(kind="support").body == "每月一千元"
    draft.refresh_from_db()
    assert draft.editorial_note == "我的备注。"


@pytest.mark.parametrize("signature", ["", SIGNED], ids=["nobody signed", "an issuer signed"])
def test_a_newer_file_is_not_undone_by_an_open_page(editor, xuhui, imported, signature):
    imported("八百", signature)
    policy = Policy.objects.get()
    page = editor.get(address(policy))
    assert imported("一千", signature).verdict == "updated"
    answer = editor.post(address(policy), form_on(page, editorial_note="我的备注。"))
    assert STALE in seen(answer)
    assert "请更正" not in seen(answer)
    assert "一千元" in policy.sections.get(kind="support").body
    assert again(editor, address(policy), answer).status_code == 302
    policy.refresh_from_db()
    assert policy.editorial_note == "我的备注。"
    assert "一千元" in policy.sections.get(kind="support").body
    assert policy.policyissuer_set.count() == bool(signature)


# Two people


SHARED = {
    Topic: {"name": "落户", "slug": "t"},
    Audience: {"name": "青年", "slug": "a"},
    Issuer: {"name": "某局"},
    SynonymGroup: {"name": "落户", "words": ["户口"]},
    District: {"name": "甲区", "slug": "jia", "short": "甲", "code": "310199"},
    CitationException: {"name": "居民身份证"},
}


@pytest.mark.parametrize("model", [*SHARED, FormerDistrict], ids=lambda model: model.__name__)
def test_of_two_people_the_second_is_told_whatever_they_write(superuser, xuhui, model):
    values = {"name": "旧区", "district": xuhui} if model is FormerDistrict else SHARED[model]
    row = model.objects.create(**values)
    url = f"/admin/policies/{model._meta.model_name}/{row.pk}/change/"
    first, second = superuser.get(url), superuser.get(url)
    assert superuser.post(url, form_on(first, name="别人改的")).status_code == 302
    answer = superuser.post(url, form_on(second, name="我改的"))
    assert STALE in seen(answer)
    assert "别人改的" in seen(answer)
    row.refresh_from_db()
    assert row.name == "别人改的"
    assert form_on(answer)["name"] == ["我改的"]
    assert again(superuser, url, answer).status_code == 302
    row.refresh_from_db()
    assert row.name == "我改的"


def test_of_two_administrators_the_second_is_told_and_a_sign_in_is_no_conflict(superuser):
    account = User.objects.create_user("小编二号", is_staff=True)
    url = f"/admin/auth/user/{account.pk}/change/"
    first, second = superuser.get(url), superuser.get(url)
    Desk().force_login(account)
    assert (
        superuser.post(url, form_on(first, groups=[str(Group.objects.get(name="编辑").pk)])).status_code
        == 302
    )
    answer = superuser.post(url, form_on(second, first_name="编"))
    assert STALE in seen(answer)
    assert again(superuser, url, answer).status_code == 302
    account.refresh_from_db()
    assert (account.first_name, account.groups.get().name) == ("编", "编辑")
    assert account.last_login


def test_where_both_changed_the_same_both_texts_are_on_the_page(editor, reviewer, draft):
    page = editor.get(address(draft))
    theirs = form_on(reviewer.get(address(draft)), **{"sections-0-body": "审核的正文。"})
    assert reviewer.post(address(draft), theirs).status_code == 302
    mine = {"sections-0-body": "小编的正文。", "sections-1-body": "每月一千元。"}
    answer = editor.post(address(draft), form_on(page, **mine))
    theirs = seen(answer).partition("别人存的")[2].partition("您写的")[0]
    assert "".join(theirs.split()) == "审核的正文。"
    assert form_on(answer)["sections-0-body"] == ["小编的正文。"]
    assert form_on(answer)["sections-1-body"] == ["每月一千元。"]
    assert again(editor, address(draft), answer).status_code == 302
    texts = draft.sections.exclude(body="").values_list("kind", "body")
    assert dict(texts) == {"original": "小编的正文。", "support": "每月一千元。"}


# Rows within the page


def issuer_rows(*rows, kept=0):
    """A row is the key of an issuer, or the issuer and the key of the row it stands in."""
    data = {
        "policyissuer_set-TOTAL_FORMS": str(len(rows)),
        "policyissuer_set-INITIAL_FORMS": str(kept),
    }
    for index, (issuer, order, pk) in enumerate(rows):
        data |= {
            f"policyissuer_set-{index}-issuer": issuer,
            f"policyissuer_set-{index}-order": order,
            f"policyissuer_set-{index}-id": pk,
        }
    return data


def test_a_row_that_a_colleague_added_is_a_conflict_and_stands_on_the_page(editor, draft, issuer):
    other = Issuer.objects.create(name="某区人民政府")
    page = editor.get(address(draft))
    PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    answer = editor.post(address(draft), form_on(page, **issuer_rows((other.pk, 2, ""))))
    assert STALE in seen(answer)
    assert issuer.name in seen(answer)
    assert list(draft.issuers.all()) == [issuer]
    assert again(editor, address(draft), answer).status_code == 302
    assert set(draft.issuers.all()) == {issuer, other}, "neither row is lost"


def test_a_row_that_both_added_stands_there_once(editor, draft, issuer):
    page = editor.get(address(draft))
    PolicyIssuer.objects.create(policy=draft, issuer=issuer, order=1)
    answer = editor.post(address(draft), form_on(page, **issuer_rows((issuer.pk, 3, ""))))
    assert again(editor, address(draft), answer).status_code == 302
    assert list(draft.policyissuer_set.values_list("issuer", "order")) == [(issuer.pk, 3)]


def test_a_row_that_a_colleague_took_away_is_gone_unless_it_was_changed_here(editor, draft, issuer):
    other = Issuer.objects.create(name="某区人民政府")
    rows = [PolicyIssuer.objects.create(policy=draft, issuer=each) for each in (issuer, other)]
    page = editor.get(address(draft))
    PolicyIssuer.objects.all().delete()
    typed = {"policyissuer_set-1-order": "7"}
    answer = editor.post(address(draft), form_on(page, **typed))
    assert STALE in seen(answer)
    assert again(editor, address(draft), answer).status_code == 302
    assert list(draft.policyissuer_set.values_list("issuer", "order")) == [(other.pk, 7)]
    assert len(rows) == 2


def test_a_row_that_is_ticked_for_deletion_stays_ticked(editor, draft, issuer):
    row = PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    page = editor.get(address(draft))
    Policy.objects.update(title="别人的标题")
    answer = editor.post(address(draft), form_on(page, **{"policyissuer_set-0-DELETE": "on"}))
    assert form_on(answer)["policyissuer_set-0-DELETE"] == ["on"]
    assert again(editor, address(draft), answer).status_code == 302
    assert not PolicyIssuer.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("what", ["topics", "relations", "former names", "originals"])
def test_whatever_belongs_to_a_page_counts(superuser, draft, published, topic, xuhui, what):
    url = f"/admin/policies/district/{xuhui.pk}/change/" if what == "former names" else address(draft)
    page = superuser.get(url)
    if what == "topics":
        PolicyTopic.objects.create(policy=draft, topic=topic)
    elif what == "originals":
        ImportedSource.objects.create(policy=draft, name="a.txt", raw=b"x", sha256="0" * 64)
    elif what == "relations":
        Relation.objects.create(source=draft, target=published, kind="replaces")
    else:
        FormerDistrict.objects.create(name="旧区", district=xuhui)
    answer = superuser.post(url, form_on(page))
    assert STALE in seen(answer)
    assert ("导入的原件" in seen(answer)) is (what == "originals")
    assert again(superuser, url, answer).status_code == 302
    assert list(draft.topics.all()) == ([topic] if what == "topics" else [])
    assert Relation.objects.exists() is (what == "relations")


def test_several_rows_that_were_typed_are_kept_whatever_they_hold(editor, draft, issuer):
    page = editor.get(address(draft))
    Policy.objects.update(title="别人的标题")
    rows = issuer_rows((issuer.pk, "不是数", ""), ("", 2, ""))
    answer = editor.post(address(draft), form_on(page, effective_on="昨天", **rows))
    shown = form_on(answer)
    assert shown["effective_on"] == ["昨天"]
    assert shown["policyissuer_set-0-order"] == ["不是数"]
    assert shown["policyissuer_set-0-issuer"] == [str(issuer.pk)]
    assert shown["policyissuer_set-1-order"] == ["2"]
    assert "请输入整数" in seen(again(editor, address(draft), answer))


@pytest.mark.parametrize(
    "total", ["", "-1", "x", "9" * 30, "1001", "\x00"], ids=["none", "-1", "x", "huge", "1001", "NUL"]
)
def test_forged_counts_of_rows_are_no_server_error(editor, draft, total):
    page = editor.get(address(draft))
    Policy.objects.update(title="别人的标题")
    answer = editor.post(address(draft), form_on(page, **{"policyissuer_set-TOTAL_FORMS": total}))
    assert STALE in seen(answer)


# No false alarm


def test_nothing_that_is_not_on_the_page_makes_it_out_of_date(
    editor, superuser, xuhui, topic, issuer, library
):
    policy = library()
    PolicyTopic.objects.create(policy=policy, topic=topic)
    PolicyIssuer.objects.create(policy=policy, issuer=issuer)
    other = make_policy("other", district=xuhui)
    page, twice = editor.get(address(policy)), editor.get(address(policy))
    Topic.objects.update(name="安家")
    Issuer.objects.update(name="新机关")
    District.objects.update(name="徐汇新区")
    editor.post(address(other), form_on(editor.get(address(other)), title="别处的标题"))
    Relation.objects.create(source=other, target=policy, kind="basis")
    library()
    policy.ensure_sections()
    assert editor.post(address(policy), form_on(page)).status_code == 302
    assert editor.post(address(policy), form_on(twice)).status_code == 302, "nothing was changed by the first"


def test_loading_over_the_work_of_staff_with_the_same_values_is_no_conflict(editor, xuhui, library):
    policy = library()
    policy.save()
    page = editor.get(address(policy))
    library(overwrite=True)
    assert editor.post(address(policy), form_on(page, title="改了")).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "\x00", "title:0", "a:b:c :: :", "9" * 5000])
def test_a_page_of_no_known_state_saves_nothing_and_keeps_what_was_typed(editor, draft, version):
    answer = editor.post(address(draft), form_on(editor.get(address(draft)), title="改了", version=version))
    assert STALE in seen(answer)
    assert form_on(answer)["title"] == ["改了"]
    draft.refresh_from_db()
    assert draft.title != "改了"


def test_a_page_with_mistakes_keeps_what_it_was_made_from(editor, draft):
    page = editor.get(address(draft))
    answer = editor.post(address(draft), form_on(page, title=""))
    Policy.objects.update(editorial_note="别人的备注。")
    assert STALE in seen(again(editor, address(draft), answer, title="改了"))


def test_a_bulk_action_makes_open_pages_out_of_date(editor, reviewer, draft):
    page = editor.get(address(draft))
    run(reviewer, "publish", draft)
    assert editor.post(address(draft), form_on(page)).status_code == 409


def test_of_a_long_text_the_passage_that_others_changed_is_shown(editor, reviewer, draft):
    lines = [f"第{number}条 申请人应当符合本办法规定的各项条件。" for number in range(100)]
    Section.objects.create(policy=draft, kind="original", state="content", body="\n".join(lines))
    page = editor.get(address(draft))
    theirs = [*lines[:70], "第七十条由小审改写。", *lines[71:]]
    first = reviewer.get(address(draft))
    assert (
        reviewer.post(address(draft), form_on(first, **{"sections-0-body": "\r\n".join(theirs)})).status_code
        == 302
    )
    mine = [*lines[:80], "第八十条由小编改写。", *lines[81:]]
    answer = editor.post(address(draft), form_on(page, **{"sections-0-body": "\r\n".join(mine)}))
    assert answer.status_code == 409
    told = seen(answer).partition("现在保存的是")[2].partition("请核对")[0]
    assert "第七十条由小审改写。" in told
    assert "第80条" in told, "and what stood there before"
    assert "第5条" not in told, "not what is the same"
    assert "小审" in seen(answer).partition("现在保存的是")[0]
