"""Reading one policy in a browser: contents, links to places, copying, paper; with and without JavaScript."""

import json
import re

import pytest
from playwright.sync_api import expect

from policies.models import Policy
from tests.browser.axe import COLOURS, offences
from tests.browser.site import SEED
from tests.test_text import GOLDEN

TABLE = (
    "见：\n"
    + "|".join("甲乙丙丁戊己庚辛")
    + "\n"
    + "|".join("--------")
    + "\n"
    + "|".join(["很长的一格文字"] * 8)
)
BODY = f"第一章 甲\n第一条 乙。丙。\n第二条（丁）\n{TABLE}\n（一）戊；\n第二章 己\n见[官网](https://a.example/)。"


@pytest.fixture
def seed(library):
    return Policy.objects.get(slug=SEED.split("/")[2])


def test_contents_fold_on_a_phone_and_stand_open_on_a_desk(seed, new_page):
    for width, is_open in ((390, False), (1280, True)):
        page = new_page(width=width, javascript=False, reduced_motion="reduce")
        page.goto(SEED)
        entry = page.locator(".contents a", has_text="(一)健全人才创新创业的政策机制")
        expect(entry).to_be_visible(visible=is_open)
        if not is_open:
            page.locator("summary", has_text="政策原文的目录").click()
        entry.click()
        expect(page).to_have_url(re.compile(r"#original-6-1$"))
        expect(page.locator("#original-6-1")).to_be_in_viewport()


def test_contents_that_stand_open_say_so_and_stop_no_tab_key(seed, page):
    page.goto(SEED)
    contents, summary = page.locator(".contents details").first, page.locator(".contents summary").first
    expect(contents).to_have_attribute("open", "")
    expect(summary).to_have_js_property("tabIndex", -1)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(contents).not_to_have_attribute("open", "")
    expect(summary).to_have_js_property("tabIndex", 0)


def test_contents_follow_the_reading(seed, page):
    page.goto(SEED)
    for anchor in ("original-8-2", "original-2-1"):
        page.evaluate("id => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", anchor)
        current = page.locator(".contents [aria-current]")
        expect(current).to_have_attribute("href", f"#{anchor}")
        expect(current).to_be_in_viewport()


def test_a_place_is_copied_as_address_and_as_citation(seed, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(SEED)
    page.get_by_role("link", name="六(一)", exact=True).press("Enter")
    expect(page.get_by_role("button", name="复制链接")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".policy > [role=status]")).to_contain_text("已复制：http")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{SEED}#original-6-1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".policy > [role=status]")).to_contain_text("已复制：《")
    assert page.evaluate("navigator.clipboard.readText()") == f"《{seed.title}》({seed.doc_number}) 六(一)"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="复制引用")).to_have_count(0)
    expect(page.get_by_role("link", name="六(一)", exact=True)).to_be_focused()


def test_a_citation_of_what_is_not_the_original_text_names_its_section(written, page):
    policy = written(support="一、补贴\n每月。")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(policy.get_absolute_url())
    page.locator("#support").get_by_role("link", name="一", exact=True).press("Enter")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator(".policy > [role=status]")).to_contain_text("已复制：《")
    assert page.evaluate("navigator.clipboard.readText()").endswith(" 扶持力度 一")


