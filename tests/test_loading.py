"""Loading in bulk leaves the database as loading row by row would, and keeps nobody waiting for long."""

from __future__ import annotations

import json
import random
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policies.loading import bulk
from policies.management.commands.demo import FIXTURES
from policies.models import (
    Change,
    District,
    Policy,
    PolicyTopic,
    Relation,
    Revision,
    Section,
    SectionVersion,
    Topic,
)
from policies.models.version import ShownSection
from policies.vocabulary import PublicationState
from tests.library import load_shipped
from tests.row_by_row import RowByRow
from tests.test_fixtures import SEED, bad, district, dump, load, policy, topic

pytestmark = pytest.mark.django_db

POLICY = "policies.policy"
SHIPPED = [Path(f"fixtures/{name}.json").absolute() for name in FIXTURES]


def library():
    """Everything that loading may change, by natural keys: a sequence gives no number twice, even to what is undone.

    Which of the texts that one load replaces gets which of their numbers means nothing.
    """
    versions = SectionVersion.objects.values_list("slug", "kind", "state", "body", "number")
    shown = Section.objects.filter(pk__in=ShownSection.objects.values("section_id"))
    return {
        "rows": dump(),
        "earlier": sorted((*told, number is not None) for *told, number in versions),
        "numbers": sorted((slug, number) for slug, *_, number in versions if number),
        "shown": sorted(shown.values_list("policy__slug", "kind")),
    }


def changed_since(number):
    concerned = Change.objects.filter(revision__gt=number).values_list("policy_id", flat=True)
    return set(Policy.objects.filter(pk__in=concerned).values_list("slug", flat=True))


def outcome(command, paths):
    """What the database holds after it, and which policies were counted as changed; all is undone."""
    with transaction.atomic():
        before = Revision.current().number
        call_command(command, *map(str, paths), verbosity=0, overwrite=True)
        found = library(), changed_since(before)
        transaction.set_rollback(True)
    return found


class Slowly(RowByRow):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--overwrite", action="store_true")


def both_ways(paths):
    before = {row["fields"]["slug"]: row for row in dump() if row["model"] == POLICY}
    (slow, _), (quick, counted) = outcome(Slowly(), paths), outcome("loaddata", paths)
    assert quick == slow
    after = {row["fields"]["slug"]: row for row in quick["rows"] if row["model"] == POLICY}
    differing = {slug for slug, row in after.items() if row != before.get(slug)}
    assert differing <= counted, "whoever follows the revision learns of each"
    return quick, counted


def test_into_an_empty_library(tmp_path):
    quick, counted = both_ways(thinned(random.Random(2), tmp_path))
    loaded = [row for row in quick["rows"] if row["model"] == POLICY]
    assert len(loaded) == len(counted) > 30


def test_twice_and_nothing_is_counted_as_changed():
    load_shipped()
    quick, counted = outcome("loaddata", SHIPPED)
    assert counted == set()
    assert quick == library()


