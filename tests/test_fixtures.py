"""The fixtures hold real policies, load on both databases, and bad ones are refused whole."""

import json
import math
import re
from io import StringIO

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import CommandError

from policies.management.commands.demo import FIXTURES
from policies.models import Audience, District, FormerDistrict, Policy, Section, Topic
from policies.text.outline import outline
from policies.vocabulary import SectionKind, SectionState
from tests.data import clear
from tests.library import SHIPPED, load_library, rows

pytestmark = pytest.mark.django_db

MODELS = ["district", "formerdistrict", "topic", "audience", "issuer"]
MODELS += ["policy", "section", "policytopic", "policyaudience", "policyissuer", "synonymgroup"]
MODELS += ["area", "areadistrict", "policyarea", "servicepoint", "policyservicepoint"]
MODELS += ["round", "benefit", "material", "relation", "citationexception"]
DERIVED = {"doc_number_normalized", "edited_at", "year", "sequence"}
SEED = "xuhui-2015-kechuang-zhongxin"


def dump():
    """The rows as `dumpdata` gives them, which asks for each row that another one points to by a query of its own."""
    return [row for name in MODELS for row in dumped(apps.get_model("policies", name))]


def dumped(model):
    pointing = [field.name for field in model._meta.concrete_fields if field.is_relation]
    rows = model._default_manager.order_by("pk").select_related(*pointing)
    keys = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    return json.loads(serializers.serialize("json", rows, **keys))


def load(*labels, **options):
    call_command("loaddata", *labels, verbosity=0, **options)


GOOD = {
    "model": "policies.district",
    "fields": {"slug": "a", "name": "甲区", "short": "甲", "code": "310000", "order": 1},
}


def district(**changes):
    return {**GOOD, "fields": {**GOOD["fields"], **changes}}


def policy(**changes):
    return {
        "model": "policies.policy",
        "fields": {"slug": "p-1", "title": "测试", "district": ["a"], **changes},
    }


def topic(**changes):
    return {"model": "policies.topic", "fields": {"slug": "t-1", "name": "主题", **changes}}


def bad(rows):
    return json.dumps(rows, ensure_ascii=False).encode()


