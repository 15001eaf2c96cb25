"""Addresses with something glued to them lead to the page that is meant, by one redirect; tests/golden/glued.json."""

from urllib.parse import quote, unquote_to_bytes

import pytest
from django.test import Client
from django.urls import get_resolver

from policies import publishing
from policies.acting import Actor
from policies.glued import PAGES
from policies.models import Policy, Section
from policies.text.glued import cut
from tests.data import make_district
from tests.test_text import golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def policies():
    """A policy that is published and a draft, each with an earlier text."""
    xuhui = make_district("xuhui")
    for slug, state in (("a-1", "published"), ("draft-1", "draft")):
        policy = Policy.objects.create(
            slug=slug, title="测试政策", district=xuhui, source_note="测试", state=state
        )
        section = Section.objects.create(policy=policy, kind="original", state="content", body="甲")
        section.body = "乙"
        section.save()


def send(address, method="GET"):
    """As a server hands it on: decoded once, and a second slash in front is no host."""
    path, _, query = address.partition("?")
    return Client().generic(
        method, "/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"), QUERY_STRING=query
    )


def answer(row):
    response = send(row["sent"])
    return response.get("Location"), response.status_code


@pytest.mark.parametrize("row", golden("glued.json"))
def test_what_was_sent_leads_to_what_was_meant(policies, row):
    meant = row["leads_to"]
    assert answer(row) == ((meant, 301) if meant else (None, 404))


def test_what_was_meant_is_there(policies):
    """Staff are led to the page where they sign in."""
    rows = [row for each in golden("glued.json") for row in each.values]
    meant = {row["leads_to"] for row in rows} - {None, "/admin/"}
    assert {address: send(address).status_code for address in meant} == dict.fromkeys(meant, 200)


def test_what_is_not_understood_is_told_in_chinese(policies):
    page = send("/policies/no-such/。").content.decode()
    assert "没有找到这个页面" in page
    assert 'href="/policies/"' in page


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/policies/a-1/。", 1),
        ("/policies/A-1", 1),
        ("/policies/no-such/。", 1),
        ("/policies/a-1/versions/1/。", 1),
        ("/policies/a-1/edit/。", 0),
        ("/policies/。", 0),
        ("/nothing/", 0),
    ],
)
def test_no_more_is_asked_than_whether_the_page_is_there(
    policies, django_assert_num_queries, address, queries
):
    with django_assert_num_queries(queries):
        send(address)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_who_reads_is_led_on(policies, method):
    strict = Client(enforce_csrf_checks=True)
    for address in ("/policies/a-1。", "/policies/a-1", "/nothing/"):
        assert strict.generic(method, quote(address)).status_code == 404
    assert send("/policies/a-1。", "HEAD")["Location"] == "/policies/a-1/"


def test_a_policy_that_is_not_public_is_led_to_no_more(policies):
    Policy.objects.update(state="draft")
    assert answer({"sent": "/policies/a-1/。"}) == (None, 404)
    assert answer({"sent": "/policies/a-1/versions/1/。"}) == (None, 404)


def test_where_a_policy_was_withdrawn_its_page_says_so(policies):
    publishing.withdraw(Policy.objects.all(), Actor.of_command("test"))
    for page in ("/policies/a-1/", "/policies/a-1/versions/1/"):
        assert answer({"sent": f"{page}。"})[0] == page
        assert send(page).status_code == 410


def test_too_many_parameters_are_refused(policies):
    many = "&a=1" * 1_100
    assert send(f"/policies/a-1/。?{many}").status_code == 400
    assert send(f"/policies/a-1/{many}").status_code == 400


def test_a_filter_with_a_sign_behind_it_is_understood(client, policies, contexts):
    for value in ("xuhui。", "徐汇区）", "xuhui，看看"):
        page = client.get("/policies/", {"district": value}).context["page"]
        assert page.total == 1
        assert page.notices == ()
        assert [chip.label for chip in page.chips] == ["徐汇"]
    assert "view=care" in client.get("/policies/a-1/?view=care。").content.decode()


@pytest.mark.parametrize("part", ["/", "-", "。", "!", "&", "/a", "%", "%25", "\u200b", "é", "，a", "?&#"])
def test_the_longest_address_is_read_at_once(part):
    """A cost that grew with the square would take minutes here."""
    long = part * (500_000 // len(part))
    for address in (f"/policies/a-1{long}", f"/policies/a-1{long}a", f"{long}/policies/a-1"):
        found = cut(address)
        assert found is None or found.path.endswith("/")


def test_every_public_page_can_be_meant():
    routes = get_resolver("policies.urls").url_patterns
    names = {f"policies:{route.name}" for route in routes if route.name}
    # A preview takes what was glued to its address by itself.
    others = {f"policies:{name}" for name in ("print", "suggest", "patterns", "preview")}
    assert set(PAGES) == (names - others) | {"desk"}
