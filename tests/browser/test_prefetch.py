"""The next page is fetched on intent, and once: Chromium reads the rules, and the portal sees what it asks for."""

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

LONGER_THAN_A_GLANCE_MS = 400  # Chromium takes a fifth of a second on a link for intent
NOT_EARLY = {
    "/admin/": "",
    "/about/": "",
    "/policies/suggest?q=公租房": "",
    "/policies/?topic=luohu": "nofollow",
    "/policies/xuhui-2015-kechuang-zhongxin/": "nofollow noopener",
}


@pytest.fixture
def asked(library):
    """Every page that was asked for, with the purpose that the browser gave."""
    requests = []

    def note(environ, **kwargs):
        if not environ["PATH_INFO"].startswith("/static/"):
            requests.append((environ["PATH_INFO"], environ.get("HTTP_SEC_PURPOSE", "")))

    request_started.connect(note)
    yield requests
    request_started.disconnect(note)


def point_at(link):
    link.hover()
    link.page.wait_for_timeout(LONGER_THAN_A_GLANCE_MS)


def wait_for(request, asked, page):
    for _ in range(100):
        if request in asked:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{request} is not among {asked}")


def test_pointing_at_a_policy_fetches_it_and_opening_it_asks_for_nothing_more(asked, page):
    page.goto("/")
    link = page.locator(".row__title a").first
    path, title = link.get_attribute("href"), link.text_content()
    assert asked == [("/", "")]
    point_at(link)
    wait_for((path, "prefetch"), asked, page)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert asked == [("/", ""), (path, "prefetch")]


def test_what_is_no_page_to_read_next_is_not_fetched_early(asked, page):
    page.goto("/policies/?district=xuhui&year=2025")
    page.evaluate(
        """(links) => document.querySelector('h1').after(...Object.entries(links).map(([href, rel]) =>
            Object.assign(document.createElement('a'), {href, rel, textContent: href, className: 'try'})))""",
        NOT_EARLY,
    )
    links = page.locator("a.try")
    assert links.count() == len(NOT_EARLY)
    # Of the list itself another part takes the place of this one, without a navigation: see test_swap.py.
    for link in [*links.all(), page.locator("a.chip").first, page.locator(".site-nav a").last]:
        point_at(link)
    home = page.locator(".site-nav a").first
    point_at(home)
    wait_for(("/", "prefetch"), asked, page)
    assert asked == [("/policies/", ""), ("/", "prefetch")]
