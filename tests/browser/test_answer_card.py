"""The answer card: on the first screens of a phone, without a script, on paper, and read aloud before the text."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import PAGES
from tests.browser.test_speech import VOICE

pytestmark = pytest.mark.usefixtures("library")
FULL = PAGES["detail-answers"]


@pytest.mark.parametrize("width", [390, 1280])
def test_how_much_and_when_are_on_the_first_screen(new_page, width):
    page = new_page(width=width, height=844, javascript=False)
    page.goto(FULL)
    card = page.get_by_role("region", name="这条政策的要点")
    expect(card.get_by_text("每月1500元")).to_be_in_viewport()
    expect(card.get_by_text("12 天后截止")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("mode", ["", "?view=care", "?view=plain", "?contrast=high&size=larger"])
def test_each_value_leads_to_its_record(same_page, mode):
    page = same_page(width=390, javascript=False, reduced_motion="reduce")
    for value, record in (
        ("安家补贴 8万元", "摘自本站整理，非官方原文"),
        ("12 天后截止（2026年12月5日）", "逾期不再受理。"),
        ("（二）具有硕士以上学位；", "具有硕士以上学位"),
        ("测试中心", "周一至周五9:00-11:30"),
    ):
        page.goto(FULL + mode)
        page.get_by_role("region", name="这条政策的要点").get_by_role("link", name=value, exact=True).click()
        expect(page.locator(":target")).to_contain_text(record)
        expect(page.locator(":target")).to_be_in_viewport()


def test_telephones_can_be_called(page):
    page.goto(FULL)
    card = page.get_by_role("region", name="这条政策的要点")
    for words, number in (
        ("021-00000000", "tel:02100000000"),
        ("00000001-802", "tel:00000001"),
        ("12345", "tel:12345"),
    ):
        expect(card.get_by_role("link", name=words, exact=True)).to_have_attribute("href", number)


def test_a_row_of_the_list_says_it_in_one_line(page):
    page.goto(PAGES["list-answers"])
    row = page.get_by_role("listitem").filter(has_text="各项都有的一条")
    for words in ("租房补贴 每月1500元", "正在申报 12 天后截止", "测试中心"):
        expect(row.get_by_role("link", name=words)).to_be_visible()
    row.get_by_role("link", name="正在申报").click()
    expect(page.locator("#round-r2")).to_be_in_viewport()


def test_on_paper_the_card_is_printed_and_each_material_has_a_box(page):
    page.goto(FULL)
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="这条政策的要点").get_by_text("每月1500元")).to_be_visible()
    expect(page.get_by_text("看全部申报条件")).to_be_hidden()
    boxes = page.locator(".record--tick").evaluate_all(
        "items => items.map(item => getComputedStyle(item, '::before').borderTopStyle)"
    )
    assert boxes == ["solid"] * 3


def test_the_card_is_read_aloud_before_the_text(new_page):
    page = new_page(width=390)
    page.add_init_script(VOICE)
    page.goto(FULL)
    card = page.get_by_role("region", name="这条政策的要点")
    button = page.get_by_role("group", name="朗读这条政策").get_by_role("button").first
    assert card.bounding_box()["y"] < button.bounding_box()["y"]
    button.press("Enter")
    page.evaluate("while (speechSynthesis.now) ended()")
    said = "".join(page.evaluate("said.map(({ text }) => text)"))
    assert said.index("给多少") < said.index("什么时候") < said.index("去哪办") < said.index("政策原文")
