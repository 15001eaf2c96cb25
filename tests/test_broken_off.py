"""A change for many, a way back, a publication and a withdrawal, broken off at each of their queries: all is as it was."""

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest
from django.db import DatabaseError, connection

from policies import earlier, publishing, revising
from policies.acting import Actor, writing
from policies.altering import Alteration, alter
from policies.models import Event, Policy, Relation, Section, Topic, Withdrawal, Writer
from policies.models.working_copy import PARTS
from tests.data import make_district
from tests.full_policy import fill_answers
from tests.people import account

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")


class BrokenOffError(DatabaseError):
    pass


def broken_at(number: int) -> Callable:
    """A wrapper of queries that lets so many pass, breaks the next, and lets all others pass: the undoing too."""
    passed = count()

    def wrapper(execute, sql, params, many, context):
        if next(passed) == number:
            raise BrokenOffError
        return execute(sql, params, many, context)

    return wrapper


def everything() -> list[object]:
    models = (Policy, Event, Writer, Withdrawal, *(part.model for part in PARTS))
    return [sorted(map(repr, model.objects.values_list())) for model in models]


@pytest.fixture
def policy():
    made = Policy.objects.create(slug="p-1", title="一", district=make_district("xuhui"), source_note="测")
    fill_answers(made, date(2026, 11, 23))
    with writing([made], COMMAND):
        Policy.objects.filter(pk=made.pk).update(title="二")
    with writing([made], COMMAND):
        Policy.objects.filter(pk=made.pk).update(title="三")
        Section.objects.filter(policy=made, kind="service").update(body="由别的中心受理。")
        made.benefits.filter(uid="b1").delete()
        other = Policy.objects.create(slug="p-2", title="另一条", district=made.district, source_note="测")
        Relation.objects.create(source=made, target=other, kind="basis")
    publishing.publish(Policy.objects.filter(pk=made.pk), COMMAND)
    made.refresh_from_db()
    return made


def editor() -> Actor:
    return Actor.person(account("小编", "编辑"))


def altering(policy: Policy) -> Callable[[], object]:
    topic = Topic.objects.create(slug="zhufang", name="住房")
    alteration, actor = Alteration(added=(topic,), verified_on=date(2026, 11, 29)), editor()
    return lambda: alter(list(Policy.objects.order_by("pk")), alteration, actor)


def restoring(policy: Policy) -> Callable[[], object]:
    first, actor = Event.objects.filter(policy_id=policy.pk).earliest("id"), editor()
    return lambda: earlier.restore(Policy.objects.get(pk=policy.pk), first, actor)


def publishing_a_copy(policy: Policy) -> Callable[[], object]:
    """In which a text, a value, a row that is new and one that is gone differ."""
    [copy] = revising.start_copy(Policy.objects.filter(pk=policy.pk), editor()).moved
    copies = Policy.objects.filter(pk=copy.pk)
    copies.update(title="四")
    Section.objects.filter(policy=copy, kind="service").update(body="由第三个中心受理。")
    copy.materials.filter(uid="m1").delete()
    copy.materials.create(uid="m9", name="户口簿", order=9)
    reviewer = Actor.person(account("小审", "审核"))
    return lambda: publishing.publish(copies, reviewer)


def withdrawing(policy: Policy) -> Callable[[], object]:
    reviewer = Actor.person(account("小审", "审核"))
    return lambda: publishing.withdraw(Policy.objects.filter(pk=policy.pk), reviewer, "重复。")


@pytest.mark.parametrize("begin", [altering, restoring, publishing_a_copy, withdrawing])
def test_broken_off_at_any_query_nothing_is_changed(policy, begin):
    act = begin(policy)
    before = everything()
    for number in count():
        try:
            with connection.execute_wrapper(broken_at(number)):
                act()
        except BrokenOffError:
            assert everything() == before, number
        else:
            break
    assert number > 5
    assert everything() != before
