"""Publishing and withdrawing at a set time: by the command, or by whoever looks first when the timer has stopped."""

import threading
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DataError, connection
from django.utils import timezone

from policies import publishing, revising, scheduling
from policies.acting import Actor
from policies.lookup import noticing
from policies.models import Event, Policy, Scheduled, Section, Withdrawal
from policies.models.turns import BusyError
from policies.renaming import rename
from policies.scheduling import CHANGED, FAILED, cancel, make_due, schedule
from policies.vocabulary import Move
from tests.data import make_district
from tests.people import account
from tests.test_publishing import editor, reviewer

__all__ = ["editor", "reviewer"]

pytestmark = pytest.mark.django_db

# The first of December begins in Shanghai.
MIDNIGHT = datetime(2099, 11, 30, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def policies(db):
    """A draft and a published one, both complete."""
    district = make_district("xuhui")
    for slug, state in (("draft", "draft"), ("public", "published"), ("other", "published")):
        Policy.objects.create(slug=slug, title=slug, district=district, source_note="测试", state=state)


def some(*slugs):
    return Policy.objects.filter(slug__in=slugs)


def state_of(slug):
    return Policy.objects.get(slug=slug).state


def events():
    return list(Event.objects.order_by("id").values_list("kind", "target", "actor"))


def set_both(actor, due_at=MIDNIGHT):
    schedule(Move.PUBLISH, some("draft"), actor, due_at)
    schedule(Move.WITHDRAW, some("public"), actor, due_at, "到期", Policy.objects.get(slug="other"))


def test_at_midnight_in_shanghai_and_not_a_second_earlier(policies, reviewer):
    set_both(reviewer)
    make_due(MIDNIGHT - SECOND)
    assert (state_of("draft"), state_of("public")) == ("draft", "published")
    outcome = make_due(MIDNIGHT)
    assert [row.policy.slug for row in outcome.moved] == ["draft", "public"]
    assert (state_of("draft"), state_of("public")) == ("published", "withdrawn")
    found = Withdrawal.objects.get()
    assert (found.reason, found.successor.slug, found.by) == ("到期", "other", reviewer.account)
    assert not Scheduled.objects.exists()
    made = Event.objects.get(kind="withdraw")
    assert made.details == {
        "before": "已发布",
        "reason": "到期",
        "successor": "other",
        "due": "2099-12-01 00:00",
    }
    assert events() == [
        ("schedule", "draft", "小审"),
        ("schedule", "public", "小审"),
        ("publish", "draft", "小审"),
        ("withdraw", "public", "小审"),
    ]


def test_the_command_tells_what_it_did_and_does_it_once(policies, reviewer):
    set_both(reviewer)
    Scheduled.objects.update(due_at=timezone.now())
    written_since(reviewer)
    told = [StringIO(), StringIO()]
    for out in told:
        call_command("publish_due", stdout=out)
    first, again = (out.getvalue().splitlines() for out in told)
    assert first == [
        "withdraw public: done",
        f"publish draft: refused: {CHANGED}",
    ]
    assert again == ["Nothing is due."]


def test_a_time_that_is_past_is_now(policies, reviewer):
    set_both(reviewer, timezone.now() - SECOND)
    assert (state_of("draft"), state_of("public")) == ("published", "withdrawn")
    assert not Scheduled.objects.exists()


def test_only_who_may_make_the_move_sets_a_time_for_it(policies, editor, reviewer):
    for actor, move, slug, reason in (
        (editor, Move.PUBLISH, "draft", "您没有发布这条政策的权限。"),
        (reviewer, Move.PUBLISH, "public", "本来就是“已发布”。"),
        (reviewer, Move.WITHDRAW, "public", "撤下要写明原因。"),
    ):
        [(_, why)] = schedule(move, some(slug), actor, MIDNIGHT).refused
        assert why == reason
    assert not Scheduled.objects.exists()
    assert not Event.objects.exists()


def taken_away(actor):
    actor.account.groups.clear()


def switched_off(actor):
    User.objects.filter(pk=actor.account.pk).update(is_active=False)


def written_since(actor):
    """As the importer and `loaddata` write, which sign nothing."""
    Section.objects.filter(policy__slug="draft", kind="support").update(state="content", body="每月9000元。")


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (taken_away, "您没有发布这条政策的权限。"),
        (switched_off, "您没有发布这条政策的权限。"),
        (written_since, CHANGED),
    ],
)
def test_what_is_refused_when_it_is_due_says_why_and_is_not_tried_again(policies, reviewer, meanwhile, why):
    schedule(Move.PUBLISH, some("draft"), reviewer, MIDNIGHT)
    meanwhile(reviewer)
    [row] = make_due(MIDNIGHT).refused
    assert why in row.refused
    assert why in Event.objects.get(kind="schedule-refused").details["refused_because"]
    assert make_due(MIDNIGHT).refused == []
    assert state_of("draft") == "draft"
    assert Scheduled.objects.get().refused == row.refused
    # Set anew, it waits again.
    fresh = Actor.person(account("小复", "审核"))
    some("draft").update(district=make_district("jingan"))
    schedule(Move.PUBLISH, some("draft"), fresh, MIDNIGHT)
    assert Scheduled.objects.get().refused == ""


