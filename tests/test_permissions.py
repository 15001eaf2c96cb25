"""Who may do what with which policy: one rule, asked as a set and about each."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Policy
from policies.permissions import Act, looks_after, looks_after_all, may, permitted
from policies.vocabulary import PublicationState
from tests.data import make_district
from tests.people import account

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
ALL, OWN, NONE = set(PublicationState.values), {DRAFT, REVIEW}, set()
HIDDEN = ALL - {PUBLISHED}
# What residents read is written by nobody: its working copy is.
WHO_PUBLISHES = {
    Act.SEE: ALL,
    Act.TRACE: ALL,
    Act.ADD: ALL,
    Act.EDIT: HIDDEN,
    Act.REVISE: {PUBLISHED},
    Act.PUBLISH: ALL,
    Act.DELETE: HIDDEN,
}
MAY = {
    "编辑": {
        Act.SEE: ALL,
        Act.TRACE: ALL,
        Act.ADD: ALL,
        Act.EDIT: OWN,
        Act.REVISE: {PUBLISHED},
        Act.PUBLISH: NONE,
        Act.DELETE: NONE,
    },
    "审核": WHO_PUBLISHES,
    "超级用户": WHO_PUBLISHES,
    "离职": dict.fromkeys(Act, NONE),
    "路人": dict.fromkeys(Act, NONE),
}


@pytest.fixture
def one_of_each():
    district = make_district("xuhui")
    for state in PublicationState.values:
        Policy.objects.create(slug=state, title=state, district=district, source_note="测试", state=state)
    return district


OF_NOBODY = None, "putuo"


def person(name, districts=None):
    """Of all districts, where none are given."""
    if name == "路人":
        return AnonymousUser()
    groups = [name] if name in ("编辑", "审核") else []
    user = account("甲", *groups, districts=districts)
    user.is_active, user.is_superuser = name != "离职", name in ("超级用户", "离职")
    return user


def judged_and_selected(somebody, act):
    """The slugs of those with which he may do it: as Python judges each, and as the database selects them."""
    judged = {policy.slug for policy in Policy.objects.all() if may(somebody, act, policy)}
    assert set(permitted(somebody, act).values_list("slug", flat=True)) == judged
    return judged


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("name", MAY)
def test_the_set_and_the_judgement_are_one_rule(one_of_each, name, act):
    somebody = person(name)
    allowed = judged_and_selected(somebody, act)
    assert allowed == MAY[name][act]
    assert may(somebody, act) == bool(allowed)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("name", ["编辑", "审核"])
def test_in_ones_own_district_the_rule_is_that_of_all(one_of_each, name, act):
    assert judged_and_selected(person(name, [one_of_each]), act) == MAY[name][act]


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("name", ["编辑", "审核"])
@pytest.mark.parametrize("filed", OF_NOBODY)
def test_of_other_districts_and_of_none_only_what_residents_read_is_seen(one_of_each, name, act, filed):
    Policy.objects.exclude(state=PUBLISHED).update(district=filed and make_district(filed))
    Policy.objects.filter(state=PUBLISHED).update(district=make_district("jingan"))
    for districts in ([one_of_each], []):
        somebody = person(name, districts)
        assert judged_and_selected(somebody, act) == ({PUBLISHED} if act is Act.SEE else NONE)
        somebody.delete()


def test_a_copy_that_moves_its_policy_is_of_both_districts(one_of_each):
    there = make_district("jingan")
    original = Policy.objects.get(slug=PUBLISHED)
    copy = Policy.objects.create(slug="copy-1", title="修改稿", district=there, copy_of=original)
    for districts, allowed in (([one_of_each], False), ([there], False), ([one_of_each, there], True)):
        somebody = person("审核", districts)
        for act in set(Act) - {Act.REVISE}:
            assert (copy.slug in judged_and_selected(somebody, act)) is allowed
        somebody.delete()


def test_a_superuser_looks_after_all_districts_and_nobody_else_does_without_a_word(one_of_each):
    nobody = person("审核", [])
    assert not looks_after(nobody, one_of_each.pk)
    nobody.is_superuser = True
    assert looks_after_all(nobody)
    assert looks_after(nobody, None)


def test_a_set_is_narrowed_and_never_widened(one_of_each):
    drafts = Policy.objects.filter(state=DRAFT)
    assert [policy.state for policy in permitted(person("审核"), Act.SEE, drafts)] == [DRAFT]


def test_who_may_change_may_look():
    user = account("乙")
    user.user_permissions.set(Permission.objects.filter(codename="change_policy"))
    assert may(user, Act.SEE)


def test_a_judgement_asks_the_database_nothing(one_of_each):
    reviewer = person("审核", [one_of_each])
    assert may(reviewer, Act.EDIT, Policy.objects.get(slug=DRAFT))
    policies = list(Policy.objects.all())
    with CaptureQueriesContext(connection) as queries:
        assert {policy.state for policy in policies if may(reviewer, Act.EDIT, policy)} == HIDDEN
    assert len(queries) == 0


def test_whoever_is_there_keeps_all_districts_and_who_publishes_keeps_the_categories(
    one_of_each, monkeypatch
):
    # The migration leaves the apps that it is given, here those of this process, as those of a migration are.
    for label in ("auth", "policies"):
        config = apps.get_app_config(label)
        monkeypatch.setattr(config, "models_module", config.models_module)
    person("审核", []), account("乙", "编辑", districts=[])
    resident = account("丙", districts=[])
    User.objects.exclude(pk=resident.pk).update(is_staff=True)
    migration = import_module("policies.migrations.0027_responsibilities")
    migration.grant(apps, None)
    found = {user.username: user for user in User.objects.all()}
    assert {name for name, user in found.items() if looks_after_all(user)} == {"甲", "乙"}
    assert found["甲"].has_perm("policies.change_topic")
    assert not found["乙"].has_perm("policies.change_topic")
