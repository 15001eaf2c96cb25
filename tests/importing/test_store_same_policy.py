"""Which policy of the library a file is a newer state of, and which it only looks like."""

from __future__ import annotations

import pytest

from policies.importing.reading.own_export import Exported, export
from policies.importing.storing import fingerprints
from policies.importing.storing.store import ImportVerdict
from policies.models import (
    District,
    NotDuplicate,
    Policy,
)
from policies.vocabulary import SectionKind
from tests.importing.notices import NOTICE, bring, everything, taxonomy  # noqa: F401

pytestmark = pytest.mark.django_db


def test_another_document_under_the_same_name_is_another_policy():
    bring(NOTICE, "通知.txt")
    other = "关于开展职称评审工作的通知\n请各单位按照要求组织开展职称评审申报工作。"
    assert bring(other, "通知.txt").verdict is ImportVerdict.CREATED
    assert Policy.objects.count() == 2


def test_the_notice_of_another_district_under_the_same_name_is_another_policy():
    title = "上海市{}人民政府关于加强人才公寓管理的通知\n{}"
    bring(title.format("徐汇区", "每人每月补贴一千元，补贴的期限最长不超过三年。"))
    outcome = bring(title.format("静安区", "各街道应当在每年六月底以前完成公寓的安全检查。"))
    assert (outcome.verdict, Policy.objects.count()) == (ImportVerdict.CREATED, 2)


def test_the_notice_of_another_year_is_a_document_of_its_own_whatever_its_name():
    bring(NOTICE)
    other = NOTICE.replace("〔2020〕3号", "〔2021〕5号").replace("一千元", "二千元")
    assert (bring(other).verdict, Policy.objects.count()) == (ImportVerdict.CREATED, 2)


CALL = """关于申领人才公寓的通知
各街道：
{issuer}现将{year}年度申领事项通知如下。
{rule}
{issuer}
{year}年3月1日"""
CALL_2024 = CALL.format(
    issuer="上海市徐汇区人民政府",
    year=2024,
    rule="符合条件的人员可以在三月底以前向所在街道申请，名额一百个。",
)


@pytest.mark.parametrize(
    ("issuer", "year"),
    [("上海市徐汇区人民政府", 2025), ("上海市静安区人民政府", 2024)],
    ids=["another year", "another district"],
)
def test_a_call_without_a_number_does_not_replace_that_of_another_year_or_district(issuer, year):
    District.objects.create(slug="jingan", name="静安区", short="静安", code="310106", order=2)
    bring(CALL_2024, "粘贴的文本.txt")
    other = CALL.format(
        issuer=issuer, year=year, rule="今年起改为网上办理，请用人单位统一登录平台提交，个人不再受理。"
    )
    outcome = bring(other, "粘贴的文本.txt")
    assert outcome.verdict is ImportVerdict.REFUSED, "one title: a person decides"
    assert "一百个" in Policy.objects.get().sections.get(kind="original").body
    assert (
        bring(other, "粘贴的文本.txt", not_duplicate_of=[Policy.objects.get().slug]).verdict
        is ImportVerdict.CREATED
    )
    assert Policy.objects.count() == 2


def test_a_number_without_an_agency_does_not_make_two_documents_one():
    for title, text in (("徐汇区人才公寓公告", "每人每月补贴一千元。"), ("海外专家引进公告", "另行规定。")):
        notice = export(Exported(title, {"发文字号": "第3号"}, {SectionKind.ORIGINAL: text}))
        assert bring(notice, "公告.md").verdict is ImportVerdict.CREATED
    assert {policy.doc_number for policy in Policy.objects.all()} == {"第3号"}


def test_a_call_without_a_number_is_updated_by_its_own_newer_state():
    bring(CALL_2024)
    assert bring(CALL_2024.replace("一百个", "二百个")).verdict is ImportVerdict.UPDATED


