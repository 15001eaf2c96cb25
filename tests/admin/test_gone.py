"""An entry is deleted or published while its page is open: what was typed comes back, to be saved anew or to be read."""

import re

import pytest
from django.contrib.auth.models import Permission, User

from policies import publishing, revising
from policies.models import District, FormerDistrict, Policy, PolicyIssuer, Topic
from tests.admin.browser import form_on
from tests.admin.desk import address, make_policy, seen, signed_in
from tests.admin.test_checkpoints import again
from tests.admin.test_chinese import foreign
from tests.people import actor_named

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_what_was_typed_into_a_deleted_policy_comes_back_to_be_saved_anew(request, who, draft, topic, issuer):
    client = request.getfixturevalue(who)
    PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    page = client.get(address(draft))
    draft.delete()
    typed = {"title": "改好的标题", "sections-3-body": "窗口办理。", "topics": [str(topic.pk)]}
    answer = client.post(f"/admin/policies/policy/{form_pk(page)}/change/", form_on(page, **typed))
    assert answer.status_code == 409
    assert "已经被删除" in seen(answer)
    assert form_on(answer)["sections-3-body"] == ["窗口办理。"]
    assert again(client, "", answer).status_code == 302
    policy = Policy.objects.get()
    assert (policy.title, list(policy.topics.all())) == ("改好的标题", [topic])
    assert policy.sections.get(kind="procedure").body == "窗口办理。"
    assert list(policy.issuers.all()) == [issuer]


def form_pk(page):
    return page.request["PATH_INFO"].split("/")[4]


def test_what_was_typed_into_a_deleted_topic_comes_back(reviewer, topic):
    url = f"/admin/policies/topic/{topic.pk}/change/"
    page = reviewer.get(url)
    Topic.objects.all().delete()
    answer = reviewer.post(url, form_on(page, name="安家", synonyms="户口\r\n落沪"))
    assert "已经被删除" in seen(answer)
    assert form_on(answer)["synonyms"] == ["户口\n落沪"]
    assert again(reviewer, url, answer, slug="anjia").status_code == 302
    assert Topic.objects.get().synonyms == ["户口", "落沪"]


def overtaken(client, policy, **typed):
    """The page that comes back to who typed into it, and what it holds."""
    answer = client.post(address(policy), form_on(policy.page, **typed))
    return answer, form_on(answer)


def opened(client, policy) -> Policy:
    policy.page = client.get(address(policy))
    return policy


def one_copy_of(policy) -> Policy:
    """And there is no other entry."""
    copy = Policy.objects.get(copy_of=policy)
    assert set(Policy.objects.values_list("pk", flat=True)) == {policy.pk, copy.pk}
    return copy


def test_what_was_typed_into_a_draft_that_was_published_meanwhile_goes_on_in_its_copy(
    editor, reviewer, draft, issuer
):
    PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    opened(editor, draft)
    publishing.publish(Policy.objects.all(), actor_named("小审"))
    answer, _ = overtaken(editor, draft, **{"sections-0-body": "小编的正文。"})
    assert answer.status_code == 409
    assert "这一条已经由 小审 发布" in seen(answer)
    assert again(editor, "", answer).status_code == 302
    copy = one_copy_of(draft)
    assert copy.sections.get(kind="original").body == "小编的正文。"
    assert list(copy.issuers.all()) == [issuer]
    assert not draft.sections.exclude(body="").exists()


@pytest.mark.parametrize(("act", "done"), [(publishing.publish, "发布"), (revising.discard_copy, "放弃")])
def test_what_was_typed_into_a_copy_that_went_meanwhile_goes_on_in_the_next(
    editor, reviewer, published, act, done
):
    for order, name in enumerate(("身份证", "学位证书"), 1):
        published.materials.create(uid=f"m{order}", name=name, order=order)
    begun = opened(editor, revising.start_copy(Policy.objects.all(), actor_named("小编")).moved[0])
    Policy.objects.filter(pk=begun.pk).update(title="小审改的标题", doc_number="徐委〔2026〕1号")
    act(Policy.objects.filter(pk=begun.pk), actor_named("小审"))
    typed = {"title": "小编改的标题", "materials-0-name": "居住证", "sections-0-body": "正文。"}
    answer, shown = overtaken(editor, begun, **typed)
    assert answer.status_code == 409
    assert f"修改稿已经由 小审 {done}" in seen(answer)
    assert {name: shown[name] for name in typed} == {name: [value] for name, value in typed.items()}
    if act is publishing.publish:
        assert shown["doc_number"] == ["徐委〔2026〕1号"], "what nobody typed is as residents read it now"
        assert "小审改的标题" in seen(answer), "and what both changed is told"
    assert again(editor, "", answer).status_code == 302
    copy = one_copy_of(published)
    assert copy.title == "小编改的标题"
    assert dict(copy.materials.values_list("uid", "name")) == {"m1": "居住证", "m2": "学位证书"}
    assert copy.sections.get(kind="original").body == "正文。"


def test_what_was_typed_into_a_copy_whose_original_was_withdrawn_goes_into_no_second_entry(
    editor, reviewer, published
):
    begun = opened(editor, revising.start_copy(Policy.objects.all(), actor_named("小编")).moved[0])
    publishing.publish(Policy.objects.filter(pk=begun.pk), actor_named("小审"))
    publishing.withdraw(Policy.objects.all(), actor_named("小审"), "重复。")
    answer = editor.post(address(begun), form_on(begun.page, title="小编改的标题"))
    assert "小编改的标题" in answer.content.decode()
    assert "请复制出来" in seen(answer)
    answer = reviewer.post(address(begun), form_on(begun.page, title="小审改的标题"))
    assert again(reviewer, "", answer).status_code == 302
    assert Policy.objects.get().title == "小审改的标题"


