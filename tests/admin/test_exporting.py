"""A policy as a file, for staff."""

import pytest

from policies.importing.reading.own_export import parse_export
from policies.models import Section
from policies.vocabulary import SectionKind, SectionState
from tests.admin.desk import address, seen, signed_in

pytestmark = pytest.mark.django_db

TEXT = "一、总则\n## 申报条件\n每月补贴 <900> 元。"


def test_staff_take_a_policy_home_and_it_reads_back_to_the_letter(editor, draft, topic):
    Section.objects.create(policy=draft, kind="original", state="content", body=TEXT)
    draft.topics.add(topic)
    assert "导出为文本文件" in seen(editor.get(address(draft)))
    answer = editor.get(address(draft, "export"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="xuhui-2015-15.md"'
    found = parse_export(answer.content.decode())
    assert (found.title, found.facts["发文字号"]) == (draft.title, "徐委〔2015〕15号")
    assert (found.facts["区"], found.facts["主题"]) == ("徐汇区", "落户测试")
    assert found.sections[SectionKind.ORIGINAL] == TEXT
    assert found.sections[SectionKind.SUPPORT] is SectionState.PENDING


def test_who_may_not_look_gets_no_file(editor, draft):
    assert signed_in("路人").get(address(draft, "export")).status_code == 403
    draft.delete()
    assert editor.get("/admin/policies/policy/99/export/").status_code == 404


def test_an_export_only_reads(editor, draft):
    assert editor.post(address(draft, "export")).status_code == 405
