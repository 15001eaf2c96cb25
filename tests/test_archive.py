"""The database keeps every earlier text, whoever replaced it, and knows which of them residents could read."""

import json
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from policies.models import (
    Audience,
    District,
    Policy,
    Section,
    SectionVersion,
    ShownSection,
    Topic,
)
from policies.vocabulary import PublicationState
from tests.benchmarks import synthetic
from tests.data import kept, write

pytestmark = pytest.mark.django_db

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState


@pytest.fixture
def xuhui():
    return District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")


@pytest.fixture
def make(xuhui):
    def make(slug="a-1", state=PUBLISHED, original="甲。", **values):
        policy = Policy(
            slug=slug, title="测试政策", district=xuhui, source_note="测试", state=state, **values
        )
        policy.save()
        Section.objects.create(policy=policy, kind="original", state="content", body=original)
        return policy

    return make


def move(policy, state):
    Policy.objects.filter(pk=policy.pk).update(state=state)


# Whoever writes


def by_saving(section):
    section.body = "乙。"
    section.save()


def by_bulk_update(section):
    section.body = "乙。"
    Section.objects.bulk_update([section], ["body"])


def by_hand(section):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policies_section SET body = '乙。' WHERE id = %s", [section.pk])


def by_upsert(section):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO policies_section (policy_id, kind, state, body) VALUES (%s, 'original', 'content', '乙。')"
            " ON CONFLICT (policy_id, kind) DO UPDATE SET body = excluded.body",
            [section.policy_id],
        )


def by_replacing(section):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE INTO")
    with connection.cursor() as cursor:
        cursor.execute(
            "REPLACE INTO policies_section (policy_id, kind, state, body) VALUES (%s, 'original', 'content', '乙。')",
            [section.policy_id],
        )


@pytest.mark.parametrize(
    "act",
    [
        by_saving,
        by_bulk_update,
        by_hand,
        by_upsert,
        by_replacing,
        lambda section: Section.objects.filter(pk=section.pk).update(body="乙。"),
        lambda section: Section.objects.filter(pk=section.pk).update(body="", state="pending"),
        lambda section: Section.objects.filter(pk=section.pk).update(body="", state="absent"),
        lambda section: Section.objects.filter(pk=section.pk).update(kind="service"),
        lambda section: section.delete(),
        lambda section: Section.objects.filter(pk=section.pk).delete(),
    ],
)
def test_the_text_before_a_change_is_kept_whoever_makes_it(make, act):
    policy = make()
    act(policy.sections.get())
    [version] = SectionVersion.objects.filter(policy_id=policy.pk)
    assert (version.slug, version.kind, version.state) == ("a-1", "original", "content")
    assert (version.body, version.number) == ("甲。", 1)
    assert abs(version.replaced_at - timezone.now()) < timedelta(minutes=5)


def fixture(tmp_path, state, body):
    rows = [
        {
            "model": "policies.policy",
            "fields": {
                "slug": "a-1",
                "title": "测试政策",
                "district": ["xuhui"],
                "source_note": "测试",
                "state": state,
            },
        },
        {
            "model": "policies.section",
            "fields": {"policy": ["a-1"], "kind": "original", "state": "content", "body": body},
        },
    ]
    path = tmp_path / "some.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def test_loaddata_keeps_what_it_overwrites(make, tmp_path):
    policy = make()
    with pytest.raises(CommandError, match="edited by staff"):
        call_command("loaddata", fixture(tmp_path, PUBLISHED, "乙。"), verbosity=0)
    call_command("loaddata", fixture(tmp_path, PUBLISHED, "乙。"), overwrite=True, verbosity=0)
    call_command("loaddata", fixture(tmp_path, PUBLISHED, "乙。"), overwrite=True, verbosity=0)
    assert kept(policy) == [(1, "甲。")]
    assert policy.sections.get().body == "乙。"


def test_loaddata_shows_no_draft_that_stands_before_the_row_that_withdraws_its_policy(make, tmp_path):
    policy = make()
    path = Path(fixture(tmp_path, WITHDRAWN, "草稿。"))
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))[::-1]), encoding="utf-8")
    call_command("loaddata", str(path), overwrite=True, verbosity=0)
    assert Policy.objects.get().state == WITHDRAWN
    write(policy, "丙。")
    move(policy, PUBLISHED)
    assert kept(policy) == [(1, "甲。"), (None, "草稿。")]


def test_what_changes_nothing_is_no_version(make):
    policy = make()
    section = policy.sections.get()
    section.save()
    Section.objects.update(body="甲。", state="content")
    by_hand_same = "UPDATE policies_section SET body = body, kind = kind"
    with connection.cursor() as cursor:
        cursor.execute(by_hand_same)
    policy.ensure_sections()
    policy.save()
    assert kept(policy) == []


def test_every_change_is_a_version_however_fast(make):
    policy = make()
    for body in ("乙。", "丙。", "甲。"):
        write(policy, body)
    assert kept(policy) == [(1, "甲。"), (2, "乙。"), (3, "丙。")]


def test_what_was_never_entered_is_no_version(make):
    policy = make()
    policy.ensure_sections()
    write(policy, "每月补贴。", kind="support")
    assert kept(policy) == []
    write(policy, "", kind="support", state="absent")
    write(policy, "每月补贴。", kind="support")
    assert kept(policy) == [(1, "每月补贴。"), (2, "")]


