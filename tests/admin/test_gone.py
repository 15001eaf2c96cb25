"""An entry is deleted or published while its page is open: what was typed comes back, to be saved anew or to be read."""

import pytest
from django.contrib.auth.models import Permission, User

from policies.models import FormerDistrict, Policy, PolicyIssuer, Topic
from tests.admin.browser import form_on
from tests.admin.desk import PUBLISHED, address, seen, signed_in
from tests.admin.test_checkpoints import again
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_what_was_typed_into_a_deleted_policy_comes_back_to_be_saved_anew(request, who, draft, topic, issuer):
    client = request.getfixturevalue(who)
    PolicyIssuer.objects.create(policy=draft, issuer=issuer)
    page = client.get(address(draft))
    draft.delete()
    typed = {"title": "改好的标题", "sections-3-body": "窗口办理。", "topics": [str(topic.pk)]}
    answer = client.post(f"/admin/policies/policy/{form_pk(page)}/change/", form_on(page, **typed))
    assert answer.status_code == 200
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


def test_what_was_typed_into_a_policy_that_was_published_meanwhile_comes_back(editor, draft):
    page = editor.get(address(draft))
    Policy.objects.update(state=PUBLISHED)
    answer = editor.post(address(draft), form_on(page, **{"sections-0-body": "小编的正文。"}))
    assert answer.status_code == 403
    assert "您现在不能修改" in seen(answer)
    assert form_on(answer)["sections-0-body"] == ["小编的正文。"]
    assert again(editor, address(draft), answer).status_code == 302
    assert Policy.objects.count() == 2
    assert not draft.sections.exclude(body="").exists()


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
