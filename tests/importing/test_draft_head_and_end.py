"""From a text to a draft: its title, its number, whom it addresses, who signed it and when."""

from __future__ import annotations

from datetime import date

import pytest

from policies.importing.drafting.doubts import DoubtKind
from tests.importing.drafts import of


@pytest.mark.parametrize(
    ("closing", "header", "issued_on"),
    [
        ("2015814", "", date(2015, 8, 14)),
        ("2015111", "", None),
        ("2015111", "某某通知(2015年11月发布)", date(2015, 11, 1)),
        ("2015814", "某某通知(2015年9月发布)", None),
    ],
)
def test_a_damaged_date_is_used_only_where_it_can_be_one_day_and_is_doubted_always(
    closing, header, issued_on
):
    found = of(f"关于人才的通知\n正文。\n上海市徐汇区人民政府\n{closing}", title=header)
    assert found.issued_on == issued_on
    assert [doubt.kind for doubt in found.doubts if doubt.kind is DoubtKind.DATE] == [DoubtKind.DATE]


def test_joint_issuers_of_two_districts_are_of_no_district():
    found = of("关于人才的通知\n正文。\n徐汇区人民政府\n静安区人民政府\n2020年1月1日")
    assert found.district == ""
    assert len(found.issuers) == 2


@pytest.mark.parametrize(
    ("title", "district"),
    [
        ("关于印发《徐汇区人才公寓管理办法》的通知", "xuhui"),
        ("上海市徐汇区人才公寓管理办法", "xuhui"),
        ("上海市居住证管理办法", "shanghai"),
        ("关于开展2026年度第二批上海市服务业项目申报工作的通知", ""),
        ("关于做好人才引进以及支持徐汇区发展工作的通知", ""),
    ],
)
def test_a_title_names_its_district_at_the_beginning_only(title, district):
    assert of(f"{title}\n正文。").district == district


def test_a_signature_can_bear_a_second_name_and_the_word_of_its_seal():
    body = "上海市徐汇区科学技术委员会（上海市徐汇区外国专家局、知识产权局）"
    found = of(f"关于人才的通知\n正文。\n{body}\n上海市徐汇区财政局（代章）\n2024年3月1日")
    assert found.issuers == (body, "上海市徐汇区财政局")
    assert (found.district, found.issued_on) == ("xuhui", date(2024, 3, 1))


def test_a_body_at_the_end_without_a_date_has_signed_nothing():
    found = of("租房补贴办事指南\n在徐汇区工作的人可以申请。\n受理部门：\n徐汇区人才服务中心")
    assert found.issuers == ()


HEAD = "关于开展补贴申请的通知\n各有关单位：\n现将有关事项通知如下。\n"
SIGNED = "徐汇区财政局\n2025年1月5日\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}附件：1.申请表\n2.承诺书\n{SIGNED}",
        f"{HEAD}{SIGNED}附件：承诺书\n某某科技有限公司\n2025年3月1日",
        f"{HEAD}{SIGNED}附件1\n承诺书\n某某科技有限公司\n2025年3月1日",
        f"{HEAD}附件：1.申请表\n2.承诺书\n{SIGNED}承诺书\n某某科技有限公司\n2025年3月1日",
        f"{HEAD}请各区按时申报。\n上海市财政局\n2024年12月1日\n请各单位执行。\n{SIGNED}",
    ],
)
def test_the_last_signature_before_the_annexes_is_that_of_the_document(text):
    found = of(text.strip())
    assert (found.issuers, found.issued_on) == (("徐汇区财政局",), date(2025, 1, 5))


def test_the_date_of_a_form_is_not_that_of_the_notice():
    form = "承诺书\n本人承诺以上材料真实。\n申请单位（盖章）：某某科技有限公司\n2025年3月1日"
    found = of(f"{HEAD}附件：承诺书\n{form}")
    assert (found.issuers, found.issued_on) == ((), None)


BODY = "各街道：\n现印发给你们。"


