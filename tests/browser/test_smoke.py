"""The browser, the live server and the database work together."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

WITHOUT_JAVASCRIPT_ON_A_PHONE = {"width": 390, "javascript": False}


@pytest.mark.parametrize("kind", [{}, WITHOUT_JAVASCRIPT_ON_A_PHONE], ids=["desktop", "phone-no-js"])
def test_staff_sign_in_in_chinese(transactional_db, new_page, kind, django_user_model):
    django_user_model.objects.create_superuser("bianji", password="ceshi-mima-2026")
    page = new_page(**kind)

    answer = page.goto("/admin/login/")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang").lower() in {"zh-hans", "zh-cn"}
    assert page.get_by_role("button", name="登录").count() == 1

    page.get_by_label("用户名").fill("bianji")
    page.get_by_label("密码").fill("ceshi-mima-2026")
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url("/admin/")
    expect(page).to_have_title(re.compile("管理"))


@pytest.mark.parametrize("time", ["before", "after"])
def test_a_page_meets_the_rows_of_migrations(transactional_db, page, time):
    assert Group.objects.filter(name="编辑").count() == 1