@pytest.mark.parametrize("seed", range(2))
def test_over_the_work_of_staff(tmp_path, seed):
    """In any order of rows, from any state into any other, with texts changed, gone and added."""
    chance = random.Random(seed)
    files = thinned(chance, tmp_path)
    load(*files)
    for each in chance.sample(list(Policy.objects.order_by("slug")), 20):
        each.title, each.state = f"改过的{each.slug}", chance.choice(PublicationState.values)
        each.save()
    for each in chance.sample(list(Section.objects.order_by("policy__slug", "kind")), 30):
        Section.objects.filter(pk=each.pk).update(state="content", body=f"改过的{each.pk}")
    for model in (Section, PolicyTopic, Relation):
        some = list(model.objects.order_by("pk").values_list("pk", flat=True))
        model.objects.filter(pk__in=chance.sample(some, len(some) // 5)).delete()
    _, counted = both_ways([shuffled(path, chance, tmp_path) for path in files])
    assert len(counted) >= 20


def thinned(chance, directory):
    """The files of `fixtures/` with a few policies, some of them related, and every row that belongs to those.

    Row by row all of them take half a minute; every kind of row is there.
    """
    every = {path: json.loads(path.read_text("utf-8")) for path in SHIPPED}
    rows = list(chain.from_iterable(every.values()))
    slugs = {row["fields"]["slug"] for row in rows if row["model"] == POLICY}
    relations = [row["fields"] for row in rows if row["model"] == "policies.relation"]
    related = {key for each in chance.sample(relations, 10) for key in each["source"] + each["target"]}
    left_out = {(slug,) for slug in slugs - related - {*chance.sample(sorted(slugs), 20)}}
    written = []
    for path, whole in every.items():
        kept = [row for row in whole if not belongs(row, left_out)]
        assert {row["model"] for row in kept} == {row["model"] for row in whole}
        target = directory / f"few-{path.name}"
        target.write_text(json.dumps(kept), "utf-8")
        written.append(target)
    return written


def belongs(row, left_out):
    """Whether a row is one of these policies, or about one of them."""
    fields = row["fields"]
    own = [[fields["slug"]]] if row["model"] == POLICY else []
    named = own + [fields[name] for name in ("policy", "source", "target") if name in fields]
    return any(isinstance(key, list) and tuple(key) in left_out for key in named)


def shuffled(path, chance, directory):
    rows = json.loads(path.read_text("utf-8"))
    chance.shuffle(rows)
    for row in rows:
        if row["model"] == POLICY and chance.random() < 0.4:
            row["fields"]["state"] = chance.choice(PublicationState.values)
        if row["model"] == "policies.section" and row["fields"].get("body") and chance.random() < 0.4:
            row["fields"]["body"] += "\n补充。"
    target = directory / path.name
    target.write_text(json.dumps(rows), "utf-8")
    return target


def test_what_is_there_already_is_left_alone():
    load_shipped()
    before = Revision.current().number
    load(*FIXTURES)
    assert Revision.current().number == before
    Section.objects.filter(policy__slug=SEED, kind="original").update(body="被改过的。")
    load(*FIXTURES)
    assert changed_since(before) == {SEED}


# A lock held for a moment


def test_the_queries_do_not_grow_with_the_rows(tmp_path):
    counts = []
    for size in (20, 200):
        path = tmp_path / f"{size}.json"
        rows = [district(), topic()]
        for n in range(size):
            rows.append(policy(slug=f"p-{size}-{n}", issued_on="2015-01-01"))
            rows += [
                {"model": "policies.policytopic", "fields": {"policy": [f"p-{size}-{n}"], "topic": ["t-1"]}},
                {"model": "policies.section", "fields": {"policy": [f"p-{size}-{n}"], "kind": "support"}},
            ]
        path.write_bytes(bad(rows))
        with CaptureQueriesContext(connection) as queries:
            load(str(path))
        assert Policy.objects.count() >= size
        counts.append(len(queries))
    assert counts[1] < counts[0] + 20, "SQLite takes 999 values at once"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_files_are_read_and_checked(monkeypatch):
    held = []
    check = bulk.check_relations

    def noting(rows):
        held.append(connection.in_atomic_block)
        return check(rows)

    monkeypatch.setattr("policies.loading.checks.check_relations", noting)
    monkeypatch.setattr(bulk, "check_relations", noting)
    load("districts")
    assert held == [False, True], "once before anybody waits, and once when nobody else can write"


# What others did between the check and the writing


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(act)`: it happens when everything has been checked, and nothing is written yet."""

    def arrange(act):
        original = bulk.check_relations

        def acting(rows):
            act()
            return original(rows)

        monkeypatch.setattr(bulk, "check_relations", acting)

    return arrange


def test_a_policy_that_was_edited_meanwhile_is_not_written_over(meanwhile, tmp_path):
    path = tmp_path / "rows.json"
    path.write_bytes(bad([district(), policy()]))
    load(str(path))
    meanwhile(lambda: Policy.objects.get().save())
    with pytest.raises(CommandError, match="p-1 has been edited by staff"):
        load(str(path))


def test_a_row_that_was_deleted_meanwhile_is_missed(meanwhile, tmp_path):
    path = tmp_path / "rows.json"
    District.objects.create(slug="a", name="甲区", short="甲", code="310000")
    path.write_bytes(bad([policy()]))
    meanwhile(District.objects.all().delete)
    with pytest.raises(CommandError, match=r"rows\.json, row 1, field district: points to"):
        load(str(path))


# What only one row may have


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([district(), district(slug="b", name="乙区")], "row 2, field code"),
        ([district(), district(slug="b", code="310001")], "row 2, field name"),
        (
            [district(slug="c", name="丙区", code="310002"), district(slug="b", name="旧")],
            "row 2, field name",
        ),
    ],
)
def test_a_value_that_another_row_has_is_named(tmp_path, rows, named):
    District.objects.create(slug="old", name="旧", short="旧", code="319999")
    path = tmp_path / "rows.json"
    path.write_bytes(bad(rows))
    with pytest.raises(CommandError, match=rf"rows\.json, {named}: .* is that of another row already"):
        load(str(path))
    assert District.objects.count() == 1


def test_a_value_may_go_from_one_row_to_another_of_the_file_or_nothing_is_loaded(tmp_path):
    """Databases look at each row for itself, so two names cannot be exchanged in one load."""
    District.objects.create(slug="a", name="甲区", short="甲", code="310000")
    District.objects.create(slug="b", name="乙区", short="乙", code="310001")
    path = tmp_path / "rows.json"
    path.write_bytes(bad([district(name="乙区"), district(slug="b", name="甲区", code="310001")]))
    with (
        pytest.raises(CommandError, match=r"Nothing was loaded\.\nrows\.json: policies\.District:"),
        transaction.atomic(),
    ):
        load(str(path))
    assert District.objects.get(slug="a").name == "甲区"


# Beside the library


def test_rows_of_other_apps_are_loaded_as_django_does(tmp_path):
    path = tmp_path / "rows.json"
    rows = [
        {"model": "auth.user", "fields": {"username": "jia", "password": "!"}},
        {"model": "auth.group", "pk": 4711, "fields": {"name": "读者"}},
    ]
    path.write_bytes(bad(rows))
    load(str(path))
    assert User.objects.get().username == "jia"
    assert Group.objects.get(pk=4711).name == "读者"
    assert Group.objects.create(name="另一组").pk > 4711


def test_what_is_excluded_is_checked_and_not_written(tmp_path):
    path = tmp_path / "rows.json"
    path.write_bytes(bad([district(), topic()]))
    out = StringIO()
    call_command("loaddata", str(path), exclude=["policies.topic"], stdout=out)
    assert out.getvalue() == "Installed 1 object(s) (of 2) from 1 fixture(s)\n"
    assert (District.objects.count(), Topic.objects.count()) == (1, 0)


def test_a_file_without_rows_is_told(tmp_path):
    path = tmp_path / "nothing.json"
    path.write_text("[]")
    err = StringIO()
    call_command("loaddata", str(path), verbosity=0, stderr=err)
    assert "nothing.json holds no rows." in err.getvalue()
