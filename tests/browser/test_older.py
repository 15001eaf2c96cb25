"""What a script does where the browser cannot do it from a stylesheet: Chromium before 105 and 131, Firefox before 121."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import PAGES, SEED

SELVES = re.compile("policy--selves")


@pytest.fixture
def older_page(library, new_page):
    def open_page(**kind):
        page = new_page(**kind)
        page.add_init_script("CSS.supports = () => false")
        return page

    return open_page


def test_on_a_desk_the_filters_are_opened_and_on_a_phone_they_stay_folded(older_page):
    for width, is_open in ((1280, True), (390, False)):
        page = older_page(width=width)
        page.goto(PAGES["list"])
        assert page.locator(".filters").evaluate("filters => filters.open") is is_open
        expect(page.get_by_label("2022年")).to_be_visible(visible=is_open)


def test_the_box_for_the_links_of_all_paragraphs_says_so_to_the_page(older_page):
    page = older_page()
    page.goto(SEED)
    expect(page.locator(".self-switch--works")).to_be_visible()
    box = page.get_by_label("显示每一段的链接")
    box.check()
    expect(page.locator("article")).to_have_class(SELVES)
    box.uncheck()
    expect(page.locator("article")).not_to_have_class(SELVES)
