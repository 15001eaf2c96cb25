"""Staff of one district at the desk: of the others they see what residents read, by whatever way they ask."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from policies import publishing, revising
from policies.acting import Actor
from policies.models import CitationException, Event, Policy, Relation, Scheduled, ServicePoint
from policies.vocabulary import EventKind, Move
from tests.admin.browser import form_on
from tests.admin.desk import (
    ADD,
    DRAFT,
    LIST,
    PUBLISHED,
    REVIEW,
    WITHDRAWN,
    add,
    address,
    ask,
    buttons,
    form_data,
    make_policy,
    pressed,
    refusal,
    run,
    seen,
    signed_in,
)
from tests.data import make_district

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")
SECRET = "静安还没有公开的"


@pytest.fixture
def jingan(xuhui):
    return make_district("jingan")


@pytest.fixture
def editor(xuhui):
    return signed_in("徐编", "编辑", districts=[xuhui])


@pytest.fixture
def reviewer(xuhui):
    return signed_in("徐审", "审核", districts=[xuhui])


@pytest.fixture
def theirs(jingan):
    """A draft of the other district."""
    return make_policy("jingan-2026-1", title=f"{SECRET}意见", district=jingan, source_note="扫描件。")


@pytest.fixture
def shown(jingan):
    """What residents read of the other district."""
    return make_policy(
        "jingan-2026-2", title="静安的办法", district=jingan, source_note="扫描件。", state=PUBLISHED
    )


def started(policy: Policy) -> Policy:
    [copy] = revising.start_copy(Policy.objects.filter(pk=policy.pk), COMMAND).moved
    return copy


# What is seen


@pytest.mark.parametrize("state", [DRAFT, "review", WITHDRAWN])
def test_drafts_of_others_stand_in_no_list_and_no_search(reviewer, theirs, shown, state):
    Policy.objects.filter(pk=theirs.pk).update(state=state)
    field = "app_label=policies&model_name=relation&field_name=target&term="
    for path in (LIST, f"{LIST}?q=静安", f"{LIST}?district__id__exact={theirs.district_id}"):
        page = seen(reviewer.get(path))
        assert shown.title in page
        assert SECRET not in page
    found = reviewer.get(f"/admin/autocomplete/?{field}静安").json()["results"]
    assert [each["text"] for each in found] == [shown.title]


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_django_s_pages_of_a_draft_of_others_lead_nowhere(reviewer, theirs, page):
    for answer in (reviewer.get(address(theirs, page)), reviewer.post(address(theirs, page), form_data())):
        assert SECRET not in answer.content.decode()
    assert reviewer.get(address(theirs, page)).status_code == 302
    assert Policy.objects.get(pk=theirs.pk).title == theirs.title


def test_of_what_others_published_only_that_is_shown(reviewer, shown):
    copy = started(shown)
    page = reviewer.get(address(shown))
    assert shown.title in seen(page)
    assert "已有一份修改稿" not in seen(page)
    assert "历史" not in seen(page)
    assert reviewer.get(address(shown, "export")).status_code == 200
    for way in ("history", "versions"):
        assert reviewer.get(address(shown, way)).status_code == 403
    assert f"/{copy.pk}/change/" not in reviewer.get(LIST).content.decode()


def test_what_others_have_set_for_later_and_the_journal_are_theirs(reviewer, theirs, draft):
    for policy in (theirs, draft):
        Scheduled.objects.create(
            policy=policy, move=Move.PUBLISH, due_at="2030-01-01T00:00Z", by=User.objects.get()
        )
        Event.objects.create(kind=EventKind.HANDED_IN, target=policy.slug, policy_id=policy.pk)
    listed = reviewer.get(reverse("admin:policies_scheduled_changelist"))
    journal = reviewer.get(reverse("admin:policies_event_changelist"))
    assert SECRET not in seen(listed)
    assert draft.title in seen(listed)
    assert theirs.slug not in seen(journal)
    assert draft.slug in seen(journal)
    row = theirs.scheduled.get()
    assert reviewer.get(reverse("admin:policies_scheduled_delete", args=[row.pk])).status_code in (302, 403)


def test_a_draft_of_others_is_named_on_no_page_of_ones_own(reviewer, theirs, draft):
    Relation.objects.create(source=theirs, target=draft, kind="basis")
    CitationException.objects.create(name="静安意见", policy=theirs)
    page = seen(reviewer.get(address(draft)))
    assert SECRET not in page
    assert SECRET not in seen(reviewer.get(reverse("admin:policies_citationexception_changelist")))


def test_who_deletes_a_value_is_told_of_others_drafts_by_number_only(theirs, draft, topic, xuhui):
    for policy in (theirs, draft):
        policy.topics.add(topic)
    keeper = signed_in("管家", "管理员", "编辑", districts=[xuhui])
    page = seen(keeper.get(reverse("admin:policies_topic_delete", args=[topic.pk])))
    assert draft.title in page
    assert "另有 1 条政策，不在您负责的区" in page
    assert SECRET not in page


def test_who_has_no_district_reads_what_is_published(draft, published):
    nobody = signed_in("新来的", "审核", districts=[])
    page = seen(nobody.get(LIST))
    assert published.title in page
    assert draft.title not in page
    assert nobody.get(ADD).status_code == 403
    assert nobody.get(reverse("admin:policies_policy_import")).status_code == 403


# What is written


def test_a_new_entry_is_of_ones_own_district(editor, xuhui, jingan):
    assert "请选您负责的区：徐汇区。" in refusal(editor, ADD, district=str(jingan.pk))
    assert "请选您负责的区：徐汇区。" in refusal(editor, ADD)
    assert not Policy.objects.exists()
    assert add(editor, district=str(xuhui.pk)).district == xuhui
    assert form_on(editor.get(ADD))["district"] == [str(xuhui.pk)]


def test_a_new_entry_is_handed_in_or_published_in_one_go(editor, reviewer, xuhui):
    assert "保存并交审" in buttons(editor.get(ADD))
    assert "保存并发布" in buttons(reviewer.get(ADD))
    whole = {"district": str(xuhui.pk), "source_note": "扫描件。"}
    assert add(editor, **whole, **pressed(REVIEW)).state == REVIEW
    assert add(reviewer, **whole, **pressed(PUBLISHED), title="另一条", reason="只有我。").state == PUBLISHED


def test_who_has_no_district_of_his_own_is_told_whom_to_ask(xuhui):
    person = signed_in("停薪", "编辑", districts=[xuhui])
    page = form_on(person.get(ADD), title="题目")
    User.objects.get(username="停薪").responsibilities.all().delete()
    assert person.post(ADD, page).status_code == 403


def test_a_move_to_another_district_needs_both(editor, draft, xuhui, jingan):
    moved = form_data(title=draft.title, source_note="扫描件。", district=str(jingan.pk))
    assert "请选您负责的区：徐汇区。" in refusal(editor, address(draft), **moved)
    both = signed_in("两区", "编辑", districts=[xuhui, jingan])
    assert both.post(address(draft), moved).status_code == 302
    assert Policy.objects.get(pk=draft.pk).district == jingan
    assert editor.get(address(draft)).status_code == 302


def test_a_copy_that_moves_its_policy_is_published_by_who_has_both(reviewer, published, xuhui, jingan):
    copy = started(published)
    Policy.objects.filter(pk=copy.pk).update(district=jingan)
    person = Actor.person(User.objects.get(username="徐审"))
    copies = Policy.objects.filter(pk=copy.pk)
    [(_, why)] = publishing.publish(copies, person, "理由").refused
    assert "权限" in why
    answer = reviewer.post(address(published, "revise"), follow=True)
    assert "要把这条政策改归别的区" in seen(answer)
    both = Actor.person(User.objects.get(username=signed_in_both(xuhui, jingan)))
    assert publishing.publish(copies, both, "理由").moved == [published]


def signed_in_both(*districts):
    signed_in("两区", "审核", districts=districts)
    return "两区"


@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
def test_an_action_does_nothing_to_what_is_not_ones_own(reviewer, theirs, shown, action):
    before = list(Policy.objects.order_by("pk").values_list("pk", "state"))
    for policy in (theirs, shown):
        assert SECRET not in run(reviewer, action, policy)
        assert SECRET not in seen(ask(reviewer, action, policy))
    assert list(Policy.objects.order_by("pk").values_list("pk", "state")) == before


@pytest.mark.parametrize("page", ["revise", "discard_copy", "slug", "decide"])
def test_no_page_of_the_portal_changes_what_is_not_ones_own(reviewer, theirs, shown, page):
    copy = started(shown)
    about = copy if page in ("discard_copy", "decide") else shown
    before = Policy.objects.count()
    for policy in (theirs, about):
        sent = {"before": policy.slug, "slug": "stolen", "_publish": "发布"}
        assert reviewer.post(address(policy, page), sent).status_code in (302, 403)
    assert Policy.objects.count() == before
    assert not Policy.objects.filter(slug="stolen").exists()


def test_a_relation_to_a_draft_of_others_is_not_made_by_its_key(editor, draft, theirs, shown):
    row = {"relations_from-TOTAL_FORMS": "1", "relations_from-0-kind": "basis"}
    sent = {"title": draft.title, "source_note": "扫描件。", "district": str(draft.district_id), **row}
    told = refusal(editor, address(draft), **sent, **{"relations_from-0-target": str(theirs.pk)})
    assert SECRET not in told
    sent["relations_from-0-target"] = str(shown.pk)
    assert editor.post(address(draft), form_data(**sent)).status_code == 302
    assert Relation.objects.get().target == shown


def test_a_relation_that_is_there_stays(editor, draft, theirs):
    Relation.objects.create(source=draft, target=theirs, kind="basis")
    assert (
        editor.post(address(draft), form_on(editor.get(address(draft)), title="新的题目")).status_code == 302
    )
    assert Relation.objects.get().target == theirs


def test_a_service_point_is_written_by_who_has_its_district(reviewer, xuhui, jingan):
    points = [ServicePoint.objects.create(name=each.name, district=each) for each in (xuhui, jingan)]
    own, other = (reverse("admin:policies_servicepoint_change", args=[each.pk]) for each in points)
    sent = form_on(reviewer.get(own), name="徐汇的窗口")
    assert reviewer.post(own, sent).status_code == 302
    assert reviewer.get(other).status_code == 200
    assert reviewer.post(other, sent).status_code == 403
    sent = form_on(reviewer.get(own), district=str(jingan.pk))
    assert "请选您负责的区：徐汇区。" in seen(reviewer.post(own, sent))
    assert set(ServicePoint.objects.values_list("name", flat=True)) == {"徐汇的窗口", "静安区"}
