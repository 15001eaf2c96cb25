"""Relations on the page of a policy, the exceptions of citations, and what is cited and not in the library."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import CitationException, Policy, Relation, Section
from policies.vocabulary import RelationKind
from tests.admin.desk import Desk, address, delete, form_data, make_policy, refusal, seen, signed_in
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db

MISSING = "/admin/policies/policy/missing/"


def relation(target, kind="replaces", **values):
    row = {"kind": kind, "target": target.pk, "note": "", **values}
    return {
        "relations_from-TOTAL_FORMS": "1",
        **{f"relations_from-0-{name}": value for name, value in row.items()},
    }


@pytest.fixture
def citing(xuhui):
    """Publishes a policy with this text."""

    def publish(slug, body, **values):
        policy = make_policy(slug, district=xuhui, source_note="扫描件。", state="published", **values)
        Section.objects.create(policy=policy, kind="original", state="content", body=body)
        return policy

    return publish


# Relations


def test_an_editor_relates_a_draft_to_another_policy(editor, draft, published):
    answer = editor.post(address(draft), form_data(**relation(published, note="第二十条。")))
    assert answer.status_code == 302
    row = Relation.objects.get()
    assert (row.source, row.target, row.kind, row.note) == (draft, published, "replaces", "第二十条。")


def test_the_kinds_are_read_as_sentences(editor, draft):
    page = editor.get(address(draft)).content.decode()
    offered = re.search(r'<select name="relations_from-__prefix__-kind".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'<option value="(\w+)">(.+?)</option>', offered) == [
        (kind.value, kind.in_words) for kind in RelationKind
    ]


def test_the_page_of_the_other_policy_says_who_does_what_to_it(reviewer, draft, published):
    Relation.objects.create(source=draft, target=published, kind="replaces")
    words = seen(reviewer.get(address(published)))
    assert "被替代：" in words
    assert draft.title in words
    assert "被替代" not in seen(reviewer.get(address(draft)))


def test_a_relation_to_itself_or_twice_is_told_in_chinese(editor, draft, published):
    assert "一条政策不能和它自己有关系" in refusal(editor, address(draft), **relation(draft))
    Relation.objects.create(source=draft, target=published, kind="replaces")
    row = Relation.objects.get()
    twice = {
        **relation(published, id=row.pk, source=draft.pk),
        "relations_from-TOTAL_FORMS": "2",
        "relations_from-INITIAL_FORMS": "1",
        "relations_from-1-kind": "replaces",
        "relations_from-1-target": published.pk,
    }
    assert "有重复" in refusal(editor, address(draft), **twice)
    assert Relation.objects.count() == 1


def test_policies_that_replace_each_other_are_refused(reviewer, draft, published):
    Relation.objects.create(source=published, target=draft, kind="replaces")
    assert "相反的关系" in refusal(reviewer, address(draft), **relation(published))


def test_an_editor_does_not_relate_what_was_published(editor, draft, published):
    editor.post(address(published), form_data(**relation(draft)))
    assert not Relation.objects.exists()


def test_a_relation_does_not_keep_a_draft_from_being_deleted(reviewer, draft, published):
    Relation.objects.create(source=published, target=draft, kind="basis")
    answer = delete(reviewer, address(draft, "delete"))
    assert answer.status_code == 302
    assert not Policy.objects.filter(pk=draft.pk).exists()
    assert not Relation.objects.exists()


@pytest.mark.parametrize("target", ["", "99999999999999999999999", "nobody", "\x00"])
def test_a_forged_target_is_an_error_in_chinese(editor, draft, target):
    words = refusal(editor, address(draft), **{**relation(draft), "relations_from-0-target": target})
    assert re.search("请选择|请从列表里选|有效选项|空字符", words)


# Exceptions


def test_a_reviewer_keeps_exceptions_and_an_editor_looks(reviewer, editor, draft):
    path = "/admin/policies/citationexception/add/"
    assert editor.get(path).status_code == 403
    assert reviewer.post(path, {"name": "居民身份证"}).status_code == 302
    words = seen(reviewer.post(path, {"name": "申请表", "ending": "on", "policy": draft.pk}))
    assert "只能用一个" in words
    assert CitationException.objects.get().name == "居民身份证"
    row = f"/admin/policies/citationexception/{CitationException.objects.get().pk}/change/"
    assert "只是这个名称" in seen(editor.get(row))


# Cited and not in the library


@pytest.mark.parametrize("who", ["editor", "reviewer"])
def test_staff_see_what_is_cited_and_not_there_most_cited_first(request, who, citing, draft):
    client = request.getfixturevalue(who)
    citing("a-1", "根据《缺一办法》（徐委[2015]15）和《缺二办法》。")
    citing("a-2", "根据《缺二办法》，持《居民身份证》。")
    CitationException.objects.create(name="居民身份证")
    page = client.get(MISSING).content.decode()
    rows = re.findall(r'<th scope="row">\s*(.*?)\s*(?:<br>.*?)?</th>\s*<td>(\d+)</td>', page, re.DOTALL)
    assert rows == [("《缺二办法》", "2"), ("《缺一办法》（徐委〔2015〕15号）", "1")]
    assert page.count(f'href="{address(Policy.objects.get(slug="a-1"))}"') == 2
    # The draft of the cast has this number.
    assert "已经录入，还没有发布：" + draft.title in page
    # Of the title of the draft; nothing else is in Latin letters.
    assert foreign(client.get(MISSING)) == {"xuhui"}
    assert MISSING in client.get("/admin/policies/policy/").content.decode()


def test_with_nothing_missing_the_page_says_so(editor, published):
    assert "写到的文件都已收录" in seen(editor.get(MISSING))


def test_nobody_else_sees_what_is_missing():
    assert signed_in("外人").get(MISSING).status_code == 403
    assert Desk().get(MISSING).status_code == 302
    stranger = Desk()
    stranger.force_login(User.objects.create_user("居民"))
    assert stranger.get(MISSING).status_code == 302


def test_the_queries_of_the_page_do_not_grow(editor, citing):
    counts = []
    for size in (2, 12):
        citing(f"a-{size}", "".join(f"根据《缺{size}第{n}号办法》。\n" for n in range(size)))
        editor.get(MISSING)
        with CaptureQueriesContext(connection) as captured:
            editor.get(MISSING)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["0", "-1", "abc", "²", "999999999999"])
def test_a_strange_page_number_is_a_page(editor, citing, page):
    citing("a-1", "根据《缺办法》。")
    assert "缺办法" in seen(editor.get(MISSING, {"page": page}))
