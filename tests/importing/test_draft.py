"""From a text to a draft: what documents of many shapes say of themselves."""

from __future__ import annotations

from datetime import date

import pytest

from policies.importing.drafting import draft_of
from policies.importing.drafting.document import draft
from policies.importing.drafting.doubts import DoubtKind, apply
from policies.importing.drafting.relations import MentionedRelation
from policies.importing.reading.own_export import Exported, export
from policies.importing.reading.sources import RejectedSource, Source, read
from policies.vocabulary import RelationKind, SectionKind
from tests.importing.drafts import NOTICE, ORDER, REFERENCE, of


def test_doubts_do_not_overlap_so_all_can_be_accepted_at_once():
    text = "徐汇区人才建设假,设规划的若干意见\n正文。"
    found = of(text, title="徐汇区人才建设规划的若干意见")
    assert [doubt.kind for doubt in found.doubts] == [DoubtKind.TITLE]
    assert apply(text, *found.doubts).startswith("徐汇区人才建设规划的若干意见\n")


def test_an_order_of_the_city():
    found = of(ORDER)
    assert (found.title, found.doc_number, found.district) == (
        "上海市居住证管理办法",
        "上海市人民政府令 第2号",
        "shanghai",
    )
    assert found.issuers == ("上海市人民政府",)
    assert (found.effective_on, found.expires_on) == (date(2013, 7, 1), date(2018, 6, 30))
    assert found.issued_on is None, "no signature says so"
    assert found.relations == (
        MentionedRelation(RelationKind.BASIS, "上海市实有人口条例", ""),
        MentionedRelation(RelationKind.REPEALS, "上海市居住证暂行规定", "沪府发〔2004〕32号"),
    )


def test_a_notice_of_a_district_that_is_no_more():
    found = of(NOTICE)
    assert found.title == "关于印发《闸北区公租房管理办法》的通知"
    assert (found.district, found.district_printed) == ("jingan", "闸北区")
    assert (found.doc_number, found.issued_on) == ("闸府发〔2014〕3号", date(2014, 3, 5))
    assert found.addressees == ("各街道", "镇", "区政府各部门")
    assert found.topics == ("zhufang",)
    assert found.original == NOTICE, "nothing is cut out of the official text"
    assert found.sections[SectionKind.CONDITIONS] == "一、申报条件\n在本区工作。"
    assert found.sections[SectionKind.MATERIALS] == "二、申报材料\n身份证。"
    assert set(found.sections) == {"original", "conditions", "materials", "support"}


def test_what_the_document_does_not_say_stays_empty():
    found = of("人才工作要点\n要做好工作。")
    assert found.title == "人才工作要点"
    assert (found.doc_number, found.issuers, found.addressees, found.district) == ("", (), (), "")
    assert (found.issued_on, found.published_on, found.effective_on, found.expires_on) == (None,) * 4
    assert (found.relations, found.topics, found.doubts) == ((), (), ())


FROM_UNTIL = (date(2024, 3, 1), date(2029, 2, 28))


