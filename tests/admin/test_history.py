"""历史 at the desk: who did what with a policy, each old and new value, and the way back to what it was."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies import earlier, publishing, revising
from policies.acting import Actor, content_of, writing
from policies.models import District, Event, Policy, PolicyTopic, Section
from policies.values import values_of
from tests.admin.browser import form_on
from tests.admin.desk import address, delete, pressed, seen, signed_in
from tests.data import only
from tests.full_policy import fill_answers

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")


@pytest.fixture
def full(draft):
    fill_answers(draft, date(2026, 11, 23))
    return draft


def page_of(policy, event, name: str = "event") -> str:
    return reverse(f"admin:policies_policy_{name}", args=[policy.pk, event.pk])


def edits():
    return Event.objects.filter(kind="edit").order_by("id")


def values(policy) -> dict:
    return values_of(content_of([policy])[policy.pk])


def restored(client, policy, event):
    """Two steps: the page that shows what it would change, and yes."""
    path = page_of(policy, event, "restore")
    page = client.get(path)
    return client.post(path, form_on(page), follow=True)


def test_the_history_tells_who_when_and_each_old_and_new_value(editor, full, topic):
    editor.post(
        address(full),
        form_on(
            editor.get(address(full)),
            title="新的标题",
            doc_number="徐委〔2016〕1号",
            topics=[topic.pk],
            **{"sections-5-body": "由别的中心受理。", "rounds-0-note": "改过的说明"},
        ),
    )
    words = seen(editor.get(address(full, "history")))
    for told in (
        "修改政策",
        "小编",
        "标题",
        "关于xuhui-2015-15的意见",
        "新的标题",
        "徐委〔2015〕15号",
        "徐委〔2016〕1号",
    ):
        assert told in words, told
    assert "说明" in words
    assert "改过的说明" in words
    assert "落户测试" in words
    event = edits().get()
    page = seen(editor.get(page_of(full, event)))
    assert "别的" in page, "the text itself, compared word by word"
    assert "恢复到这一次以后" in page


def test_reasons_of_moves_and_what_became_of_copies_stand_in_it(editor, reviewer, full):
    publishing.publish(only(full), COMMAND)
    editor.post(address(full, "revise"))
    copy = Policy.objects.get(copy_of=full)
    editor.post(address(copy), form_on(editor.get(address(copy)), title="改稿", **pressed("review")))
    page = reviewer.get(address(copy, "decide"))
    data = form_on(page, **{"_send-back": "退回", "reason": "请补附件"})
    reviewer.post(address(copy, "decide"), data)
    words = seen(reviewer.get(address(full, "history")))
    for told in ("修改稿：退回", "请补附件", "修改稿：修改政策", "改稿", "命令 测试", "开始修改已发布的政策"):
        assert told in words, told
    assert "原来的状态：草稿" in words, "of the draft that was published"
    assert words.count("原来的状态") == 1, "nothing of the copy"


def test_a_published_policy_goes_back_in_two_steps_into_a_working_copy(editor, full, topic):
    with writing([full], COMMAND):
        only(full).update(editorial_note="一")
    first = edits().get()
    wanted = values(full)
    with writing([full], COMMAND):
        only(full).update(title="后来的标题", editorial_note="二")
        Section.objects.filter(policy=full, kind="service").update(body="后来的受理。")
        full.benefits.filter(uid="b1").delete()
        full.benefits.filter(uid="b2").update(what="后来的")
        full.materials.create(name="后来的材料")
        PolicyTopic.objects.create(policy=full, topic=topic)
    publishing.publish(only(full), COMMAND)
    public = values(full)
    page = editor.get(page_of(full, first, "restore"))
    assert "后来的标题" in seen(page)
    assert not Policy.objects.filter(copy_of=full).exists(), "asking writes nothing"
    assert "已经恢复到修改稿里" in seen(restored(editor, full, first))
    copy = Policy.objects.get(copy_of=full)
    assert values(copy) == wanted
    assert values(full) == public
    assert (copy.edited_by.username, Event.objects.filter(kind="restore").count()) == ("小编", 1)
    publishing.publish(only(copy), COMMAND)
    assert values(full) == wanted


def test_a_draft_goes_back_in_place_and_forward_again(editor, full):
    with writing([full], COMMAND):
        only(full).update(title="一")
    first = edits().get()
    with writing([full], COMMAND):
        only(full).update(title="二")
    second = edits().last()
    restored(editor, full, first)
    full.refresh_from_db()
    assert full.title == "一"
    restored(editor, full, second)
    full.refresh_from_db()
    assert full.title == "二"


def test_what_stood_in_a_copy_that_was_given_up_is_had_again(editor, full):
    publishing.publish(only(full), COMMAND)
    [copy] = revising.start_copy(only(full), COMMAND).moved
    with writing([copy], COMMAND):
        only(copy).update(title="第一次写的")
        Section.objects.filter(policy=copy, kind="service").update(body="第一次写的受理。")
    written = edits().get()
    wanted = values(copy)
    with writing([copy], COMMAND):
        only(copy).update(title="第二次写的")
        Section.objects.filter(policy=copy, kind="service").update(body="第二次写的受理。")
    last = values(copy)
    revising.discard_copy(only(copy), COMMAND)
    for event, expected in ((written, wanted), (Event.objects.get(kind="discard-copy"), last)):
        restored(editor, full, event)
        copy = Policy.objects.get(copy_of=full)
        assert values(copy) == expected
        revising.discard_copy(only(copy), COMMAND)


def test_what_cannot_be_had_is_named(editor, full, topic):
    filed = PolicyTopic.objects.create(policy=full, topic=topic)
    with writing([full], COMMAND):
        only(full).update(title="一")
    first = edits().get()
    with writing([full], COMMAND):
        filed.delete()
    topic.delete()
    only(full).update(title="没有记录的")
    with writing([full], COMMAND):
        only(full).update(title="三")
    only(full).update(title="又没有记录的")
    words = seen(editor.get(page_of(full, first, "restore")))
    assert "指向的内容已经删除，不能恢复" in words
    assert "“标题”在这以后被程序直接改过" in words
    restored(editor, full, first)
    assert not PolicyTopic.objects.filter(policy=full).exists()


def test_a_copy_that_others_write_in_stops_it(editor, reviewer, full):
    with writing([full], COMMAND):
        only(full).update(title="一")
    event = edits().get()
    publishing.publish(only(full), COMMAND)
    path = page_of(full, event, "restore")
    data = form_on(editor.get(path))
    reviewer.post(address(full, "revise"))
    answer = editor.post(path, data)
    assert "已经有一份修改稿（最后修改：小审）" in seen(answer)
    assert Event.objects.filter(kind="restore").count() == 0


def test_what_changed_since_the_page_was_opened_is_asked_again(editor, full):
    with writing([full], COMMAND):
        only(full).update(title="一")
    path = page_of(full, edits().get(), "restore")
    data = form_on(editor.get(path))
    with writing([full], COMMAND):
        only(full).update(title="别人写的")
    assert "所以没有恢复" in seen(editor.post(path, data))
    full.refresh_from_db()
    assert full.title == "别人写的"


def test_an_event_of_another_policy_or_of_the_time_before_leads_nowhere(editor, full, published):
    old = Event.objects.create(
        kind="publish", target=full.slug, policy_id=full.pk, details={"before": "草稿"}
    )
    assert editor.get(page_of(published, old)).status_code == 404
    page = editor.get(page_of(full, old))
    assert "没有留下当时的内容" in seen(page)
    LogEntry.objects.log_actions(User.objects.get(username="小编").pk, [full], 2, "早先的改动。")
    assert "早先的改动。" in seen(editor.get(address(full, "history")))


def test_five_hundred_events_come_in_pages_and_cost_as_little(editor, full):
    changes = [{"of": "policy", "label": "", "before": {"title": "旧"}, "after": {"title": "新"}}]
    told = {"kind": "edit", "target": full.slug, "policy_id": full.pk, "changes": changes}
    costs = []
    for number in (21, 479):
        Event.objects.bulk_create(Event(**told) for _ in range(number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = editor.get(address(full, "history"))
        costs.append(len(asked))
        assert page.content.decode().count('class="told"') == 20
    assert costs[0] == costs[1]
    assert "共 25 页，500 条" in seen(page)
    assert "上一页" in seen(editor.get(address(full, "history") + "?page=25"))
    first = Event.objects.filter(policy_id=full.pk).earliest("id")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        state = earlier.state_after(full, first)
    assert len(asked) < 60
    assert state.content.policy.title == "旧"


def test_the_journal_names_what_changed(superuser, full):
    with writing([full], COMMAND):
        only(full).update(title="一")
    page = superuser.get(reverse("admin:policies_event_changelist"))
    assert "改了：标题" in seen(page)
    assert f'href="{address(full, "history")}"' in page.content.decode()


def test_a_deletion_is_told_by_who_and_of_what(reviewer, superuser, full):
    with writing([full], COMMAND):
        only(full).update(title="一")
    full.refresh_from_db()
    assert delete(reviewer, address(full, "delete")).status_code == 302
    event = Event.objects.get(kind="delete")
    assert (event.actor, event.details) == ("小审", {"title": full.title})
    page = superuser.get(reverse("admin:policies_event_changelist"))
    assert full.title in seen(page)
    assert address(full, "history") not in page.content.decode(), "nothing is there any more"


def test_an_event_stays_small_json(full):
    with writing([full], COMMAND):
        Section.objects.filter(policy=full, kind="service").update(body="很长的文字" * 10_000)
    assert len(json.dumps(edits().get().changes)) < 500


def test_an_event_of_a_copy_whose_end_nobody_recorded_leads_nowhere(editor, full):
    publishing.publish(only(full), COMMAND)
    [copy] = revising.start_copy(only(full), COMMAND).moved
    with writing([copy], COMMAND):
        only(copy).update(title="写过的")
    only(copy).delete()
    assert "那份修改稿已经不在了" in seen(editor.get(page_of(full, edits().get(), "restore")))


def test_into_the_district_of_others_nothing_is_brought_back(full, xuhui):
    other = District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)
    only(full).update(district=other)
    with writing([full], COMMAND):
        only(full).update(title="一")
    first = edits().get()
    with writing([full], COMMAND):
        only(full).update(district=xuhui)
    own = signed_in("徐编", "编辑", districts=[xuhui])
    path = page_of(full, first, "restore")
    page = own.get(path)
    assert "那时归在静安区，不是您负责的区" in seen(page)
    assert "没有恢复" in seen(own.post(path, form_on(page)))
    actor = Actor.person(User.objects.get(username="徐编"))
    assert earlier.restore(Policy.objects.get(pk=full.pk), first, actor).refused
    full.refresh_from_db()
    assert full.district == xuhui
