"""Which lines open a section, where it ends, and that nothing is cut out of the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing.drafting.labels import LABELS, Labels
from policies.importing.drafting.sectioning import split, tabs
from policies.vocabulary import SectionKind
from tests.test_text import golden

NOTICE = """关于开展申报工作的通知
一、申报条件
（一）申报对象
在本市工作的人员。
（二）申报材料
1.申请表；
二、补贴标准
每人1万元。
三、其他
另行通知。
附件：申请表"""


@pytest.mark.parametrize("row", golden("section_headings.json"))
def test_only_what_reads_as_a_heading_opens_a_section(row):
    expected = {SectionKind(row["kind"])} if row["kind"] else set()
    assert set(split(f"前言。\n{row['line']}\n内容。")) == expected


def test_a_section_ends_at_the_next_heading_of_its_level():
    sections = split(NOTICE)
    assert sections[SectionKind.SUPPORT] == "二、补贴标准\n每人1万元。"
    assert sections[SectionKind.CONDITIONS].startswith("一、申报条件\n（一）申报对象")
    assert sections[SectionKind.CONDITIONS].endswith("1.申请表；")
    assert sections[SectionKind.MATERIALS] == "（二）申报材料\n1.申请表；"
    assert set(sections) == {SectionKind.SUPPORT, SectionKind.CONDITIONS, SectionKind.MATERIALS}


def test_headings_without_numbers_end_at_one_another():
    sections = split("一、背景\n略。\n二、申报\n申报条件：\n1.甲；\n申报材料：\n1.乙。\n三、附则\n略。")
    assert sections[SectionKind.CONDITIONS] == "申报条件：\n1.甲；"
    assert sections[SectionKind.MATERIALS] == "申报材料：\n1.乙。"


@pytest.mark.parametrize("heading", ["第{}章 {}", "第{}章{}", "第{}章\u3000{}"])
def test_a_chapter_rules_over_parts_until_the_next_chapter(heading):
    chapters = [heading.format(*each) for each in (("一", "总则"), ("二", "申报条件"), ("三", "附则"))]
    text = f"{chapters[0]}\n一、甲\n略。\n{chapters[1]}\n一、乙\n第二条 在徐汇区工作。\n{chapters[2]}\n略。"
    assert split(text) == {SectionKind.CONDITIONS: f"{chapters[1]}\n一、乙\n第二条 在徐汇区工作。"}


def test_a_line_that_the_source_sets_as_a_heading_is_one():
    text = "指南\n申报条件\n1.甲。\n其他说明\n略。\n提交材料\n身份证。"
    sections = split(text, frozenset({"申报条件", "其他说明", "提交材料"}))
    assert sections == {
        SectionKind.CONDITIONS: "申报条件\n1.甲。",
        SectionKind.MATERIALS: "提交材料\n身份证。",
    }
    assert split(text) == {}


def test_headings_without_any_dress_count_where_they_are_many():
    text = "指南\n申报条件\n1.甲。\n申报流程\n略。\n申报材料\n身份证。"
    assert set(split(text)) == {SectionKind.CONDITIONS, SectionKind.PROCEDURE, SectionKind.MATERIALS}


def test_a_heading_and_its_text_share_a_line():
    sections = split("一、申报对象：在职职工。\n二、补助金额。每人六百元。\n三、考核办法。另行通知。")
    assert sections == {
        SectionKind.CONDITIONS: "一、申报对象：在职职工。",
        SectionKind.SUPPORT: "二、补助金额。每人六百元。",
    }
    unnumbered = "申报对象：在职职工。\n申报时间：2024年5月2日至31日。\n请按时申报。"
    assert set(split(unnumbered)) == {SectionKind.CONDITIONS, SectionKind.PROCEDURE}


def test_an_article_is_named_in_brackets_and_ends_at_the_next():
    sections = split("第一条（目的）\n略。\n第二条（申请条件）注册满两年。\n（一）甲；\n第三条（附则）\n略。")
    assert sections == {SectionKind.CONDITIONS: "第二条（申请条件）注册满两年。\n（一）甲；"}


def test_labels_in_the_left_column_of_a_table():
    table = "| 事项 | 补贴 |\n| --- | --- |\n| 1 | 申请条件 | 满一年\\|两年 |\n| 2 | 申请材料 | 合同 |"
    assert split(f"指南\n\n{table}") == {
        SectionKind.CONDITIONS: "申请条件\n满一年|两年",
        SectionKind.MATERIALS: "申请材料\n合同",
    }
    assert split("| 申报材料 | 份数 |\n| --- | --- |\n| 申请表 | 2 |") == {}


def test_a_form_in_an_annex_names_no_section_and_a_rule_in_one_does():
    letter, form = (
        "请申报。\n附件：1.申报书\n徐汇区财政局\n2024年3月1日\n附件1\n",
        "一、申报条件\n（逐项填写）",
    )
    assert split(f"{letter}申报书\n{form}") == {}
    assert set(split(f"{letter}人才公寓管理办法\n{form}")) == {SectionKind.CONDITIONS}


def test_the_closing_list_of_annexes_belongs_to_no_section():
    assert (
        split("一、申报材料\n1.申请表。\n附件：1.申请表")[SectionKind.MATERIALS] == "一、申报材料\n1.申请表。"
    )


def test_a_section_ends_before_the_signature():
    signed = "徐汇区人才工作局\n徐汇区财政局\n2024年3月1日"
    assert split(f"一、补贴标准\n每月一千元。\n{signed}") == {
        SectionKind.SUPPORT: "一、补贴标准\n每月一千元。"
    }
    assert split(f"请申报。\n附件：\n1.申请表\n2.申报条件\n3.申报材料\n{signed}") == {}


def test_a_sentence_about_an_annex_ends_no_section():
    materials = "一、申报材料\n1.身份证。\n附件1承诺书需盖章，一式两份。\n2.学历证书。"
    assert split(f"{materials}\n二、其他\n略。") == {SectionKind.MATERIALS: materials}
    assert split(f"{materials}\n附件1\n承诺书") == {SectionKind.MATERIALS: materials}


def test_a_heading_with_nothing_under_it_is_no_section():
    assert split("一、申报条件\n二、其他\n略。") == {}


def test_two_headings_of_one_section_are_both_kept_in_order():
    body = split("一、申报对象\n甲。\n二、其他\n乙。\n三、资格条件\n丙。")[SectionKind.CONDITIONS]
    assert body == "一、申报对象\n甲。\n三、资格条件\n丙。"


def test_a_strip_of_tabs_is_no_heading():
    strip = [kind.label for kind in SectionKind]
    assert tabs(["首页", *strip, "正文。"]) == set(range(1, 7))
    assert tabs(["申报条件：", "甲。", "申报材料：", "乙。"]) == set()
    assert split("\n".join(["申报条件：", "申报材料：", "申报程序：", "正文。"])) == {}


def test_each_label_names_one_section_only():
    labels = [label for labels in LABELS.values() for label in labels] + SectionKind.labels
    assert len(labels) == len(set(labels)) > 40


@given(st.lists(st.sampled_from([*NOTICE.split("\n"), "申报条件：", "【待遇】", "", "正文。"]), max_size=30))
def test_every_line_of_a_section_is_a_line_of_the_text(lines):
    for body in split("\n".join(lines)).values():
        assert set(body.split("\n")) <= set(lines)


def test_headings_that_staff_added_come_before_what_is_known():
    text = "一、帮扶内容\n每人1万元。\n二、申报条件\n本市户籍。\n三、申报材料\n申请表。"
    assert set(split(text)) == {SectionKind.CONDITIONS, SectionKind.MATERIALS}
    labels = Labels({"帮扶内容": SectionKind.SUPPORT, "申报条件": None})
    assert split(text, labels=labels)[SectionKind.SUPPORT] == "一、帮扶内容\n每人1万元。"
    assert set(split(text, labels=labels)) == {SectionKind.SUPPORT, SectionKind.MATERIALS}
