"""历史, the way back, one change for many, and what the reviewer reads: on the desk and on a phone, for all."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from policies import publishing, revising
from policies.acting import Actor, writing
from policies.models import Event, Policy, Section, Topic
from tests.admin.desk import make_policy, signed_in
from tests.browser.axe import offences
from tests.browser.site import seat
from tests.data import make_district
from tests.full_policy import fill_answers

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/policies/policy/"


@pytest.fixture
def reviewer(transactional_db):
    return signed_in("小审", "审核")


@pytest.fixture
def at_the_desk(new_page, reviewer):
    return lambda **kind: seat(new_page(**kind), reviewer)


@pytest.fixture
def policy(transactional_db):
    """Published, with an entry in its history that changed all kinds of things."""
    made = make_policy("xuhui-2016-1", district=make_district("xuhui"), source_note="扫描件。")
    fill_answers(made, date(2026, 11, 23))
    with writing([made], Actor.of_command("测试")):
        Policy.objects.filter(pk=made.pk).update(title="改过的标题", editorial_note="长" * 500)
        Section.objects.filter(policy=made, kind="service").update(body="由别的中心受理。")
        made.materials.order_by("order").first().delete()
        made.benefits.filter(uid="b1").update(amount="每月1600元")
    publishing.publish(Policy.objects.filter(pk=made.pk), Actor.of_command("测试"))
    return made


def seen_by_all(page, address: str) -> None:
    page.goto(address)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        assert offences(page) == [], (address, width)


def test_back_in_two_steps_on_a_phone_without_javascript(at_the_desk, policy):
    page = at_the_desk(width=390, javascript=False)
    page.goto(f"{LIST}{policy.pk}/history/")
    page.get_by_role("link", name="修改政策").click()
    expect(page.locator("#content")).to_contain_text("改过的标题")
    page.get_by_text("恢复到这一次以后").click()
    expect(page.locator("#content")).to_contain_text("没有什么要恢复的")
    with writing([policy], Actor.of_command("测试")):
        Policy.objects.filter(pk=policy.pk).update(title="又改了")
    page.reload()
    expect(page.locator("#content")).to_contain_text("又改了")
    page.get_by_role("button", name="确定恢复").click()
    expect(page.locator(".messagelist")).to_contain_text("已经恢复到修改稿里")
    expect(page.locator("#id_title")).to_have_value("改过的标题")


def test_the_pages_can_be_read_by_all(at_the_desk, policy):
    page = at_the_desk()
    one = f"{LIST}{policy.pk}/history/"
    event = Event.objects.get(kind="edit")
    for address in (one, f"{one}{event.pk}/", f"{one}{event.pk}/restore/"):
        seen_by_all(page, address)
    actor = Actor.person(User.objects.get(username="小审"))
    [copy] = revising.start_copy(Policy.objects.filter(pk=policy.pk), actor).moved
    Section.objects.filter(policy=copy, kind="support").update(body="（一）别的。")
    Policy.objects.filter(pk=copy.pk).update(title="修改稿的标题")
    seen_by_all(page, f"{LIST}{copy.pk}/decide/")
    expect(page.locator(".affected")).to_contain_text("居民会看到“待核实”")
    revising.discard_copy(Policy.objects.filter(pk=copy.pk), actor)
    for address in (f"{LIST}{copy.pk}/decide/", f"{LIST}999999/decide/", "/admin/auth/user/", "/admin/"):
        seen_by_all(page, address)


@pytest.mark.parametrize("action", ["alter_topics", "alter_district", "alter_verified"])
def test_one_change_for_many_can_be_read_by_all(at_the_desk, policy, action):
    page = at_the_desk()
    make_district("jingan", order=2)
    Topic.objects.create(slug="luohu", name="落户")
    page.goto(LIST)
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option(action)
    page.get_by_role("button", name="执行").click()
    page.wait_for_load_state()
    if action == "alter_district":
        page.locator("select[name=district]").select_option(label="静安区")
    elif action == "alter_topics":
        page.locator("input[name=added]").first.check()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert offences(page) == [], (action, width)
    if action != "alter_verified":
        page.get_by_role("button", name="下一步").click()
        page.wait_for_load_state()
        assert offences(page) == [], action
    page.get_by_role("button", name="确定修改").click()
    expect(page.locator(".messagelist")).to_contain_text("已修改 1 条政策")