@pytest.mark.parametrize("javascript", [True, False])
def test_links_of_paragraphs_are_quiet_until_asked_for(seed, new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto(SEED)
    link = page.get_by_role("link", name="六(一)第1段", exact=True)
    expect(link).to_have_count(0)
    page.locator("[id='original-6-1-p1']").hover()
    expect(link).to_be_visible()
    page.mouse.move(0, 0)
    expect(link).to_have_count(0)
    page.get_by_label("显示每一段的链接").check()
    link.click()
    expect(page).to_have_url(re.compile(r"#original-6-1-p1$"))


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_statute_with_a_table_offends_nobody_and_never_scrolls_sideways(written, new_page, width):
    policy = written(original=BODY, support=TABLE)
    page = new_page(width=width)
    page.goto(policy.get_absolute_url() + "#original-tiao2")
    page.get_by_label("显示每一段的链接").check()
    # What the bar of sections happens to cover at one place of scrolling is uncovered at the next.
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    assert offences(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(color_scheme="dark")
    assert offences(page, only=COLOURS) == []


def test_the_path_to_an_old_text_is_one_flow_of_words(library, new_page):
    page = new_page(width=390, javascript=False)
    page.goto(f"{SEED}versions/1/")
    lines = page.locator(".breadcrumb a").evaluate_all(
        "links => links.map(link => [...link.getClientRects()].map(line => Math.round(line.top)))"
    )
    site, title, versions = lines[1:]
    assert title[0] == site[-1], "the title begins beside what stands before it"
    assert len(title) >= 2
    assert versions == title[-1:], "and what follows stands beside its end"


def test_no_payload_runs(written, page):
    payloads = [row["text"] for row in json.loads((GOLDEN / "xss.json").read_text(encoding="utf-8"))]
    policy = written(
        original="\n\n".join(f"{text}\n[{text}](http://a.example)\n[x]({text})" for text in payloads)
    )
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(policy.get_absolute_url())
    page.locator(".prose").first.hover()
    links = page.locator(".prose a:not(.self)").evaluate_all("links => links.map(link => link.protocol)")
    assert len(links) > 20
    assert set(links) <= {"http:", "https:"}
    assert said == []


def test_paper_has_the_document_and_no_navigation(seed, page):
    page.goto(SEED)
    page.emulate_media(media="print")
    for text in (seed.title, "打印日期", SEED):
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.locator(".policy__number")).to_be_visible()
    for anchor in ("original", "support", "conditions", "procedure", "materials", "service"):
        expect(page.locator(f"#{anchor}")).to_be_visible()
    for navigation in (
        ".site-header",
        ".section-bar",
        ".contents",
        ".turn",
        ".self",
        ".breadcrumb",
        ".site-footer",
    ):
        assert page.locator(navigation).evaluate_all("all => all.filter(one => one.offsetParent).length") == 0


def test_a_wide_table_fits_the_paper(written, new_page):
    wide = "|".join(["每人每月一千五百元以内的补贴"] * 14)
    policy = written(support=f"{wide}\n{'|'.join(['-'] * 14)}\n{wide}")
    # A4 between its margins, at 96 pixels to the inch.
    page = new_page(width=597)
    page.goto(policy.get_absolute_url())
    page.emulate_media(media="print")
    assert page.locator("#support table").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 597


def test_an_old_text_on_paper_has_its_address_and_no_ways(written, page):
    for body in ("每月。", "每年。"):
        policy = written(support=body)
    number = policy.sections.with_last_version().get(kind="support").last_version
    page.goto(f"{policy.get_absolute_url()}versions/{number}/")
    expect(page.locator(".ways").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("打印日期")).to_be_visible()
    assert page.locator(".ways").evaluate_all("all => all.filter(one => one.offsetParent).length") == 0


LONG = "\n".join(f"第{number}条 （一）乙\n" + "文。\n" * 40 for number in range(1, 61))


@pytest.fixture
def long(written):
    """The address of a policy in parts; its last article is in the last of them."""
    return written(original=LONG).get_absolute_url()


def test_an_old_address_of_a_place_leads_to_the_part_that_has_it(long, new_page):
    page = new_page()
    page.goto(f"{long}?view=care#original-tiao60")
    expect(page).to_have_url(re.compile(r"\?part=2&view=care#original-tiao60$"))
    expect(page.locator("#original-tiao60")).to_be_in_viewport()
    page.goto(f"{long}#original-tiao99")
    expect(page).to_have_url(re.compile(f"{long}$"))


def test_without_javascript_the_contents_lead_to_the_part(long, new_page):
    page = new_page(javascript=False, reduced_motion="reduce")
    page.goto(long)
    page.locator(".contents a", has_text="第60条").click()
    expect(page).to_have_url(re.compile(r"\?part=2#original-tiao60$"))
    expect(page.locator("#original-tiao60")).to_be_in_viewport()


def test_no_part_has_an_offence(long, new_page):
    for width in (390, 1280):
        page = new_page(width=width)
        page.goto(f"{long}?part=2")
        assert offences(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
