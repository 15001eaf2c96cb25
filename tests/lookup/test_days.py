"""A day passes, and every validity turns on its day."""

import random
from datetime import date, timedelta

import pytest

from policies.lookup import index as lookup_index
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import index
from policies.models import Benefit, Policy, Round, Section
from policies.vocabulary import OpenState, Sort, SourceKind, Validity
from tests.data import ON, fill, make_answers, make_policies
from tests.lookup.library import DEADLINE_SECONDS, agrees, ask, edit, generation, slugs, wait_until
from tests.oracle import Oracle

pytestmark = pytest.mark.django_db


def by_validity(on):
    engine = Engine.on(on)
    return {
        value: set(engine.page(Lookup(facets={"validity": (value,)}), 0, 1000)) for value in Validity.values
    }


def expected_by_validity(oracle):
    return {value: set(oracle.keys({"validity": [value]}, Sort.NEWEST)) for value in Validity.values}


def by_open_state(on):
    engine = Engine.on(on)
    asked = {state: Lookup(facets={"open": (state,)}, sort=Sort.DEADLINE) for state in OpenState.values}
    return {state: engine.page(lookup, 0, 1000) for state, lookup in asked.items()}


def expected_by_open_state(oracle):
    return {state: oracle.keys({"open": [state]}, Sort.DEADLINE) for state in OpenState.values}


def policies_that_turn(first, days, seed):
    """Every date of theirs lies so that something changes within the `days`, or on their edges."""
    random_ = random.Random(seed)
    make_policies(60, seed)

    def some_day(chance, before=timedelta(0)):
        turn = first + timedelta(days=random_.randint(-1, days + 1))
        return turn - before if random_.random() < chance else None

    policies = list(Policy.objects.all())
    for policy in policies:
        effective, expires = some_day(0.5), some_day(0.5)
        policy.issued_on = None
        policy.effective_on = min(effective, expires) if effective and expires else effective
        policy.expires_on = expires
        policy.repealed_on = some_day(0.3)
        policy.verified_on = some_day(0.5, before=random_.choice([timedelta(0), timedelta(days=365)]))
        policy.source_kind = random_.choice(["", *SourceKind.values])
        policy.uncertain_reason = random_.choice(["", "", "年份未见"])
        policy.state = "published"
    fill(policies)
    make_answers(policies, seed, first + timedelta(days=days // 2))
    Policy.objects.bulk_update(
        policies,
        [
            *("effective_on", "expires_on", "issued_on", "repealed_on", "state", "verified_on"),
            *("source_kind", "uncertain_reason"),
        ],
    )


@pytest.mark.parametrize(
    ("first", "days"),
    [(date(2026, 12, 26), 10), (date(2028, 2, 24), 10), (date(2025, 2, 25), 8), (date(2029, 2, 26), 5)],
    ids=["new year", "leap day", "before a leap year", "after a leap year"],
)
def test_every_validity_every_round_and_the_usual_order_turn_on_their_day(db, first, days):
    policies_that_turn(first, days, seed=days)
    built = None
    for on in (first + timedelta(days=n) for n in range(days)):
        oracle = Oracle(on)
        assert by_validity(on) == expected_by_validity(oracle), on
        assert by_open_state(on) == expected_by_open_state(oracle), on
        assert Engine.on(on).page(Lookup(), 0, 1000) == oracle.keys({}, Sort.USUAL), on
        assert agrees(on)
        built = built or generation()
    assert generation() == built, "a new day is brought up, not built anew"


def test_days_on_which_nobody_asked_are_made_up_for(db):
    first = date(2026, 12, 20)
    policies_that_turn(first, 400, seed=5)
    for days in (0, 1, 30, 31, 200, 900):
        on = first + timedelta(days=days)
        assert by_validity(on) == expected_by_validity(Oracle(on)), on
        assert agrees(on)


@pytest.mark.parametrize("name", ["source_kind", "uncertain_reason"])
def test_a_doubtful_source_turns_a_validity_at_once(cast, name):
    edit("jia", expires_on=ON)
    assert slugs(validity="in-force") == {"jia"}
    Policy.objects.filter(slug="jia").update(**{name: "third_party"})
    assert slugs(validity="in-force") == set()
    assert "jia" in slugs(validity="unverified")
    assert agrees()
    assert slugs(on=ON + timedelta(days=1), validity="expired") == {"jia"}


def test_a_clock_that_was_set_back_is_believed(db):
    first = date(2026, 12, 20)
    policies_that_turn(first, 30, seed=6)
    by_validity(first + timedelta(days=30))
    assert by_validity(first) == expected_by_validity(Oracle(first))
    assert agrees(first)


@pytest.mark.django_db(transaction=True)
def test_a_row_tells_of_today_while_the_index_is_still_of_yesterday(cast, monkeypatch):
    edit("jia", expires_on=ON)
    assert slugs(validity="expired") == set()
    monkeypatch.setattr(lookup_index, "INLINE_POLICIES", 0)
    today = ON + timedelta(days=1)
    said = {row.url: row.verdict.validity for row in ask(on=today).rows}
    assert said["/policies/jia/"] is Validity.EXPIRED
    wait_until(lambda: slugs(on=today, validity="expired") == {"jia"})
    index()._worker.join(DEADLINE_SECONDS)
    assert agrees(today)


def test_a_request_from_before_midnight_does_not_throw_away_the_index_of_the_new_day(cast):
    new_day = ON + timedelta(days=1)
    slugs(on=new_day)
    built = generation()
    edit("jia", title="人才公寓")
    assert slugs("公寓", on=ON) == {"jia"}
    assert generation() == built
    assert slugs("公寓", on=new_day) == {"jia"}
    assert generation() == built
    assert agrees(new_day)


def test_a_window_opens_and_closes_at_midnight_by_itself(cast):
    Round.objects.create(policy=Policy.objects.get(slug="jia"), name="测试", opens_on=ON, closes_on=ON)
    day = timedelta(days=1)
    for on, state in ((ON - day, "soon"), (ON, "now"), (ON + day, "closed")):
        assert slugs(on=on, open=state) == {"jia"}
        assert slugs(on=on, open="unknown") == {"yi"}
    assert agrees(ON + day)


def test_a_quote_that_is_gone_gives_nothing(cast):
    policy = Policy.objects.get(slug="jia")
    support = policy.sections.get(kind="support")
    support.state, support.body = "content", "每月3000元租房补贴。"
    support.save()
    Benefit.objects.create(policy=policy, what="补贴", kind="rent", quote="每月3000元租房补贴")
    assert slugs(benefit="rent") == {"jia"}
    Section.objects.filter(pk=support.pk).update(body="每月2000元租房补贴。")
    assert slugs(benefit="rent") == set()
    Section.objects.filter(pk=support.pk).update(body="每月3000元租房补贴。")
    assert slugs(benefit="rent") == {"jia"}
    edit("jia", past_reason="往年的申报。")
    assert slugs(benefit="rent") == set()
    assert agrees()
