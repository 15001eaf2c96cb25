"""Who may do what with which policy: one rule, asked as a set and about each."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from policies.models import Policy
from policies.permissions import Act, may, permitted
from policies.vocabulary import PublicationState
from tests.admin.desk import LIST, address, signed_in
from tests.data import make_district

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values
ALL, OWN, NONE = set(PublicationState.values), {DRAFT, REVIEW}, set()
HIDDEN = ALL - {PUBLISHED}
# What residents read is written by nobody: its working copy is.
WHO_PUBLISHES = {
    Act.SEE: ALL,
    Act.ADD: ALL,
    Act.EDIT: HIDDEN,
    Act.REVISE: {PUBLISHED},
    Act.PUBLISH: ALL,
    Act.DELETE: HIDDEN,
}
MAY = {
    "编辑": {
        Act.SEE: ALL,
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


def person(name):
    if name == "路人":
        return AnonymousUser()
    user = User.objects.create_user("甲", is_active=name != "离职", is_superuser=name in ("超级用户", "离职"))
    user.groups.set(Group.objects.filter(name=name))
    return user


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("name", MAY)
def test_the_set_and_the_judgement_are_one_rule(one_of_each, name, act):
    somebody = person(name)
    judged = {policy.state for policy in Policy.objects.all() if may(somebody, act, policy)}
    assert judged == MAY[name][act]
    assert set(permitted(somebody, act).values_list("state", flat=True)) == judged
    assert may(somebody, act) == bool(judged)


def test_a_set_is_narrowed_and_never_widened(one_of_each):
    drafts = Policy.objects.filter(state=DRAFT)
    assert [policy.state for policy in permitted(person("审核"), Act.SEE, drafts)] == [DRAFT]


def test_who_may_change_may_look():
    user = User.objects.create_user("乙")
    user.user_permissions.set(Permission.objects.filter(codename="change_policy"))
    assert may(user, Act.SEE)


def test_a_judgement_asks_the_database_nothing(one_of_each):
    reviewer = person("审核")
    reviewer.get_all_permissions()
    policies = list(Policy.objects.all())
    with CaptureQueriesContext(connection) as queries:
        assert {policy.state for policy in policies if may(reviewer, Act.EDIT, policy)} == HIDDEN
    assert len(queries) == 0


def test_the_whole_desk_asks_this_one_rule(one_of_each, monkeypatch):
    """A right by district will be one more condition; here it is one by slug."""
    client = signed_in("小审", "审核")
    hidden = Policy.objects.get(slug=DRAFT)
    monkeypatch.setattr("policies.permissions._ALL", ~Q(slug=DRAFT))
    for path in (LIST, f"{LIST}?q={DRAFT}", "/admin/autocomplete/?" + AUTOCOMPLETE):
        answer = client.get(path)
        assert answer.status_code == 200
        assert address(hidden) not in answer.content.decode()
        assert f'"text": "{DRAFT}"' not in answer.content.decode()
    for page in ("change", "delete", "history"):
        assert client.get(address(hidden, page)).status_code in (302, 403, 404)
    for page in ("versions", "export"):
        assert client.get(address(hidden, page)).status_code == 403


AUTOCOMPLETE = "app_label=policies&model_name=relation&field_name=target&term="