def test_what_changes_no_content_spoils_no_time_that_is_set(policies, reviewer, editor):
    set_both(reviewer)
    publishing.hand_in(some("draft"), editor)
    rename(Policy.objects.get(slug="draft"), "renamed", reviewer)
    make_due(MIDNIGHT)
    assert state_of("renamed") == "published"


def test_what_the_database_refuses_stops_nothing_else(policies, reviewer, monkeypatch):
    set_both(reviewer)
    monkeypatch.setattr(publishing, "obstacle", lambda *about: "")
    some("draft").update(title="")
    outcome = make_due(MIDNIGHT)
    assert [row.policy.slug for row in outcome.refused] == ["draft"]
    assert [row.policy.slug for row in outcome.moved] == ["public"]


@pytest.mark.parametrize("error", [KeyError, DataError])
def test_a_mistake_of_ours_is_logged_and_stops_nothing_else(
    client, policies, reviewer, monkeypatch, caplog, error
):
    set_both(reviewer)
    made = publishing.make

    def mistaken(move, *args, **options):
        if move is Move.PUBLISH:
            raise error("draft")
        return made(move, *args, **options)

    monkeypatch.setattr(publishing, "make", mistaken)
    Scheduled.objects.update(due_at=timezone.now())
    assert client.get("/policies/other/").status_code == 200
    assert client.get("/policies/public/").status_code == 410
    assert [row.refused for row in Scheduled.objects.all()] == [FAILED]
    assert caplog.text.count("Traceback") == 1


def test_what_cannot_even_be_refused_is_kept_from_the_visitor(
    client, policies, reviewer, monkeypatch, caplog
):
    set_both(reviewer)
    Scheduled.objects.update(due_at=timezone.now())
    monkeypatch.setattr(scheduling, "_still_due", lambda *about: {}["none"])
    assert client.get("/policies/public/").status_code == 200
    assert "KeyError" in caplog.text


def test_who_makes_the_move_by_hand_leaves_nothing_to_be_done(policies, reviewer):
    set_both(reviewer)
    publishing.publish(some("draft"), reviewer)
    publishing.withdraw(some("public"), reviewer, "提前")
    assert not Scheduled.objects.exists()
    assert make_due(MIDNIGHT).moved == []


def test_a_later_time_takes_the_place_of_an_earlier_one_and_can_be_called_off(policies, reviewer):
    set_both(reviewer)
    set_both(reviewer, MIDNIGHT + SECOND)
    assert make_due(MIDNIGHT).moved == []
    cancel(list(Scheduled.objects.all()), reviewer)
    assert make_due(MIDNIGHT + SECOND).moved == []
    assert [kind for kind, *_ in events()].count("unschedule") == 2


# The timer has stopped