@pytest.mark.parametrize(
    ("text", "in_force"),
    [
        ("甲办法\n第九条 本办法自2024年3月1日起施行，有效期至2029年2月28日。", FROM_UNTIL),
        ("甲办法\n第九条本办法由徐汇区财政局负责解释，自2024年3月1日起施行。", (date(2024, 3, 1), None)),
        ("甲办法\n九、本办法自印发之日起施行，有效期5年，至2029年2月28日止。", (None, date(2029, 2, 28))),
        ("甲细则\n第三条　本细则自2024年3月1日起施行，有效期5年。", FROM_UNTIL),
        ("甲办法\n本办法自2024年3月1日起施行。有效期为五年。", FROM_UNTIL),
        ("甲办法\n本办法有效期自2024年3月1日至2029年2月28日。", FROM_UNTIL),
        ("甲意见\n本意见自2024年2月29日起试行一年。", (date(2024, 2, 29), date(2025, 2, 28))),
        ("甲条例\n《甲管理条例》已由常委会通过，现予公布，自2024年3月1日起施行。", (date(2024, 3, 1), None)),
        ("甲办法\n本办法自印发之日起施行，有效期两年。", (None, None)),
        ("甲办法\n证书有效期5年，本办法自2024年3月1日起施行。", (date(2024, 3, 1), None)),
        ("甲方案\n（三）本方案（试行）自2024年3月1日起执行，有效期至2029年2月28日。", FROM_UNTIL),
        *(
            (text, (None, None))
            for text in (
                "《甲办法》政策解读\n四、施行日期\n本办法自2024年3月1日起施行，有效期至2029年2月28日。",
                "人才公寓问答\n问：何时执行？\n答：本办法自2024年3月1日起施行，有效期至2029年2月28日。",
                "关于修改《甲办法》的通知\n第十条修改为：“本办法自2022年5月1日起施行，有效期至2027年4月30日。”",
                "关于人才公寓的通知\n原文是“本办法自2022年5月1日起施行。”现予重申。",
                "关于对《甲办法》公开征求意见的公告\n甲办法（征求意见稿）\n第一条 本办法自2024年5月1日起施行。",
                "甲办法\n第一条 申请本办法补贴的项目，建设期自2024年5月1日起实施，不超过两年。",
                "甲指南\n项目按本方案执行至2025年6月30日的予以验收。",
                "甲办法\n第一条 在本办法施行前，按照《老办法》执行至2023年12月31日的项目继续执行。",
                "关于印发《甲办法》和《乙办法》的通知\n本办法自2024年2月1日起施行，有效期至2026年1月31日。\n乙办法\n"
                "第一条 本办法自2024年3月1日起施行。",
                "甲办法\n本办法自2024年2月1日起施行，有效期至2023年1月31日。",
            )
        ),
    ],
)
def test_in_force_is_what_the_document_says_of_itself(text, in_force):
    found = of(text)
    assert (found.effective_on, found.expires_on) == in_force


@pytest.mark.parametrize(
    ("fact", "number"),
    [
        ("发文字号：徐府规〔2024〕3号", "徐府规〔2024〕3号"),
        ("上海市人民政府令第2号", "上海市人民政府令第2号"),
        ("令第二号", "令第二号"),
        ("12345", ""),
        ("2024年第3期", ""),
        ("SY-2024-001", ""),
    ],
)
def test_a_fact_of_the_page_is_a_number_or_an_order_or_nothing(fact, number):
    assert of("关于人才的通知\n正文。", meta={"文号": fact}).doc_number == number


def test_markdown_is_read_and_kept_without_its_signs():
    text = "# 徐汇区租房补贴办事指南\n## 申报条件\n在徐汇区工作。\n"
    found = draft(read("a.md", text.encode()), REFERENCE)
    assert found.title == "徐汇区租房补贴办事指南"
    assert found.original == "徐汇区租房补贴办事指南\n申报条件\n在徐汇区工作。"
    assert found.sections[SectionKind.CONDITIONS] == "申报条件\n在徐汇区工作。"


@pytest.mark.parametrize(
    ("fact", "issuers"),
    [
        ("无", ()),
        ("-", ()),
        ("x", ()),
        ("徐汇区财政局 无", ()),
        ("徐汇区财政局、徐汇区科学技术委员会", ("徐汇区财政局", "徐汇区科学技术委员会")),
        (
            "徐汇区科学技术委员会（外国专家局、知识产权局）",
            ("徐汇区科学技术委员会（外国专家局、知识产权局）",),
        ),
    ],
)
def test_a_fact_of_the_page_names_bodies_or_nobody(fact, issuers):
    assert of("关于人才的通知\n正文。", meta={"发布机构": fact}).issuers == issuers


def test_a_district_that_is_given_overrules_the_document():
    assert draft(Source(kind="txt", text=NOTICE), REFERENCE, district="xuhui").district == "xuhui"


def test_what_no_database_takes_is_refused():
    for char in ("\x00", "\ud800"):
        for source in (
            Source("text", f"关于人才的通知{char}"),
            Source("html", "关于人才的通知", remarks=(char,)),
            Source("html", "正文", title=f"关于人才{char}的通知"),
        ):
            with pytest.raises(RejectedSource, match="不能保存"):
                draft_of(source, REFERENCE)


def test_what_no_database_takes_is_refused_in_our_own_export_too():
    for exported in (
        Exported("标题", {}, {SectionKind.ORIGINAL: "正\x00文"}),
        Exported("标\x00题", {}, {SectionKind.ORIGINAL: "正文"}),
        Exported("标题", {"来源说明": "甲\x00"}, {SectionKind.ORIGINAL: "正文"}),
    ):
        with pytest.raises(RejectedSource, match="不能保存"):
            draft_of(Source("markdown", export(exported)), REFERENCE)