def test_a_change_that_was_rolled_back_was_none(make):
    policy = make()
    with transaction.atomic():
        write(policy, "乙。")
        assert kept(policy) == [(1, "甲。")]
        transaction.set_rollback(True)
    assert kept(policy) == []


def test_numbers_count_within_one_policy_whatever_the_section_and_the_statement(make):
    one, two = make(), make("b-1", original="乙。")
    for policy in (one, two):
        Section.objects.create(policy=policy, kind="support", state="content", body="每月。")
    Section.objects.update(body="新。")
    for policy in (one, two):
        assert [number for number, _ in kept(policy)] == [1, 2]
        assert {body for _, body in kept(policy)} == {"甲。" if policy == one else "乙。", "每月。"}


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_get_two_numbers(make):
    policy = make()
    Section.objects.create(policy=policy, kind="support", state="content", body="每月。")
    began, results = threading.Event(), []

    def other():
        began.set()
        try:
            write(policy, "每年。", kind="support")
            results.append(kept(policy))
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        write(policy, "乙。")
        thread.start()
        began.wait()
        # Long enough for the other one to come to its lock; should it come later, nothing fails.
        time.sleep(0.3)
        assert results == []
    thread.join()
    assert results == [[(1, "甲。"), (2, "每月。")]]


# What residents could read


def test_the_typing_history_of_a_draft_is_kept_and_has_no_number(make):
    policy = make(state=DRAFT)
    write(policy, "二稿。")
    move(policy, REVIEW)
    write(policy, "三稿。")
    move(policy, PUBLISHED)
    write(policy, "四稿。")
    assert kept(policy) == [(None, "甲。"), (None, "二稿。"), (1, "三稿。")]


def test_a_text_that_was_withdrawn_and_then_replaced_was_public(make):
    policy = make()
    move(policy, WITHDRAWN)
    write(policy, "改一半。")
    write(policy, "改好。")
    move(policy, PUBLISHED)
    write(policy, "再改。")
    assert kept(policy) == [(1, "甲。"), (None, "改一半。"), (2, "改好。")]
    assert not ShownSection.objects.exists()


def test_a_text_that_came_back_unchanged_is_one_version(make):
    policy = make()
    for state in (WITHDRAWN, DRAFT, PUBLISHED, WITHDRAWN, PUBLISHED):
        move(policy, state)
    assert kept(policy) == []
    write(policy, "乙。")
    assert kept(policy) == [(1, "甲。")]


def test_a_section_that_was_empty_while_public_was_no_public_text(make):
    policy = make()
    policy.ensure_sections()
    move(policy, WITHDRAWN)
    write(policy, "写了一半。", kind="support")
    write(policy, "写好。", kind="support")
    assert kept(policy) == [(None, "写了一半。")]


def test_withdrawing_and_replacing_in_one_transaction(make):
    policy = make()
    with transaction.atomic():
        move(policy, WITHDRAWN)
        write(policy, "乙。")
    assert kept(policy) == [(1, "甲。")]


def test_a_draft_that_a_fixture_publishes_with_another_text_was_never_public(make, tmp_path):
    policy = make(state=DRAFT, original="草稿里的话。")
    call_command("loaddata", fixture(tmp_path, PUBLISHED, "定稿。"), overwrite=True, verbosity=0)
    policy.refresh_from_db()
    assert (policy.state, policy.sections.get().body) == (PUBLISHED, "定稿。")
    assert kept(policy) == [(None, "草稿里的话。")]


def test_a_fixture_that_withdraws_and_replaces(make, tmp_path):
    policy = make()
    call_command("loaddata", fixture(tmp_path, WITHDRAWN, "乙。"), overwrite=True, verbosity=0)
    policy.refresh_from_db()
    assert (policy.state, kept(policy)) == (WITHDRAWN, [(1, "甲。")])


# Deleting


def test_a_deleted_policy_leaves_its_texts_and_a_new_one_of_that_name_does_not_have_them(make):
    policy = make()
    write(policy, "乙。")
    old = policy.pk
    move(policy, WITHDRAWN)
    policy.delete()
    again = make()
    write(again, "丙。")
    versions = SectionVersion.objects.order_by("pk").values_list("policy_id", "number", "body")
    assert list(versions) == [(old, 1, "甲。"), (old, 2, "乙。"), (again.pk, 3, "甲。")]
    assert [version.number for version in SectionVersion.objects.shown_of(again)] == [3]


def test_a_number_that_comes_again_is_not_the_old_policy(make):
    policy = make()
    write(policy, "乙。")
    Policy.objects.filter(pk=policy.pk).update(slug="another")
    policy.refresh_from_db()
    assert not SectionVersion.objects.shown_of(policy).exists()


def test_synthetic_policies_leave_nothing(xuhui):
    Topic.objects.create(slug="luohu", name="落户")
    Audience.objects.create(slug="boshihou", name="博士后")
    synthetic.generate(2, seed=1)
    Section.objects.update(body="新。", state="content")
    assert SectionVersion.objects.exists()
    synthetic.remove()
    assert not SectionVersion.objects.exists()
