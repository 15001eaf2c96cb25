"""The moves of a policy's state: what must hold, what is written and recorded, and that nothing else writes the state."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies import publishing
from policies.acting import Actor
from policies.importing.storing import intake
from policies.models import Event, Policy, Section
from policies.vocabulary import PublicationState
from tests.data import make_district
from tests.library import LIBRARY
from tests.people import account

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
COMMAND = Actor.of_command("loaddata")


@pytest.fixture
def library(db):
    """One policy in each state, all complete."""
    district = make_district("xuhui")
    for state in PublicationState.values:
        Policy.objects.create(slug=state, title=state, district=district, source_note="测试", state=state)
    Policy.objects.update(edited_at=None)


@pytest.fixture
def reviewer(db):
    user = account("小审", "审核")
    return Actor.person(user, "192.0.2.1")


@pytest.fixture
def editor(db):
    user = account("小编", "编辑")
    return Actor.person(user)


def withdraw(policies, actor):
    return publishing.withdraw(policies, actor, "与另一条重复。")


ENDS = {
    publishing.hand_in: (REVIEW, {DRAFT}, {DRAFT}),
    publishing.send_back: (DRAFT, {REVIEW, WITHDRAWN}, {REVIEW}),
    publishing.publish: (PUBLISHED, {DRAFT, REVIEW, WITHDRAWN}, set()),
    withdraw: (WITHDRAWN, {PUBLISHED}, set()),
}


def asked(move, actor):
    why = ["还缺附件。"] if move is publishing.send_back else []
    return move(Policy.objects.all(), actor, *why)


@pytest.mark.parametrize("move", ENDS)
def test_a_reviewer_moves_what_can_be_moved(library, reviewer, move):
    end, starts, _ = ENDS[move]
    before = dict(Policy.objects.values_list("slug", "state"))
    outcome = asked(move, reviewer)
    assert {policy.slug for policy in outcome.moved} == starts
    assert {policy.state for policy in outcome.moved} == {end}
    assert {policy.slug for policy, reason in outcome.refused if reason} == set(before) - starts
    after = dict(Policy.objects.values_list("slug", "state"))
    assert after == before | dict.fromkeys(starts, end)


@pytest.mark.parametrize("move", ENDS)
def test_an_editor_moves_what_was_never_public(library, editor, move):
    assert {policy.slug for policy in asked(move, editor).moved} == ENDS[move][2]


def test_what_is_incomplete_is_not_published(library, reviewer):
    Policy.objects.filter(slug=DRAFT).update(district=None)
    outcome = publishing.publish(Policy.objects.filter(slug__in=[DRAFT, REVIEW]), reviewer)
    assert [policy.slug for policy in outcome.moved] == [REVIEW]
    [(policy, reason)] = outcome.refused
    assert (policy.slug, reason) == (DRAFT, "发布前必须填写标题、区，以及官方原文网址或来源说明。")


def test_the_move_of_a_person_is_an_act_of_editing_and_that_of_a_command_is_none(library, reviewer):
    publishing.publish(Policy.objects.filter(slug=DRAFT), reviewer)
    publishing.publish(Policy.objects.filter(slug=REVIEW), COMMAND)
    edited = Policy.objects.filter(edited_at__isnull=False)
    assert list(edited.values_list("slug", flat=True)) == [DRAFT]
    assert set(Section.objects.values_list("policy__slug", flat=True)) == {DRAFT}
    assert Section.objects.count() == 6


def test_each_move_is_recorded_with_who_made_it(library, reviewer):
    withdraw(Policy.objects.filter(slug=PUBLISHED), reviewer)
    publishing.publish(Policy.objects.filter(slug=PUBLISHED), COMMAND)
    by_command, by_person = Event.objects.all()
    assert (by_person.kind, by_person.actor, by_person.address) == ("withdraw", "小审", "192.0.2.1")
    told = {"before": "已发布", "reason": "与另一条重复。"}
    assert (by_person.target, by_person.details) == (PUBLISHED, told)
    assert (by_command.kind, by_command.account, by_command.actor) == ("publish", None, "")
    assert by_command.details == {"before": "已撤下", "command": "loaddata"}


def test_what_was_refused_is_not_recorded(library, editor):
    publishing.publish(Policy.objects.all(), editor)
    assert not Event.objects.exists()


def test_a_command_brings_a_policy_into_any_state(library):
    for end in PublicationState:
        publishing.bring_to(end, Policy.objects.all(), COMMAND)
        assert set(Policy.objects.values_list("state", flat=True)) == {end}


@pytest.mark.parametrize("move", [publishing.publish, publishing.send_back])
def test_each_step_is_written_once(library, reviewer, move):
    """However many policies there are."""
    counts = []
    district = Policy.objects.get(slug=PUBLISHED).district
    for number in (2, 20):
        some = Policy.objects.bulk_create(
            Policy(slug=f"{number}-{n}", title="甲", district=district, source_note="测试", state=REVIEW)
            for n in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            moved = move(Policy.objects.filter(pk__in=[each.pk for each in some]), reviewer, "理由").moved
        assert len(moved) == number
        counts.append(len(queries))
    # The first one also reads the rights of the person.
    assert counts[1] <= counts[0] <= 18


def test_loading_withdraws_and_publishes_through_the_moves(db):
    call_command("loaddata", *(LIBRARY / f"{name}.json" for name in ("districts", "topics")), verbosity=0)
    call_command("loaddata", *(LIBRARY / f"{name}.json" for name in ("audiences", "policies")), verbosity=0)
    published = set(Policy.objects.published().values_list("slug", flat=True))
    events = Event.objects.filter(kind="publish", details__command="loaddata")
    assert set(events.values_list("target", flat=True)) == published
    assert len(published) > 100


def test_an_import_over_what_is_published_goes_into_its_working_copy(db, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"关于人才安居的实施办法\n\n{TEXT}", encoding="utf-8")
    make_district("xuhui")
    [made] = intake.bring_in([path], district="xuhui")
    publishing.publish(Policy.objects.all(), COMMAND)
    path.write_text(f"关于人才安居的实施办法\n\n{TEXT}七、另行通知。\n", encoding="utf-8")
    [again] = intake.bring_in([path], district="xuhui")
    assert (made.verdict.value, again.verdict.value, again.slug) == ("created", "updated", made.slug)
    original, copy = Policy.objects.get(slug=made.slug), Policy.objects.get(pk=again.key)
    assert (copy.copy_of, copy.state, copy.edited_at) == (original, DRAFT, None)
    assert "七、另行通知。" not in original.sections.get(kind="original").body
    assert "七、另行通知。" in copy.sections.get(kind="original").body
    assert "发布修改稿以后居民才看到" in again.remarks[-1]
    event = Event.objects.get(kind="copy")
    assert (event.target, event.details["command"]) == (made.slug, "import_policy")
    path.write_text(f"关于人才安居的实施办法\n\n{TEXT}七、不再通知。\n", encoding="utf-8")
    [third] = intake.bring_in([path], district="xuhui")
    assert (third.verdict.value, third.key) == ("updated", copy.pk), "the copy that is there is gone on with"
    copy.save()
    path.write_text(f"关于人才安居的实施办法\n\n{TEXT}七、可以通知。\n", encoding="utf-8")
    [last] = intake.bring_in([path], district="xuhui")
    assert last.verdict.value == "skipped", "somebody works on the copy"


TEXT = "".join(f"{n}、符合条件的人才可以申请本区的公共租赁住房，具体办法见附件。\n" for n in "一二三四五六")


# Who writes the state

ROOT = Path(__file__).resolve().parent.parent
# Where a state is written. Migrations are excepted too: they write what their time knew.
WRITERS = {
    "policies/publishing.py": {"moved.state", "policy.state"},
    # Of a section and of a job, which have one too.
    "policies/importing/storing/rows.py": {"section.state"},
    "policies/jobs.py": {"job.state", "update"},
    # Made-up policies by the million, past every rule.
    "tests/benchmarks/synthetic.py": {"Policy"},
    # Sections of the drafts that editors write in turns.
    "tests/benchmarks/edited.py": {"create"},
}
CREATE = {"create", "get_or_create", "update_or_create", "Policy"}


def writes_of(tree):
    """Lines where something called `state` may be written: to an attribute, in a create, or in an update."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="state", ctx=ast.Store()):
                yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), _]):
                yield node.lineno, "setattr"
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=keywords):
                named = {word.arg for word in keywords}
                if "state" in named and name in CREATE | {"update"}:
                    yield node.lineno, name
                if name == "bulk_update" and "'state'" in ast.unparse(node):
                    yield node.lineno, name


