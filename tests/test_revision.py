"""Whatever changes what lookup shows is counted by the database itself, whoever changed it."""

from datetime import date

import psycopg
import pytest
from django.db import connection, transaction

from policies.models import (
    Audience,
    Change,
    CitationException,
    District,
    FormerDistrict,
    Issuer,
    Policy,
    PolicyAudience,
    PolicyIssuer,
    PolicyTopic,
    Revision,
    Section,
    SectionVersion,
    SynonymGroup,
    Topic,
    triggers,
)
from tests.data import file_alike, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two policies filed alike, and a third one that nothing here concerns."""
    district, other = make_district("jingan"), make_district("xuhui")
    FormerDistrict.objects.create(district=district, name="闸北区")
    policies = Policy.objects.bulk_create(
        Policy(slug=f"a-{n}", title="测试", district=district) for n in (1, 2)
    )
    Policy.objects.bulk_create([Policy(slug="b-1", title="测试", district=other)])
    for policy in policies:
        policy.ensure_sections()
    file_alike(policies)
    return policies


def changed_by(act):
    """The slugs of the policies that `act` is recorded to have changed, and whether it was counted at all."""
    before = Revision.current().number
    slugs = dict(Policy.objects.values_list("pk", "slug"))
    act()
    after = Revision.current().number
    changes = Change.objects.filter(revision__gt=before).values_list("policy_id", "revision")
    assert all(revision <= after for _, revision in changes)
    return {slugs[key] for key, _ in changes}, after > before


BOTH, FIRST = {"a-1", "a-2"}, {"a-1"}


@pytest.mark.parametrize(
    ("act", "slugs"),
    [
        (lambda: Policy.objects.filter(slug="a-1").update(expires_on=date(2030, 1, 1)), FIRST),
        (lambda: Policy.objects.filter(slug__startswith="a").update(state="draft"), BOTH),
        (lambda: Policy.objects.get(slug="a-1").delete(), FIRST),
        (lambda: Section.objects.filter(policy__slug="a-1", kind="support").delete(), FIRST),
        (lambda: Section.objects.filter(policy__slug="a-1").update(state="content", body="字"), FIRST),
        (lambda: PolicyTopic.objects.filter(policy__slug="a-1").delete(), FIRST),
        (lambda: PolicyAudience.objects.filter(policy__slug="a-1").delete(), FIRST),
        (lambda: PolicyIssuer.objects.filter(policy__slug="a-1").delete(), FIRST),
        (lambda: District.objects.filter(slug="jingan").update(short="静"), BOTH),
        (lambda: FormerDistrict.objects.filter(name="闸北区").update(name="闸北"), BOTH),
        (lambda: FormerDistrict.objects.all().delete(), BOTH),
        (lambda: Topic.objects.update(name="入户"), BOTH),
        (lambda: Audience.objects.update(name="博士"), BOTH),
        (lambda: Issuer.objects.update(name="另一机关"), BOTH),
        (lambda: Topic.objects.create(slug="new", name="新"), set()),
        (lambda: SynonymGroup.objects.create(name="落户", words=["户口"]), set()),
        (lambda: CitationException.objects.create(name="居民身份证"), set()),
    ],
)
def test_a_change_is_counted_and_names_its_policies(two, act, slugs):
    assert changed_by(act) == (slugs, True)


@pytest.mark.parametrize(
    ("state", "act", "is_withdrawn"),
    [
        ("published", lambda rows: rows.update(state="withdrawn"), True),
        ("published", lambda rows: rows.update(state="draft"), True),
        ("published", lambda rows: rows.delete(), True),
        ("published", lambda rows: rows.update(title="改过的"), False),
        ("published", lambda rows: Section.objects.filter(policy__in=rows).delete(), False),
        ("draft", lambda rows: rows.update(state="withdrawn"), False),
        ("draft", lambda rows: rows.delete(), False),
        ("draft", lambda rows: rows.update(state="published"), False),
    ],
)
def test_the_revision_says_when_something_last_ceased_to_be_public(two, state, act, is_withdrawn):
    rows = Policy.objects.filter(slug="a-1")
    rows.update(state=state, source_note="测试")
    before = Revision.current()
    act(rows)
    after = Revision.current()
    assert after.number > before.number
    if is_withdrawn:
        assert before.number < after.withdrawn <= after.shown
    else:
        assert after.withdrawn == before.withdrawn


def test_an_earlier_text_that_is_deleted_is_withdrawn_too(two):
    Policy.objects.filter(slug="a-1").update(state="published", source_note="测试")
    texts = Section.objects.filter(policy__slug="a-1", kind="support")
    for body in ("原来的", "后来的"):
        texts.update(state="content", body=body)
    before = Revision.current().withdrawn
    texts.update(body="现在的")
    assert Revision.current().withdrawn == before
    SectionVersion.objects.filter(number__isnull=False).delete()
    assert Revision.current().withdrawn == Revision.current().number > before


def test_a_new_policy_is_a_change(two):
    created = Policy.objects.create(slug="c-1", title="测试")
    assert Change.objects.get(pk=created.pk).revision == Revision.current().number


def test_a_filing_that_moves_concerns_both_policies(two):
    PolicyTopic.objects.filter(policy=two[1]).delete()
    assert changed_by(lambda: PolicyTopic.objects.update(policy=two[1])) == (BOTH, True)


def test_what_changes_nothing_is_not_counted(two):
    def nothing():
        Policy.objects.filter(slug="nobody").update(title="x")
        list(Policy.objects.all())

    assert changed_by(nothing) == (set(), False)


@pytest.mark.parametrize("table", ["policies_policytopic", "policies_section"])
def test_a_table_that_is_emptied_at_once_is_counted(two, table):
    """On PostgreSQL nobody can say of which rows: another epoch begins. SQLite has no TRUNCATE."""
    before = Revision.current()
    postgresql = connection.vendor == "postgresql"
    # PostgreSQL empties no table with checks outstanding.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE" if postgresql else f"DELETE FROM {table}")
    after = Revision.current()
    assert after.number > before.number
    assert (after.epoch != before.epoch) == postgresql


def test_a_change_that_was_rolled_back_was_none(two):
    before = Revision.current().number
    with transaction.atomic():
        Policy.objects.update(title="anders")
        transaction.set_rollback(True)
    assert Revision.current().number == before


def test_a_trigger_that_is_gone_is_missed_and_made_again():
    assert triggers.missing(connection) == []
    table, event = "policies_section", "update"
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_{event}_counts{on}")
    assert triggers.missing(connection) == [f"{table}_{event}_counts"]
    triggers.install(connection)
    assert triggers.missing(connection) == []
    assert Revision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_loads_many_rows_keeps_writers_out_and_readers_in():
    if connection.vendor == "sqlite":
        # One writer at a time, whatever the tables: an IMMEDIATE transaction shows nothing to hold.
        with transaction.atomic():
            triggers.lock_counter(connection)
            assert connection.transaction_mode == "IMMEDIATE"
        return
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in _PLAIN}
    with transaction.atomic(), psycopg.connect(**parameters, autocommit=True) as other:
        triggers.lock_counter(connection)
        other.execute("SET lock_timeout = '100ms'")
        assert other.execute("SELECT count(*) FROM policies_policy").fetchone() == (0,)
        for table in ("policies_policy", "policies_topic", "policies_section"):
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute(f"UPDATE {table} SET id = id")


_PLAIN = ("dbname", "host", "port", "user", "password")
