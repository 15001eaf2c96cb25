"""From one state of the list to another without a new page: what is shown, where the focus is, and the way back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import wait_until

LIST = "/policies/"
# What a reader has before him.
SHOWN = """() => [location.href, document.title, document.querySelector('main').innerText,
    [...document.querySelectorAll('a, [rel=canonical]')].map((link) => link.href).sort(),
    document.querySelectorAll('title, [name=description], [rel=canonical]').length, document.querySelector('[name=description]').content,
    [...document.querySelectorAll('form :is(input, select)')].map((field) => [field.name, field.value, field.checked])]"""


@pytest.fixture
def listed(library, new_page):
    """A function that opens the list, and puts a mark on it that a new page would not have."""

    def open_list(address=LIST, *, motion="reduce", **kind):
        page = new_page(**kind)
        page.emulate_media(reduced_motion=motion)
        page.goto(address)
        page.evaluate("window.marked = true")
        return page

    return open_list


def is_the_same_page(page):
    return page.evaluate("window.marked === true")


def settled(page, address):
    expect(page).to_have_url(address)
    expect(page.locator("main[aria-busy]")).to_have_count(0)


def test_each_state_is_what_a_page_would_show_and_the_focus_goes_to_the_news(listed, new_page):
    page, alone = listed(), new_page()
    alone.emulate_media(reduced_motion="reduce")
    said = page.locator("body > [role=status]")
    count, results = page.locator("#count"), page.locator("#results")
    links = page.get_by_role("link")

    def look_at(address, focused):
        settled(page, address)
        expect(focused).to_be_focused()
        expect(said).to_have_text(re.compile(re.escape(count.text_content())))
        # By that one alone.
        expect(page.locator("main [role=status]:not(.visually-hidden)")).to_have_count(0)
        assert is_the_same_page(page)
        alone.goto(address)
        assert page.evaluate(SHOWN) == alone.evaluate(SHOWN)

    # Of what was used the order alone is still there.
    page.get_by_role("navigation", name="排序").get_by_role("link", name="从旧到新").press("Enter")
    look_at("/policies/?sort=oldest", links.and_(page.locator(".sorts [aria-current]")))
    links.filter(has_text="下一页").click()
    look_at("/policies/?sort=oldest&page=2", results)
    assert count.evaluate("heading => heading.getBoundingClientRect().top") < 200

    box = page.get_by_role("combobox", name="搜政策")
    box.fill("公租房")
    box.press("Enter")
    look_at("/policies/?q=%E5%85%AC%E7%A7%9F%E6%88%BF&sort=oldest&in=", results)
    page.get_by_role("checkbox", name="奉贤").check()
    page.get_by_role("checkbox", name="徐汇").check()
    expect(page).to_have_url("/policies/?q=%E5%85%AC%E7%A7%9F%E6%88%BF&sort=oldest&in=")
    page.get_by_role("button", name="按所选筛选").click()
    look_at(
        "/policies/?q=%E5%85%AC%E7%A7%9F%E6%88%BF&sort=oldest&in=&district=xuhui&district=fengxian", results
    )
    page.locator("a.chip", has_text="徐汇").click()
    look_at("/policies/?q=%E5%85%AC%E7%A7%9F%E6%88%BF&district=fengxian&sort=oldest", results)


def test_back_and_forward_show_each_state_at_once_and_where_it_was_left(listed):
    page = listed()
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None
    )
    step = page.get_by_role("link", name="下一页")
    step.scroll_into_view_if_needed()
    height = page.evaluate("scrollY")
    assert height > 800
    step.click()
    settled(page, "/policies/?page=2")
    assert page.evaluate("scrollY") < height

    asked.clear()
    page.go_back()
    expect(page.get_by_role("link", name="上一页")).to_have_count(0)
    expect(step).to_be_focused()
    wait_until(page, f"scrollY === {height}")
    page.go_forward()
    expect(page.get_by_role("link", name="上一页")).to_be_visible()
    assert asked == []
    assert is_the_same_page(page)

    page.reload()
    page.evaluate("window.marked = true")
    page.go_back()
    expect(page.get_by_role("link", name="上一页")).to_have_count(0)
    expect(page.locator("#results")).to_be_focused()
    wait_until(page, f"scrollY === {height}")
    assert is_the_same_page(page)


def refuse(route):
    route.abort()


def fail(route):
    route.fulfill(status=500, body=route.fetch().text())


def lead_elsewhere(route):
    route.fulfill(status=302, headers={"location": "/policies/?year=2025"})


def look_otherwise(route):
    body = route.fetch().text().replace('<html lang="zh-CN"', '<html lang="zh-CN" data-view="care"')
    route.fulfill(body=body, content_type="text/html")


def tell_no_list(route):
    route.fulfill(body="{}", content_type="application/json")


def keep_silent(route):
    pass


def test_the_way_back_leads_to_a_place_in_the_list_as_well(listed):
    page = listed("/policies/?view=care")
    place, before = re.compile("#finder$"), page.get_by_role("link", name="上一页")
    page.get_by_role("link", name="换词、加条件再查").click()
    expect(page).to_have_url(place)
    page.get_by_role("link", name="下一页").click()
    expect(before).to_be_visible()
    for _ in range(2):
        page.go_back()
        settled(page, place)
        expect(before).to_have_count(0)
        assert is_the_same_page(page)
        page.go_forward()
        expect(before).to_be_visible()
        page.reload()
        page.evaluate("window.marked = true")


def misbehaving(answer, asked):
    """A handler of requests that lets pages through, and answers otherwise to what the script asks."""

    def handle(route):
        if route.request.resource_type != "fetch":
            return route.continue_()
        asked.append(route.request.url)
        return answer(route)

    return handle


def test_whatever_is_unusual_gets_a_page_as_ever(listed):
    page = listed()
    page.clock.install()
    for answer in (refuse, fail, lead_elsewhere, look_otherwise, tell_no_list, keep_silent):
        page.goto("/policies/?district=xuhui&year=2015")
        page.evaluate("window.marked = true")
        asked = []

        page.route("**/policies/?*", misbehaving(answer, asked))
        page.locator("a.chip", has_text="2015").click()
        if answer is keep_silent:
            wait_until(page, "document.querySelector('main').ariaBusy === 'true'")
            page.clock.fast_forward(8000)
        wait_until(page, "window.marked === undefined && document.readyState === 'complete'")
        settled(page, "/policies/?district=xuhui")
        expect(page.locator("a.chip")).to_have_count(1)
        assert len(asked) == 1, answer
        page.unroute("**/policies/?*")


def test_who_went_on_before_the_list_came_and_comes_back_gets_it(listed):
    page = listed()
    page.route("**/policies/?*", misbehaving(keep_silent, []))
    page.get_by_role("link", name="下一页").click()
    wait_until(page, "document.querySelector('main').ariaBusy === 'true'")
    # Playwright keeps no page for the way back, so the browser's word for it is said here.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    wait_until(page, "window.marked === undefined && document.readyState === 'complete'")
    expect(page.get_by_role("link", name="上一页")).to_be_visible()


def test_who_presses_twice_asks_once_and_who_chooses_anew_gets_the_last(listed):
    page = listed("/policies/?district=xuhui&year=2015")
    held = []
    page.route("**/policies/?*", lambda route: held.append(route))
    page.locator("a.chip", has_text="2015").dblclick()
    wait_until(page, "document.querySelector('main').ariaBusy === 'true'")
    with page.expect_event("requestfailed") as given_up:
        page.locator("a.chip", has_text="徐汇").click()
    assert given_up.value.url.endswith("/policies/?district=xuhui")
    wait_until(page, "document.querySelector('main').ariaBusy === 'true'")
    held[-1].continue_()
    settled(page, "/policies/?year=2015")
    expect(page.locator("a.chip")).to_have_count(1)
    expect(page.locator("a.chip")).to_contain_text("2015")
    assert [route.request.url[-4:] for route in held] == ["uhui", "2015"]
    assert is_the_same_page(page)


def test_the_box_of_a_new_state_suggests_and_another_window_is_another_window(listed):
    page = listed("/policies/?district=xuhui")
    page.get_by_role("link", name="从旧到新").click()
    settled(page, "/policies/?district=xuhui&sort=oldest")
    page.get_by_role("combobox", name="搜政策").press_sequentially("公租")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        page.locator("a.chip").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("a.chip")).to_have_count(0)
    settled(page, "/policies/?district=xuhui&sort=oldest")
    expect(page.locator("a.chip")).to_have_count(1)
    page.locator(".row__title a").first.click()
    expect(page.locator("article.policy")).to_be_visible()
    assert not is_the_same_page(page)


@pytest.mark.parametrize(("motion", "times"), [("no-preference", 1), ("reduce", 0)])
def test_a_mode_stays_and_only_who_likes_motion_sees_some(listed, motion, times):
    page = listed("/policies/?view=care", motion=motion, width=390)
    page.evaluate(
        """() => {
            const start = document.startViewTransition.bind(document);
            window.transitions = 0;
            document.startViewTransition = (change) => { window.transitions += 1; return start(change); };
        }"""
    )
    page.get_by_role("link", name="从旧到新").click()
    settled(page, "/policies/?sort=oldest&view=care")
    expect(page.locator(".sorts [aria-current]")).to_have_text("从旧到新")
    assert page.evaluate("transitions") == times
    page.get_by_role("link", name="恢复标准模式").click()
    expect(page.locator("html:not([data-view])")).to_have_count(1)
    expect(page).to_have_url("/policies/?sort=oldest")
    assert not is_the_same_page(page)
