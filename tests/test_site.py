"""What holds for every public page, swept over every address that a page of the portal links to.

Swept twice: over the tests' own library, and on SQLite over what is shipped in `fixtures/`.
"""

import json
import mimetypes
import re
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from policies.lookup import index as lookup_index
from policies.models import Policy, Section
from tests.data import clear
from tests.library import load_library, load_shipped

pytestmark = pytest.mark.django_db

CORRECTED = "xuhui-2015-kechuang-zhongxin"
RULES = "/static/prefetch.speculationrules"
EARLY = [
    "/",
    "/policies/?district=xuhui",
    f"/policies/{CORRECTED}/",
    f"/policies/{CORRECTED}/versions/1/changes/",
]
WORDS = ["about/", "help/", "accessibility/", "privacy/"]
LOADING = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "form": "action"}


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.resources, self.ids, self.text = [], [], [], [], []
        self.html_lang = self.title = ""
        self.stack = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        self.stack.append(tag)
        # Whoever chooses how pages are shown sees the same pages: tests/test_display.py.
        # A telephone number is no page.
        is_number = attributes.get("href", "").startswith("tel:")
        if tag == "a" and "data-display" not in attributes and not is_number:
            self.links.append(attributes["href"])
        # A canonical address is named, and nothing is fetched from it.
        if tag in LOADING and attributes.get("rel") != "canonical":
            self.resources.append(attributes.get(LOADING[tag]))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "html":
            self.html_lang = attributes.get("lang")

    def handle_data(self, data):
        if self.stack[-1:] == ["title"]:
            self.title += data

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass

    def count(self, tag):
        return sum(name == tag for name, _ in self.tags)


LIBRARIES = [
    pytest.param(load_library, id="library"),
    pytest.param(load_shipped, id="shipped", marks=pytest.mark.shipped),
]


