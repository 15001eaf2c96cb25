"""A document is brought in on the desk and on a phone: nothing in the way, and all of it without JavaScript."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from policies.importing.storing import review
from policies.models import Policy
from tests.admin.desk import signed_in
from tests.browser.axe import COLOURS, offences
from tests.browser.site import arrive, seat
from tests.library import load_library

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = "/admin/policies/policy/import/"
SEED = Path(__file__).parent.parent / "importing/samples/xuhui-2015.txt"


@pytest.fixture
def at_the_desk(new_page):
    return lambda **kind: seat(new_page(**kind), signed_in("小编", "编辑"))


def bring_in(page):
    page.goto("/admin/policies/policy/")
    page.click("text=导入文件或粘贴文本")
    page.set_input_files("#id_files", SEED)
    page.click("text=收下，看疑点")
    arrive(page, re.compile(r"/import/\d+/"))


def test_from_file_to_draft_on_a_phone_without_javascript(transactional_db, at_the_desk):
    page = at_the_desk(width=390, javascript=False)
    bring_in(page)
    number = page.locator("fieldset", has_text="第 4 行 · 文号残缺")
    number.get_by_label("采纳").check()
    page.click("text=只记下选择")
    expect(page.locator("tr", has_text="发文字号").locator("td")).to_have_text(
        "徐委〔2015〕15号（正文开头的文号）"
    )
    expect(number.get_by_label("采纳")).to_be_checked()
    page.click("text=保存为草稿")
    arrive(page, re.compile(r"/admin/policies/policy/\d+/change/$"))
    policy = Policy.objects.get()
    assert page.url.endswith(f"/{policy.pk}/change/")
    assert policy.doc_number == "徐委〔2015〕15号"


def test_giving_up_takes_two_steps(transactional_db, at_the_desk):
    page = at_the_desk(javascript=False)
    bring_in(page)
    assert not page.get_by_text("确认放弃").is_visible()
    page.click("summary:has-text('放弃这份原件')")
    page.get_by_text("确认放弃").click()
    arrive(page, IMPORT)
    assert not review.waiting().exists()


def test_the_pages_can_be_read_by_all(transactional_db, at_the_desk):
    # Among them is the document itself, so that the page compares the two.
    load_library()
    page = at_the_desk()
    bring_in(page)
    assert page.get_by_label("不是重复").count() == 1
    for address in (page.url, IMPORT):
        page.goto(address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert offences(page) == [], (address, width)
            page.emulate_media(color_scheme="dark")
            assert offences(page, only=COLOURS) == [], (address, width)
            page.emulate_media(color_scheme="light")
