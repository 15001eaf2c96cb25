"""Who looks after accounts gives groups and districts, and makes nobody a superuser."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from policies.permissions import districts_of, looks_after_all
from tests.admin.browser import form_on
from tests.admin.desk import seen, signed_in
from tests.data import make_district
from tests.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return signed_in("管家", "管理员", districts=[])


def page_of(user: User, page: str = "change") -> str:
    name = "user_password_change" if page == "password" else f"user_{page}"
    return reverse(f"admin:auth_{name}", args=[user.pk])


def rows_of(*districts: object) -> dict[str, str]:
    """What the inline of the page sends of new rows."""
    rows = {f"responsibilities-{number}-district": str(each.pk) for number, each in enumerate(districts)}
    return {"responsibilities-TOTAL_FORMS": str(len(districts)), **rows}


def test_districts_are_given_on_the_page_of_the_account(administrator):
    user = account("小编", "编辑", districts=[], is_staff=True)
    here, there = make_district("xuhui"), make_district("jingan")
    page = administrator.get(page_of(user))
    assert "负责的区" in seen(page)
    answer = administrator.post(page_of(user), form_on(page, **rows_of(here, there)))
    assert answer.status_code == 302
    assert districts_of(User.objects.get(pk=user.pk)) == {here.pk, there.pk}


def test_a_district_is_given_once(administrator):
    user = account("小编", "编辑", districts=[], is_staff=True)
    here = make_district("xuhui")
    page = administrator.get(page_of(user))
    answer = administrator.post(page_of(user), form_on(page, **rows_of(here, here)))
    assert "同一个区只能填写一次" in seen(answer) or "有重复" in seen(answer)
    assert districts_of(User.objects.get(pk=user.pk)) == set()


def test_all_districts_are_a_group(administrator):
    user = account("小编", "编辑", districts=[], is_staff=True)
    groups = [str(group.pk) for group in Group.objects.filter(name__in=("编辑", "所有区"))]
    administrator.post(page_of(user), form_on(administrator.get(page_of(user)), groups=groups))
    assert looks_after_all(User.objects.get(pk=user.pk))


def test_nobody_becomes_a_superuser_but_by_one(administrator):
    user = User.objects.get(username="管家")
    sent = form_on(administrator.get(page_of(user)), is_superuser="on", user_permissions=["1"])
    assert administrator.post(page_of(user), sent).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser
    assert not user.user_permissions.exists()


@pytest.mark.parametrize("page", ["change", "password"])
def test_the_account_of_a_superuser_is_another_superusers(administrator, page):
    chief = account("站长", is_staff=True, is_superuser=True, password="Baoyu-1754-Daguan")
    sent = {"password1": "Daiyu-1754-Xiaoxiang", "password2": "Daiyu-1754-Xiaoxiang", "is_active": ""}
    assert administrator.post(page_of(chief, page), sent).status_code == 403
    chief = User.objects.get(pk=chief.pk)
    assert chief.is_active
    assert chief.check_password("Baoyu-1754-Daguan")


def test_groups_are_chosen_and_not_rewritten(administrator):
    group = Group.objects.get(name="编辑")
    change = reverse("admin:auth_group_change", args=[group.pk])
    assert administrator.get(change).status_code == 200
    assert administrator.post(change, {"name": "改名"}).status_code == 403