PAGE = "<html><head><title>{title}</title></head><body>{above}<div id='zoom'><h1>关于人才的意见</h1><p>第一条 在徐汇区工作的人才可以申请公寓，每年集中受理一次，逾期不候，另有规定的除外。</p></div></body></html>"


@pytest.mark.parametrize(
    "page",
    [
        PAGE.format(title="关于人\x00才的意见", above=""),
        PAGE.format(title="关于人才的意见", above="<p>文号：徐府规〔2020〕\x003号</p>"),
        PAGE.format(title="关于人才的意见", above="<p>甲\x00乙</p>"),
    ],
)
def test_control_characters_around_the_text_are_taken_away(page):
    found = read("a.html", page.encode())
    assert "\x00" not in "".join([found.title, *found.meta, *found.meta.values(), *found.remarks])
    assert draft_of(found, REFERENCE).title == "关于人才的意见"


def test_the_facts_of_a_page_stand_in_for_what_the_document_does_not_say():
    facts = {
        "文号": "徐人社〔2021〕3号",
        "成文日期": "2021年3月1日",
        "发布机构": "徐汇区人力资源和社会保障局",
    }
    found = of("关于人才的通知\n正文。", meta={**facts, "PubDate": "2021-03-05 10:00"})
    assert (found.doc_number, found.issuers, found.district) == (facts["文号"], (facts["发布机构"],), "xuhui")
    assert (found.issued_on, found.published_on) == (date(2021, 3, 1), date(2021, 3, 5))
    assert of(NOTICE, meta=facts).doc_number == "闸府发〔2014〕3号", "the document comes first"
    assert of("关于人才的通知\n正文。", meta={"文号": "无"}).doc_number == ""


@pytest.mark.parametrize(
    ("address", "official"),
    [
        ("https://www.xuhui.gov.cn/a/1.html", "https://www.xuhui.gov.cn/a/1.html"),
        ("https://www.xuhui.gov.cn.example.com/a", ""),
        ("https://example.com/?https://www.xuhui.gov.cn/", ""),
        ("", ""),
    ],
)
def test_only_an_authoritys_address_is_official(address, official):
    assert of("关于人才的通知", meta={"url": address}).official_url == official


def test_a_fact_says_where_it_was_read_and_a_computed_day_that_it_was_computed():
    found = of(
        "关于甲的通知\n徐府规〔2024〕3号\n本通知自2024年3月1日起施行，有效期两年。\n徐汇区财政局\n2024年2月1日"
    )
    assert found.reasons == {
        "title": "正文里的标题",
        "doc_number": "正文开头的文号",
        "issuers": "落款",
        "issued_on": "落款日期",
        "expires_on": "按有效期推算",
    }
    assert found.remarks == ("失效日期 2026年2月28日 是推算的：从 2024年3月1日 起 2年。请核对。",)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("二、申报时间\n2024年4月1日至5月31日，逾期关闭。", [("2024-04-01", "2024-05-31")]),
        ("受理时间为2024年3月1日9:00至2024年3月31日17:00。", [("2024-03-01", "2024-03-31")]),
        ("申请人可在2023年11月1日—12月15日登录平台填报。", [("2023-11-01", "2023-12-15")]),
        ("网上申报时间：2024.3.1-2024.4.30", [("2024-03-01", "2024-04-30")]),
        ("材料须于2023年10月20日（星期五）17:00前送达。", [("None", "2023-10-20")]),
        ("三、截止日期\n2024年9月30日", [("None", "2024-09-30")]),
        ("本办法自2024年1月1日起施行，有效期至2024年12月31日。", []),
        ("公示时间为2024年3月1日至3月7日。", []),
        ("申报人应为2020年1月1日以后出生。", []),
        ("申报时间：2024年2月30日至3月31日。", []),
    ],
)
def test_the_days_between_which_one_may_apply_are_proposed_with_their_words(text, days):
    found = of(f"关于甲的通知\n{text}").rounds
    assert [(str(each.opens_on), str(each.closes_on)) for each in found] == days
    assert all(each.quote in text for each in found)
