"""The journal keeps what each writer changes of a policy, with old and new values, in the transaction of the save."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from policies import publishing, revising
from policies.acting import Actor, content_of, writing
from policies.importing.storing import bring_in
from policies.models import Event, Policy, PolicyTopic, Relation, Round, Section, Topic
from policies.values import redo, undo, values_of
from policies.vocabulary import EventKind
from tests.data import make_district, only
from tests.full_policy import fill_answers
from tests.people import account

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
COMMAND = Actor.of_command("测试")


@pytest.fixture
def policy():
    district = make_district("xuhui")
    made = Policy.objects.create(slug="p-1", title="原来的标题", district=district, source_note="测试")
    fill_answers(made, ON)
    return made


@pytest.fixture
def writer():
    return Actor.person(account("小编", "编辑"))


def change_everything(policy: Policy) -> None:
    """Of each kind something: a field, a text, a row changed, one gone, one new, a filing, a relation."""
    only(policy).update(title="改过的标题", issued_on=date(2026, 1, 2))
    Section.objects.filter(policy=policy, kind="service").update(body="由测试中心办理。")
    Round.objects.filter(policy=policy).update(note="测试说明")
    policy.materials.order_by("order").first().delete()
    policy.benefits.create(what="新的待遇", kind="service", section="service", quote="测试中心")
    PolicyTopic.objects.create(policy=policy, topic=Topic.objects.create(slug="zhufang", name="住房"))
    other = Policy.objects.create(slug="p-2", title="另一条", district=policy.district)
    Relation.objects.create(source=policy, target=other, kind="basis")


def test_a_save_is_one_event_with_old_and_new_values(policy, writer):
    with writing([policy], writer):
        change_everything(policy)
    event = Event.objects.get()
    assert (event.kind, event.actor, event.policy_id, event.target) == ("edit", "小编", policy.pk, "p-1")
    own = next(each for each in event.changes if each["of"] == "policy")
    assert own["before"] == {"title": "原来的标题", "issued_on": None}
    assert own["after"] == {"title": "改过的标题", "issued_on": "2026-01-02"}
    kinds = sorted({each["of"].partition(" ")[0] for each in event.changes})
    assert kinds == ["benefit", "material", "policy", "policytopic", "relation", "round", "section"]
    gone = next(each for each in event.changes if each["of"].startswith("material"))
    assert (gone["after"], gone["before"]["name"]) == (None, "居住证")
    assert all("body" not in str(each) for each in event.changes), "the text is kept by the triggers"


def test_undone_it_is_what_it_was_and_made_again_what_it_is(policy):
    before = values_of(content_of([policy])[policy.pk])
    with writing([policy], COMMAND):
        change_everything(policy)
    after = values_of(content_of([policy])[policy.pk])
    [event] = Event.objects.all()
    values = json.loads(json.dumps(after))
    assert undo(values, event.changes) == []
    assert values == before
    redo(values, event.changes)
    assert values == after


def test_a_save_that_changes_nothing_leaves_no_event(policy):
    with writing([policy], COMMAND):
        only(policy).update(title=policy.title)
        policy.ensure_sections()
    assert not Event.objects.exists()


def test_what_was_written_past_the_journal_is_noticed(policy):
    with writing([policy], COMMAND):
        only(policy).update(title="一")
    only(policy).update(title="二")
    values = values_of(content_of([policy])[policy.pk])
    assert [each["of"] for each in undo(values, Event.objects.get().changes)] == ["policy"]
    assert values["policy"]["title"] == "原来的标题"


def test_save_and_event_are_all_or_nothing(policy):
    def broken() -> None:
        with transaction.atomic(), writing([policy], COMMAND):
            only(policy).update(title="写了一半")
            only(policy).update(state="nonsense")

    with pytest.raises(IntegrityError):
        broken()
    policy.refresh_from_db()
    assert (policy.title, Event.objects.count()) == ("原来的标题", 0)


def test_the_number_of_queries_does_not_grow_with_the_policies(policy):
    more = [
        Policy.objects.create(slug=f"q-{number}", title="题", district=policy.district) for number in range(9)
    ]
    for some, title in (([policy], "甲"), ([policy, *more], "乙")):
        with CaptureQueriesContext(connection) as asked, writing(some, COMMAND):
            Policy.objects.filter(pk__in=[each.pk for each in some]).update(title=title)
        if len(some) == 1:
            expected = len(asked)
    assert len(asked) == expected
    assert Event.objects.count() == 11


def test_a_working_copy_that_is_published_tells_what_it_changed(policy, writer):
    publishing.publish(only(policy), COMMAND)
    [copy] = revising.start_copy(only(policy), writer).moved
    with writing([copy], writer):
        only(copy).update(title="改过的标题")
    publishing.publish(only(copy), COMMAND)
    told = {event.kind: event for event in Event.objects.filter(policy_id=policy.pk)}
    assert told["edit"].details == {"copy": True}
    for kind in ("edit", "correct"):
        [change] = told[kind].changes
        assert change["before"] == {"title": "原来的标题"}
        assert change["after"] == {"title": "改过的标题"}
    assert told["copy"].changes == []


def test_a_copy_that_is_given_up_leaves_all_its_fields_in_the_journal(policy, writer):
    publishing.publish(only(policy), COMMAND)
    [copy] = revising.start_copy(only(policy), writer).moved
    only(copy).update(title="白写的标题")
    revising.discard_copy(only(copy), writer)
    [change] = Event.objects.get(kind=EventKind.DISCARDED).changes
    assert change["after"] == {"title": "白写的标题"}


def test_loaddata_tells_what_it_changes_in_what_was_there(policy, tmp_path):
    rows = [
        {
            "model": "policies.policy",
            "fields": {"slug": slug, "title": title, "district": ["xuhui"], "source_note": "测试"},
        }
        for slug, title in (("p-1", "文件里的标题"), ("p-9", "新的一条"))
    ]
    rows += [
        {
            "model": "policies.section",
            "fields": {"policy": [slug], "kind": "service", "state": "content", "body": "文件里的受理服务。"},
        }
        for slug in ("p-1", "p-9")
    ]
    only(policy).update(edited_at=None)
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows))
    call_command("loaddata", path, verbosity=0)
    event = Event.objects.get(kind=EventKind.EDITED)
    assert (event.policy_id, event.details) == (policy.pk, {"command": "loaddata"})
    told = {each["of"]: each for each in event.changes}
    assert set(told) == {"policy", "section service"}
    assert told["policy"]["after"]["title"] == "文件里的标题"
    assert told["section service"]["after"]["length"] == len("文件里的受理服务。")
    call_command("loaddata", path, verbosity=0)
    assert Event.objects.filter(kind=EventKind.EDITED).count() == 1


def test_an_import_tells_what_it_makes_and_what_it_changes(tmp_path):
    for amount in ("800", "900"):
        path = tmp_path / "a.txt"
        text = f"关于测试人才的办法\n一、总则\n为了测试，制定本办法。\n二、标准\n每月补贴{amount}元。\n"
        path.write_text(text)
        [outcome] = bring_in([path])
        assert outcome.done
    created, edited = Event.objects.order_by("id")
    assert (created.kind, created.details["file"], created.changes) == ("create", "a.txt", [])
    assert (edited.kind, edited.policy_id) == ("edit", created.policy_id)
    assert "section original" in [each["of"] for each in edited.changes]
