"""邮件提醒 in a browser: found from every page of the desk, filled in on a phone by the keyboard alone, readable by all."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.axe import offences
from tests.browser.site import arrive
from tests.browser.test_importing import at_the_desk  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_is_given_by_keyboard_and_without_javascript(transactional_db, at_the_desk):  # noqa: F811
    page = at_the_desk(width=390, javascript=False)
    page.goto("/admin/")
    page.get_by_role("link", name="邮件提醒").press("Enter")
    arrive(page, re.compile(r"/admin/auth/user/own/$"))
    box = page.get_by_label("邮箱")
    box.fill("不是邮箱")
    box.press("Enter")
    expect(page.locator(".errorlist")).to_contain_text("请写一个邮箱地址")
    expect(box).to_have_value("不是邮箱")
    box.fill("bian@policy.example")
    box.press("Enter")
    arrive(page, re.compile(r"/admin/$"))
    expect(page.get_by_text("邮件发到 bian@policy.example。")).to_be_visible()
    assert User.objects.get().email == "bian@policy.example"


def test_the_page_can_be_read_by_all(transactional_db, at_the_desk):  # noqa: F811
    page = at_the_desk()
    page.goto("/admin/auth/user/own/")
    page.get_by_label("邮箱").fill("不是邮箱")
    page.click(".submit-row [type=submit]")
    expect(page.locator(".errorlist")).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert offences(page) == []