def half_a_character(row):
    """Instead of each question mark."""
    return bad([row]).replace(b"?", rb"\ud83d")


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (bad([GOOD])[:-20], ["is not complete JSON"]),
        (b"\xef\xbb\xbf" + bad([GOOD]), ["byte order mark"]),
        ('[{"model": "policies.district"}]'.encode("gbk") + "区".encode("gbk"), ["not UTF-8"]),
        (b"{}", ["must hold a list"]),
        (bad([{**GOOD, "pk": 1}]), ["row 1", "field pk", "natural key"]),
        (bad([GOOD, {"model": "policies.nothing", "fields": {}}]), ["row 2", "model"]),
        (bad([GOOD, {"fields": {}}]), ["row 2", "model"]),
        (bad([GOOD, 5]), ["row 2"]),
        (bad([district(colour="红")]), ["row 1", "field colour"]),
        (bad([GOOD, district(name="乙区", code="310001")]), ["row 2", "field slug", "appears twice"]),
        (bad([GOOD, policy(district=["atlantis"])]), ["row 2", "field district", "atlantis"]),
        (bad([GOOD, policy(district=7)]), ["row 2", "field district", "natural key"]),
        (bad([GOOD, policy(title="长" * 301)]), ["row 2", "field title", "300"]),
        (bad([GOOD, policy(issued_on="2015-02-30")]), ["row 2", "field issued_on"]),
        (bad([GOOD, policy(slug="Not A Slug")]), ["row 2", "field slug"]),
        (bad([GOOD, policy(state="published")]), ["row 2", "policy_published_is_complete"]),
        (bad([GOOD, policy(effective_on="2020-01-02", expires_on="2020-01-01")]), ["row 2", "expires_after"]),
        (
            bad([GOOD, policy(issued_on="2020-01-02", expires_on="2020-01-01")]),
            ["row 2", "policy_expires_after_issued"],
        ),
        (bad([{"model": "policies.district", "fields": {"slug": "a"}}]), ["row 1", "field name", "missing"]),
        (bad([GOOD, policy(district=[["a"]])]), ["row 2", "field district", "natural key"]),
        (bad([GOOD, policy(district=[{"slug": "a"}])]), ["row 2", "field district", "natural key"]),
        (bad([GOOD, policy(district=[None])]), ["row 2", "field district", "natural key"]),
        (bad([GOOD, policy(topics=[["luohu"]])]), ["row 2", "field topics", "give its rows"]),
        (bad([GOOD, policy(sections=["p-1", "support"])]), ["row 2", "field sections", "give its rows"]),
        (bad([GOOD, policy(year=2015)]), ["row 2", "field year", "is derived", "`year_entered`"]),
        (
            bad([GOOD, policy(year=2016, published_on="2015-12-31")]),
            ["row 2", "field year", "2015, and not 2016"],
        ),
        (bad([GOOD, policy(year_entered=1848)]), ["row 2", "policy_year_entered_plausible"]),
        (bad([GOOD, policy(source_kind="hearsay")]), ["row 2", "field source_kind"]),
        (bad([GOOD, {**policy(), "more": []}]), ["row 2", "field more", "not a part"]),
        (bad([GOOD, {"model": ["policies.policy"], "fields": {}}]), ["row 2", "model"]),
        (bad([GOOD, {**GOOD, "fields": [["slug", []]]}]), ["row 2", "field slug"]),
        (bad([district(order=10**40)]), ["row 1", "field order"]),
        (bad([district(order=1e300)]), ["row 1", "field order"]),
        (bad([district(order=0)]).replace(b"0}", b"1e999}"), ["row 1", "field order", "too large"]),
        (bad([district(order=0)]).replace(b"0}", b"9" * 5000 + b"}"), ["not complete JSON", "digits"]),
        (bad([district(order=math.nan)]), ["row 1", "field order", "none at all"]),
        (bad([GOOD, policy(issued_on=2015)]), ["row 2", "field issued_on", "int"]),
        (bad([GOOD, policy(issued_on={"年": 2015})]), ["row 2", "field issued_on", "dict"]),
        (bad([topic(synonyms="户口")]), ["row 1", "field synonyms", "一列词语"]),
        (bad([topic(synonyms=[math.inf])]), ["row 1", "field synonyms", "too large"]),
        (bad([topic(synonyms=["户\0口"])]), ["row 1", "field synonyms", "NUL"]),
        (bad([topic(synonyms={"户\0口": 1})]), ["row 1", "field synonyms", "NUL"]),
        (bad([topic(synonyms=nested(20))]), ["row 1", "field synonyms", "too deeply"]),
        (bad([topic(synonyms=nested(900))]), ["field synonyms", "too deeply"]),
        (b'[{"fields": ' + b"[" * 100_000, ["nested too deeply"]),
        (b'[{"fields": ' + b'{"a":' * 100_000, ["nested too deeply"]),
        (bad([GOOD, policy(title="测\0试")]), ["row 2", "field title", "NUL"]),
        (bad([GOOD, policy(district=["a\0"])]), ["row 2", "field district", "NUL"]),
        (half_a_character(policy(title="测?试")), ["row 1", "field title", "surrogate"]),
        (half_a_character(policy(slug="?")), ["row 1", "field slug", "surrogate"]),
        (half_a_character(policy(district=["?"])), ["row 1", "field district", "surrogate"]),
        (half_a_character(topic(synonyms=["?"])), ["row 1", "field synonyms", "surrogate"]),
    ],
)
def test_a_bad_fixture_is_refused_whole_and_named(tmp_path, content, named):
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        load(str(path))
    message = str(error.value)
    assert message.startswith("Nothing was loaded.")
    for words in ("broken.json", *named):
        assert words in message
    assert not any(model.objects.exists() for model in (District, Policy, Topic))


def test_one_bad_file_among_good_ones_loads_nothing(tmp_path):
    path = tmp_path / "broken.json"
    path.write_bytes(bad([policy(district=["atlantis"])]))
    with pytest.raises(CommandError, match=r"broken\.json, row 1, field district"):
        load("districts", str(path))
    assert not District.objects.exists()


def test_a_fixture_without_derived_columns_gets_them(tmp_path):
    path = tmp_path / "good.json"
    path.write_bytes(bad([GOOD, policy(doc_number="甲[2015]1", issued_on="2015-02-03")]))
    load(str(path))
    stored = Policy.objects.get()
    assert (stored.source_kind, stored.year_entered, stored.title_is_ours) == ("", None, False)
    assert (stored.year, stored.doc_number_normalized, stored.state) == (2015, "甲〔2015〕1号", "draft")


def test_a_year_entered_is_the_year_and_may_be_said_twice(tmp_path):
    path = tmp_path / "good.json"
    path.write_bytes(bad([GOOD, policy(year_entered=2016, year=2016, published_on="2015-12-31")]))
    load(str(path))
    assert Policy.objects.get().year == 2016


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load(*FIXTURES)
        yield
        clear()


@pytest.fixture
def loaded(loaded_once, db):
    """The fixtures, loaded once for the module; what a test changes is rolled back."""


def test_what_is_compared_is_what_dumpdata_gives():
    load_library("districts", "topics", "audiences", "policies", "relations")
    Policy.objects.exclude(slug__startswith="xuhui-").delete()
    out = StringIO()
    labels = [f"policies.{model}" for model in MODELS]
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, stdout=out)
    said = [json.dumps(row, sort_keys=True) for row in json.loads(out.getvalue())]
    assert len(said) > 100
    assert sorted(said) == sorted(json.dumps(row, sort_keys=True) for row in dump())


