"""Rounds, benefits, materials, service points and areas: loaded both ways, checked, kept apart by their marks."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from policies.models import (
    Area,
    Benefit,
    Material,
    Policy,
    PolicyServicePoint,
    Revision,
    Round,
    Section,
    ServicePoint,
)
from tests import answers
from tests.test_fixtures import dump, load

pytestmark = pytest.mark.django_db

ROWS_OF_A_POLICY = (Round, Benefit, Material)


@pytest.fixture
def loaded(tmp_path):
    """What loads fixture rows; `without` names models, and the others are fields to change by name of the model."""

    def load_rows(without=(), **changes):
        rows = answers.rows()
        for model, fields in changes.items():
            rows[model]["fields"] |= fields
        path = tmp_path / "answers.json"
        kept = [row for name, row in rows.items() if name not in without]
        path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        load(str(path))

    return load_rows


def untouched():
    """As if nobody had worked on anything at the desk."""
    Policy.objects.update(edited_at=None)
    ServicePoint.objects.update(edited_at=None)


def test_a_file_is_loaded_and_dumped_again(loaded, tmp_path):
    loaded()
    rows = dump()
    assert {row["model"].removeprefix("policies.") for row in rows} >= set(answers.rows())
    path = tmp_path / "dumped.json"
    path.write_text(json.dumps(rows), "utf-8")
    Policy.objects.all().delete()
    ServicePoint.objects.all().delete()
    load(str(path))
    assert dump() == rows


def test_a_second_load_changes_nothing_and_a_new_value_is_taken(loaded):
    loaded()
    before = Revision.current().number
    loaded()
    assert Revision.current().number == before
    loaded(round={"name": "2025年第一批"}, servicepoint={"telephones": ["12345", "962222"]})
    assert Round.objects.get().name == "2025年第一批"
    assert ServicePoint.objects.get().telephones == ["12345", "962222"]


def test_what_a_newer_file_no_longer_has_stays(loaded):
    loaded()
    loaded(without=["material", "round", "policyservicepoint"])
    assert Material.objects.get().uid == "m1"
    assert Round.objects.get().uid == "r1"
    assert PolicyServicePoint.objects.exists()


@pytest.mark.parametrize(
    ("model", "field", "value", "reason"),
    [
        (
            "benefit",
            "quote",
            "每月三千元租房补贴",
            "does not stand letter for letter in the section support of p-1",
        ),
        (
            "benefit",
            "section",
            "conditions",
            "does not stand letter for letter in the section conditions of p-1",
        ),
        ("benefit", "amount", "每月三千元，最高4万元", "field amount: 40000 does not stand in the quote"),
        ("benefit", "quote", "", "不能为空"),
        ("benefit", "kind", "gold", "不是有效选项"),
        ("benefit", "cap_yuan", -1, "field cap_yuan: .*大于或等于0"),
        ("round", "closes_on", "2025-02-28", "round_closes_after_opening: 截止日期不能早于开始日期。"),
        ("round", "open_all_year", True, "round_all_year_never_closes: 常年受理的没有截止日期"),
        ("round", "notice_url", "javascript:alert(1)", "请输入以 https:// 或 http:// 开头的完整网址"),
        ("servicepoint", "online_url", "ftp://e.cn/", "请输入以 https:// 或 http:// 开头的完整网址"),
        ("servicepoint", "telephones", "12345", "应是一列词语"),
        ("servicepoint", "district", ["nowhere"], "neither in these files nor in the database"),
        ("policyservicepoint", "point", ["sp002"], "neither in these files nor in the database"),
        ("material", "uid", "M 1", "只能用小写英文字母、数字和连字符"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(loaded, model, field, value, reason):
    number = list(answers.rows()).index(model) + 1
    with pytest.raises(CommandError) as refused:
        loaded(**{model: {field: value}})
    assert re.search(rf"answers\.json, row {number}.*({reason})", str(refused.value))
    assert not Policy.objects.exists()


@pytest.mark.parametrize("model", ["round", "benefit", "material", "servicepoint"])
def test_a_row_must_bring_its_mark(tmp_path, model):
    rows = answers.rows()
    del rows[model]["fields"]["uid"]
    path = tmp_path / "unmarked.json"
    path.write_text(json.dumps(list(rows.values())), "utf-8")
    with pytest.raises(CommandError, match="field uid: is missing"):
        load(str(path))


def test_a_quote_is_looked_for_in_the_database_where_the_files_have_no_such_section(loaded):
    loaded()
    loaded(without=["section"])
    Section.objects.update(body="改过的")
    with pytest.raises(CommandError, match="field quote: does not stand"):
        loaded(without=["section"])


def test_what_staff_worked_on_is_not_loaded_over(loaded):
    loaded()
    Policy.objects.get().save()
    with pytest.raises(CommandError) as refused:
        loaded(round={"name": "改过的"})
    for model in ("round", "benefit", "material", "policyservicepoint", "policyarea"):
        number = list(answers.rows()).index(model) + 1
        assert f"row {number}, field policy: p-1 has been edited by staff" in str(refused.value)
    untouched()
    ServicePoint.objects.get().save()
    with pytest.raises(CommandError, match="field uid: sp001 has been edited by staff"):
        loaded(servicepoint={"name": "别的"})


@pytest.mark.parametrize("model", ROWS_OF_A_POLICY)
def test_a_mark_is_made_once_and_stands_once_in_a_policy(loaded, model):
    loaded()
    row, other = model.objects.get(), Policy.objects.create(slug="p-2", title="另一条")
    row.pk, row.policy = None, other
    row.save()
    assert model.objects.filter(uid=row.uid).count() == 2
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    row.uid = model._meta.get_field("uid").get_default()
    row.save()
    assert re.fullmatch(r"[0-9a-f]{12}", model.objects.get(pk=row.pk).uid)


def test_a_benefit_must_quote_its_section(loaded):
    loaded()
    benefit = Benefit.objects.get()
    benefit.full_clean()
    benefit.quote = "每月五千元"
    with pytest.raises(ValidationError, match="“扶持力度”这一栏里没有这句话。请从那一栏照抄一句"):
        benefit.full_clean()
    benefit.quote, benefit.section = "每月3000元", "procedure"
    with pytest.raises(ValidationError, match="“申报程序”这一栏没有内容。请先填写那一栏"):
        benefit.full_clean()


def test_an_area_knows_its_districts_and_its_policies(loaded):
    loaded()
    area = Area.objects.get()
    assert [district.slug for district in area.districts.all()] == ["xuhui"]
    assert [policy.slug for policy in area.policy_set.all()] == ["p-1"]


def test_what_is_in_use_cannot_be_deleted_by_mistake(loaded):
    loaded()
    for row in (Area.objects.get(), ServicePoint.objects.get()):
        with pytest.raises(IntegrityError):
            row.delete()
    Policy.objects.get().delete()
    assert [model.objects.count() for model in ROWS_OF_A_POLICY] == [0, 0, 0]
    assert ServicePoint.objects.exists()
