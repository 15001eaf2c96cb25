"""Residents are sent to http and https addresses only, whoever wrote them down."""

from __future__ import annotations

import json
import sqlite3
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from policies.importing.reading.own_export import Exported, export
from policies.importing.storing.intake import bring_in
from policies.importing.storing.store import ImportVerdict
from policies.models import Policy
from policies.models.addresses import MESSAGE, WebAddressFormField
from policies.vocabulary import SectionKind
from tests.admin.conftest import editor  # noqa: F401 a fixture
from tests.admin.desk import ADD, add, refusal

pytestmark = pytest.mark.django_db

COLUMNS = ["official_url", "source_url"]
GOOD = ["https://www.shanghai.gov.cn/a/b.html?c=d#e", "http://kjc.example.edu.cn:8080/", "https://10.0.0.1/"]
# No form takes them, no file, no import.
BAD = [
    "ftp://ftp.example.cn/a.doc",
    "//www.example.cn/",
    "javascript:alert(1)",
    "javascript://e.cn/%0aalert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "mailto:a@b.cn",
    "https:///a",
    "https://",
    "http:www.example.cn",
    "https://www.shanghai.gov.cn@evil.example/",
    "https://user:geheim@e.cn/",
    "https://e.cn/\nx",
    "/policies/",
    "见附件",
]
# What the database refuses by itself, too.
REFUSED = [each for each in BAD if not each.lower().startswith(("http://", "https://"))]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_form_takes_good_addresses(editor, column):  # noqa: F811
    for address in GOOD:
        assert getattr(add(editor, **{column: address}), column) == address


def test_a_form_completes_what_names_no_scheme(editor):  # noqa: F811
    assert add(editor, official_url="www.shanghai.gov.cn/a").official_url == "https://www.shanghai.gov.cn/a"
    assert add(editor, official_url="HTTPS://e.cn/").official_url.lower() == "https://e.cn/"


# A form refuses it before any database is asked.
@pytest.mark.once
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("address", BAD)
def test_no_form_takes_a_bad_address(editor, column, address):  # noqa: F811
    assert MESSAGE in refusal(editor, ADD, **{column: address})
    assert not Policy.objects.exists()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("address", BAD)
def test_no_file_of_fixtures_brings_one_in(tmp_path, column, address):
    path = tmp_path / "rows.json"
    fields = {"slug": "p-1", "title": "测试", column: address}
    path.write_text(json.dumps([{"model": "policies.policy", "fields": fields}]), "utf-8")
    with pytest.raises(CommandError, match=rf"rows\.json, row 1, field {column}: "):
        call_command("loaddata", str(path), verbosity=0)
    assert not Policy.objects.exists()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("address", [each for each in BAD if "\n" not in each])
def test_no_import_brings_one_in(tmp_path, column, address):
    label = str(Policy._meta.get_field(column).verbose_name)
    [outcome] = bring_in([exported(tmp_path, {label: address})])
    assert outcome.verdict is ImportVerdict.REFUSED
    assert outcome.reasons == (f"{label}：{MESSAGE}",)
    assert not Policy.objects.exists()


def exported(directory, facts):
    path = directory / "a.md"
    path.write_text(
        export(Exported("关于人才的意见", facts, {SectionKind.ORIGINAL: "第一条 正文。"})), "utf-8"
    )
    return path


def test_an_export_comes_back_with_its_addresses(tmp_path):
    facts = {"官方原文网址": GOOD[0], "资料来源网址": GOOD[1]}
    assert [outcome.verdict for outcome in bring_in([exported(tmp_path, facts)])] == [ImportVerdict.CREATED]
    policy = Policy.objects.get()
    assert (policy.official_url, policy.source_url) == tuple(GOOD[:2])


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("address", REFUSED)
def test_not_even_a_bulk_update_brings_one_in(column, address):
    Policy.objects.create(slug="a", title="甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.update(**{column: address})
    for good in (*GOOD, "HTTP://E.CN/", ""):
        Policy.objects.update(**{column: good})


def test_a_plain_sqlite_can_read_the_constraint():
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite's file")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'policies_policy'")
        [(made,)] = cursor.fetchall()
    plain = sqlite3.connect(":memory:")
    for column in COLUMNS:
        check = in_brackets(made.partition(f'"policy_{column}_is_web_address" CHECK ')[2])
        plain.execute(f"CREATE TABLE {column}_only ({column} text, CHECK {check})")
        plain.execute(f"INSERT INTO {column}_only VALUES ('https://e.cn/')")
        with pytest.raises(sqlite3.IntegrityError):
            plain.execute(f"INSERT INTO {column}_only VALUES ('ftp://e.cn/')")


def in_brackets(text):
    """The beginning of `text`, up to the bracket that closes the first."""
    depth = 0
    for offset, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth:
            return text[: offset + 1]
    raise AssertionError(text)


def test_the_migration_keeps_in_words_what_is_no_link_any_more():
    migration = import_module("policies.migrations.0014_web_addresses")
    kept = Policy.objects.create(slug="a", title="甲", official_url=GOOD[0], source_note="扫描件。")
    other = Policy.objects.create(slug="b", title="乙", source_note="扫描件。")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE policies_policy DROP CONSTRAINT policy_official_url_is_web_address")
        Policy.objects.filter(pk=other.pk).update(official_url=BAD[0])
        migration.keep_others_in_words(apps, SimpleNamespace(connection=connection))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.official_url, kept.source_note) == (GOOD[0], "扫描件。")
    assert (other.official_url, other.source_note) == ("", f"扫描件。\n原来填写的网址：{BAD[0]}")


def test_the_field_alone():
    field = WebAddressFormField(required=False, assume_scheme="https")
    assert field.clean("") == ""
    with pytest.raises(ValidationError):
        field.clean(" //e.cn/")
