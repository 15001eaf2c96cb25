"""The command that operators run: its report and its exit code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from policies.importing.drafting.doubts import Doubt, DoubtKind, Spot
from policies.importing.storing import report
from policies.importing.storing.store import ImportOutcome, ImportVerdict
from policies.models import Policy, Section
from policies.text.outline import outline
from policies.vocabulary import PublicationState, SectionKind
from tests.data import clear
from tests.importing.notices import NOTICE, taxonomy  # noqa: F401
from tests.library import load_library

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "samples/xuhui-2015.txt"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_policy", *map(str, arguments), stdout=out)
    return out.getvalue()


def failing(*arguments: object) -> tuple[str, str]:
    """What was printed, and the error that ends with exit code 1."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_policy", *map(str, arguments), stdout=out)
    assert error.value.returncode == 1
    return out.getvalue(), str(error.value)


def test_one_command_makes_a_draft_of_the_seed_page():
    printed = run(SAMPLE)
    policy = Policy.objects.get()
    assert policy.state == PublicationState.DRAFT
    assert len(outline(Section.objects.get(kind=SectionKind.ORIGINAL).body).lines) == 128
    assert printed.startswith(f"已新建  {SAMPLE} → xuhui-2015-15《中共徐汇区委 徐汇区人民政府关于加快建设")
    for line in (
        "第 2 行：标题不一致 “假” → “建”",
        "第 4 行：文号残缺 “徐委[2015]15” → “徐委〔2015〕15号”",
        "第 6 行：文号残缺 “〔20157号” → “〔2015〕7号”",
        "第 128 行：日期残缺 “2015814” → “2015年8月14日”",
        "半角标点 111",
        "重复的图片说明 12",
        "共 1 个文件：已新建 1，已更新 0，没有变化 0，已跳过 0，未导入 0。",
    ):
        assert line in printed
    assert run(SAMPLE).startswith("没有变化")


def test_the_seed_page_is_stopped_where_the_library_has_it_already():
    # The library brings districts of its own.
    clear()
    load_library()
    count = Policy.objects.count()
    printed, error = failing(SAMPLE)
    assert "可能重复：xuhui-2015-kechuang-zhongxin" in printed
    assert "（文号相同、标题相同、正文几乎相同，正文相同 100%）" in printed
    assert error == "1 of 1 files were not imported."
    assert Policy.objects.count() == count


def test_a_folder_is_brought_in_file_by_file(tmp_path):
    (tmp_path / "good.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.4")
    printed, error = failing(tmp_path)
    assert "共 2 个文件：已新建 1，已更新 0，没有变化 0，已跳过 0，未导入 1。" in printed
    assert "没有导入的原因：PDF 文件损坏 1。" in printed
    assert "请打开后另存再导入" in printed
    assert error == "1 of 2 files were not imported."


def test_skipping_the_work_of_staff_is_a_failure(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(NOTICE, "utf-8")
    run(path)
    Policy.objects.get().save()
    path.write_text(NOTICE.replace("一千元", "二千元"), "utf-8")
    printed, _ = failing(path)
    assert printed.startswith("已跳过  ")
    assert "xuhui-2020-3 导入以后又由工作人员编辑过" in printed


def test_a_dry_run_says_that_nothing_was_kept():
    printed = run(SAMPLE, "--dry-run")
    assert printed.startswith("已新建")
    assert "Nothing was kept (--dry-run)." in printed
    assert not Policy.objects.exists()


def test_district_and_no_duplicate_are_given_by_hand(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("人才工作要点\n要做好人才工作，切实提高服务水平。", "utf-8")
    second.write_text("人才工作要点\n要做好人才工作，切实提高服务水平，不断创新。", "utf-8")
    run(first, "--district", "xuhui")
    slug = Policy.objects.get().slug
    assert slug == "xuhui-rcgzyd"
    assert "标题相同" in failing(second)[0]
    run(second, "--not-duplicate-of", slug)
    assert Policy.objects.count() == 2


@pytest.mark.parametrize("arguments", [[SAMPLE, "--district", "atlantis"], ["/nowhere/at/all.txt"]])
def test_wrong_arguments_fail(arguments):
    failing(*arguments)
    assert not Policy.objects.exists()


def test_an_empty_folder_is_a_failure(tmp_path):
    assert failing(tmp_path)[1] == "No file to import was found."


def test_what_cannot_be_seen_is_printed_by_its_code():
    doubt = Doubt(DoubtKind.INVISIBLE, 3, (Spot(0, "\u202e", ""),), "看不见。")
    *_, line = report.lines(ImportOutcome(ImportVerdict.CREATED, "a.txt", doubts=(doubt,)))
    assert line.strip() == "第 3 行：看不见的字符 “U+202E” → “”（看不见）"


def test_a_kind_of_doubt_that_runs_through_the_text_is_counted_only():
    doubts = tuple(Doubt(DoubtKind.WRAPPED, n, (Spot(n, "\n", ""),), "断行。") for n in range(50))
    printed = list(report.lines(ImportOutcome(ImportVerdict.CREATED, "a.txt", doubts=doubts)))
    assert [line.strip() for line in printed[1:]] == ["疑点：断行 50"]


def test_the_report_says_what_was_read_and_what_is_missing(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(NOTICE, "utf-8")
    printed = run(path)
    for told in (
        "标题 关于印发《徐汇区人才公寓管理办法》的通知（正文里的标题）",
        "发文字号 徐府规〔2020〕3号（正文开头的文号）",
        "发文机关 上海市徐汇区人民政府（落款）",
        "成文日期 2020年2月1日（落款日期）",
        "失效日期 2025年2月28日",
        "区 徐汇区",
        "有内容的栏目：政策原文、扶持力度、申报条件",
        "没有读到：发布日期、官方原文网址",
        "待补的栏目：申报程序、提交材料、受理服务",
    ):
        assert told in printed, told


def test_what_lies_beside_documents_is_passed_over_and_no_failure(tmp_path):
    (tmp_path / "a.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "a.json").write_text("{}", "utf-8")
    (tmp_path / "b.css").write_text("p {}", "utf-8")
    printed = run(tmp_path)
    assert "共 3 个文件：已新建 1，已更新 0，没有变化 0，已跳过 0，未导入 0，没有读 2。" in printed


def test_a_folder_of_nothing_but_other_files_is_a_failure(tmp_path):
    (tmp_path / "a.json").write_text("{}", "utf-8")
    assert failing(tmp_path)[1] == "No file to import was found."
