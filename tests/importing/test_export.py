"""What is exported as Markdown reads back to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.importing.reading import sources
from policies.importing.reading.own_export import MARK, Exported, export, parse_export, unix
from policies.importing.storing.export_saved import LEFT_OUT, exported
from policies.models import Material, Policy, Round
from policies.vocabulary import SectionKind, SectionState
from tests.importing.test_plain import SEED
from tests.library import load_library, load_shipped

LINES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            *("## 申报条件", "\\## 申报条件", "\\\\# 一", "#", "# 标题", "待补", "\\待补", "原文未规定"),
            *("| 对象 | 标准 |", "| --- | --- |", MARK, "---", "", "\u2028## 政策原文", "\x0b## 受理服务"),
            *("<br>", "\\<br>", "\\", "- 甲", "    缩进", "一、总则"),
        ]
    ),
)
BODIES = st.lists(LINES, min_size=1, max_size=6).map("\n".join)
CONTENTS = BODIES | st.sampled_from([SectionState.PENDING, SectionState.ABSENT])
FACTS = st.dictionaries(st.text(max_size=8), LINES.filter(bool), max_size=4)
POLICIES = st.builds(
    Exported, st.text(max_size=30), FACTS, st.fixed_dictionaries(dict.fromkeys(SectionKind, CONTENTS))
)


def with_unix_lines(policy):
    return Exported(
        unix(policy.title),
        {unix(label): unix(value) for label, value in policy.facts.items()},
        {
            kind: content if isinstance(content, SectionState) else unix(content)
            for kind, content in policy.sections.items()
        },
    )


@given(POLICIES)
def test_an_export_reads_back_to_the_letter(policy):
    assert parse_export(export(policy)) == with_unix_lines(policy)


@given(POLICIES)
def test_an_export_reads_back_through_a_file_of_windows_and_through_a_form(policy):
    text = export(policy).replace("\n", "\r\n")
    assert parse_export("\ufeff" + text) == with_unix_lines(policy)


def test_a_state_and_a_body_of_the_same_words_stay_apart():
    sections = {SectionKind.SUPPORT: "待补", SectionKind.SERVICE: SectionState.ABSENT}
    found = parse_export(export(Exported("甲", {}, sections)))
    assert type(found.sections[SectionKind.SUPPORT]) is str
    assert found.sections[SectionKind.SUPPORT] == "待补"
    assert found.sections[SectionKind.SERVICE] is SectionState.ABSENT
    assert found.sections[SectionKind.ORIGINAL] is SectionState.PENDING


def test_importing_an_export_keeps_its_text():
    policy = Exported(
        "甲", {"发文字号": "徐委〔2015〕15号"}, {SectionKind.ORIGINAL: "一、总则\n\n\n  二、分则\n---\n尾"}
    )
    data = export(policy).encode()
    for source in (sources.read("a.md", data), sources.read("a.txt", data), sources.read_text(data.decode())):
        assert source.kind == "markdown"
        assert parse_export(source.text) == parse_export(data.decode())
        assert source.removed == {}


@pytest.mark.parametrize(
    ("damage", "because"),
    [
        (
            lambda text: text.replace(MARK, "| 导出 | 人才政策一网通查 |"),
            "another table is somebody else's text",
        ),
        (lambda text: text.replace("## 受理服务", "## 服务"), "a section was renamed"),
        (lambda text: text.replace("## 扶持力度\n\n待补\n\n", ""), "a section is missing"),
        (lambda text: text + "\n\n## 申报条件\n\n甲\n", "a section came twice"),
        (lambda text: "序\n" + text, "something stands before the title"),
        (lambda text: text.replace("| 发文字号 | 甲 |", "发文字号：甲"), "a fact is no row"),
    ],
)
def test_what_is_not_whole_is_not_taken_for_an_export(damage, because):
    text = export(Exported("甲", {"发文字号": "甲"}, {}))
    assert parse_export(text)
    assert parse_export(damage(text)) is None, because


@pytest.mark.django_db
@pytest.mark.parametrize("load", [load_library, load_shipped])
def test_every_policy_reads_back_with_its_facts_and_sections(load, django_assert_num_queries):
    load()
    policies = list(Policy.objects.for_export())
    assert len(policies) > 20
    with django_assert_num_queries(0):
        texts = [export(exported(policy)) for policy in policies]
    for policy, text in zip(policies, texts, strict=True):
        source = sources.read(f"{policy.slug}.md", text.encode())
        found = parse_export(source.text)
        assert found.title == policy.title
        assert found.facts["网址标识"] == policy.slug
        assert found.facts.get("发文字号", "") == policy.doc_number
        assert found.facts.get("编者注", "") == policy.editorial_note
        sections = {section.kind: section for section in policy.sections.all()}
        assert {kind.value for kind in found.sections} == set(sections)
        for kind, content in found.sections.items():
            if isinstance(content, SectionState):
                assert (sections[kind].state, sections[kind].body) == (content, "")
            else:
                assert (sections[kind].state, sections[kind].body) == (SectionState.CONTENT, content)


@pytest.mark.django_db
def test_the_seed_page_comes_back_from_the_library_as_it_was_read():
    """Read the scraped page, save it as the library holds it, export it, read the export: the same text."""
    load_library()
    policy = Policy.objects.for_export().get(slug="xuhui-2015-kechuang-zhongxin")
    again = parse_export(sources.read("a.md", export(exported(policy)).encode()).text)
    assert again.sections[SectionKind.ORIGINAL] == sources.read("a.txt", SEED.read_bytes()).text
    assert again.facts["发文机关"].split("\n") == ["中共上海市徐汇区委员会", "上海市徐汇区人民政府"]


@pytest.mark.django_db
def test_a_file_says_what_it_does_not_hold():
    policy = Policy.objects.create(slug="a-1", title="甲", past_reason="往年的申报")
    facts = parse_export(export(exported(policy))).facts
    assert facts["不再适用的原因"] == "往年的申报"
    assert LEFT_OUT not in facts
    for name in ("第一批", "第二批"):
        Round.objects.create(policy=policy, name=name)
    Material.objects.create(policy=policy, name="居住证")
    assert parse_export(export(exported(policy))).facts[LEFT_OUT] == "申报轮次：2 条\n申报材料：1 条"