def test_loading_twice_changes_nothing(loaded):
    first = dump()
    assert len(first) > 1000
    load(*FIXTURES)
    assert dump() == first


def test_what_is_loaded_is_what_the_files_say(loaded):
    said = {what_it_says(row) for row in rows(SHIPPED, *FIXTURES)}
    assert said == {what_it_says(row) for row in dump()}


def what_it_says(row):
    """Without derived columns, which a file need not give, and empty ones, which are the same as left out."""
    fields = {name: value for name, value in row["fields"].items() if name not in DERIVED and value}
    return row["model"], json.dumps(fields, sort_keys=True)


def test_the_vocabularies_are_complete(loaded):
    names = list(District.objects.values_list("name", flat=True))
    assert names[:2] == ["上海市", "浦东新区"]
    assert len(names) == 17
    assert Topic.objects.count() >= 19
    assert Audience.objects.count() >= 13
    assert FormerDistrict.objects.get(name="闸北区").district.slug == "jingan"
    assert "户口" in Topic.objects.get(slug="luohu").synonyms


def test_every_district_has_an_entry(loaded):
    assert not District.objects.exclude(policies__state="published").exists()


def test_the_seed_policy_keeps_its_whole_text(loaded):
    policy = Policy.objects.get(slug=SEED)
    original = policy.sections.get(kind=SectionKind.ORIGINAL)
    found = outline(original.body)
    lines = found.lines
    assert len(lines) == 128
    assert sum(len(line.text) for line in lines) == 9414
    depths = [heading.depth for heading in found.headings]
    assert [depths.count(depth) for depth in (1, 2, 3)] == [10, 31, 11]
    assert "____" not in original.body
    assert "徐汇区发布《" not in original.body
    for printed in ("加快假设具有", "〔20157号", "徐委[2015]15", "2015814"):
        assert printed in original.body, "the text stands as printed"
        assert printed in policy.editorial_note, "and the note names what is damaged"
    assert policy.doc_number_normalized == "徐委〔2015〕15号"
    states = dict(policy.sections.values_list("kind", "state"))
    assert states.keys() == set(SectionKind.values)
    assert states["original"] == SectionState.CONTENT


def test_derived_columns_are_what_saving_would_make_them(loaded):
    for policy in Policy.objects.all():
        before = (policy.year, policy.doc_number_normalized)
        policy.derive()
        assert (policy.year, policy.doc_number_normalized) == before, policy.slug
        assert policy.edited_at is None


@pytest.mark.shipped
def test_every_entry_is_valid_and_says_where_it_comes_from(loaded):
    policies = Policy.objects.prefetch_related("sections")
    assert len(policies) > 100
    for policy in policies:
        # Of a stored row the database has judged the rest.
        policy.full_clean(validate_unique=False, validate_constraints=False)
        assert policy.source_note
        assert policy.verified_on is None, "nobody has verified these entries"
        assert {section.kind for section in policy.sections.all()} == set(SectionKind.values)


def test_every_paraphrase_says_that_it_is_one(loaded):
    bodies = Section.objects.filter(state=SectionState.CONTENT).exclude(policy__slug=SEED)
    assert len(bodies) > 50
    for section in bodies:
        assert section.kind != SectionKind.ORIGINAL
        assert re.search(r"\n（本栏是摘要，不是原文。整理自.+。）\Z", section.body), section.policy


def test_the_work_of_staff_is_not_written_over_in_silence(loaded):
    edited = Policy.objects.get(slug=SEED)
    edited.title = "工作人员改过的标题"
    edited.save()
    with pytest.raises(CommandError, match=f"{SEED} has been edited by staff"):
        load(*FIXTURES)
    edited.refresh_from_db()
    assert edited.title == "工作人员改过的标题"
    load(*FIXTURES, overwrite=True)
    edited.refresh_from_db()
    assert edited.title.endswith("实施意见")


def test_a_section_of_an_edited_policy_is_not_written_over_either(loaded, tmp_path):
    Policy.objects.get(slug=SEED).save()
    path = tmp_path / "section.json"
    fields = {"policy": [SEED], "kind": "support", "state": "content", "body": "别的内容"}
    path.write_bytes(bad([{"model": "policies.section", "fields": fields}]))
    with pytest.raises(CommandError, match=rf"row 1, field policy: {SEED} has been edited"):
        load(str(path))


@pytest.mark.parametrize("name", ["x.jsonl", "x.json.gz", "x.xml"])
def test_a_fixture_that_cannot_be_checked_is_not_loaded(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"[]")
    with pytest.raises(CommandError, match=r"Only \.json fixtures"):
        load(str(path))


def test_standard_input_is_refused_because_it_cannot_be_checked(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps([GOOD])))
    with pytest.raises(CommandError, match="cannot be checked first"):
        load("-", format="json")
    assert not District.objects.filter(slug="a").exists()
