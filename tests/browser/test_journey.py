"""The main job in a real browser: find the Xuhui policy of 2015, read it; log in and edit it."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.browser.browsers import IN_BOTH, is_88
from tests.browser.site import SEED, SEED_TITLE, arrive
from tests.library import load_library

KINDS = [
    pytest.param(1280, True, id="desk"),
    pytest.param(390, True, id="phone"),
    pytest.param(1280, False, id="desk without JavaScript"),
    pytest.param(390, False, id="phone without JavaScript"),
]


@IN_BOTH
@pytest.mark.parametrize(("width", "javascript"), KINDS)
def test_a_resident_finds_and_reads_the_policy(library, browser, new_page, width, javascript):
    # Once softly scrolled through, as it is usual; that takes time.
    motion = "no-preference" if KINDS[0].values == (width, javascript) else "reduce"
    page = new_page(width=width, javascript=javascript, reduced_motion=motion)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("上海有哪些人才政策")
    page.get_by_role("link", name="徐汇").click()
    expect(page).to_have_url("/policies/?district=xuhui")

    # On a desk they stand open, where an older browser needs a script for that.
    if width < 960 or (is_88(browser) and not javascript):
        page.get_by_text("筛选：范围、区、年份、主题、人群、效力").click()
    page.get_by_label("2015年").check()
    page.get_by_label("创业扶持").check()
    page.get_by_role("button", name="按所选筛选").click()
    expect(page).to_have_url("/policies/?q=&in=&district=xuhui&year=2015&topic=chuangye")
    expect(page.get_by_role("heading", name="共 1 条")).to_be_visible()
    expect(page.get_by_role("list", name="已选条件").get_by_role("listitem")).to_have_count(4)

    page.get_by_role("link", name=SEED_TITLE, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SEED_TITLE)
    page.get_by_role("navigation", name="六个栏目").get_by_role("link", name="受理服务").click()
    expect(page.locator("#service")).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="六个栏目")).to_be_in_viewport()
    entry = page.locator(".contents").get_by_text("十、强化对科技创新工作的保障和评估机制")
    if not entry.is_visible():
        page.locator("summary", has_text="政策原文的目录").click()
    entry.click()
    expect(page.locator("#original-10")).to_be_in_viewport()


def test_staff_edit_the_policy_and_residents_see_it(transactional_db, new_page):
    load_library()
    get_user_model().objects.create_superuser("staff", password="a-password-for-this-test")
    page = new_page()
    page.goto("/admin/")
    page.get_by_label("用户名").fill("staff")
    page.get_by_label("密码").fill("a-password-for-this-test")
    page.get_by_role("button", name="登录").click()
    arrive(page, "/admin/")
    page.goto("/admin/policies/policy/?q=徐委[2015]15")
    page.get_by_role("link", name=SEED_TITLE).click()
    page.get_by_role("button", name="开始修改").click()
    page.get_by_role("link", name="选择一个日期").first.click()
    expect(page.locator(".calendar table tr").first).to_have_text("一二三四五六日")
    page.keyboard.press("Escape")
    page.locator("#sections-1 > summary").click()
    page.locator("[name=sections-1-body]").fill("测试编辑的一段话。")
    page.get_by_label("理由").fill("只有一个人值班。")
    page.get_by_role("button", name="保存并发布").click()
    expect(page.get_by_text("已发布：")).to_be_visible()

    resident = new_page(javascript=False)
    resident.goto(f"{SEED}#support")
    expect(resident.locator("#support")).to_contain_text("测试编辑的一段话。")
    assert resident.context.cookies() == []
