"""The database keeps earlier rounds, benefits, materials and service points, and counts the moves of a date."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from policies.models import (
    Benefit,
    Material,
    Policy,
    PolicyServicePoint,
    RecordVersion,
    Round,
    SectionVersion,
    ServicePoint,
    counted,
    record_archive,
)
from policies.models.row import PolicyRow
from tests import answers
from tests.test_fixtures import load

pytestmark = pytest.mark.django_db

MODELS = {"round": Round, "benefit": Benefit, "material": Material, "servicepoint": ServicePoint}


@pytest.fixture(autouse=True)
def policy(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(list(answers.rows().values())), "utf-8")
    load(str(path))
    return Policy.objects.get()


def by_hand(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def kept(model):
    return [version.record for version in RecordVersion.objects.filter(model=model).order_by("pk")]


# Whoever writes


def words_of(row):
    """A column of words that every one of the models has in its own way."""
    return "who" if isinstance(row, Benefit) else "note"


def by_saving(row):
    setattr(row, words_of(row), "改过的")
    row.save()


def by_bulk_update(row):
    setattr(row, words_of(row), "改过的")
    type(row).objects.bulk_update([row], [words_of(row)])


def by_sql(row):
    by_hand(f"UPDATE {row._meta.db_table} SET {words_of(row)} = '改过的' WHERE id = %s", row.pk)


def by_deleting(row):
    PolicyServicePoint.objects.all().delete()
    row.delete()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "act",
    [
        by_saving,
        by_bulk_update,
        by_sql,
        by_deleting,
        lambda row: type(row).objects.update(**{words_of(row): "改过的"}),
    ],
)
def test_what_was_there_before_is_kept_whoever_changes_it(policy, model, act):
    before = answers.rows()[model]["fields"]
    act(MODELS[model].objects.get())
    [version] = RecordVersion.objects.filter(model=model)
    told = {name: version.record[name] for name in before.keys() - {"policy", "district"}}
    assert told == {name: before[name] for name in told}
    own = (policy.pk, "p-1", "published") if model != "servicepoint" else (None, "", "")
    assert (version.policy_id, version.slug, version.policy_state) == own
    assert version.uid == before["uid"]


def test_yes_and_no_a_list_and_nothing_are_the_same_on_both_databases(policy):
    Round.objects.update(closes_on=None, open_all_year=True)
    Round.objects.update(note="改过的")
    assert [(each["open_all_year"], each["closes_on"]) for each in kept("round")] == [
        (False, "2025-03-31"),
        (True, None),
    ]
    ServicePoint.objects.update(telephones=[])
    assert kept("servicepoint")[0]["telephones"] == ["12345"]


def test_a_save_without_a_change_keeps_nothing():
    for model in MODELS.values():
        model.objects.get().save()
    assert not RecordVersion.objects.exists()


def test_the_link_to_a_point_is_kept_under_the_mark_of_the_point(policy):
    PolicyServicePoint.objects.all().delete()
    [version] = RecordVersion.objects.of(policy)
    assert (version.model, version.uid) == ("policyservicepoint", "sp001")


def test_what_belongs_to_a_draft_is_kept_as_that_of_a_draft(policy):
    Policy.objects.update(state="draft")
    Material.objects.update(note="改过的")
    assert RecordVersion.objects.get().policy_state == "draft"


def test_a_policy_that_is_deleted_leaves_its_rows(policy):
    key = policy.pk
    Policy.objects.update(state="withdrawn")
    policy.delete()
    versions = RecordVersion.objects.filter(policy_id=key)
    assert {version.model for version in versions} == {"round", "benefit", "material", "policyservicepoint"}
    assert {(version.slug, version.policy_state) for version in versions} == {("p-1", "withdrawn")}


def test_another_policy_under_this_number_does_not_have_them(policy):
    Material.objects.update(note="改过的")
    assert RecordVersion.objects.of(policy).count() == 1
    Policy.objects.update(slug="another")
    policy.refresh_from_db()
    assert not RecordVersion.objects.of(policy).exists()


def test_no_kind_of_row_is_forgotten():
    rows = {model._meta.model_name for model in PolicyRow.__subclasses__()}
    assert rows == {"round", "benefit", "material"}
    assert rows <= {kept.model for kept in record_archive.KEPT}
    assert {f"policies_{name}" for name in rows} <= {table.table for table in counted.SOURCES}


# How often a date moved


@pytest.mark.parametrize(
    ("changes", "moves"),
    [
        ({"closes_on": date(2025, 4, 30)}, 1),
        ({"opens_on": None}, 1),
        ({"opens_on": date(2025, 3, 2), "closes_on": date(2025, 4, 30)}, 1),
        ({"closes_on": date(2025, 3, 31)}, 0),
        ({"name": "2025年第一批"}, 0),
    ],
)
def test_a_date_that_moves_is_counted(changes, moves):
    Round.objects.update(**changes)
    assert Round.objects.get().sequence == moves
    assert len(kept("round")) == (changes != {"closes_on": date(2025, 3, 31)})


def test_whoever_saves_an_old_copy_does_not_count_back():
    old = Round.objects.get()
    for day in (1, 2):
        by_hand("UPDATE policies_round SET closes_on = %s", date(2025, 5, day))
    old.note = "改过的"
    old.save()
    assert Round.objects.get().sequence == 3, "the date moved back"
    Round.objects.update(sequence=0)
    assert Round.objects.get().sequence == 3
    Round.objects.update(sequence=9)
    assert Round.objects.get().sequence == 9


def test_a_file_moves_a_date_and_does_not_set_the_number(policy, tmp_path):
    rows = answers.rows()
    rows["round"]["fields"] |= {"closes_on": "2025-04-30", "sequence": 7}
    path = tmp_path / "moved.json"
    path.write_text(json.dumps(list(rows.values())), "utf-8")
    load(str(path))
    assert Round.objects.get().sequence == 1
    load(str(path))
    assert Round.objects.get().sequence == 1


# Emptying everything


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_no_earlier_states():
    Material.objects.update(note="改过的")
    Policy.objects.get().sections.update(body="改过的")
    call_command("flush", interactive=False, verbosity=0)
    assert not RecordVersion.objects.exists()
    assert not SectionVersion.objects.exists()
