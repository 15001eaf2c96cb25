"""Pictures that a file carries are seen beside their doubt and above the text, on the desk and on a phone."""

from __future__ import annotations

import re

import pytest

from policies.models import Policy
from tests.admin.brought_in import make_taxonomy
from tests.admin.desk import signed_in
from tests.browser.axe import offences
from tests.browser.site import arrive, seat
from tests.importing.drawn import LONG, docx, drawing, paragraph, png

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = "/admin/policies/policy/import/"
BODY = (
    paragraph("徐汇区关于申报的通知")
    + paragraph(LONG)
    + paragraph("一、申报流程", drawing("rId1", "申报流程图"), drawing("rId3"))
    + paragraph("二、受理地点", drawing("rId2"))
    + paragraph(LONG)
)
WORD_FILE = docx(BODY, {"rId1": png(640, 240), "rId2": png(1200, 500, 0x99), "rId3.emf": b"\x01\0\0\0"})


@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_are_seen_from_the_doubt_to_the_form(transactional_db, new_page, width):
    make_taxonomy()
    page = seat(new_page(width=width), signed_in("小编", "编辑"))
    page.goto(IMPORT)
    file = {"name": "通知.docx", "mimeType": "application/octet-stream", "buffer": WORD_FILE}
    page.set_input_files("#id_files", files=[file])
    page.click("text=收下，看疑点")
    arrive(page, re.compile(r"/import/\d+/"))
    doubt = page.locator("fieldset", has_text="第 3 行 · 图片")
    assert "有 1 张没有留下：是 EMF 格式，浏览器显示不了" in doubt.inner_text()
    assert widths(page) == [640, 1200]
    assert page.get_by_alt_text("申报流程图").count() == 1
    assert offences(page) == []
    assert is_within(page)
    page.select_option("#id_district", "xuhui")
    page.click("text=保存为草稿")
    arrive(page, re.compile(r"/admin/policies/policy/\d+/change/$"))
    original = page.locator("#sections-0 > summary")
    assert "2 张图片" in original.inner_text()
    original.click()
    page.click("text=导入的文件里有 2 张图片")
    assert widths(page) == [640, 1200]
    page.goto(f"/admin/policies/policy/{Policy.objects.get().pk}/decide/")
    assert widths(page) == [640, 1200]
    assert offences(page) == []
    assert is_within(page)


def widths(page) -> list[int]:
    """Of the pictures that the browser has, in pixels of their own."""
    for picture in page.locator(".desk-pictures img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "[...document.querySelectorAll('.desk-pictures img')].every(each => each.complete)"
    )
    return page.eval_on_selector_all(".desk-pictures img", "all => all.map(each => each.naturalWidth)")


def is_within(page) -> bool:
    """Nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
