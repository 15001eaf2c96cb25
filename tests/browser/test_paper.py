"""On paper: black on white whatever the screen wears, boxes to tick, a code for phones, and the list as a table."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.site import PAGES, arrive

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


def sheets(page):
    """The words of each sheet, without its number. A PDF names some characters by their radicals, which are put back."""
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [unicodedata.normalize("NFKC", sheet.extract_text()).replace("⻚", "页") for sheet in pdf.pages]
    return [re.sub(r"^第 \d+ 页,共 \d+ 页\s*", "", text) for text in texts]


# With the address at the end, the code was all that stood on the last of 9, of 23 and of 37 paragraphs.
@pytest.mark.parametrize("paragraphs", [1, 4, 8, 9, 10, 16, 22, 23, 24, 25, 31, 36, 37, 38])
def test_the_code_stands_in_the_head(written, same_page, paragraphs):
    page = same_page()
    words = "为了检验打印,这一段写得足够长,好让它在纸上占去两行左右的地方,没有别的意思。"
    policy = written(original="\n".join(f"第{n}条 {words}" for n in range(1, paragraphs + 1)))
    page.goto(policy.get_absolute_url())
    first, *others = sheets(page)
    assert "网址:" in first
    assert len(others) > 0
    assert [sheet for sheet in others if "网址:" in sheet or len(sheet) < 20] == []
    code, section = page.locator(".printed__code"), page.locator(".section").first
    page.emulate_media(media="print")
    assert code.bounding_box()["y"] + code.bounding_box()["height"] <= section.bounding_box()["y"]


def together(sheet):
    return re.sub(r"\s+", "", sheet)


def rows_of(sheets, first=1):
    """How many rows of a printed list follow each other, numbered from `first`. The line of a title may begin with a number too."""
    expected = first
    for number in re.findall(r"^(\d{1,3}) \S", "\n".join(sheets), re.MULTILINE):
        expected += int(number) == expected
    return expected - first


def test_who_prints_a_page_of_the_list_gets_the_whole_list(library, page):
    page.goto("/policies/?page=2")
    total = int(page.locator("#count, #results").get_by_text(re.compile(r"\d+")).first.inner_text())
    assert total > 20
    printed = sheets(page)
    assert f"共{total}条,全部列出" in together(printed[0])
    assert "?page" not in printed[0]
    assert rows_of(printed) == total
    expect(page.locator(".row")).to_have_count(20)


def test_without_script_the_page_says_that_there_is_more(library, new_page):
    page = new_page(javascript=False)
    page.goto("/policies/?page=2")
    printed = sheets(page)
    assert "这里只有第21到40条" in together(printed[0])
    assert "页上点“打印这份清单”。" in together(printed[0])
    assert rows_of(printed, first=21) == 20
    page.get_by_role("link", name="打印这份清单").click()
    arrive(page, "/policies/print")
    printed = sheets(page)
    assert "全部列出" in together(printed[0])
    assert rows_of(printed) > 40


def test_a_list_that_does_not_come_is_printed_as_it_is(library, page):
    page.goto("/policies/?page=2")
    page.route("**/policies/print*", lambda route: route.fulfill(body="请稍候"))
    assert "这里只有第21到40条" in together(sheets(page)[0])


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
    groups = page.locator(".listing__group").count()
    expect(table.get_by_role("row")).to_have_count(rows + groups + 1)
    expect(table.get_by_role("cell", name=words)).to_be_visible()
    expect(title).to_have_count(0)
    expect(page.get_by_role("textbox").or_(page.get_by_role("button"))).to_have_count(0)
