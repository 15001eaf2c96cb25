"""On paper: black on white whatever the screen wears, boxes to tick, a code for phones, and the list as a table."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import PAGES

BOX = "element => { const box = getComputedStyle(element, '::before'); return [box.content, box.borderTopStyle] }"
COLOURS = """() => [...document.querySelectorAll('main *')].filter(element => element.offsetParent)
    .map(element => getComputedStyle(element).color)"""


MODES = ["", "?view=plain", "?view=care&size=larger&contrast=high"]
SHOWN = "all => all.filter(element => element.getClientRects().length).map(element => element.outerHTML)"


@pytest.fixture
def policy(written):
    body = "1.营业执照\n2.合同\n一式两份。\n甲|乙\n-|-\n丙|丁"
    return written(original=body, materials=body)


@pytest.mark.parametrize("mode", MODES)
def test_a_policy_is_a_document(policy, page, mode):
    page.emulate_media(color_scheme="dark")
    page.goto(policy.get_absolute_url() + mode)
    code = page.locator(".printed__code")
    expect(code).to_be_hidden()
    entry = page.locator("#materials .tick")
    assert entry.first.evaluate(BOX)[0] == "none"
    on_screen = page.locator("#materials .prose").inner_text()

    page.emulate_media(media="print", color_scheme="dark")
    expect(code).to_be_visible()
    expect(page.get_by_role("img", name="本页网址的二维码")).to_be_visible()
    assert [each.evaluate(BOX) for each in entry.all()] == [['""', "solid"]] * 2
    assert page.locator("#materials td").first.evaluate(BOX) == ['""', "solid"]
    for plain in ("#materials p:not(.tick)", "#materials td:last-child", "#original p", "#original td"):
        assert page.locator(plain).first.evaluate(BOX)[0] == "none", plain
    assert page.locator("#materials .prose").inner_text() == on_screen
    assert (
        page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert set(page.evaluate(COLOURS)) == {"rgb(0, 0, 0)"}
    assert page.locator("h1").evaluate("title => getComputedStyle(title).fontSize") == "26.6667px"
    assert page.locator("form, nav, button, footer, #display").evaluate_all(SHOWN) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_compared_table_is_a_table(written, page, mode):
    head = "一、标准\n类别|标准\n-|-\n"
    written(support=f"{head}博士|30万元\n硕士|10万元")
    policy = written(support=f"{head}博士|50万元\n硕士|10万元\n本科|2万元")
    page.goto(policy.get_absolute_url() + mode)
    page.get_by_role("link", name="与上一版比较").click()
    table = page.locator("main").get_by_role("table")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        expect(table.get_by_role("columnheader")).to_have_text(["改动", "类别", "标准"])
        expect(table.get_by_role("row").filter(has_text="博士")).to_have_class("changed")
        expect(table.get_by_role("row").filter(has_text="本科")).to_have_class("changed")
        expect(table.get_by_role("row").filter(has_text="硕士")).not_to_have_class("changed")
        expect(page.get_by_text("|")).to_have_count(0)
        expect(page.locator("del", has_text="30")).to_have_css("text-decoration-line", "line-through")


def test_the_list_is_a_table_that_nobody_hears_twice(library, page):
    page.goto(PAGES["list"])
    words = page.locator(".row__title").first.inner_text()
    title, table = page.get_by_role("link", name=words, exact=True), page.get_by_role("table")
    rows = page.locator(".row").count()
    expect(title).to_have_count(1)
    expect(table).to_have_count(0)
    page.emulate_media(media="print")
    expect(table.get_by_role("row")).to_have_count(rows + 1)
    expect(table.get_by_role("cell", name=words)).to_be_visible()
    expect(title).to_have_count(0)
    expect(page.get_by_role("textbox").or_(page.get_by_role("button"))).to_have_count(0)