def test_a_process_that_looks_makes_what_is_due_though_the_page_is_kept(
    client, policies, reviewer, django_assert_num_queries
):
    set_both(reviewer)
    for address in ("/", "/policies/public/"):
        assert client.get(address).status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/policies/public/").status_code == 200
    Scheduled.objects.update(due_at=timezone.now())
    gone = client.get("/policies/public/")
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")
    assert client.get("/policies/draft/").status_code == 200
    assert "public" not in client.get("/policies/").content.decode().partition("<main")[2]


def test_at_midnight_kept_pages_are_others_though_no_timer_runs(
    client, policies, reviewer, monkeypatch, django_assert_num_queries
):
    set_both(reviewer)
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT - SECOND)
    for address in ("/policies/", "/policies/public/"):
        assert client.get(address).status_code == 200
        with django_assert_num_queries(1):
            assert "public" in client.get(address).content.decode().partition("<main")[2]
    assert client.get("/policies/draft/").status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT)
    gone = client.get("/policies/public/")
    assert (gone.status_code, "到期" in gone.content.decode()) == (410, True)
    assert client.get("/policies/draft/").status_code == 200
    assert "public" not in client.get("/policies/").content.decode().partition("<main")[2]
    made = Event.objects.filter(kind__in=("publish", "withdraw")).order_by("pk")
    assert [event.details["due"] for event in made] == ["2099-12-01 00:00"] * 2


@pytest.mark.parametrize("error", [BusyError, OSError])
def test_a_visitor_does_not_wait_for_what_cannot_be_made_now(
    client, policies, reviewer, monkeypatch, error, caplog
):
    set_both(reviewer)
    Scheduled.objects.update(due_at=timezone.now())
    tries = []

    def busy(*args, **options):
        tries.append(options)
        raise noticing.DatabaseError if error is OSError else BusyError

    monkeypatch.setattr(scheduling, "make_due", busy)
    for _ in range(3):
        assert client.get("/policies/public/").status_code == 200
    assert tries == [{"at_most": noticing.AT_MOST, "patience": noticing.PATIENCE_SECONDS}]
    assert "what is due cannot be made" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_makes_the_move(policies, reviewer):
    set_both(reviewer)
    ready, outcomes = threading.Barrier(2), []

    def process():
        try:
            ready.wait()
            outcomes.append(make_due(MIDNIGHT))
        finally:
            connection.close()

    both = [threading.Thread(target=process) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(row.policy.slug for outcome in outcomes for row in outcome.moved) == ["draft", "public"]
    assert [kind for kind, *_ in events()] == ["schedule", "schedule", "publish", "withdraw"]


# A working copy


def test_a_working_copy_takes_the_place_of_what_is_published_at_a_set_time(policies, reviewer, editor):
    [copy] = revising.start_copy(some("public"), editor).moved
    copies = Policy.objects.filter(pk=copy.pk)
    copies.update(title="新的标题")
    assert schedule(Move.PUBLISH, copies, reviewer, MIDNIGHT).refused == []
    assert Policy.objects.get(slug="public").title == "public"
    assert len(make_due(MIDNIGHT).moved) == 1
    found = Policy.objects.get(slug="public")
    assert (found.title, found.state) == ("新的标题", "published")
    assert not copies.exists()
    assert not Scheduled.objects.exists()
    assert [(kind, target) for kind, target, _ in events()] == [
        ("copy", "public"),
        ("schedule", "public"),
        ("correct", "public"),
    ]
    assert Event.objects.get(kind="correct").details["due"] == "2099-12-01 00:00"


def test_who_wrote_it_says_why_he_sets_a_time_for_it(policies, reviewer):
    some("draft").update(edited_by=reviewer.account)
    [(_, why)] = schedule(Move.PUBLISH, some("draft"), reviewer, MIDNIGHT).refused
    assert why == publishing.WRITTEN_BY_YOU
    schedule(Move.PUBLISH, some("draft"), reviewer, MIDNIGHT, "只有我一个人。")
    make_due(MIDNIGHT)
    assert Event.objects.get(kind="publish").details["alone"] == "只有我一个人。"
