"""The title of a page without the names that a site puts around it."""

from __future__ import annotations

import pytest

from policies.text.page_titles import is_like_a_title, is_of_the_site, without_reprint, without_site


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("关于申报人才公寓的通知_徐汇区_上海市人民政府", "关于申报人才公寓的通知"),
        ("入学实施细则-政策文件-云岭市教育公共服务网", "入学实施细则"),
        ("上海市人民政府 - 关于人才的意见", "关于人才的意见"),
        ("安居行动计划（2024—2026年）任务分工_云岭市人民政府", "安居行动计划（2024—2026年）任务分工"),
        ("关于公布2023-2024学年名单的公告--云岭市教育局", "关于公布2023-2024学年名单的公告"),
        ("人才安居工程——青年公寓配租方案 - 通知公告", "人才安居工程——青年公寓配租方案"),
        ("关于公布A-B类人才名单的公告", "关于公布A-B类人才名单的公告"),
        ("云岭市人才工作服务网", ""),
        ("通知公告_云岭市人才工作服务网", ""),
        ("404", ""),
        ("", ""),
    ],
)
def test_the_names_of_sites_and_columns_are_no_part_of_a_title(title, left):
    assert without_site(title) == left


def test_a_word_that_says_reprinted_is_none_either():
    for prefix in ("转发：", "【转发】", "（转）", "[转载] ", "转载:"):
        assert without_reprint(f"{prefix}关于甲的通知") == "关于甲的通知"
    assert without_reprint("转发市人社局关于甲的通知") == "转发市人社局关于甲的通知"


def test_a_title_is_told_from_the_name_of_a_site():
    for title in (
        "关于成立人才服务中心的通知",
        "关于开放人才服务平台",
        "云岭市人才促进条例",
        "人才公寓管理办法（试行）",
    ):
        assert (is_like_a_title(title), is_of_the_site(title)) == (True, False)
    for site in ("云岭市人力资源和社会保障局", "政策文件", "首页", "上海市", "云岭市政府规章库"):
        assert (is_like_a_title(site), is_of_the_site(site)) == (False, True)
