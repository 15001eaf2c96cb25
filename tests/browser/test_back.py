"""Back, forward and anew: what the form of the list says is what the address says, whatever was ticked meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.browsers import ARGUMENTS, program
from tests.browser.site import SEED, arrive, wait_until

LIST = "/policies/?district=xuhui&q=人才"
# What would be asked for now, and what was.
SAID = """() => [new FormData(document.querySelector('#finder')), new URLSearchParams(location.search)].map(
    (said) => [...said].filter(([name, value]) => value && name !== 'page').map((pair) => pair.join('=')).sort())"""

KINDS = [
    pytest.param(1280, True, id="desk"),
    pytest.param(390, True, id="phone"),
    pytest.param(1280, False, id="desk without JavaScript"),
    pytest.param(390, False, id="phone without JavaScript"),
]


def said(page, heading, place=""):
    """Once the list with this heading is there: what its form says, and what its address says."""
    expect(page).to_have_title(re.compile(f"^{heading}（.*条）{place} ·"))
    # Of a page that the browser kept, Playwright hears of no load.
    wait_until(page, "document.readyState === 'complete'")
    return page.evaluate(SAID)


def follows(page, heading, place=""):
    asks, was_asked = said(page, heading, place)
    assert asks == was_asked


def fill(page):
    """Another word, another section, one box more and one less, and nothing of it sent."""
    filters = page.locator(".filters__summary")
    if filters.is_visible() and not page.get_by_label("2015年").is_visible():
        filters.click()
    page.get_by_label("2015年").check()
    page.get_by_role("checkbox", name="徐汇").uncheck()
    page.get_by_label("在哪里查").select_option("original")
    page.get_by_label("搜政策").fill("科技")
    page.keyboard.press("Escape")


def back(page):
    page.go_back(wait_until="commit")


def forward(page):
    page.go_forward(wait_until="commit")


def go_and_come_back(page):
    """Through the list and out of it; each step is looked at."""
    before, after = "“人才” · 徐汇", "“科技” · 2015年"
    page.goto(LIST)
    follows(page, before)
    fill(page)
    page.get_by_role("button", name="按所选筛选").click()
    arrive(page, re.compile("in=original"))
    follows(page, after)
    for step, heading in ((back, before), (forward, after), (back, before)):
        step(page)
        follows(page, heading)

    fill(page)
    page.locator(f'.row__title a[href="{SEED}"]').click()
    expect(page).to_have_url(SEED)
    back(page)
    follows(page, before)

    page.goto("/policies/")
    fill(page)
    page.get_by_role("link", name="下一页").click()
    follows(page, "全部政策", " 第 2 页")
    back(page)
    follows(page, "全部政策")


@pytest.mark.parametrize(("width", "javascript"), KINDS)
def test_the_form_follows_the_address(library, new_page, width, javascript):
    page = new_page(width=width, javascript=javascript, reduced_motion="reduce")
    go_and_come_back(page)
    fill(page)
    page.reload()
    asks, was_asked = said(page, "全部政策")
    assert asks == was_asked


@pytest.fixture(scope="module")
def keeping(todays_chromium):
    """A Chromium that keeps the pages that were left, as those of residents do; Playwright asks it not to."""
    chromium = todays_chromium.browser_type.launch(
        executable_path=program(),
        args=list(ARGUMENTS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield chromium
    chromium.close()


def test_so_does_that_of_a_page_that_the_browser_kept(library, portal, keeping):
    page = keeping.new_page(base_url=portal.url, reduced_motion="reduce")
    go_and_come_back(page)
    page.goto("/")
    page.evaluate("window.kept = true")
    page.get_by_label("搜政策").fill("公租房")
    page.get_by_role("button", name="查政策").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("“公租房”")
    back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("上海有哪些人才政策")
    assert page.evaluate("window.kept")
    expect(page.get_by_label("搜政策")).to_have_value("")
    page.context.close()
