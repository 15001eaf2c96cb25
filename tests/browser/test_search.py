"""Looking up in a real browser: suggestions while typing, by keyboard and by pointer, and the same without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import arrive


@pytest.fixture(params=[1280, 390])
def box(library, new_page, request):
    page = new_page(width=request.param)
    page.goto("/")
    return page.get_by_role("combobox", name="搜政策")


def test_suggestions_are_reached_by_keyboard(box):
    page = box.page
    box.press_sequentially("公租")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="条建议")).to_have_text(
        f"有 {options.count()} 条建议，按上下键选择。"
    )
    expect(box).to_have_attribute("aria-expanded", "true")

    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)

    box.press("ArrowDown")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("公租")

    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowUp")
    title = options.last.text_content()
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_suggestion_can_be_clicked_and_enter_without_one_searches(box):
    page = box.page
    box.press_sequentially("户口")
    page.get_by_role("option", name="主题 落户（户口）").click()
    expect(page).to_have_url("/policies/?topic=luohu")

    page.goto("/")
    box.press_sequentially("公租")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url("/policies/?q=%E5%85%AC%E7%A7%9F")
    expect(page.locator(".row mark").first).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/policies/", "/policies/suggest"])
def test_the_box_is_of_a_type_that_may_be_a_combobox(library, new_page, address):
    """HTML knows an input of type=search as a searchbox, and allows it no other role (ARIA in HTML)."""
    page = new_page()
    page.goto(address)
    box = page.get_by_role("combobox", name="搜政策")
    expect(box).to_have_attribute("type", "text")
    expect(box).to_have_attribute("enterkeyhint", "search")


def test_suggestions_are_reached_by_pinyin(box):
    page = box.page
    box.press_sequentially("luoh")
    expect(page.get_by_role("option", name="主题 落户", exact=True)).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url("/policies/?topic=luohu")

    page.goto("/")
    box.press_sequentially("xuhui")
    page.get_by_role("option", name="区 徐汇区", exact=True).click()
    expect(page).to_have_url("/policies/?district=xuhui")
    expect(page.get_by_role("heading", level=1)).to_have_text("徐汇")


def test_suggestions_are_plain_links_without_javascript(library, new_page):
    page = new_page(javascript=False)
    page.goto("/policies/suggest?q=xuhui")
    page.get_by_role("link", name="区 徐汇区", exact=True).click()
    expect(page).to_have_url("/policies/?district=xuhui")


def test_leaving_the_box_closes_the_list(box):
    page = box.page
    box.press_sequentially("公租")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Tab")
    expect(page.get_by_role("option").first).to_be_hidden()


def test_on_a_slow_line_the_last_words_get_their_suggestions(library, new_page):
    page = new_page()
    page.goto("/")
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()

    page.route("**/policies/suggest?*", answer)
    box = page.get_by_role("combobox", name="搜政策")
    for words in ("公", "公租"):
        # No answer to the first comes before the second is asked.
        with page.expect_request("**/policies/suggest?*"):
            box.fill(words)
    expect(page.get_by_role("option").last).to_contain_text("公租")
    assert len(asked) == 2


def test_who_types_on_lets_go_of_what_was_selected(box):
    page = box.page
    box.press_sequentially("公租")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    # No answer comes any more, so the old list is still there.
    page.route("**/policies/suggest?*", lambda route: None)
    box.press_sequentially("房")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    expect(box).to_have_attribute("aria-activedescendant", "")
    box.press("Enter")
    expect(page).to_have_url("/policies/?q=%E5%85%AC%E7%A7%9F%E6%88%BF")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_search_gives_the_same_results_without_javascript(library, new_page, width):
    found = []
    for javascript in (True, False):
        page = new_page(width=width, javascript=javascript)
        page.goto("/")
        page.get_by_label("搜政策").fill("应届生怎么落户")
        page.get_by_role("button", name="查政策").click()
        arrive(page, re.compile(r"/policies/\?q="))
        expect(page.get_by_role("heading", name="“应届生怎么落户”")).to_be_visible()
        expect(page.get_by_text("同时查了")).not_to_have_count(0)
        found.append([link.get_attribute("href") for link in page.locator(".row__title a").all()])
        page.goto("/policies/suggest?q=公租")
        page.locator(".suggestions a", has_text="公租房").last.click()
        expect(page.get_by_role("heading", name="相关政策")).to_be_visible()
    assert found[0] == found[1]
    assert found[0]


def test_a_misspelt_word_leads_to_the_right_one(library, new_page):
    page = new_page(javascript=False)
    page.goto("/policies/?q=居注证")
    page.get_by_role("link", name="您要找的是不是“居住证”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("“居住证”")
    expect(page.locator(".row")).not_to_have_count(0)
