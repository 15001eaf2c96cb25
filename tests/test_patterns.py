"""The page of patterns: for development, and complete."""

import re
from pathlib import Path

import pytest

from policies.pages.patterns import COLOURS
from policies.vocabulary import SectionState, Validity

pytestmark = pytest.mark.django_db
TOKENS = Path("static/css/tokens.css").read_text("utf-8")


@pytest.fixture
def html(client, settings):
    settings.DEBUG = True
    return client.get("/patterns/").content.decode()


def test_residents_never_see_it(client):
    assert client.get("/patterns/").status_code == 404


def test_every_state_is_shown(html):
    for validity in Validity:
        assert f"validity--{validity.value}" in html
    for shown in (
        "原文未规定：",
        "还没有录入：",
        "请看新政策的：",
        "本站拟题",
        "据转载整理",
        "正文待补",
        "已录入：",
        "tile--empty",
        "square--empty",
        "checked",
        "disabled",
    ):
        assert shown in html
    for shown in (
        'class="cited"',
        'class="missing"',
        "<mark>",
        'aria-current="page"',
        "还有 12 天到期",
        "run-in",
        "<table>",
    ):
        assert shown in html
    for shown in (
        "未查到",
        "规范写法：",
        "未标注",
        "被引用",
        "与其他政策的关系",
        "与上一版比较",
        "同时查了",
        "只影响排序",
        "筛选吗",
    ):
        assert shown in html
    for word in ("改动", "新增", "删去"):
        assert f'<p class="change__word">{word}</p>' in html
    assert len(SectionState) == 3, "content, 原文未规定 and 待补 are shown above"


def test_every_colour_is_shown_and_exists_in_light_and_dark(html):
    light, dark = TOKENS.split("prefers-color-scheme: dark")[:2]
    for colour in COLOURS:
        assert f"swatch--{colour}" in html
        assert f"--{colour}: #" in light
        assert f"--{colour}: #" in dark
    assert set(re.findall(r"--([a-z-]+): #", light)) == set(COLOURS)


def test_no_sample_could_pass_for_a_policy(html):
    assert html.count("不是真实政策") == len(Validity)
    assert "内容都是示例" in html
