"""Queries whose SQL is put together once answer as the querysets that they are made of."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from policies.models import Policy, PolicyTopic
from policies.prepared import MOST_KEPT, Prepared, padded
from policies.querysets import PolicyQuerySet
from tests.data import make_policies

pytestmark = pytest.mark.django_db


def by_ids(*ids: int) -> PolicyQuerySet:
    return Policy.objects.for_list().filter(pk__in=ids).order_by("pk")


@pytest.fixture
def keys():
    make_policies(40, seed=1)
    return list(Policy.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def compiled(monkeypatch):
    """How often SQL was put together."""
    counted = []
    as_sql = SQLCompiler.as_sql
    monkeypatch.setattr(
        SQLCompiler, "as_sql", lambda *args, **named: counted.append(1) or as_sql(*args, **named)
    )
    return counted


def test_models_come_with_all_that_the_queryset_reads(keys):
    prepared = Prepared(by_ids)
    for some in (keys[:3], keys[3:6], keys[5:8]):
        rows = prepared(*some)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert [(row.pk, row.title, row.district.name, row.area_names) for row in rows] == [
                (row.pk, row.title, row.district.name, row.area_names) for row in list(by_ids(*some))
            ]
        assert len(queries) == 1
        assert [vars(row).keys() for row in rows] == [vars(row).keys() for row in by_ids(*some)]


def test_rows_come_under_the_names_of_their_columns(keys):
    def topics(*ids: int):
        return (
            PolicyTopic.objects.filter(policy__in=ids)
            .order_by("pk")
            .values_list("policy", "topic__slug", named=True)
        )

    prepared = Prepared(topics)
    for some in (keys[:4], keys[4:8]):
        assert prepared(*some) == list(topics(*some))
        assert {row.policy for row in prepared(*some)} <= {*some}


def test_dates_are_dates(keys):
    prepared = Prepared(lambda *ids: by_ids(*ids).values_list("pk", "issued_on", "edited_at"))
    assert prepared(*keys[:8]) == list(by_ids(*keys[:8]).values_list("pk", "issued_on", "edited_at"))


def test_a_union_is_asked_as_well(keys):
    def both(*ids: int):
        first = Policy.objects.filter(pk__in=ids).order_by().values_list("pk", "slug")
        return first.union(
            PolicyTopic.objects.filter(policy__in=ids).values_list("policy", "topic__slug"), all=True
        )

    prepared = Prepared(both)
    for some in (keys[:4], keys[4:8]):
        assert sorted(prepared(*some)) == sorted(both(*some))


def test_the_sql_is_put_together_once_for_each_number_of_ids(keys, compiled):
    prepared = Prepared(by_ids)
    prepared(*keys[:2])
    once = len(compiled)
    for start in range(0, 20, 2):
        assert [row.pk for row in prepared(*keys[start : start + 2])] == keys[start : start + 2]
    assert len(compiled) == once
    prepared(*keys[:3])
    assert len(compiled) == 2 * once


def test_very_many_ids_are_asked_as_the_queryset_asks(keys, compiled):
    prepared = Prepared(by_ids)
    many = [*keys, *range(10**6, 10**6 + MOST_KEPT)]
    for _ in range(2):
        assert [row.pk for row in prepared(*many)] == keys
    assert len(compiled) > 1


def test_a_place_for_an_id_is_no_other_number(keys):
    prepared = Prepared(lambda *ids: by_ids(*ids).filter(pk__gt=-1, year__gte=0))
    assert [row.pk for row in prepared(*keys[:2])] == [
        row.pk for row in by_ids(*keys[:2]).filter(year__gte=0)
    ]


def test_few_numbers_of_ids_occur(keys):
    assert [len(padded(range(number))) for number in (1, 2, 3, 5, 16, 17, 20)] == [1, 2, 4, 8, 16, 32, 32]
    assert padded([7, 8, 9]) == [7, 8, 9, 9]
    prepared = Prepared(by_ids)
    assert [row.pk for row in prepared.among({*keys[:5]})] == keys[:5]
    assert prepared.among([]) == []


def test_another_connection_is_asked_anew(keys, compiled):
    """The connection of a thread is replaced where somebody closed it for good; a statement of the old one is dropped."""
    prepared = Prepared(by_ids)
    prepared(keys[0])
    old, once = connections["default"], len(compiled)
    other = old.copy()
    other.connection, other.autocommit, other.in_atomic_block = (
        old.connection,
        old.autocommit,
        old.in_atomic_block,
    )
    connections["default"] = other
    try:
        assert [row.pk for row in prepared(keys[1])] == [keys[1]]
    finally:
        connections["default"] = old
        other.connection = None
    assert len(compiled) == 2 * once


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection():
    make_policies(40, seed=1)
    keys = list(Policy.objects.order_by("pk").values_list("pk", flat=True))
    prepared, found = Prepared(by_ids), {}

    def ask(key: int) -> None:
        found[key] = [row.pk for _ in range(20) for row in prepared(key)]
        connections.close_all()

    threads = [Thread(target=ask, args=[key]) for key in keys[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {key: [key] * 20 for key in keys[:4]}
