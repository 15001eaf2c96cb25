"""The whole way by keyboard alone: whoever presses Tab always sees where they are, and comes to what stands next."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keys import Stop, tab_to, walk
from tests.browser.site import PAGES, SEED, SEED_TITLE, arrive


@pytest.fixture
def visit(library, new_page):
    def open_page(address, *, width):
        # Where pages scroll softly, a stop would be looked at on its way.
        page = new_page(width=width, reduced_motion="reduce")
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def picture(tmp_path):
    """Keeps a picture of each stop for whoever wants to look: `pytest -s` says where."""
    pictures = []

    def take(page, stop, name):
        assert stop.is_clear, stop
        pictures.append(name)
        page.screenshot(path=tmp_path / f"{len(pictures):02}-{name}.png")

    yield take
    print(f"\n{len(pictures)} pictures in {tmp_path}")


def unseen_or_astray(page: Page) -> Iterator[tuple[str, list]]:
    """Which stops of a page are not seen, and which do not follow the one before; `test_every_page` asks of each."""
    stops = walk(page)
    assert stops, page.url
    yield "unseen stops", [stop for stop in stops if not stop.is_clear]
    yield "stops astray", [(one, other) for one, other in pairwise(stops) if not other.follows(one)]


def test_the_skip_link_comes_first_and_leads_past_the_head(visit):
    page = visit("/", width=1280)
    skip = tab_to(page, "", most=1)
    assert skip.name == "跳到正文"
    assert skip.is_clear
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [1280, 390])
def test_from_home_to_a_place_in_a_policy_and_back(visit, picture, width):
    page = visit("/", width=width)
    picture(page, tab_to(page, "搜政策"), "搜索框")
    page.keyboard.type("公租")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = Stop.of(page)
    assert chosen.name == "主题 住房安居（公租房）"
    picture(page, chosen, "建议")
    page.keyboard.press("Enter")
    arrive(page, "/policies/?topic=zhufang")

    # On a phone the filters are folded.
    if width < 960:
        picture(page, tab_to(page, "筛选"), "打开筛选")
        page.keyboard.press("Enter")
    picture(page, tab_to(page, "徐汇"), "勾选")
    page.keyboard.press("Space")
    picture(page, tab_to(page, "按所选筛选"), "筛选")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("district=xuhui"))


@pytest.mark.parametrize("width", [1280, 390])
def test_within_a_policy_and_back_to_the_list(visit, picture, width):
    page = visit("/policies/?district=xuhui&year=2015", width=width)
    picture(page, tab_to(page, SEED_TITLE), "一条结果")
    page.keyboard.press("Enter")
    arrive(page, SEED)
    expect(page.get_by_role("heading", level=1)).to_have_text(SEED_TITLE)

    picture(page, tab_to(page, "受理服务"), "栏目")
    page.keyboard.press("Enter")
    expect(page.locator("#service")).to_be_in_viewport()

    if width < 960:
        picture(page, tab_to(page, "政策原文的目录"), "打开目录")
        page.keyboard.press("Enter")
    picture(page, tab_to(page, "(一)健全人才创新创业的政策机制"), "目录")
    page.keyboard.press("Enter")
    heading = page.locator("[id='original-6-1']")
    expect(heading).to_be_in_viewport()
    bar = page.locator(".section-bar").bounding_box()
    assert heading.bounding_box()["y"] >= bar["y"] + bar["height"]
    # Whoever goes on from there is there, not at the top of the page.
    page.keyboard.press("Tab")
    assert Stop.of(page).is_clear
    for _ in ("目录", "栏目", "结果"):
        page.go_back()
    expect(page).to_have_url(re.compile(r"/policies/\?district=xuhui&year=2015$"))


def test_a_stop_that_is_covered_or_unmarked_or_astray_is_seen(visit):
    page = visit(PAGES["about"], width=1280)
    page.evaluate("document.body.style.cssText = 'display: flex; flex-direction: column-reverse'")
    stops = walk(page)
    assert any(not other.follows(one) for one, other in pairwise(stops))

    page.goto(PAGES["about"])
    page.evaluate("""() => {
        const [covered, unmarked, gone] = document.querySelectorAll('footer a');
        covered.parentElement.style.position = 'relative';
        const lid = Object.assign(document.createElement('div'), { textContent: '盖' });
        lid.style.cssText = 'position: absolute; inset: 0';
        covered.style.position = 'static';
        covered.after(lid);
        unmarked.style.cssText = 'z-index: 1; position: relative; outline: none';
        gone.style.cssText = 'z-index: 1; position: relative; opacity: 0';
    }""")
    stops = walk(page)
    assert [(stop.uncovered, stop.ring, stop.in_view) for stop in stops if not stop.is_clear][:3] == [
        (False, True, True),
        (True, False, True),
        (True, True, False),
    ]
