"""The line that says which sections have no content: led to, printed and read aloud as it stands."""

import pytest
from playwright.sync_api import expect

from policies.models import Policy
from tests.browser.test_speech import VOICE

OFFICIAL = "https://www.shanghai.gov.cn/a"
LINE = "还没有录入：政策原文、申报条件、申报程序、提交材料、受理服务；请看官方原文。"
MODES = ["", "?view=care", "?view=plain", "?contrast=high&size=larger"]


@pytest.fixture
def policy(written):
    policy = written(support="甲。\n" * 80)
    Policy.objects.filter(pk=policy.pk).update(official_url=OFFICIAL)
    return policy


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_leads_to_the_name_in_the_line(policy, same_page, mode, width):
    page = same_page(width=width, javascript=False, reduced_motion="reduce")
    page.goto(policy.get_absolute_url() + mode)
    page.get_by_role("navigation", name="六个栏目").get_by_role("link", name="申报程序").click()
    name = page.locator("#procedure")
    expect(name).to_be_in_viewport()
    expect(page.locator(":target")).to_have_text("申报程序")
    # Nothing lies over it, such as the bar.
    assert name.evaluate(
        """element => {
          const { left, top, width, height } = element.getClientRects()[0];
          return document.elementFromPoint(left + width / 2, top + height / 2) === element;
        }"""
    )
    expect(page.get_by_role("region", name="没有内容的栏目")).to_have_text(LINE)


@pytest.mark.parametrize("mode", MODES)
def test_on_paper_the_line_names_the_address(policy, page, mode):
    page.goto(policy.get_absolute_url() + mode)
    page.emulate_media(media="print")
    link = page.get_by_role("link", name="官方原文").first
    expect(link).to_be_visible()
    said = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert OFFICIAL in said or "attr(href)" in said


def test_the_line_is_read_aloud_once_and_after_the_text(policy, new_page):
    page = new_page(width=390)
    page.add_init_script(VOICE)
    page.goto(policy.get_absolute_url())
    page.get_by_role("group", name="朗读这条政策").get_by_role("button").first.press("Enter")
    page.evaluate("while (speechSynthesis.now) ended()")
    texts = page.evaluate("said.map(({ text }) => text)")
    last = len(texts) - texts[::-1].index("甲。")
    assert texts[last : last + 2] == [
        "还没有录入：政策原文、申报条件、申报程序、提交材料、受理服务；",
        "请看官方原文。",
    ]
    assert "".join(texts).count("还没有录入") == 1
