"""What crawlers are told: where they may go, which pages there are, the one address of each, and whom to warn."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import resolve
from django.utils import timezone

from policies import sitemaps
from policies.lookup.index import index
from policies.models import Policy, Section
from tests.data import make_policies

pytestmark = pytest.mark.django_db

WITHOUT_COUNT = 12


@pytest.fixture
def policies():
    return make_policies(WITHOUT_COUNT, seed=3)


def told(client, address):
    """Address and moment of each entry of a sitemap, or of its index."""
    tree = ElementTree.fromstring(client.get(address).content)
    return [[part.text for part in entry] for entry in tree]


def may_be_fetched(robots, address):
    """As RFC 9309 reads a rule: `*` stands for anything. There are no rules that allow."""
    rules = re.findall(r"^Disallow: (\S+)$", robots, re.MULTILINE)
    return not any(re.match(re.escape(rule).replace(r"\*", ".*"), address) for rule in rules)


def test_crawlers_are_kept_from_combinations_and_the_desk(client):
    response = client.get("/robots.txt")
    robots = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    open_to_all = [
        "/",
        "/policies/",
        "/policies/?page=2",
        "/policies/?district=xuhui",
        "/policies/a-1/?part=2",
    ]
    open_to_all += [
        "/matrix/?topic=zhufang",
        "/sitemap.xml",
        "/sitemap-policies.xml?p=2",
        "/static/css/base.css",
    ]
    assert [address for address in open_to_all if not may_be_fetched(robots, address)] == []
    closed = ["/policies/?district=xuhui&year=2015", "/policies/?q=a", "/policies/?view=care", "/?view=plain"]
    closed += ["/policies/?page=2&sort=oldest", "/policies/print", "/policies/suggest?q=a", "/compare/?p=a"]
    closed += ["/admin/", "/policies/?year=2015&year=2016"]
    assert [address for address in closed if may_be_fetched(robots, address)] == []
    assert "Sitemap: http://testserver/sitemap.xml\n" in robots


def test_the_sitemap_lists_what_is_published_and_no_more(client, policies, monkeypatch):
    monkeypatch.setattr(sitemaps.PolicySitemap, "limit", 5)
    index = [address for address, *_ in told(client, "/sitemap.xml")]
    pages, *parts = (address.removeprefix("http://testserver") for address in index)
    published = Policy.objects.published().values_list("slug", flat=True)
    listed = [entry[0] for part in parts for entry in told(client, part)]
    assert listed == [f"http://testserver/policies/{slug}/" for slug in published.order_by("pk")]
    assert len(parts) == -(-len(published) // 5)
    for address, *_ in told(client, pages):
        assert client.get(address).status_code == 200, address


def test_a_policy_is_listed_with_the_day_of_its_last_known_change(client, policies):
    first, second, *rest = Policy.objects.published().order_by("pk")
    Section.objects.create(policy=first, kind="support", state="content", body="甲")
    Section.objects.filter(policy=first).update(body="乙")
    Policy.objects.filter(pk=second.pk).update(edited_at=timezone.now() - timedelta(days=40))
    days = {address.split("/")[-2]: moment for address, *moment in told(client, "/sitemap-policies.xml")}
    assert days[first.slug] == [str(timezone.localdate())]
    assert days[second.slug] == [str(timezone.localdate() - timedelta(days=40))]
    assert {policy.slug: days[policy.slug] for policy in rest} == {policy.slug: [] for policy in rest}


def test_a_part_asks_no_more_for_more_policies(client, made_anew, policies, django_assert_max_num_queries):
    for more in (0, 30):
        make_policies(more, seed=more)
        index().reader(timezone.localdate())
        with django_assert_max_num_queries(3):
            client.get("/sitemap-policies.xml")


@pytest.mark.parametrize("address", ["/sitemap-policies.xml?p=9", "/sitemap-nothing.xml"])
def test_a_part_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def canonical(client, address):
    html = client.get(address).content.decode()
    return re.findall(r'<link rel="canonical" href="([^"]*)">', html)


@pytest.mark.parametrize(
    ("asked", "one"),
    [
        ("/", "/"),
        ("/?from=timeline&view=care", "/"),
        (
            "/policies/?sort=oldest&from=singlemessage&topic=topic-1&page=1",
            "/policies/?topic=topic-1&amp;sort=oldest",
        ),
        ("/policies/?topic=nowhere&sort=usual", "/policies/"),
        ("/help/?size=large&x=1", "/help/"),
        ("/start/?x=1&district=xuhui&audience=", "/start/?audience=&amp;district=xuhui"),
    ],
)
def test_every_page_names_its_one_address(client, policies, asked, one):
    assert canonical(client, asked) == [f"http://testserver{one}"]


@pytest.mark.parametrize(
    "address", ["/nothing/", "/policies/no-such/", "/policies/?page=99", "/policies/?topic=a&page=9"]
)
def test_what_is_not_there_names_none(client, policies, address):
    assert canonical(client, address) == []


def test_who_finds_a_weakness_is_told_where_to_tell_it(client, settings):
    settings.SECURITY_CONTACT = "mailto:safe@policy.example"
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    ends = timezone.localdate() + timedelta(days=180)
    assert lines["Contact"] == "mailto:safe@policy.example"
    assert lines["Expires"] == f"{ends}T00:00:00+08:00"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"


def test_without_a_contact_there_is_no_such_file(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    assert resolve("/.well-known/security.txt").view_name == "security"
