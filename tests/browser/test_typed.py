"""Nothing that staff type is lost: not with the session, not with the window, and not by a second click."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from policies.models import District, HeldPost, Policy
from tests.admin.desk import make_policy
from tests.browser.axe import offences
from tests.browser.browsers import IN_BOTH
from tests.browser.site import arrive, seat, wait_until
from tests.people import account

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "Baoyu-1754-Daguan"
ADD = "/admin/policies/policy/add/"
OFFER = "恢复上次没有保存的内容"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('desk-unsaved')).length"


@pytest.fixture
def draft(transactional_db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in ("小编", "小审"):
        account(name, "编辑", password=PASSWORD, is_staff=True)
    district, _ = District.objects.get_or_create(
        code="310104", defaults={"slug": "xuhui", "name": "徐汇区", "short": "徐汇", "order": 1}
    )
    return make_policy("xuhui-2015-15", district=district, title="原来的标题")


def change(policy):
    return f"/admin/policies/policy/{policy.pk}/change/"


def sign_in(page, name="小编"):
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()


def at_the_form(page, path):
    """Where 小编 sits signed in. The form of signing in is filled where a session ends, and in `test_smoke`."""
    client = Client()
    client.force_login(User.objects.get(username="小编"))
    seat(page, client)
    page.goto(path)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_session_ends_in_the_middle(draft, new_page, javascript, width):
    page = new_page(width=width, javascript=javascript)
    at_the_form(page, change(draft))
    page.fill("#id_title", "改过的标题")
    page.fill("#id_sections-0-body", "第一段。\n第二段。")
    Session.objects.all().delete()
    page.click("[name=_continue]")
    arrive(page, re.compile("/admin/login/"))
    expect(page.locator(".messagelist")).to_contain_text("您刚才填写的内容已经留下")
    sign_in(page)
    arrive(page, re.compile(rf"{change(draft)}\?held="))
    expect(page.locator(".errornote")).to_contain_text(
        "会话已过期，已重新登录；您刚才填写的内容都在下面，尚未保存"
    )
    expect(page.locator("#id_title")).to_have_value("改过的标题")
    expect(page.locator("#id_sections-0-body")).to_have_value("第一段。\n第二段。")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.click("[name=_continue]")
    arrive(page, change(draft))
    draft.refresh_from_db()
    assert draft.title == "改过的标题"
    assert not HeldPost.objects.exists()
    if javascript:
        assert page.evaluate(KEPT) == 0


@IN_BOTH
def test_what_the_browser_kept_is_offered_to_the_same_person(draft, new_page):
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    at_the_form(page, change(draft))
    of_django = offences(page)
    page.fill("#id_title", "改过的标题")
    page.click("text=添加另一个 申报轮次")
    page.fill("#id_rounds-0-name", "2027年")
    wait_until(page, f"{KEPT} === 1")
    page.goto("/admin/")
    page.goto(change(draft))
    expect(page.locator("#id_title")).to_have_value("原来的标题")
    assert offences(page) == of_django
    page.click(f"text={OFFER}")
    expect(page.locator(".errornote")).to_contain_text("上次没有保存的内容已经放回下面，尚未保存")
    expect(page.locator("#id_title")).to_have_value("改过的标题")
    expect(page.locator("#id_rounds-0-name")).to_have_value("2027年")
    page.click("[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    page.reload()
    assert page.get_by_text(OFFER).count() == 0
    assert draft.rounds.get().name == "2027年"


def test_what_others_saved_meanwhile_is_told_when_it_is_put_back(draft, new_page):
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    at_the_form(page, change(draft))
    page.fill("#id_title", "我的标题")
    wait_until(page, f"{KEPT} === 1")
    Policy.objects.filter(pk=draft.pk).update(title="别人的标题")
    page.goto(change(draft))
    page.click(f"text={OFFER}")
    expect(page.locator(".errornote")).to_contain_text("别人的标题")
    expect(page.locator("#id_title")).to_have_value("我的标题")


def test_it_is_thrown_away_when_asked_and_gone_after_signing_out(draft, new_page):
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    at_the_form(page, change(draft))
    page.fill("#id_title", "不要的标题")
    wait_until(page, f"{KEPT} === 1")
    page.reload()
    page.click("text=不要了")
    assert page.evaluate(KEPT) == 0
    page.fill("#id_title", "另一个标题")
    wait_until(page, f"{KEPT} === 1")
    page.click("#logout-form button")
    arrive(page, re.compile("/admin/logout/"))
    assert page.evaluate(KEPT) == 0


def test_nobody_else_is_offered_it(draft, new_page):
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    at_the_form(page, change(draft))
    page.fill("#id_title", "小编的标题")
    wait_until(page, f"{KEPT} === 1")
    Session.objects.all().delete()
    page.goto(f"/admin/login/?next={change(draft)}")
    sign_in(page, "小审")
    arrive(page, change(draft))
    assert page.get_by_text(OFFER).count() == 0
    assert page.evaluate(KEPT) == 1


@IN_BOTH
def test_who_leaves_a_changed_page_is_asked(draft, new_page):
    page = new_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    at_the_form(page, change(draft))
    page.goto("/admin/")
    assert asked == []
    page.goto(change(draft))
    page.click("#id_title")
    page.keyboard.type("改")
    page.goto("/admin/")
    assert asked == ["beforeunload"]
    page.goto(change(draft))
    page.click("#id_title")
    page.keyboard.type("改")
    page.click(".submit-row [name=_save]")
    arrive(page, "/admin/policies/policy/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_makes_one(draft, new_page, javascript):
    page = new_page(javascript=javascript)
    at_the_form(page, ADD)
    page.fill("#id_title", "新的一条")
    page.dblclick("[name=_continue]")
    arrive(page, re.compile(r"/admin/policies/policy/\d+/change/"))
    assert Policy.objects.filter(title="新的一条").count() == 1


@IN_BOTH
def test_of_two_clicks_or_keys_one_sends(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    # What would be sent is counted, and the page stays; the clock stands.
    page.evaluate(
        """window.sent = 0;
        Date.now = () => 0;
        addEventListener('submit', (event) => {
          if (!event.defaultPrevented) window.sent += 1;
          event.preventDefault();
        });"""
    )
    page.click("[name=_continue]")
    page.click(".submit-row [name=_save]")
    page.keyboard.press("Control+s")
    assert page.evaluate("window.sent") == 1
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    page.keyboard.press("Control+s")
    assert page.evaluate("window.sent") == 2
    page.evaluate("Date.now = () => 3000")
    page.keyboard.press("Control+s")
    assert page.evaluate("window.sent") == 3, "loading may have been stopped"


def test_without_javascript_a_double_click_changes_once(draft, new_page):
    draft.materials.create(uid="m1", name="学位证书")
    page = new_page(javascript=False)
    at_the_form(page, change(draft))
    page.fill("#id_title", "改过的标题")
    page.dblclick("[name=_continue]")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert page.locator(".errornote").count() == 0
    draft.refresh_from_db()
    assert draft.title == "改过的标题"


def test_the_buttons_are_in_sight_and_a_key_saves(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    for button in page.locator(".submit-row input").all():
        expect(button).to_be_in_viewport(ratio=1)
    page.fill("#id_title", "改过的标题")
    page.press("#id_title", "Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    draft.refresh_from_db()
    assert draft.title == "改过的标题"


def test_what_has_the_focus_is_not_behind_the_buttons(draft, new_page):
    page = new_page()
    at_the_form(page, change(draft))
    bar = ".submit-row"
    for name in ("id_official_url", "id_sections-5-state", "id_title"):
        # What is in a fold has the focus when the fold is open.
        page.evaluate(f"document.querySelector('#{name}').closest('details')?.setAttribute('open', '')")
        page.focus(f"#{name}")
        below = page.evaluate("name => document.getElementById(name).getBoundingClientRect().bottom", name)
        assert below <= page.evaluate("bar => document.querySelector(bar).getBoundingClientRect().top", bar)


def test_the_titles_of_a_list_can_be_read_beside_the_side_bar(draft, new_page):
    page = new_page()
    at_the_form(page, "/admin/policies/policy/")
    expect(page.locator("#nav-sidebar")).to_be_visible()
    assert page.locator("td.field-title, th.field-title").bounding_box()["width"] > 200
    assert (
        page.evaluate(
            "(() => { const box = document.querySelector('.results'); return box.scrollWidth - box.clientWidth; })()"
        )
        == 0
    )


def test_a_reason_comes_back_on_a_page_that_all_can_read(draft, new_page):
    User.objects.get(username="小审").groups.add(Group.objects.get(name="审核"))
    Policy.objects.filter(pk=draft.pk).update(state="published", source_note="扫描件。")
    page = new_page(width=390)
    page.goto(f"/admin/login/?next=/admin/policies/policy/{draft.pk}/withdraw/ask/")
    sign_in(page, "小审")
    page.fill("[name=reason]", "与另一条重复。")
    Session.objects.all().delete()
    page.click("text=确定撤下")
    sign_in(page, "小审")
    arrive(page, re.compile("/held/"))
    expect(page.get_by_label("理由")).to_have_value("与另一条重复。")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert offences(page) == []
    page.get_by_role("button", name="再交一次").click()
    expect(page.locator(".messagelist .success")).to_contain_text("已撤下 1 条政策")
