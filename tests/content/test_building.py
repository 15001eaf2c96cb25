"""Made-up records as entries: nothing is added but line breaks, dates of sources and cautions."""

import json
from datetime import date

import pytest

from tests.content.build import Builder
from tests.content.entries import Entry, columns, enriched
from tests.content.lines import broken
from tests.content.plan import Choice, Plan
from tests.content.records import Facts, Point, Record, RecordError
from tests.content.sections import written

NOTHING = {
    **dict.fromkeys(
        ("doc_no", "doc_no_en", "basis", "issued_on", "published_on", "effective_on", "expires_on")
    ),
    **dict.fromkeys(("year", "area", "support", "conditions", "procedure", "materials", "service")),
    **dict.fromkeys(("official_url", "source_title", "use_reason", "enriches", "notes")),
    **{name: [] for name in ("issuers", "topics", "audiences", "materials_items", "benefits", "rounds")},
    "contacts": [],
    "evidence": [],
    "expires_derived": False,
}
CHOICE = Choice(slug="jia-2024-butie", source="甲报2024年5月6日")


def record(**known):
    own = {"id": "XX001", "title": "2024年甲区补贴申报", "title_kind": "descriptive", "district": "甲区"}
    source = {"source_kind": "third_party", "grade": "medium", "use": "entry"}
    return Record(**(NOTHING | own | source | known))


def window(**known):
    return {
        "name": "2024年度",
        "opens_on": None,
        "closes_on": None,
        "open_all_year": False,
        "note": None,
    } | known


def contact(**known):
    return {"what": "甲中心", "phone": None, "address": None, "hours": None, "url": None} | known


def point(number=1, **known):
    told = {
        "id": f"SP{number}",
        "name": f"甲区第{number}窗口",
        "district": "甲区",
        "handles": ["补贴"],
        "phones": [],
    }
    seen = {"seen_on": "2021-07-07", "source_title": "表", "source_kind": "third_party", "grade": "medium"}
    rest = {"address": "甲路1号", "hours": None, "url": None, "evidence": [], "notes": None}
    return Point(**(told | seen | rest | known))


def lines(kind, made_up, *points, choice=CHOICE, unsure=None):
    return written(made_up, choice, points, unsure or {}).get(kind, [])


@pytest.mark.parametrize(
    ("text", "in_lines"),
    [
        ("（一）博士；（二）硕士。", ["（一）博士；", "（二）硕士。"]),
        ("符合之一：1. 博士。2. 硕士。", ["符合之一：", "1. 博士。", "2. 硕士。"]),
        ("（一）单位：1.甲；2.乙。（二）个人。", ["（一）单位：", "1.甲；", "2.乙。", "（二）个人。"]),
        (
            "1.签订合同；2.缴纳社保；3.2023年度收入达标。",
            ["1.签订合同；", "2.缴纳社保；", "3.2023年度收入达标。"],
        ),
        ("1. 护照。（其后项目未见）", ["1. 护照。", "（其后项目未见）"]),
        ("第（一）项和第（二）项按1.5倍、2.5倍计算。", ["第（一）项和第（二）项按1.5倍、2.5倍计算。"]),
        ("最高（1）级，见1.0版。", ["最高（1）级，见1.0版。"]),
    ],
)
def test_a_line_is_broken_where_numbers_count_and_nowhere_else(text, in_lines):
    assert broken(text).splitlines() == in_lines
    assert broken(text).replace("\n", "") == text


def test_a_break_that_is_asked_for_must_have_its_words():
    assert broken("首次：护照。延期：签证。", ["延期："]) == "首次：护照。\n延期：签证。"
    with pytest.raises(ValueError, match="stands 0 times"):
        broken("首次：护照。", ["延期："])


def test_what_is_not_known_is_left_out():
    assert written(record(support="每人1万元。"), CHOICE, [], {}) == {"support": ["每人1万元。"]}


def test_a_window_that_is_over_is_told_in_the_past_and_one_to_come_is_not():
    over, coming = (
        window(closes_on="2024-03-31"),
        window(name="2027年度", opens_on="2027-03-01", closes_on="2027-03-31"),
    )
    assert lines("procedure", record(rounds=[over, coming])) == [
        "2024年度：截至2024年3月31日（已经结束）。",
        "2027年度：2027年3月1日至2027年3月31日。",
    ]


def test_all_year_is_told_only_where_it_is_marked():
    marked, guessed = window(name="常年受理", open_all_year=True), window(note="日期未见")
    assert lines("procedure", record(rounds=[marked])) == ["常年受理。"]
    assert lines("procedure", record(rounds=[guessed])) == []
    assert lines("procedure", record(procedure="网上申请。", rounds=[guessed])) == [
        "网上申请。",
        "2024年度：没有查到日期。",
    ]


