"""From a file to a policy in the database: what is written, what is not, and what is remembered."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from policies import publishing
from policies.acting import Actor
from policies.importing.drafting import draft_of
from policies.importing.drafting.doubts import Doubt
from policies.importing.reading.own_export import Exported, export
from policies.importing.reading.sources import read
from policies.importing.storing import fingerprints, intake
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome, ImportVerdict, Original, store
from policies.models import (
    District,
    FormerDistrict,
    ImportedSource,
    Issuer,
    NotDuplicate,
    Policy,
    PolicyIssuer,
    PolicyTopic,
    Section,
    SectionVersion,
    Topic,
)
from policies.vocabulary import PublicationState, SectionKind, SectionState

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "samples/xuhui-2015.txt"

NOTICE = """上海市徐汇区人民政府文件
徐府规〔2020〕3号
关于印发《徐汇区人才公寓管理办法》的通知
各街道：
为了规范徐汇区人才公寓的申请和管理工作，现将办法印发给你们。
一、申报条件
在徐汇区连续工作满一年，并且依法缴纳社会保险的人员。
二、补贴标准
每人每月补贴一千元，补贴的期限最长不超过三年。
三、其他事项
本通知自2020年3月1日起施行，有效期至2025年2月28日。
上海市徐汇区人民政府
2020年2月1日"""


@pytest.fixture(autouse=True)
def taxonomy():
    city = District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104", order=1)
    FormerDistrict.objects.create(name="南市区", district=city)
    Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["人才公寓"])


def bring(text: str, name: str = "a.txt", **options) -> ImportOutcome:
    data = text.encode()
    source = read(name, data)
    original = Original(name, source.kind, data, key=name)
    return store(draft_of(source, reference_data()), original, **options)


def everything() -> list[object]:
    """All rows that an import may touch, as values."""
    models = (Policy, Section, Issuer, ImportedSource, NotDuplicate, PolicyTopic, PolicyIssuer)
    return [sorted(map(repr, model.objects.values_list())) for model in models]


def test_a_file_becomes_a_draft_with_everything_it_says():
    outcome = bring(NOTICE)
    policy = Policy.objects.get()
    assert (outcome.verdict, outcome.slug, policy.slug) == (
        ImportVerdict.CREATED,
        "xuhui-2020-3",
        "xuhui-2020-3",
    )
    assert policy.state == PublicationState.DRAFT
    assert policy.edited_at is None, "no person has worked on it"
    assert policy.title == "关于印发《徐汇区人才公寓管理办法》的通知"
    assert (policy.doc_number_normalized, policy.year) == ("徐府规〔2020〕3号", 2020)
    assert (policy.issued_on, policy.effective_on) == (date(2020, 2, 1), date(2020, 3, 1))
    assert (policy.expires_on, policy.district.slug) == (date(2025, 2, 28), "xuhui")
    assert [row.issuer.name for row in policy.policyissuer_set.all()] == ["上海市徐汇区人民政府"]
    assert [topic.slug for topic in policy.topics.all()] == ["zhufang"]
    sections = {section.kind: section for section in policy.sections.all()}
    assert sections[SectionKind.ORIGINAL].body == NOTICE
    assert sections[SectionKind.SUPPORT].body.startswith("二、补贴标准\n每人每月")
    states = {kind: section.state for kind, section in sections.items()}
    assert states == dict.fromkeys(SectionKind, SectionState.PENDING) | dict.fromkeys(
        ("original", "conditions", "support"), SectionState.CONTENT
    )
    policy.full_clean()


def test_the_raw_file_is_kept_with_its_doubts():
    data = SAMPLE.read_bytes()
    bring(data.decode(), SAMPLE.name)
    kept = ImportedSource.objects.get()
    assert bytes(kept.raw) == data
    assert (kept.name, kept.policy.slug, kept.decisions) == ("xuhui-2015.txt", "xuhui-2015-15", {})
    made = draft_of(read(kept.name, bytes(kept.raw)), reference_data())
    assert tuple(map(Doubt.of, kept.doubts)) == made.doubts
    assert kept.details["addressees"] == ["区各处级单位", "企业集团"]
    assert kept.details["relations"][0]["kind"] == "basis"


def test_the_same_file_twice_changes_nothing():
    bring(NOTICE)
    before = everything()
    outcome = bring(NOTICE, "another-name.txt")
    assert (outcome.verdict, outcome.slug, outcome.done) == (ImportVerdict.UNCHANGED, "xuhui-2020-3", True)
    assert everything() == before


def test_a_newer_file_of_the_same_name_updates_what_it_made():
    bring(NOTICE)
    outcome = bring(NOTICE.replace("一千元", "二千元").replace("2025年2月28日", "2026年2月28日"))
    assert outcome.verdict is ImportVerdict.UPDATED
    policy = Policy.objects.get()
    assert policy.expires_on == date(2026, 2, 28)
    assert "二千元" in policy.sections.get(kind="support").body
    assert policy.imported_sources.count() == 2


def test_an_update_leaves_the_rows_of_the_same_issuers():
    bring(NOTICE)
    before = list(PolicyIssuer.objects.values_list("pk", "issuer__name", "order"))
    bring(NOTICE.replace("一千元", "二千元"))
    assert list(PolicyIssuer.objects.values_list("pk", "issuer__name", "order")) == before
    bring(NOTICE.replace("一千元", "三千元").replace("\n上海市徐汇区人民政府\n", "\n上海市徐汇区民政局\n"))
    assert [row.issuer.name for row in PolicyIssuer.objects.all()] == ["上海市徐汇区民政局"]


def test_going_back_to_the_first_state_is_an_update():
    bring(NOTICE)
    bring(NOTICE.replace("一千元", "二千元"))
    assert bring(NOTICE).verdict is ImportVerdict.UPDATED
    policy = Policy.objects.get()
    assert "一千元" in policy.sections.get(kind="support").body
    assert policy.imported_sources.count() == 2
    assert bring(NOTICE).verdict is ImportVerdict.UNCHANGED


def test_an_update_writes_only_the_sections_that_changed():
    bring(NOTICE)
    bring(NOTICE.replace("一千元", "二千元"))
    assert {version.kind for version in SectionVersion.objects.all()} == {"original", "support"}


def test_a_section_that_a_person_has_filled_survives_a_file_without_it():
    bring(NOTICE)
    Section.objects.filter(kind="service").update(body="区人才中心", state=SectionState.CONTENT)
    bring(NOTICE.replace("一千元", "二千元"))
    assert Section.objects.get(kind="service").body == "区人才中心"


WITHOUT_SUPPORT = NOTICE.replace("二、补贴标准\n每人每月补贴一千元", "二、其他有关说明\n每人每月补贴九百元")


def test_a_section_that_the_newer_state_has_not_goes_back_to_waiting():
    bring(NOTICE)
    assert bring(WITHOUT_SUPPORT).verdict is ImportVerdict.UPDATED
    support = Section.objects.get(kind="support")
    assert (support.body, support.state) == ("", SectionState.PENDING)


def test_a_section_that_a_person_has_rewritten_stays_though_the_newer_state_has_it_not():
    bring(NOTICE)
    Section.objects.filter(kind="support").update(body="每月一千元，最长三年。")
    assert bring(WITHOUT_SUPPORT).verdict is ImportVerdict.UPDATED
    support = Section.objects.get(kind="support")
    assert (support.body, support.state) == ("每月一千元，最长三年。", SectionState.CONTENT)


def test_the_work_of_staff_is_never_written_over():
    bring(NOTICE)
    policy = Policy.objects.get()
    policy.title = "工作人员改过的标题：徐汇区人才公寓管理办法"
    policy.save()
    before = everything()
    outcome = bring(NOTICE.replace("一千元", "二千元"))
    assert (outcome.verdict, outcome.slug, outcome.done) == (ImportVerdict.SKIPPED, "xuhui-2020-3", False)
    assert "xuhui-2020-3 导入以后又由工作人员编辑过" in outcome.reasons[0]
    assert everything() == before


def test_an_edit_before_the_import_does_not_stop_the_next_file():
    bring(NOTICE)
    Policy.objects.update(edited_at=timezone.now() - timedelta(days=1))
    assert bring(NOTICE.replace("一千元", "二千元")).verdict is ImportVerdict.UPDATED


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


def test_a_dry_run_tells_the_same_and_keeps_nothing():
    before = everything()
    outcome = bring(NOTICE, dry_run=True)
    assert everything() == before
    assert bring(NOTICE) == outcome


def test_what_the_database_would_refuse_is_refused_whole_and_in_chinese():
    before = everything()
    outcome = bring(NOTICE.replace("2020年2月1日", "1911年2月1日"))
    assert (outcome.verdict, outcome.reasons) == (
        ImportVerdict.REFUSED,
        ("年份应在 1949 到 2100 之间，例如 2015。",),
    )
    assert everything() == before


def test_an_import_claims_no_source():
    bring(NOTICE)
    policy = Policy.objects.get()
    assert (policy.source_kind, policy.source_grade, policy.title_is_ours) == ("", "", False)


def test_one_bad_file_stops_only_itself(tmp_path):
    (tmp_path / "1-bad.txt").write_bytes(b"%PDF-1.4")
    (tmp_path / "2-good.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "3-empty.txt").write_text("\n", "utf-8")
    outcomes = list(intake.bring_in([tmp_path, tmp_path / "missing.txt"]))
    verdicts = [(Path(outcome.name).name, outcome.verdict.value) for outcome in outcomes]
    assert verdicts == [
        ("1-bad.txt", "refused"),
        ("2-good.txt", "created"),
        ("3-empty.txt", "refused"),
        ("missing.txt", "refused"),
    ]
    assert all(outcome.reasons for outcome in outcomes if not outcome.done)
    assert Policy.objects.count() == 1


def test_a_file_whose_name_is_not_utf8_is_brought_in(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xcd\xa8\xd6\xaa.txt"))
    try:
        path.write_text(NOTICE, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    [outcome] = intake.bring_in([tmp_path])
    assert outcome.verdict is ImportVerdict.CREATED
    assert ImportedSource.objects.get().name.endswith(".txt")


def test_a_deleted_draft_can_be_brought_in_again():
    bring(NOTICE)
    Policy.objects.get().delete()
    assert bring(NOTICE).verdict is ImportVerdict.CREATED


def test_what_staff_changed_in_a_published_policy_stays_when_a_newer_file_comes():
    bring(NOTICE)
    policy = Policy.objects.get()
    Policy.objects.update(
        expires_on=date(2026, 2, 28), official_url="https://www.xuhui.gov.cn/a.html", source_note="看过原件。"
    )
    policy.sections.filter(kind=SectionKind.SUPPORT).update(body="每人每月一千元。")
    publishing.publish(Policy.objects.all(), Actor.of_command("test"))
    bring(
        NOTICE.replace("满一年", "满两年")
        .replace("2025年2月28日", "2027年2月28日")
        .replace("2020年3月1日", "2020年4月1日")
    )
    copy = Policy.objects.get(copy_of=policy)
    bodies = dict(copy.sections.values_list("kind", "body"))
    assert (copy.expires_on, copy.effective_on) == (date(2026, 2, 28), date(2020, 4, 1))
    assert copy.official_url == "https://www.xuhui.gov.cn/a.html"
    assert bodies[SectionKind.SUPPORT] == "每人每月一千元。"
    assert "满两年" in bodies[SectionKind.CONDITIONS]
    assert "满两年" in bodies[SectionKind.ORIGINAL]
