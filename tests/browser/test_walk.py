"""The life of an entry by keyboard alone: written, sent back, published, corrected, withdrawn at a set time, gone.

Whoever has the focus is looked at after each key: it is in sight, marked, and covered by nothing.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from policies.models import Event, Policy, Scheduled
from tests.browser.keys import Stop
from tests.browser.site import arrive
from tests.data import make_district
from tests.people import account

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "Baoyu-1754-Daguan"
TITLE = "徐汇区测试人才办法"
LIST, ADD = "/admin/policies/policy/", "/admin/policies/policy/add/"
CHANGE = re.compile(r"/admin/policies/policy/\d+/change/")
# The head of each page of the desk leads to the first.
HOME = "人才政策一网通查"
REASON = "已由新办法代替。"


class Keyboard:
    """A person at a page who has no pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unclear: set[tuple[str, Stop]] = set()
        """What had the focus and could not be seen to have it, with the page."""

    def to(self, name: str, most: int = 250) -> None:
        """Press Tab until something that begins with this name has the focus."""
        passed = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            stop = Stop.of(self.page)
            if stop.tag and not is_seen(stop):
                self.unclear.add((self.page.url, stop))
            if stop.name.startswith(name):
                return
            passed.append(stop.name[:20])
        raise AssertionError(f"{name} is not reached, only {passed}")

    def type(self, words: str) -> None:
        # A page that comes and a list that opens take the focus a moment later: nobody types so soon.
        expect(self.page.locator(":is(input, textarea):focus")).to_be_visible()
        self.page.keyboard.type(words)

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.type(words)

    def press(self, name: str, leads_to: str | re.Pattern[str]) -> None:
        """A link or a button."""
        self.to(name)
        self.page.keyboard.press("Enter")
        arrive(self.page, leads_to)


def is_seen(stop: Stop) -> bool:
    """Of a box for a long text Chromium scrolls no more into sight than the line that is written."""
    return stop.is_clear or (stop.tag == "textarea" and stop.in_view and stop.ring)


@pytest.fixture
def sit_down(transactional_db, new_page, settings):
    """`sit_down("小编")`: at the first page of the desk."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_district("xuhui")
    for name, group in (("小编", "编辑"), ("小审", "审核")):
        account(name, group, password=PASSWORD, is_staff=True)

    def begin(name):
        page = new_page(reduced_motion="reduce")
        page.goto("/admin/")
        keyboard = Keyboard(page)
        sign_in(keyboard, name)
        arrive(page, "/admin/")
        return keyboard

    return begin


def sign_in(keyboard, name):
    keyboard.type(name)
    keyboard.write("密码", PASSWORD)
    keyboard.page.keyboard.press("Enter")


def written_and_handed_in(editor):
    """The session ends in the middle."""
    page = editor.page
    editor.press("增加政策", ADD)
    editor.type(TITLE)
    editor.to("网址标识")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    editor.type("徐汇")
    expect(page.get_by_role("option", name="徐汇区")).to_be_visible()
    page.keyboard.press("Enter")
    editor.write("来源说明", "扫描件。")
    editor.write("内容", "每月补贴八百元。")
    Session.objects.all().delete()
    page.keyboard.press("Control+s")
    arrive(page, re.compile("/admin/login/"))
    sign_in(editor, "小编")
    arrive(page, re.compile(r"/add/\?held="))
    expect(page.locator(".errornote")).to_contain_text("您刚才填写的内容都在下面，尚未保存")
    editor.press("保存并交审", LIST)


def changed(editor, words):
    editor.to("政策原文")
    editor.page.keyboard.press("Enter")
    editor.to("内容")
    editor.page.keyboard.press("Control+End")
    editor.type(words)
    editor.press("保存并交审", LIST)


def opened_by_the_reviewer(reviewer, decide):
    """From the first page to what was handed in."""
    reviewer.press(HOME, "/admin/")
    reviewer.press("待审 1 条", re.compile("state__exact=review"))
    reviewer.press(TITLE, CHANGE)
    reviewer.press(decide, re.compile("/decide/$"))


def published(reviewer, button):
    reviewer.press(button, CHANGE)
    expect(reviewer.page.locator(".messagelist .success")).to_contain_text("已发布")


def withdrawn_tomorrow(reviewer):
    reviewer.press("撤下…", re.compile("/withdraw/ask/$"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    reviewer.write("撤下的原因", REASON)
    reviewer.write("哪一天", tomorrow.isoformat())
    reviewer.press("确定撤下", LIST)
    expect(reviewer.page.locator(".messagelist .success")).to_contain_text("排定在")


def test_from_the_first_word_to_the_withdrawal(sit_down, new_page):
    editor = sit_down("小编")
    written_and_handed_in(editor)
    reviewer, resident = sit_down("小审"), new_page(javascript=False)

    opened_by_the_reviewer(reviewer, "审阅")
    reviewer.write("理由", "请写明期限。")
    reviewer.press("退回", CHANGE)
    editor.press(HOME, "/admin/")
    expect(editor.page.get_by_text("请写明期限。")).to_be_visible()
    editor.press(TITLE, CHANGE)
    changed(editor, "最长三年。")
    opened_by_the_reviewer(reviewer, "审阅")
    published(reviewer, "发布")
    policy = Policy.objects.get()
    address = policy.get_absolute_url()
    resident.goto(address)
    expect(resident.locator("#original")).to_contain_text("每月补贴八百元。最长三年。")

    editor.press(HOME, "/admin/")
    editor.press("全部政策", LIST)
    editor.press(TITLE, CHANGE)
    editor.press("开始修改", re.compile(rf"/policy/(?!{policy.pk}/)\d+/change/"))
    changed(editor, "本办法由区人才局解释。")
    resident.reload()
    expect(resident.locator("#original")).not_to_contain_text("区人才局")
    opened_by_the_reviewer(reviewer, "看改了什么")
    expect(reviewer.page.locator("ins").first).to_contain_text("区人才局")
    published(reviewer, "发布，换上这份内容")
    resident.reload()
    expect(resident.locator("#original")).to_contain_text("本办法由区人才局解释。")

    withdrawn_tomorrow(reviewer)
    assert resident.goto(address).status == 200
    Scheduled.objects.update(due_at=timezone.now())
    call_command("publish_due", verbosity=0)
    assert resident.goto(address).status == 410
    expect(resident.get_by_text(REASON)).to_be_visible()

    kinds = Event.objects.filter(policy_id=policy.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        *("create", "hand-in", "send-back", "edit", "hand-in", "publish"),
        *("copy", "edit", "hand-in", "correct", "schedule", "withdraw"),
    ]
    assert editor.unclear | reviewer.unclear == set()