def test_old_and_undated_telephones_ask_to_make_sure():
    told = contact(phone="021-66554433", address="甲区甲路1号")
    undated = lines("service", record(contacts=[told]))
    old = lines("service", record(contacts=[told], published_on="2022-05-06"))
    fresh = lines("service", record(contacts=[told], published_on="2026-05-06"))
    said = "甲中心：021-66554433，甲区甲路1号。"
    assert undated == [said, "（来源没有标日期，去之前请先打电话，或者拨打12345。）"]
    assert old == [said, "（信息截至2022年5月6日，去之前请先打电话，或者拨打12345。）"]
    assert fresh == [said, "（信息截至2026年5月6日。）"]


def test_a_telephone_that_must_be_checked_says_so():
    made_up = record(service="电话66554433。", published_on="2026-05-06", notes="电话使用前须核对。")
    assert lines("service", made_up)[-1] == "（信息截至2026年5月6日，使用前须核对，也可以拨打12345。）"


def test_what_the_text_says_already_is_not_said_again():
    told = contact(phone="021-66554433", address="徐汇区甲路1号")
    assert lines(
        "service", record(service="甲路1号，电话66554433。（2020年公布，仅供查考）", contacts=[told])
    ) == ["甲路1号，电话66554433。（2020年公布，仅供查考）"]


def test_of_two_sources_that_differ_neither_is_shown():
    differing = point(hours="9:00-16:30")
    unsure = {"SP1": {"leave_out": ["hours"], "because": "两处时间不一样，没有列出"}}
    (said,) = lines("service", record(), differing, unsure=unsure)
    assert "9:00" not in said
    assert "两处时间不一样，没有列出，去之前请先打电话" in said


def test_many_points_are_a_table_under_one_date():
    told = lines("service", record(), *(point(number) for number in range(1, 5)))
    assert told[0] == "各区受理点（据转载资料，信息截至2021年7月7日，去之前请先打电话，或者拨打12345）："
    assert told[1:4] == ["| 受理点 | 地址 |", "| --- | --- |", "| 甲区第1窗口 | 甲路1号 |"]
    assert len(told) == 7


def test_an_address_of_a_reprint_is_told_and_leads_nowhere():
    assert lines("procedure", record(procedure="登录https://a.example.com/办理。")) == [
        "登录a.example.com/办理。"
    ]
    assert lines("procedure", record(procedure="登录http://rsj.sh.gov.cn办理。")) == [
        "登录http://rsj.sh.gov.cn办理。"
    ]


def test_the_columns_say_where_the_words_come_from():
    told = columns(record(basis="甲发〔2020〕1号", year=2024), CHOICE, "jia")
    assert told["title_is_ours"] is True
    assert told["year_entered"] == 2024
    assert told["source_note"] == "本站的摘要整理自甲报2024年5月6日。"
    assert told["editorial_note"] == "依据：甲发〔2020〕1号。"
    assert not {"doc_number", "official_url", "published_on", "verified_on"} & told.keys()


def test_an_end_that_was_computed_is_told_as_computed():
    told = columns(record(expires_on="2027-06-30", expires_derived=True), CHOICE, "jia")
    assert told["editorial_note"] == "失效日期由文件里的有效期推算为2027年6月30日。"


def test_a_lesser_source_follows_a_better_one_and_never_replaces_it():
    fields = {"slug": "jia", "source_kind": "official", "source_grade": "high", "source_note": "官方网页。"}
    entry = Entry(fields, {"support": "每人1万元。\n（官方）"})
    choice = Choice(slug="jia", source="甲报", into=("support",))
    merged = enriched(entry, record(published_on="2024-05-06"), choice, {"support": ["另说每人2万元。"]})
    assert merged.sections["support"].startswith("每人1万元。\n（官方）\n另说每人2万元。")
    assert merged.fields["source_note"] == "官方网页。补充的部分整理自转载资料，未与原文核对：甲报。"
    assert merged.fields["source_kind"] == "third_party"
    assert "published_on" not in merged.fields


def test_a_directory_of_records_makes_the_same_rows_twice(tmp_path):
    row = vars(record(topics=["落户"], district="徐汇区", support="每人1万元。"))
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (tmp_path / "service_points.jsonl").write_text(json.dumps(vars(point())) + "\n", "utf-8")
    facts, plan = Facts.read(tmp_path), Plan({"XX001": CHOICE}, {}, {}, {}, (), {})
    first, second = ([each.rows() for each in Builder(facts, plan, []).entries()] for _ in range(2))
    rows = [row for entry in first for row in entry]
    assert rows == [row for entry in second for row in entry]
    assert [row["model"] for row in rows] == [
        "policies.policy",
        *["policies.section"] * 6,
        "policies.policytopic",
    ]


def test_a_record_with_an_unknown_field_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(vars(record()) | {"colour": "红"}) + "\n", "utf-8")
    with pytest.raises(RecordError, match=r"a\.jsonl, line 1: colour"):
        Facts.read(tmp_path)


def test_a_date_of_a_point_is_a_day():
    assert point().day == date(2021, 7, 7)
    assert point(seen_on=None).day is None