@pytest.fixture(scope="module", params=LIBRARIES)
def pages(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """Every page within reach of the first one: address -> (response, parsed page)."""
    # An index of its own. One that has followed an earlier module weighs words by policies long deleted, and so puts
    # related policies in another order than the index of a test does.
    own_index = override_settings(SEARCH_INDEX_DIR=tmp_path_factory.mktemp("index"))
    with django_db_blocker.unblock():
        request.param()
        # One section with an earlier state, so that the pages of its history are within reach.
        Section.objects.filter(policy__slug=CORRECTED, kind="original").update(body="一、总则\n改写。")
        # Nothing is written meanwhile, and the index looks at the database as seldom as in use.
        with own_index, patch.object(lookup_index, "CHECK_SECONDS", 0.5):
            seen = crawled()
        yield seen
        clear()


def crawled():
    client, seen, waiting = Client(), {}, ["/", "/policies/suggest?q=公租房"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = client.get(address)
        seen[address] = (response, Page(response.content.decode()))
        for link in seen[address][1].links:
            target = urlsplit(urljoin(address, link))
            # Each policy leads to a comparison; that of one stands for all.
            if target.path == "/compare/" and target.query != f"p={CORRECTED}":
                continue
            # One facet deep: two would be every pair of filters there is.
            if not target.netloc and target.query.count("=") <= 1:
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return seen


def test_the_sweep_saw_the_whole_site(pages):
    assert {
        f"/policies/{slug}/" for slug in Policy.objects.published().values_list("slug", flat=True)
    } <= set(pages)
    assert {
        "/",
        *(f"/{page}" for page in WORDS),
        "/policies/",
        "/policies/?page=2",
        "/policies/?district=xuhui",
        "/policies/print",
        "/start/",
        f"/compare/?p={CORRECTED}",
        "/matrix/",
        "/matrix/?topic=zhufang",
        "/start/?audience=",
        "/policies/suggest?q=公租房",
        f"/policies/{CORRECTED}/versions/",
        f"/policies/{CORRECTED}/versions/1/",
        f"/policies/{CORRECTED}/versions/1/changes/",
    } <= set(pages)
    routes = {str(route.pattern) for route in get_resolver("policies.urls").url_patterns}
    policy = "policies/<lower:slug>/"
    assert routes == {
        "",
        *WORDS,
        "start/",
        "matrix/",
        "compare/",
        "patterns/",  # not for residents: see test_patterns
        "policies/",
        "policies/print",
        "policies/suggest",
        policy,
        f"{policy}versions/",
        f"{policy}versions/<number:number>/",
        f"{policy}versions/<number:number>/changes/",
        f"{policy}versions/<number:number>/compare/",  # a former address: see test_versions
        "preview/<path:token>",  # by a link that staff give out: see admin/test_preview_links
    }, "a new public route must be in this sweep"


def failing(pages, check):
    return [address for address, (response, page) in pages.items() if not check(response, page)]


def test_no_link_is_dead(pages):
    assert failing(pages, lambda response, page: response.status_code == 200) == []


def test_every_link_within_a_page_has_its_target(pages):
    def check(response, page):
        return {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)

    assert failing(pages, check) == []


def test_every_link_into_another_page_has_its_target(pages):
    def check(response, page):
        others = [link for link in page.links if not link.startswith("#")]
        targets = [urlsplit(urljoin(response.request["PATH_INFO"], link)) for link in others]
        return all(
            target.fragment in pages[target.path][1].ids
            for target in targets
            if target.fragment and not target.netloc and not target.query and target.path in pages
        )

    assert failing(pages, check) == []


def test_no_address_that_the_portal_makes_has_chinese_in_its_path(pages):
    """Chat programs cut a link there."""

    def check(response, page):
        targets = [
            urlsplit(urljoin(response.request["PATH_INFO"], url or "")) for url in page.links + page.resources
        ]
        return all(unquote(target.path).isascii() for target in targets if not target.netloc)

    assert failing(pages, check) == []


def test_no_id_appears_twice(pages):
    assert failing(pages, lambda response, page: len(page.ids) == len(set(page.ids))) == []


def test_every_page_is_chinese_with_one_heading_and_a_title(pages):
    def check(response, page):
        return page.html_lang == "zh-CN" and page.count("h1") == 1 and page.count("main") == 1

    assert failing(pages, check) == []
    titles = [page.title for _, page in pages.values()]
    assert all("人才政策一网通查" in title for title in titles)
    policy_titles = [
        page.title for address, (_, page) in pages.items() if re.fullmatch(r"/policies/.+/", address)
    ]
    assert len(policy_titles) == len(set(policy_titles))


def test_every_page_that_may_be_found_elsewhere_describes_itself(pages):
    def named(page):
        return {
            attributes["name"]: attributes["content"]
            for tag, attributes in page.tags
            if tag == "meta" and "name" in attributes
        }

    def check(response, page):
        return bool(named(page).get("description", "").strip()) != (named(page).get("robots") == "noindex")

    assert failing(pages, check) == []
    policies = [
        named(page)["description"]
        for address, (_, page) in pages.items()
        if re.fullmatch(r"/policies/[^/?]+/", address)
    ]
    assert len(set(policies)) == len(policies) > 100


def test_no_page_sets_a_cookie(pages):
    assert (
        failing(
            pages, lambda response, page: not response.cookies and "Cookie" not in response.get("Vary", "")
        )
        == []
    )


def test_no_page_loads_from_another_host_or_holds_inline_code(pages):
    def check(response, page):
        own = all(url is None or not urlsplit(url).netloc for url in page.resources)
        inline = any(
            "style" in attributes or any(name.startswith("on") for name in attributes)
            for _, attributes in page.tags
        )
        scripts = all(attributes.get("src") for tag, attributes in page.tags if tag == "script")
        return own and not inline and not page.count("style") and scripts

    assert failing(pages, check) == []


def test_no_form_is_checked_by_the_browser(pages):
    """It would say in its own language what is missing."""

    def check(response, page):
        return all("novalidate" in attributes for tag, attributes in page.tags if tag == "form")

    assert failing(pages, check) == []


def test_every_answer_carries_the_security_headers(pages):
    def check(response, page):
        return (
            "default-src 'none'" in response["Content-Security-Policy"]
            and "unsafe" not in response["Content-Security-Policy"]
            and response["X-Content-Type-Options"] == "nosniff"
            and response["X-Frame-Options"] == "DENY"
            and "geolocation=()" in response["Permissions-Policy"]
            and response["Cross-Origin-Resource-Policy"] == "same-origin"
        )

    assert failing(pages, check) == []


def test_every_page_names_the_rules_for_fetching_the_next_one_early(pages):
    assert failing(pages, lambda response, page: response["Speculation-Rules"] == f'"{RULES}"') == []
    path = finders.find("prefetch.speculationrules")
    assert json.loads(Path(path).read_text(encoding="utf-8"))["prefetch"]
    assert mimetypes.guess_type(path)[0] == settings.WHITENOISE_MIMETYPES[Path(path).suffix]


@pytest.mark.parametrize("address", ["/admin/login/", "/nothing/", RULES])
def test_what_is_no_public_page_names_no_rules(client, address):
    assert "Speculation-Rules" not in client.get(address)


def test_a_page_that_is_fetched_early_is_the_same_page_and_writes_nothing(pages):
    for address in EARLY:
        with CaptureQueriesContext(connection) as queries:
            early = Client().get(address, headers={"sec-purpose": "prefetch"})
        assert early.content == pages[address][0].content
        assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