@pytest.mark.parametrize(
    "source",
    [
        "policy.state = 'published'",
        "policy.title, policy.state = 'x', 'draft'",
        "policy.state += ''",
        "setattr(policy, 'state', 'draft')",
        "Policy(slug='a', state='draft')",
        "models.Policy(state='draft')",
        "Policy.objects.create(state='draft')",
        "Policy.objects.get_or_create(slug='a', state='draft')",
        "Policy.objects.filter(pk=1).update(state='draft')",
        "Policy.objects.bulk_update(some, ['title', 'state'])",
    ],
)
def test_a_write_is_seen(source):
    assert list(writes_of(ast.parse(source)))


@pytest.mark.parametrize("source", ["Policy.objects.filter(state='draft')", "policy.state == 'draft'"])
def test_a_question_is_no_write(source):
    assert not list(writes_of(ast.parse(source)))


def test_nothing_else_writes_the_state_of_a_policy():
    found = {}
    for path in [*ROOT.glob("p*/**/*.py"), *ROOT.glob("tests/benchmarks/*.py")]:
        written = {what for _, what in writes_of(ast.parse(path.read_text(encoding="utf-8")))}
        if written and path.parent.name != "migrations":
            found[path.relative_to(ROOT).as_posix()] = written
    assert found == WRITERS
