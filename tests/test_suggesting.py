"""What staff are offered out of a 扶持力度, and what they are not."""

import json
from pathlib import Path

import pytest

from policies.suggesting.benefits import MOST, benefits, suggest
from policies.suggesting.materials import materials
from policies.suggesting.points import local, points
from policies.text.amounts import Role
from policies.vocabulary import BenefitKind, BenefitPer

FIXTURE = Path(__file__).parent.parent / "fixtures" / "policies.json"
SEED = "xuhui-2015-kechuang-zhongxin"


def seed_texts():
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    sections = [row["fields"] for row in rows if row["model"] == "policies.section"]
    return [section["body"] for section in sections if section["policy"] == [SEED] and section["body"]]


def test_the_seed_yields_no_benefit():
    found = [each for text in seed_texts() for each in suggest(text)]
    told = {each.amount: each.role for each in found}
    assert told["2200亿元"] is Role.TARGET
    assert told["30亿元"] is told["6亿元"] is Role.BUDGET
    assert [each for text in seed_texts() for each in benefits(text)] == []


@pytest.mark.parametrize(
    ("text", "amount", "what", "kind", "cap", "per"),
    [
        (
            "对博士给予每月3000元租房补贴，最多36个月。",
            "每月3000元",
            "租房补贴",
            BenefitKind.RENT,
            3000,
            BenefitPer.MONTH,
        ),
        (
            "（一）一次性给予60万元资助。",
            "一次性给予60万元",
            "资助",
            BenefitKind.CASH,
            600_000,
            BenefitPer.ONCE,
        ),
        ("每人一次性奖励5万元", "每人一次性奖励5万元", "奖励", BenefitKind.CASH, 50_000, BenefitPer.ONCE),
        ("购房补贴最高五百万元", "最高五百万元", "购房补贴", BenefitKind.PURCHASE, 5_000_000, None),
        ("最高200万元创业担保贷款", "最高200万元", "创业担保贷款", BenefitKind.LOAN, 2_000_000, None),
        (
            "高级工每人每年8000元培训补贴",
            "每人每年8000元",
            "培训补贴",
            BenefitKind.CASH,
            8000,
            BenefitPer.YEAR,
        ),
    ],
)
def test_a_benefit_is_offered_in_words_of_the_text(text, amount, what, kind, cap, per):
    [found] = benefits(text)
    assert (found.amount, found.what, found.kind) == (amount, what, kind)
    assert (found.cap_yuan, found.per) == (cap, per)
    assert found.quote in text
    assert amount in found.quote


def test_a_clause_is_offered_once_with_its_largest_amount():
    assert [each.cap_yuan for each in benefits("每月补贴1000元、1500元、2000元，最长3年")] == [2000]


def test_a_long_text_is_not_offered_without_end():
    assert len(suggest("每人奖励1万元；" * 10_000)) == MOST
    assert suggest("") == []


@pytest.mark.parametrize(
    ("line", "name", "note"),
    [
        ("1．《居住证积分申请表》（一式两份）；", "《居住证积分申请表》", "一式两份"),
        ("2.身份证原件及复印件1份", "身份证", "原件及复印件1份"),
        ("（三）劳动（聘用）合同；", "劳动（聘用）合同", ""),
        (
            "4、学历证书（留学人员提供国（境）外认证书），原件。",
            "学历证书（留学人员提供国（境）外认证书）",
            "原件",
        ),
        ("5、合同复印件（加盖公章）", "合同", "复印件（加盖公章）"),
        ("有配偶的，提供结婚证（可用电子证照）。", "结婚证", "有配偶的，可用电子证照"),
        ("原件", "原件", ""),
    ],
)
def test_a_material_is_a_name_and_what_is_said_of_the_paper(line, name, note):
    [found] = materials(line)
    assert (found.name, found.note) == (name, note)
    assert found.quote in line


def test_what_leads_to_materials_is_none():
    text = "申请人提交以下材料：\n1．申请表；\n2．身份证；\n3．申请表。\n附：样表"
    assert [each.name for each in materials(text)] == ["申请表", "身份证"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "受理单位：徐汇区人才服务中心，地址：漕宝路1号3楼，电话：64872222转8012；咨询热线：12333",
            [("徐汇区人才服务中心", "漕宝路1号3楼", ["64872222转8012", "12333"])],
        ),
        (
            "徐汇区人才服务中心\n地址：南宁路969号\n电话：（021）24092222\n"
            "浦东新区人才交流中心\n地址：张杨路1996号\n电话：021-58601234、58601235",
            [
                ("徐汇区人才服务中心", "南宁路969号", ["（021）24092222"]),
                ("浦东新区人才交流中心", "张杨路1996号", ["021-58601234", "58601235"]),
            ],
        ),
        ("20221116 2024年第12号，奖励2000万元，邮编200030，共12345人", []),
        ("服务热线：12345", [("", "", ["12345"])]),
    ],
)
def test_windows_are_read_as_they_are_printed(text, found):
    assert [(each.name, each.address, each.telephones) for each in points(text)] == found


def test_numbers_of_the_city_are_compared_as_they_are_dialled():
    printed = ("021-64872222", "（021）64872222", "64872222转8012", "86-21-64872222")
    assert {local(each) for each in printed} == {"64872222"}


@pytest.mark.parametrize(
    "text",
    [
        "1．" + "（" * 50_000,
        "电话：" * 30_000,
        "0" * 90_000,
        "地址：" + "号" * 90_000,
        "约" * 5_000 + "其它的补贴1000元",
    ],
)
def test_hostile_texts_end(text):
    assert len(suggest(text)) <= MOST
    assert len(materials(text)) <= 1
    assert len(points(text)) <= 20