@pytest.mark.parametrize("forged", ["copy_of:9", "copy_of:" + "9" * 40, "copy_of:x benefits-1:y", "\0", ":"])
def test_a_forged_origin_is_none(editor, draft, forged):
    opened(editor, draft)
    Policy.objects.all().delete()
    answer, _ = overtaken(editor, draft, copy_of=forged)
    assert "已经被删除" in seen(answer)


def test_who_may_not_add_reads_what_was_typed(xuhui):
    corrector = signed_in("只改")
    corrector_of = Permission.objects.filter(codename__in=["view_formerdistrict", "change_formerdistrict"])
    User.objects.get(username="只改").user_permissions.set(corrector_of)
    row = FormerDistrict.objects.create(name="旧区", district=xuhui)
    url = f"/admin/policies/formerdistrict/{row.pk}/change/"
    page = corrector.get(url)
    row.delete()
    answer = corrector.post(url, form_on(page, until="2015-11-04"))
    assert "已经被删除" in seen(answer)
    assert "使用至" in seen(answer)
    assert "2015-11-04" in answer.content.decode()
    assert foreign(answer) == set()
    assert corrector.post("/admin/policies/topic/1/change/", {"name": "伪造"}).status_code == 403


def test_what_was_typed_into_a_draft_that_went_to_another_district_comes_back_to_be_read(draft, xuhui):
    client = signed_in("徐编", "编辑", districts=[xuhui])
    jingan = District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)
    Policy.objects.update(district=xuhui)
    opened(client, draft)
    Policy.objects.update(district=jingan, title="静安改的标题")
    answer = client.post(address(draft), form_on(draft.page, title="徐汇改的标题"))
    assert answer.status_code == 403
    assert "已经归到别的区，您现在看不到" in seen(answer)
    assert "徐汇改的标题" in answer.content.decode()
    assert "静安改的标题" not in answer.content.decode()
    assert Policy.objects.get().title == "静安改的标题"


@pytest.mark.parametrize("is_new", [False, True])
def test_who_lost_all_rights_reads_what_was_typed(editor, draft, is_new):
    url = "/admin/policies/policy/add/" if is_new else address(draft)
    fields = form_on(editor.get(url), **{"title": "改过的标题", "sections-0-body": "正文。"})
    User.objects.get(username="小编").groups.clear()
    answer = editor.post(url, fields)
    assert answer.status_code == 403
    assert "您的权限在您打开页面以后有变动" in seen(answer)
    for typed in ("改过的标题", "正文。"):
        assert typed in answer.content.decode()
    assert foreign(answer) == set()
    forged = editor.post(url, {**fields, "typist": "1:x:y"})
    assert "改过的标题" not in forged.content.decode()
    assert Policy.objects.get().title == draft.title


def read_only(answer) -> dict[str, str]:
    """Label -> text of the page that shows what was typed."""
    found = re.findall(
        r"<label[^>]*>(.*?)</label>\s*<textarea[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL
    )
    return dict(found)


def test_what_is_to_be_copied_out_has_the_words_of_the_page_and_what_was_changed_alone(
    editor, draft, topic, issuer
):
    PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    draft.materials.create(uid="m1", name="身份证", order=1)
    draft.sections.create(kind="support", state="content", body="原来的扶持。")
    opened(editor, draft)
    Policy.objects.update(state="withdrawn")
    typed = {
        "title": "改过的标题",
        "topics": [str(topic.pk)],
        "source_grade": Policy._meta.get_field("source_grade").flatchoices[-1][0],
        "title_is_ours": "True",
        "sections-0-body": "新的正文。",
        "sections-2-state": "absent",
        "materials-0-DELETE": "on",
        "rounds-TOTAL_FORMS": "1",
        "rounds-0-name": "2027年",
        "_continue": "x",
    }
    answer = editor.post(address(draft), form_on(draft.page, **typed))
    assert answer.status_code == 403
    assert foreign(answer) == set()
    assert read_only(answer) == {
        "标题": "改过的标题",
        "本站拟题": "是",
        "主题": "落户测试",
        "来源可靠程度": "低",
        "政策原文：内容": "新的正文。",
        "申报条件：状态": "原文未规定",
        "申报轮次第 1 条：名称": "2027年",
        "申报材料第 1 条：删除这一条": "是",
    }


def test_the_key_of_what_this_person_may_not_see_is_put_into_no_words(draft, xuhui):
    client = signed_in("徐编", "编辑", districts=[xuhui])
    jingan = District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)
    secret = make_policy("jingan-1", title="静安还没有公开的话", district=jingan)
    Policy.objects.filter(pk=draft.pk).update(district=xuhui)
    opened(client, draft)
    Policy.objects.filter(pk=draft.pk).update(state="withdrawn")
    row = {"relations_from-TOTAL_FORMS": "1", "relations_from-0-target": str(secret.pk)}
    answer = client.post(address(draft), form_on(draft.page, **row, title="改过的标题"))
    assert list(read_only(answer).values()) == ["改过的标题"]
