"""An archive is brought in at the desk, on a phone and without JavaScript; its report can be read by all."""

from __future__ import annotations

import re
import threading

import pytest
from playwright.sync_api import expect

from policies import jobs
from policies.importing.storing import batch
from policies.models import Policy
from tests.admin.brought_in import IMPORT, NOTICE, make_taxonomy
from tests.browser.axe import offences
from tests.browser.site import arrive
from tests.browser.test_importing import at_the_desk  # noqa: F401
from tests.importing.packed import packed

pytestmark = pytest.mark.django_db(transaction=True)

FILES = {
    "a/通知.txt": NOTICE,
    "b/通知.txt": NOTICE.replace("一千元", "两千元"),
    "图.txt": b"\x89PNG\r\n\x1a\n",
}


def bring_in(page):
    page.goto(IMPORT)
    archive = {"name": "一批通知.zip", "mimeType": "application/zip", "buffer": packed(FILES)}
    page.set_input_files("#id_files", archive)
    page.click("text=收下，看疑点")
    arrive(page, re.compile(r"/import/jobs/\d+/$"))


def run_jobs():
    for _ in jobs.serve({"import": batch.work_at}, threading.Event(), once=True):
        pass


def test_from_archive_to_draft_on_a_phone_without_javascript(transactional_db, at_the_desk):  # noqa: F811
    make_taxonomy()
    page = at_the_desk(width=390, javascript=False)
    bring_in(page)
    expect(page.get_by_text("共 3 个文件，已处理 0 个")).to_be_visible()
    run_jobs()
    page.click("text=刷新")
    expect(page.get_by_text("共 3 个文件，已处理 3 个")).to_be_visible()
    page.click("text=已新建 1")
    page.click("text=读到了什么，还缺什么")
    expect(page.locator("tr", has_text="发文字号").locator("td")).to_contain_text("徐府规[2020]3号")
    page.click("text=未导入 2")
    page.click("text=打开对照，再决定")
    arrive(page, re.compile(r"/import/\d+/$"))
    page.get_by_label("用这一份更新它").check()
    page.click("text=保存为草稿")
    arrive(page, re.compile(r"/admin/policies/policy/\d+/change/$"))
    assert "两千元" in Policy.objects.get().sections.get(kind="support").body


def test_the_page_of_a_job_can_be_read_by_all(transactional_db, at_the_desk):  # noqa: F811
    make_taxonomy()
    page = at_the_desk()
    bring_in(page)
    for _ in ("while it waits", "when it is done"):
        page.reload()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert offences(page) == [], width
        run_jobs()