@pytest.mark.parametrize(
    ("text", "number", "other"),
    [
        (f"索引号：SY001\n文号：徐府规〔2024〕3号\n关于人才的意见\n{BODY}", "徐府规〔2024〕3号", ""),
        (f"徐府规〔2024〕 3号\n关于人才的意见\n{BODY}", "徐府规〔2024〕 3号", ""),
        (f"关于人才的意见\n（徐府规〔2024〕3号）\n{BODY}", "徐府规〔2024〕3号", ""),
        (f"关于人才的意见（徐府规〔2024〕3号）\n{BODY}", "徐府规〔2024〕3号", ""),
        (
            f"徐人社〔2024〕1号 徐财〔2024〕2号\n关于人才的意见\n{BODY}",
            "徐人社〔2024〕1号",
            "徐财〔2024〕2号",
        ),
        (
            f"徐人社〔2024〕1号\n徐财〔2024〕2号\n关于人才的意见\n{BODY}",
            "徐人社〔2024〕1号",
            "徐财〔2024〕2号",
        ),
    ],
)
def test_a_number_is_read_without_its_dress_and_a_second_one_is_remarked(text, number, other):
    found = of(text)
    assert (found.title, found.doc_number) == ("关于人才的意见", number)
    assert [other in remark for remark in found.remarks] == [True] * bool(other)


def test_the_number_behind_a_forwarding_title_may_be_the_others():
    title = "关于转发《人才的意见》的通知（沪府发〔2024〕3号）"
    found = of(f"{title}\n{BODY}")
    assert (found.title, found.doc_number) == (title, "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "上海市人民政府办公厅\n关于转发市发展改革委等部门制订的\n《上海市关于进一步促进科技创新\n"
            "人才发展的若干措施》的通知\n沪府办发〔2023〕15号\n各区人民政府：\n现转发。",
            "上海市人民政府办公厅关于转发市发展改革委等部门制订的《上海市关于进一步促进科技创新人才发展的若干措施》的通知",
        ),
        (
            "徐人才办〔2024〕2号\n徐汇区人才工作局关于“领军人才”\n评选结果的公示\n经评审，现公示如下：\n张三",
            "徐汇区人才工作局关于“领军人才”评选结果的公示",
        ),
        *(
            (f"上海市财政局\n2024年{form}\n要做好工作。", f"2024年{form}")
            for form in ("招聘简章", "申报须知", "情况通报", "工作报告")
        ),
    ],
)
def test_a_title_is_whole(text, title):
    assert of(text).title == title


@pytest.mark.parametrize(
    "line", ["经评审，现公示如下：", "现将有关事项通知如下：", "根据有关规定，有以下事项："]
)
def test_the_words_that_open_a_text_address_nobody(line):
    assert of(f"关于人才的通知\n{line}\n要做好工作。").addressees == ()


def test_all_issuers_of_a_joint_title_count():
    issuers = ("中共徐汇区委组织部", "徐汇区人力资源和社会保障局", "徐汇区财政局", "徐汇区教育局")
    above = "\n".join(issuers)
    found = of(f"{above}\n关于印发《徐汇区优秀人才\n住房补贴实施办法》的通知\n徐人社规〔2024〕1号\n{BODY}")
    assert found.issuers == issuers
    assert found.title.endswith("关于印发《徐汇区优秀人才住房补贴实施办法》的通知")


def test_a_document_without_a_title_is_not_called_by_its_number():
    assert of("徐府规〔2024〕3号\n人才工作\n要做好工作。").title == "人才工作"


LETTER = "关于印发《甲管理细则》的通知\n各单位：\n现印发给你们。\n徐汇区财政局\n2024年2月1日\n"


@pytest.mark.parametrize(
    ("text", "issuers", "issued_on"),
    [
        (f"{LETTER}甲管理细则\n样表如下：\n某某中心\n2025年12月31日", ("徐汇区财政局",), date(2024, 2, 1)),
        (f"{LETTER}乙规程\n第一章　总则\n某某中心\n2025年12月31日", ("徐汇区财政局",), date(2024, 2, 1)),
        ("关于甲的通知\n徐 汇 区 财 政 局\n二 〇 二 四 年 二 月 一 日", ("徐汇区财政局",), date(2024, 2, 1)),
        ("甲指引\n登录平台。\n三、截止日期\n2024年2月1日", (), None),
        (
            "徐汇区人民政府令\n（第3号）\n现予公布。\n区长　×××\n2024年2月1日",
            ("徐汇区人民政府",),
            date(2024, 2, 1),
        ),
        (
            "徐汇区财政局\n公　告\n第3号\n现公告如下。\n徐汇区财政局\n2024年2月1日",
            ("徐汇区财政局",),
            date(2024, 2, 1),
        ),
    ],
)
def test_who_signs_and_when(text, issuers, issued_on):
    found = of(text)
    assert (found.issuers, found.issued_on) == (issuers, issued_on)
