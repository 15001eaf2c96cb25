"""axe-core finds nothing to object to on any public template, on desk and phone, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from policies.management.commands.demo import FIXTURES
from policies.models import Section

ADDRESSES = [
    "/",
    "/policies/?district=xuhui&district=fengxian&q=管理办法",
    "/policies/?q=没有这个词&district=xuhui",
    "/policies/?q=应届生怎么落户&in=conditions",
    "/policies/?q=居注证",
    "/policies/suggest?q=公租",
    "/policies/?district=nowhere&page=2",
    "/policies/xuhui-2015-kechuang-zhongxin/",
    "/policies/fengxian-2022-gongzufang/",
    "/policies/xuhui-2015-kechuang-zhongxin/versions/",
    "/policies/xuhui-2015-kechuang-zhongxin/versions/1/",
    "/policies/xuhui-2015-kechuang-zhongxin/versions/1/compare/",
    "/policies/fengxian-2022-gongzufang/versions/",
    "/policies/shanghai-2020-yinjin-rencai-luohu/",
    "/about/",
    "/help/",
    "/accessibility/",
    "/privacy/",
    "/nothing/",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def correct(slug: str) -> None:
    """Give 政策原文 an earlier state: a word changed, a paragraph removed, one added, most of it as it was."""
    section = Section.objects.get(policy__slug=slug, kind="original")
    lines = section.body.split("\n")
    lines[2] = lines[2].replace("人才", "高层次人才", 1) + "（修订）"
    section.body = "\n".join([*lines[:5], "新增的一段。", *lines[6:]])
    section.save()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violation(transactional_db, new_page, width, scheme):
    call_command("loaddata", *FIXTURES, verbosity=0)
    correct("xuhui-2015-kechuang-zhongxin")
    page = new_page(width=width)
    page.emulate_media(color_scheme=scheme)
    for address in ADDRESSES:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert len(found["passes"]) > 20, "axe ran"
        told = [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]]
        assert told == [], address
