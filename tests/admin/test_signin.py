"""Whoever signs in arrives at the desk, wherever a link wanted to send him."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.browser import form_on
from tests.admin.desk import LIST

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
# Foreign, broken, or no page of the desk.
WRONG = [
    "https://evil.example/",
    "//evil.example/admin/",
    "http:///evil.example",
    "http://[evil/",
    "javascript:alert(1)",
    "/\\evil.example",
    "/accounts/profile/",
    "/admin/nothing/",
    "/admin",
    "/policies/",
    "/admin/logout/",
    LOGIN,
    "%00",
    "\x00",
    "/admin/\r\nSet-Cookie: a=b",
    "",
    "9" * 5000,
]


@pytest.fixture(autouse=True)
def account(settings):
    # The question is where he goes, not whether it was he.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_user("小编", password="geheim-4711x", is_staff=True)


def arrives_at(next_in_address=None, next_in_form=None):
    client, query = Client(), {} if next_in_address is None else {"next": next_in_address}
    page = client.get(LOGIN, query)
    assert page.status_code == 200
    data = form_on(page, username="小编", password="geheim-4711x")
    if next_in_form is not None:
        data["next"] = next_in_form
    answer = client.post(LOGIN, data, query_params=query)
    assert answer.status_code == 302
    return answer.url


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_way_ends_at_the_desk(wrong):
    assert arrives_at(wrong) == "/admin/"
    assert arrives_at(next_in_form=wrong) == "/admin/"
    assert arrives_at(wrong, wrong) == "/admin/"


@pytest.mark.parametrize("right", ["/admin/", LIST, f"{LIST}?q=人才&state__exact=draft", f"{LIST}1/change/"])
def test_the_page_that_was_asked_for_is_reached(right):
    assert unquote(arrives_at(right)) == right


def test_without_a_wish_it_is_the_desk_too():
    assert arrives_at() == "/admin/"
    assert Client().get(LIST).url == f"{LOGIN}?next={LIST}"
