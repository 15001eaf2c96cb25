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
from policies.importing.reading.sources import read
from policies.importing.storing import intake
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportVerdict
from policies.models import (
    ImportedSource,
    Policy,
    PolicyIssuer,
    Section,
    SectionVersion,
)
from policies.vocabulary import PublicationState, SectionKind, SectionState
from tests.importing.notices import NOTICE, bring, everything, taxonomy  # noqa: F401

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "samples/xuhui-2015.txt"


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
