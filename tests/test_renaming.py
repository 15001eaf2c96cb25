"""A policy gets another slug: addresses, comparisons and files that know the old one find it."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from policies import publishing
from policies.acting import Actor
from policies.models import Event, OldSlug, Policy, RecordVersion, Round, Section, SectionVersion
from policies.models.slugs import free_slug
from policies.renaming import may_rename, rename
from tests.data import make_district
from tests.people import account

pytestmark = pytest.mark.django_db

COMMAND = Actor.of_command("test")


@pytest.fixture
def policy():
    """Published, with an earlier text and an earlier round."""
    policy = make("old", make_district("xuhui"))
    section = Section.objects.create(policy=policy, kind="support", state="content", body="每月900元。")
    section.body = "每月1000元。"
    section.save()
    Round.objects.create(policy=policy, name="2025年")
    Round.objects.update(name="2026年")
    return policy


def make(slug, district, state="published"):
    return Policy.objects.create(slug=slug, title=slug, district=district, source_note="测试", state=state)


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("", ""),
        ("?part=2&view=care", "?part=2&view=care"),
        ("versions/", "versions/"),
        ("versions/1/", "versions/1/"),
        ("versions/1/changes/?contrast=high", "versions/1/changes/?contrast=high"),
    ],
)
def test_each_old_address_leads_to_the_new_one_for_good(client, policy, page, target):
    rename(policy, "middle", COMMAND)
    rename(policy, "new", COMMAND)
    for old in ("old", "middle"):
        answer = client.get(f"/policies/{old}/{page}")
        assert (answer.status_code, answer["Location"]) == (301, f"/policies/new/{target}")
    assert client.get(f"/policies/new/{target.partition('?')[0]}").status_code == 200
    assert client.get("/policies/old/。", follow=True).redirect_chain == [
        ("/policies/old/", 301),
        ("/policies/new/", 301),
    ]


def test_its_earlier_texts_and_rows_go_with_it(policy):
    before = SectionVersion.objects.get().number
    renamed = rename(policy, "new", COMMAND)
    assert SectionVersion.objects.shown_of(renamed).get().number == before
    assert RecordVersion.objects.of(renamed).count() == 1
    event = Event.objects.get(kind="rename")
    assert (event.target, event.details) == ("new", {"old_slug": "old", "command": "test"})


def test_it_may_have_its_old_slug_again(client, policy):
    rename(policy, "new", COMMAND)
    rename(policy, "old", COMMAND)
    assert client.get("/policies/old/").status_code == 200
    assert client.get("/policies/new/")["Location"] == "/policies/old/"


def test_the_old_slug_of_a_draft_that_was_never_public_is_free_again(client, policy):
    draft = make("draft-1", policy.district, state="draft")
    rename(draft, "draft-2", COMMAND)
    assert client.get("/policies/draft-1/").status_code == 404
    Policy(slug="draft-1", title="新的").full_clean()


def test_only_who_publishes_renames_what_residents_knew(client, policy):
    editor = account("小编", "编辑")
    assert may_rename(editor, make("draft-1", policy.district, state="draft"))
    policies = Policy.objects.filter(pk=policy.pk)
    publishing.withdraw(policies, COMMAND)
    publishing.send_back(policies, COMMAND)
    policy.refresh_from_db()
    assert policy.state == "draft"
    assert not may_rename(editor, policy)
    rename(policy, "new", COMMAND)
    assert client.get("/policies/old/", follow=True).status_code == 410


def test_what_was_withdrawn_says_so_under_its_old_slug_too(client, policy):
    rename(policy, "new", COMMAND)
    publishing.withdraw(Policy.objects.all(), COMMAND)
    assert client.get("/policies/old/", follow=True).status_code == 410


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("taken", "已存在"),
        ("once", "以前的网址标识"),
        ("deleted", "一条已经删除的政策用过的"),
        ("A b", "只能用小写英文字母"),
        ("", "不能为空"),
    ],
)
def test_a_slug_that_is_somebody_elses_is_not_given(policy, slug, reason):
    rename(make("once", policy.district), "taken", COMMAND)
    gone = make("deleted", policy.district)
    Section.objects.create(policy=gone, kind="support", state="content", body="甲")
    gone.sections.all().delete()
    gone.delete()
    with pytest.raises(ValidationError) as refused:
        rename(policy, slug, COMMAND)
    assert reason in "".join(refused.value.messages)
    policy.refresh_from_db()
    assert policy.slug == "old"


def test_an_old_slug_is_not_given_to_a_new_policy(policy):
    rename(policy, "xuhui-rcbf", COMMAND)
    rename(policy, "xuhui-rcbf-2", COMMAND)
    assert free_slug("xuhui", None, "", "人才办法") == "xuhui-rcbf-3"
    with pytest.raises(ValidationError, match="以前的网址标识"):
        Policy(slug="old", title="新的").full_clean()


def test_an_old_address_that_is_pasted_finds_it(client, policy):
    rename(policy, "new", COMMAND)
    for slug in ("old", "new"):
        page = client.get(f"/policies/?q=https://policies.example.cn/policies/{slug}/").content.decode()
        assert 'href="/policies/new/' in page.partition("<main")[2], slug


def test_a_comparison_by_the_old_slug_is_one_by_the_new(client, policy):
    make("other", policy.district)
    rename(policy, "new", COMMAND)
    page = client.get("/compare/?p=old&p=other&p=new").content.decode()
    assert 'href="/policies/new/"' in page
    assert "同一条政策只放一次。" in page
    assert "已忽略" not in page


# Files


def load(tmp_path, *rows, **options):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([{"model": f"policies.{model}", "fields": fields} for model, fields in rows]))
    call_command("loaddata", path, verbosity=0, **options)


OLD = {"slug": "old", "title": "新标题", "district": ["xuhui"], "source_note": "x", "state": "published"}
SECTION = {"policy": ["old"], "kind": "support", "state": "content", "body": "每月1100元。"}


def test_a_file_with_the_old_slug_makes_no_second_policy(policy, tmp_path):
    rename(policy, "new", COMMAND)
    with pytest.raises(CommandError, match="new, which was old before, has been edited by staff"):
        load(tmp_path, ("policy", OLD), ("section", SECTION))
    load(tmp_path, ("policy", OLD), ("section", SECTION), overwrite=True)
    found = Policy.objects.get()
    assert (found.pk, found.slug, found.title) == (policy.pk, "new", "新标题")
    assert found.sections.get().body == "每月1100元。"
    assert Policy.objects.get_by_natural_key("old") == found


def test_what_points_to_the_old_slug_finds_the_policy(policy, tmp_path):
    other = make("other", policy.district)
    Policy.objects.filter(pk=other.pk).update(edited_at=None)
    rename(policy, "new", COMMAND)
    load(tmp_path, ("relation", {"source": ["other"], "target": ["old"], "kind": "basis", "note": ""}))
    assert other.relations_from.get().target == policy
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["old"]