START_UP = """云岭市政务信息网
各孵化器运营单位：
为支持海外人才来我市创办科技企业，市科学技术局决定开展创业启动资金的集中申请工作。
企业注册不满三年、创办人持股不低于三成的，可以申请二十万元以内的启动资金，资金分两次拨付。"""
EQUIPMENT = """云岭市政务信息网
各技工院校：
为了改善实训条件，市财政局对购置智能制造实训设备的院校给予补助，每校每年一次。
补助按照购置金额的三成计算，由院校在九月底以前报送设备清单和发票。"""


@pytest.mark.parametrize("name", ["index.html", "content.html", "粘贴的文本.txt"])
def test_a_file_of_the_same_name_and_title_with_another_text_writes_over_nothing(name):
    bring(START_UP, name)
    before = everything()
    outcome = bring(EQUIPMENT, name)
    assert outcome.verdict is ImportVerdict.REFUSED
    assert "标题相同" in outcome.reasons[0]
    assert everything() == before


def test_a_notice_of_another_bureau_under_the_same_name_and_title_writes_over_nothing():
    title = "关于申请人才租房补贴的通知\n各有关单位：\n"
    bring(
        f"{title}在本区工作、没有自有住房的大专以上学历人员可以通过手机申请，补贴按月打入社会保障卡。\n住房保障中心"
    )
    before = everything()
    other = f"{title}制造业企业新招用的高级工以上技能人才，由企业代为提出申请，复核以后一次拨付给企业。\n人力资源局"
    assert bring(other).verdict is ImportVerdict.REFUSED
    assert everything() == before


def test_a_number_that_was_read_wrongly_does_not_make_two_documents_one():
    """The number of what is cited, taken for that of the document."""
    bring(NOTICE)
    before = everything()
    other = EQUIPMENT.replace("云岭市政务信息网", "徐府规〔2020〕3号\n关于补助技工院校实训设备的通知")
    outcome = bring(other)
    assert outcome.verdict is ImportVerdict.REFUSED
    assert "文号相同" in outcome.reasons[0]
    assert everything() == before


def test_a_corrected_title_is_a_newer_state_of_the_same_number():
    bring(NOTICE)
    assert (
        bring(NOTICE.replace("关于印发《徐汇区人才公寓", "关于修订《徐汇区人才公寓")).verdict
        is ImportVerdict.UPDATED
    )
    assert Policy.objects.get().title.startswith("关于修订")


def test_what_a_person_said_is_another_is_never_written_over():
    bring(NOTICE)
    outcome = bring(NOTICE.replace("一千元", "二千元"), not_duplicate_of=["xuhui-2020-3"])
    assert outcome.verdict is ImportVerdict.CREATED
    first, second = Policy.objects.order_by("pk")
    assert "一千元" in first.sections.get(kind="support").body
    assert "二千元" in second.sections.get(kind="support").body


def test_not_a_duplicate_is_remembered_only_of_what_looks_alike():
    bring(NOTICE, "a.txt")
    [slug] = Policy.objects.values_list("slug", flat=True)
    unlike = "静安区关于海外专家的意见\n引进海外专家，另行规定。\n静安区人民政府\n2021年3月1日"
    for text, name in ((NOTICE.replace("3号", "4号"), "b.txt"), (unlike, "c.txt")):
        assert bring(text, name, not_duplicate_of=[slug]).verdict is ImportVerdict.CREATED
    first, second, _ = Policy.objects.order_by("pk")
    assert list(NotDuplicate.objects.values_list("first", "second")) == [(first.pk, second.pk)]


def test_what_was_compared_makes_room_for_what_was_not():
    """Only so many candidates are found at once."""
    Policy.objects.bulk_create(
        Policy(slug=f"p{n}", title="徐汇区人才公寓管理办法") for n in range(fingerprints.MOST_CANDIDATES + 1)
    )
    slugs = [f"p{n}" for n in range(fingerprints.MOST_CANDIDATES)]
    outcome = bring(NOTICE, not_duplicate_of=slugs)
    assert outcome.verdict is ImportVerdict.REFUSED
    assert "可能重复：p5《" in outcome.reasons[0]
    assert bring(NOTICE, not_duplicate_of=[*slugs, "p5"]).verdict is ImportVerdict.CREATED
