"""Our own export, brought in again."""

from datetime import date

import pytest

from policies.importing.reading.own_export import Exported, export
from policies.importing.storing.export_saved import exported
from policies.importing.storing.store import ImportVerdict
from policies.models import Audience, Benefit, Policy, PolicyAudience, Round, Section
from policies.vocabulary import SectionKind, SectionState
from tests.importing.notices import NOTICE, bring, taxonomy

__all__ = ["taxonomy"]
pytestmark = pytest.mark.django_db


def test_our_own_export_comes_back_as_it_left():
    audience = Audience.objects.create(slug="qiye", name="企业")
    bring(NOTICE)
    policy = Policy.objects.get()
    policy.repealed_on, policy.editorial_note, policy.source_note = (
        date(2024, 1, 1),
        "第一条\n第二条",
        "来自网页",
    )
    policy.source_kind, policy.source_grade, policy.uncertain_reason = "third_party", "low", "年份未见"
    policy.title_is_ours, policy.year_entered, policy.past_reason = True, 2021, "往年的申报"
    policy.save()
    PolicyAudience.objects.create(policy=policy, audience=audience)
    Section.objects.filter(kind="materials").update(state=SectionState.ABSENT)
    Section.objects.filter(kind="service").update(state=SectionState.CONTENT, body="待补\n\n# 像标题\n　缩进")
    left = exported(policy)
    policy.delete()
    assert bring(export(left), "a.md").verdict is ImportVerdict.CREATED
    assert exported(Policy.objects.get()) == left
    assert (left.facts["来源类别"], left.facts["来源可靠程度"], left.facts["本站拟题"]) == (
        "转载资料",
        "低",
        "是",
    )
    assert Policy.objects.get().year == 2021


def test_that_somebody_verified_a_policy_elsewhere_is_not_taken_over():
    facts = {"核实日期": "2024-01-01", "区": "徐汇区"}
    bring(export(Exported("徐汇区人才公寓管理办法", facts, {SectionKind.ORIGINAL: "正文"})), "a.md")
    policy = Policy.objects.get()
    assert (policy.verified_on, policy.district.slug) == (None, "xuhui")


def test_bringing_a_file_in_again_leaves_rounds_and_benefits_alone():
    bring(NOTICE)
    policy = Policy.objects.get()
    Round.objects.create(policy=policy, uid="r1", name="2025年")
    Benefit.objects.create(policy=policy, uid="b1", what="租房补贴", kind="rent", quote="甲")
    left = export(exported(policy))
    assert "| 这份文件没有带上 | 申报轮次：1 条<br>待遇：1 条 |" in left
    bring(left, "a.md")
    assert [row.uid for model in (Round, Benefit) for row in model.objects.all()] == ["r1", "b1"]
