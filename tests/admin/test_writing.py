"""Writing a policy: adding, its six sections, and two editors at once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from policies.models import (
    PolicyIssuer,
    PolicyTopic,
    Section,
)
from policies.vocabulary import SectionKind, SectionState
from tests.admin.desk import (
    ADD,
    DRAFT,
    LIST,
    PUBLISHED,
    add,
    address,
    buttons,
    form_data,
    pressed,
    refusal,
    seen,
    select,
)

pytestmark = pytest.mark.django_db


# Adding


def test_an_editor_adds_a_draft_with_everything(editor, xuhui, topic, audience, issuer):
    policy = add(
        editor,
        doc_number="徐委[2015]15",
        district=xuhui.pk,
        topics=[topic.pk],
        audiences=[audience.pk],
        published_on="2015年8月14日",
        source_note="扫描件。",
        source_kind="institutional",
        source_grade="medium",
        uncertain_reason="年份未见。",
        title_is_ours="True",
        **{
            "policyissuer_set-TOTAL_FORMS": "1",
            "policyissuer_set-0-order": "2",
            "policyissuer_set-0-issuer": issuer.pk,
            "sections-0-body": "一、总则\r\n　　第一段。",
            "sections-1-state": "absent",
        },
    )
    assert (policy.state, policy.year, policy.published_on) == (DRAFT, 2015, date(2015, 8, 14))
    assert (policy.source_kind, policy.source_grade) == ("institutional", "medium")
    assert (policy.uncertain_reason, policy.title_is_ours) == ("年份未见。", True)
    assert policy.doc_number_normalized == "徐委〔2015〕15号"
    assert (list(policy.topics.all()), list(policy.audiences.all())) == ([topic], [audience])
    assert list(policy.policyissuer_set.values_list("issuer", "order")) == [(issuer.pk, 2)]
    rows = {row.kind: (row.state, row.body) for row in policy.sections.all()}
    assert rows.pop("original") == (SectionState.CONTENT, "一、总则\n　　第一段。")
    assert rows.pop("support") == (SectionState.ABSENT, "")
    assert set(rows.values()) == {(SectionState.PENDING, "")}
    assert len(rows) == 4


def test_the_year_of_the_title_wins_over_that_of_a_date(editor, xuhui):
    policy = add(editor, district=xuhui.pk, published_on="2015-12-31", year_entered="2016")
    assert (policy.year, policy.slug) == (2016, "xuhui-2016-rcajdyj")


def test_a_source_that_nobody_named_is_offered_as_such(editor):
    for name in ("source_kind", "source_grade"):
        assert '<option value="" selected>未注明</option>' in select(editor.get(ADD), name)


def test_a_new_policy_is_offered_as_a_draft(reviewer):
    page = reviewer.get(ADD)
    assert "发布状态:\n草稿" in re.sub(r"\n\s*", "\n", seen(page))
    assert buttons(page)[-2:] == ["保存并交审", "保存并发布"]


@pytest.mark.parametrize("who", ["reviewer", "superuser"])
def test_those_who_publish_add_and_publish(who, request, xuhui):
    client = request.getfixturevalue(who)
    policy = add(client, district=xuhui.pk, source_note="扫描件。")
    whole = form_data(district=xuhui.pk, source_note="扫描件。", reason="只有我一人。", **pressed(PUBLISHED))
    assert client.post(address(policy), whole).status_code == 302
    policy.refresh_from_db()
    assert policy.state == PUBLISHED


def test_publishing_without_a_source_is_refused_in_the_form(reviewer, incomplete):
    words = refusal(reviewer, address(incomplete), **pressed(PUBLISHED))
    assert "发布前必须填写标题、区，以及官方原文网址或来源说明。" in words
    incomplete.refresh_from_db()
    assert incomplete.state == DRAFT


def test_topics_change_and_go(editor, draft, topic):
    editor.post(address(draft), form_data(topics=[topic.pk]))
    assert list(draft.topics.all()) == [topic]
    assert "修改了" in seen(editor.get(LIST))
    editor.post(address(draft), form_data())
    assert not PolicyTopic.objects.exists()


def test_one_issuer_twice_is_told_by_its_label(editor, draft, issuer):
    rows = {
        f"policyissuer_set-{n}-{name}": value
        for n in (0, 1)
        for name, value in (("order", 1), ("issuer", issuer.pk))
    }
    words = refusal(editor, address(draft), **{"policyissuer_set-TOTAL_FORMS": "2"}, **rows)
    assert "“发文机关”有重复，同一个只能填写一次。" in words
    assert not PolicyIssuer.objects.exists()


# Sections


def _headings(page) -> list[str]:
    return re.findall(r'<h3 id="sections-\d-heading">([^<]+)</h3>', page.content.decode())


def _bodies(page) -> list[str]:
    return [
        text.strip()
        for text in re.findall(
            r'<textarea name="sections-\d-body"[^>]*>([^<]*)</textarea>', page.content.decode()
        )
    ]


def test_six_sections_in_order_on_the_add_page(editor):
    page = editor.get(ADD)
    assert _headings(page) == SectionKind.labels
    assert _bodies(page) == [""] * 6


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_six_sections_in_order_when_only_two_rows_exist(who, request, draft):
    client = request.getfixturevalue(who)
    for kind, body in (("service", "二楼窗口"), ("support", "每月补贴")):
        Section.objects.create(policy=draft, kind=kind, state="content", body=body)
    page = client.get(address(draft))
    assert _headings(page) == SectionKind.labels
    assert _bodies(page) == ["", "每月补贴", "", "", "", "二楼窗口"]
    assert "添加另一个 栏目" not in seen(page)


def test_a_page_opened_before_a_colleague_saved_writes_into_the_right_sections(editor, draft):
    Section.objects.create(policy=draft, kind="support", state="pending")
    stale = form_data(
        **{
            "sections-3-body": "程序",
            "sections-3-kind": "original",
            "sections-0-id": "1",
            "sections-INITIAL_FORMS": "5",
            "sections-TOTAL_FORMS": "0",
        }
    )
    draft.ensure_sections()
    assert editor.post(address(draft), stale).status_code == 302
    assert dict(draft.sections.exclude(body="").values_list("kind", "body")) == {"procedure": "程序"}
    assert draft.sections.count() == 6


def test_an_untouched_section_is_not_reported_as_changed(editor, draft):
    Section.objects.create(policy=draft, kind="original", state="content", body="一\n二")
    same = {"sections-0-state": "content", "sections-0-body": "一\r\n二"}
    editor.post(address(draft), form_data(title="新标题", **same))
    assert "栏目" not in LogEntry.objects.latest("pk").get_change_message()
    editor.post(address(draft), form_data(title="新标题", **same | {"sections-0-body": "一\r\n三"}))
    assert "修改了 栏目“政策原文”的 内容" in LogEntry.objects.latest("pk").get_change_message()


@pytest.mark.parametrize(
    ("state", "body", "message"),
    [
        ("content", "", "还没有内容。请填写内容，或者把状态改为“待补”或“原文未规定”。"),
        ("content", " \r\n　\r\n", "还没有内容。请填写内容，或者把状态改为“待补”或“原文未规定”。"),
        ("absent", "有字", "选了“原文未规定”，下面却有内容。请删去内容，或者把状态改为“有内容”。"),
        ("published", "有字", "请从列表里选"),
    ],
)
def test_state_and_body_of_a_section_must_agree(editor, draft, state, body, message):
    words = refusal(editor, address(draft), **{"sections-2-state": state, "sections-2-body": body})
    assert message in words
    assert not draft.sections.exists()


def test_only_blank_lines_at_the_ends_of_a_body_are_removed(editor, draft):
    pasted = "\r\n \r\n　　第一条　总则\r\n\r\n第二条 \r\n\t\r\n"
    editor.post(address(draft), form_data(**{"sections-0-body": pasted}))
    assert draft.sections.get(kind="original").body == "　　第一条　总则\n\n第二条 "


# Two editors at once: see also test_checkpoints.py


def test_an_issuer_that_a_colleague_added_meanwhile_is_told_by_its_label(editor, draft, issuer):
    row = {
        "policyissuer_set-TOTAL_FORMS": "1",
        "policyissuer_set-0-order": "1",
        "policyissuer_set-0-issuer": issuer.pk,
    }
    assert editor.post(address(draft), form_data(**row)).status_code == 302
    assert "同一机关只能填写一次" in refusal(editor, address(draft), **row)
    assert PolicyIssuer.objects.count() == 1
