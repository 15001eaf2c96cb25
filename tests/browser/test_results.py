"""How near the results are: by keyboard, and on the first screen of a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.keys import Stop, tab_to
from tests.browser.site import PAGES, with_parameters

PHONE = {"width": 390, "height": 844}
LISTS = {
    "everything": "/policies/",
    "filters": "/policies/?district=xuhui&year=2015&topic=chuangye&validity=unverified",
    "words and filters": "/policies/?q=应届生怎么落户&in=conditions&district=xuhui&district=shanghai",
    "many words": "/policies/?q=应届生 落户 公租房 博士后 创业 租房 户口 补贴&district=shanghai",
    **{name: PAGES[name] for name in PAGES if name.startswith("list")},
}
# What was asked and found, the form, the first result or the way out: their places in the document and on the page.
PARTS = """() => ['.chips', '#count', '#finder', '#results > :first-child'].map((part) => document.querySelector(part))
    .filter((part) => part)"""
TOPS = f"() => ({PARTS})().map((part) => part.getBoundingClientRect().top + scrollY)"
IN_ORDER = f"""() => ({PARTS})().every((part, place, all) =>
    !place || all[place - 1].compareDocumentPosition(part) === Node.DOCUMENT_POSITION_FOLLOWING)"""


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("mode", [{}, {"view": "care"}, {"view": "plain"}], ids=str)
def test_the_first_result_is_three_stops_away(library, same_page, mode, javascript):
    page = same_page(javascript=javascript, reduced_motion="reduce")
    for address in ("/policies/", PAGES["list"]):
        page.goto(with_parameters(address, mode))
        skip = tab_to(page, "跳到结果", most=2)
        assert skip.is_clear
        page.keyboard.press("Enter")
        first = page.locator(".row__title a").first
        expect(page.locator("#results")).to_be_in_viewport()
        page.keyboard.press("Tab")
        expect(first).to_be_focused()
        assert Stop.of(page).in_view


def test_on_a_phone_results_begin_on_the_first_screen_below_what_was_asked(library, same_page):
    page = same_page(**PHONE)
    lowest = {}
    for name, address in LISTS.items():
        page.goto(address)
        tops = page.evaluate(TOPS)
        assert tops == sorted(tops), name
        assert page.evaluate(IN_ORDER), name
        lowest[name] = tops[-1]
    assert {name: top for name, top in lowest.items() if top > PHONE["height"]} == {}


def test_in_care_they_begin_on_the_second_at_the_latest(library, same_page):
    page = same_page(**PHONE)
    below = {}
    for name, address in LISTS.items():
        page.goto(with_parameters(address, {"view": "care"}))
        top = page.locator("#results > :first-child").evaluate("it => it.getBoundingClientRect().top")
        below[name] = top
    assert {name: top for name, top in below.items() if top > 2 * PHONE["height"]} == {}


def test_in_care_so_does_the_answer_of_a_policy_and_the_six_sections_come_soon_after(library, same_page):
    page = same_page(**PHONE)
    for name in ("detail", "detail-sections", "detail-short", "detail-answers"):
        page.goto(with_parameters(PAGES[name], {"view": "care"}))
        answer = page.locator(".answer").bounding_box()
        bar = page.get_by_role("navigation", name="六个栏目").bounding_box()
        assert answer["y"] + answer["height"] / 4 < 2 * PHONE["height"], name
        assert bar["y"] - (answer["y"] + answer["height"]) < PHONE["height"], name


@pytest.mark.parametrize("javascript", [True, False])
def test_values_without_results_are_behind_one_line_and_can_be_chosen(library, same_page, javascript):
    page = same_page(javascript=javascript)
    page.goto("/policies/?topic=zhufang&validity=repealed")
    box = page.get_by_role("checkbox", name="黄浦")
    expect(box).to_be_hidden()
    # Chosen and without a hit: it stays in sight, or nobody could take it away.
    expect(page.get_by_label("已废止")).to_be_checked()
    line = tab_to(page, "17 个区没有结果")
    assert line.is_clear
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    tab_to(page, "黄浦")
    page.keyboard.press("Space")
    page.get_by_role("button", name="按所选筛选").click()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("区：黄浦")
    expect(page.get_by_role("checkbox", name="黄浦")).to_be_checked()
    expect(page.get_by_role("checkbox", name="黄浦")).to_be_visible()


@pytest.mark.parametrize("mode", [{"view": "care"}, {"view": "plain"}], ids=str)
def test_where_nothing_is_folded_they_are_all_in_sight(library, same_page, mode):
    page = same_page(**PHONE)
    page.goto(with_parameters(LISTS["filters"], mode))
    for box in page.locator("#finder input[type=checkbox]").all():
        expect(box).to_be_visible()
    expect(page.locator("#finder input[type=checkbox]")).not_to_have_count(0)
