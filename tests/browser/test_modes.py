"""长者模式, 字号, 高对比 and 纯文本 as a resident meets them, by address alone and with JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import COLOURS, offences
from tests.browser.browsers import IN_BOTH, open_page
from tests.browser.site import SEED, arrive

LIST = "/policies/?district=xuhui&q=人才"
PAGES = ["/", LIST, SEED, "/help/"]
CARE = re.compile(r"[?&]view=care(?:&|#|$)")

# What of a page is too small to read or to touch, beside something else, folded, in the way or outside of the window.
TOO_MUCH = """() => {
  const shown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility() && width > 2 && height > 2;
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const style = (element) => getComputedStyle(element);
  const texts = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const targets = 'a[href]:not(.skip-link), button, summary, select, label, input:not([type=hidden])';
  const pressed = (element) => element.tagName !== 'LABEL' || element.querySelector('input');
  const tracks = (element) => style(element).display === 'grid' && style(element).gridTemplateColumns.split(' ').length;
  return {
    small: all('body *').filter((element) => texts(element) && parseFloat(style(element).fontSize) < 24),
    narrow: all(targets).filter((element) => pressed(element) && element.getBoundingClientRect().height < 60),
    beside: all('body :not(a)').filter((element) => tracks(element) > 1 || style(element).columnWidth !== 'auto'),
    folded: [...document.querySelectorAll('details:not([open])')],
    stuck: all('body *').filter((element) => ['sticky', 'fixed'].includes(style(element).position) && style(element).inset !== 'auto'),
    outside: all('body *').filter((element) => element.getBoundingClientRect().right > innerWidth + 1),
  };
}"""
NAMED = f"""() => Object.entries(({TOO_MUCH})()).flatMap(([kind, elements]) =>
  elements.map((element) => `${{kind}}: ${{element.outerHTML.slice(0, 120)}}`))"""


def in_mode(address, mode):
    return f"{address}{'&' if '?' in address else '?'}{mode}"


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@IN_BOTH
def test_in_care_all_is_large_in_one_column_and_nothing_is_hidden(library, new_page):
    page = new_page(width=390)
    for address in PAGES:
        page.goto(in_mode(address, "view=care"))
        assert page.locator("body").evaluate("body => parseFloat(getComputedStyle(body).fontSize)") >= 24
        assert page.evaluate(NAMED) == [], address
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(NAMED) == [], (address, width)
    page.goto(f"{SEED}?view=care")
    expect(page.get_by_role("link", name="六(一)第1段", exact=True)).to_have_count(0)
    page.get_by_label("显示每一段的链接").check()
    expect(page.get_by_role("link", name="六(一)第1段", exact=True)).to_be_visible()
    assert page.evaluate(NAMED) == []
    # The measure finds fault with a page that is not made for it.
    page.goto(SEED)
    assert {each.split(":")[0] for each in page.evaluate(NAMED)} >= {"small", "narrow", "folded", "stuck"}


@IN_BOTH
def test_larger_letters_enlarge_everything_and_push_nothing_out(library, new_page):
    page = new_page(width=320)

    def height(selector):
        return page.locator(selector).first.evaluate("element => element.getBoundingClientRect().height")

    for address in PAGES:
        sizes = []
        for mode in ("", "size=large", "size=larger", "view=care&size=larger", "view=plain&size=larger"):
            page.goto(in_mode(address, mode))
            for width in (1000, 1280, 320):
                page.set_viewport_size({"width": width, "height": 800})
                assert not sideways(page), (address, mode, width)
            sizes.append(
                page.locator("main p").first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)")
            )
        assert sizes[1] == pytest.approx(sizes[0] * 1.25)
        assert sizes[2] == pytest.approx(sizes[0] * 1.5)
        assert sizes[3] >= 36
    page.goto("/")
    usual = height("button[type=submit]")
    page.goto("/?size=larger")
    assert height("button[type=submit]") == pytest.approx(usual * 1.5, abs=3)  # but for its border


BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


def colours(page):
    return page.locator("body").evaluate(
        "body => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    )


# Chromium asks the system for it since version 96.
def test_high_contrast_is_chosen_in_the_system(library, page):
    page.goto("/")
    assert BLACK not in colours(page)
    page.emulate_media(contrast="more")
    assert colours(page) == [BLACK, WHITE]


@IN_BOTH
def test_high_contrast_is_chosen_here(library, page):
    page.goto("/")
    assert BLACK not in colours(page)
    page.emulate_media(color_scheme="dark")
    page.goto("/?contrast=high")
    assert colours(page) == [WHITE, BLACK]
    links = page.locator("header a").evaluate_all(
        "all => all.map(a => getComputedStyle(a).textDecorationLine)"
    )
    assert set(links) == {"underline"}


@IN_BOTH
def test_plain_text_has_all_words_of_the_page_in_their_order(library, new_page):
    page = new_page(javascript=False)
    words = []
    for mode in ("", "view=plain"):
        page.goto(in_mode(SEED, mode))
        words.append(page.locator(".policy__sections").text_content().split())
    assert words[0] == words[1]
    assert page.locator("link[rel=stylesheet]:not([media=print])").count() == 1
    page.emulate_media(media="print")
    expect(page.get_by_text("打印日期")).to_be_visible()
    expect(page.locator(".printed__code")).to_be_visible()
    for shown in ("header nav", "#display", ".policy__line"):
        expect(page.locator(shown).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/policies/?view=plain")
    expect(page.get_by_role("link", name="换词、加条件再查")).to_be_visible()


@IN_BOTH
def test_plain_text_offends_nobody(library, new_page):
    page = new_page(width=390)
    for address in PAGES:
        page.goto(in_mode(address, "view=plain"))
        page.emulate_media(color_scheme="light")
        assert offences(page) == [], address
        page.emulate_media(color_scheme="dark")
        assert offences(page, only=COLOURS) == [], address


@IN_BOTH
def test_without_javascript_the_mode_goes_along_and_back(library, new_page):
    page = new_page(width=390, javascript=False)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("link", name="长者模式").first.click()
    expect(page).to_have_url("/?view=care")
    page.get_by_label("搜政策").fill("科技创新中心")
    page.get_by_role("button", name="查政策").click()
    expect(page).to_have_url(CARE)
    page.get_by_role("link", name="换词、加条件再查").click()
    page.get_by_label("2015年").check()
    page.get_by_role("button", name="按所选筛选").click()
    arrive(page, re.compile("year=2015"))
    page.locator(".row__title a").first.click()
    expect(page).to_have_url(f"{SEED}?view=care")
    page.get_by_role("link", name="显示设置").click()
    page.get_by_role("list", name="字号").get_by_role("link", name="特大").click()
    expect(page).to_have_url(f"{SEED}?view=care&size=larger")
    expect(page.locator("#display [aria-current]")).to_have_text(["长者模式", "特大", "标准"])
    page.get_by_role("link", name="人才政策一网通查").first.click()
    expect(page).to_have_url("/?view=care&size=larger")
    page.get_by_role("link", name="恢复标准模式").click()
    expect(page).to_have_url("/")
    expect(page.get_by_role("link", name="恢复标准模式")).to_have_count(0)


@IN_BOTH
def test_a_browser_remembers_what_was_chosen_until_the_usual_is_chosen(library, new_page):
    page = new_page(width=390)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/?view=plain")
    page.goto(f"{SEED}#support")
    expect(page).to_have_url(f"{SEED}#support")  # a link from somebody else changes nothing for later
    page.get_by_role("link", name="长者模式").first.click()
    expect(page).to_have_url(f"{SEED}?view=care#support")

    fresh = open_page(page.context)
    fresh.goto("/policies/?district=xuhui#results")
    expect(fresh).to_have_url("/policies/?district=xuhui&view=care#results")
    expect(fresh.locator("html")).to_have_attribute("data-view", "care")
    fresh.get_by_label("搜政策").press_sequentially("公租")
    with fresh.expect_navigation():
        fresh.get_by_role("listbox", name="搜索建议").get_by_role("option").last.click()
    expect(fresh).to_have_url(CARE)
    fresh.goto("/?size=large")
    expect(fresh).to_have_url("/?size=large")  # what an address says stands

    fresh.get_by_role("link", name="恢复标准模式").click()
    expect(fresh).to_have_url("/")
    assert fresh.evaluate("Object.keys(localStorage)") == []
    page.reload()
    expect(page).to_have_url(f"{SEED}?view=care#support")  # the other window stays as it is
    fresh.goto("/help/")
    expect(fresh).to_have_url("/help/")


@IN_BOTH
def test_a_browser_that_keeps_nothing_shows_the_modes_all_the_same(library, new_page):
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    page.goto("/")
    page.get_by_role("link", name="长者模式").first.click()
    expect(page).to_have_url("/?view=care")
    page.goto("/help/")
    expect(page).to_have_url("/help/")
