"""The form of an entry: its folds, what they say while somebody types, and a section as residents will read it."""

from contextlib import closing

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from policies.models import District, HeldPost, Section
from tests.admin.desk import make_policy
from tests.browser.axe import offences
from tests.browser.browsers import IN_BOTH
from tests.browser.site import arrive
from tests.browser.test_typed import at_the_form, change
from tests.people import account

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "一、总则\n本区企业,包括外资企业。"


@pytest.fixture
def draft(transactional_db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account("小编", "编辑", password="Baoyu-1754-Daguan", is_staff=True)
    district, _ = District.objects.get_or_create(
        code="310104", defaults={"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "order": 1}
    )
    policy = make_policy("xuhui-2015-15", district=district, title="原来的标题", source_note="扫描件。")
    policy.ensure_sections()
    Section.objects.filter(policy=policy, kind="original").update(state="content", body=TEXT)
    return policy


def is_open(page, number):
    return page.evaluate(f"document.querySelector('#sections-{number}').open")


def overlapping(page):
    """What sticks out to the side, of all that stands in the form."""
    return page.evaluate(
        """[...document.querySelectorAll('#policy_form *')].filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width > 1 && each.offsetParent && box.right > document.documentElement.clientWidth + 1;
        }).map((each) => each.id || each.className || each.tagName)"""
    )


@IN_BOTH
def test_a_fold_tells_what_is_typed_and_shows_it_as_residents_will_read_it(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    fold = page.locator("#sections-0")
    expect(fold.locator(".fold__filled")).to_have_text("已填 17 字")
    assert not is_open(page, 0)
    page.focus("#sections-0 > summary")
    page.keyboard.press("Enter")
    page.click("#sections-0 [data-preview]")
    expect(fold.locator(".glance__text")).to_contain_text("本区企业,包括外资企业。")
    expect(fold.locator(".glance__doubts")).to_contain_text("半角标点")
    page.fill("#id_sections-0-body", "\n\u3000\n一、总则\n二、范围\n本区企业。\n\n")
    expect(fold.locator(".fold__filled")).to_have_text("已填 15 字")
    expect(fold.locator(".fold__unsaved")).to_be_visible()
    expect(fold.locator(".glance__text")).to_contain_text("二、范围")
    assert fold.locator(".glance__doubts").count() == 0
    page.click("#sections-0 [data-preview]")
    assert fold.locator(".glance").count() == 0
    page.click("[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    # By a script that comes after the words of the page.
    expect(page.locator("#sections-0")).to_have_attribute("open", "")
    expect(fold.locator(".fold__unsaved")).to_be_hidden()
    assert draft.sections.get(kind="original").body == "一、总则\n二、范围\n本区企业。"


@IN_BOTH
def test_a_link_to_a_field_opens_its_fold(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    page.evaluate("document.querySelector('#sections-1').open = true")
    page.select_option("#id_sections-1-state", "content")
    page.fill("#id_title", "")
    page.evaluate("document.querySelector('#sections-1').open = false")
    page.click("[name=_continue]")
    arrive(page, change(draft))
    expect(page.locator(".mistakes")).to_be_visible()
    page.evaluate("document.querySelector('#sections-1').open = false")
    page.click(".mistakes a[href='#id_sections-1-body']")
    expect(page.locator("#id_sections-1-body")).to_be_focused()
    assert is_open(page, 1)
    expect(page.locator("#id_sections-1-body")).to_be_in_viewport()


def test_paper_has_all_of_the_folds(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    assert [number for number in range(6) if is_open(page, number)] == []
    page.evaluate(
        "addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('.fold[open]').length; })"
    )
    page.pdf()
    assert page.evaluate("window.printed") == 6
    assert [number for number in range(6) if is_open(page, number)] == []


def test_an_old_answer_is_not_shown(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    page.click("#sections-0 > summary")
    held = []
    page.route("**/section/", lambda route: held.append(route))
    page.click("#sections-0 [data-preview]")
    page.fill("#id_sections-0-body", "新的文字。")
    while len(held) < 2:
        page.wait_for_timeout(50)
    shown = page.locator("#sections-0 .glance__text")
    held[1].continue_()
    expect(shown).to_contain_text("新的文字。")
    with page.expect_response("**/section/"):
        held[0].continue_()
    expect(shown).to_contain_text("新的文字。")
    page.on("dialog", lambda dialog: dialog.accept())


def test_who_is_signed_out_is_told_and_keeps_the_text(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    page.click("#sections-0 > summary")
    page.click("#sections-0 [data-preview]")
    shown = page.locator("#sections-0 .glance__text")
    expect(shown).to_contain_text("本区企业")
    Session.objects.all().delete()
    page.fill("#id_sections-0-body", "更新的文字。")
    expect(page.locator("#sections-0 .glance__status")).to_contain_text("登录已经过期")
    expect(shown).to_contain_text("本区企业")
    expect(page.locator("#id_sections-0-body")).to_have_value("更新的文字。")
    assert not HeldPost.objects.exists()
    page.on("dialog", lambda dialog: dialog.accept())


def test_who_signed_in_again_elsewhere_is_told_the_way_on(draft, browser, portal):
    """Without `new_page`: the browser logs a refusal as an error."""
    with closing(browser.new_context(base_url=portal.url)) as context:
        page = context.new_page()
        at_the_form(page, change(draft))
        token = page.locator("#policy_form [name=csrfmiddlewaretoken]")
        token.evaluate("token => { token.value = 'x'.repeat(64); }")
        page.click("#sections-0 > summary")
        page.click("#sections-0 [data-preview]")
        expect(page.locator("#sections-0 .glance__status")).to_contain_text("按“保存，接着修改”，重新登录")


def test_without_javascript_the_button_opens_a_page(draft, new_page):
    page = new_page(javascript=False)
    at_the_form(page, change(draft))
    page.click("#sections-0 > summary")
    with page.context.expect_page() as opened:
        page.click("#sections-0 [data-preview]")
    expect(opened.value.locator(".glance__text")).to_contain_text("本区企业")
    page.fill("#id_sections-0-body", "改过的文字。")
    page.click("[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert draft.sections.get(kind="original").body == "改过的文字。"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_lies_over_anything_and_all_can_read_it(draft, new_page, width):
    page = new_page(width=width)
    at_the_form(page, change(draft))
    of_django = {rule for rule, _ in offences(page)}
    for number in range(6):
        page.evaluate(f"document.querySelector('#sections-{number}').open = true")
    page.click("#sections-0 [data-preview]")
    expect(page.locator("#sections-0 .glance__text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert overlapping(page) == []
    assert {rule for rule, _ in offences(page)} <= of_django
    page.goto(f"/admin/policies/policy/{draft.pk}/preview/links/")
    page.click("[name=_give]")
    expect(page.get_by_role("button", name="复制")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert offences(page) == []
    reader = new_page(width=width)
    reader.goto(page.input_value("[data-copy]"))
    expect(reader.locator(".notice").first).to_contain_text("预览：居民现在看不到这里的内容")
    assert reader.evaluate("document.documentElement.scrollWidth") == width
    assert reader.context.cookies() == []
    assert offences(reader) == []
