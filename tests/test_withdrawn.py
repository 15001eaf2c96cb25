"""A policy that was withdrawn: what residents are told at its addresses, and that they read no more of it."""

import re

import pytest

from policies import publishing
from policies.acting import Actor
from policies.models import Policy, PolicyTopic, Relation, Section, Topic, Withdrawal
from tests.data import make_district
from tests.test_publishing import reviewer

__all__ = ["reviewer"]

pytestmark = pytest.mark.django_db

COMMAND = Actor.of_command("test")
ADDRESSES = ["", "?part=2", "versions/", "versions/1/", "versions/1/changes/", "versions/9/"]


@pytest.fixture
def policies():
    """Three that are published; the first has an earlier text and a topic."""
    district = make_district("xuhui")
    made = [
        Policy.objects.create(
            slug=slug, title=f"关于{slug}的意见", district=district, source_note="测试", state="published"
        )
        for slug in ("jia", "yi", "bing")
    ]
    section = Section.objects.create(policy=made[0], kind="support", state="content", body="每月补贴900元。")
    section.body = "每月补贴1000元。"
    section.save()
    PolicyTopic.objects.create(policy=made[0], topic=Topic.objects.create(slug="zufang", name="租房"))
    return made


def some(*policies):
    return Policy.objects.filter(pk__in=[policy.pk for policy in policies])


def withdraw(policy, actor, successor=None, reason="与另一条重复"):
    if successor:
        successor.refresh_from_db()
    return publishing.withdraw(some(policy), actor, reason, successor)


def words(answer):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.parametrize("page", ADDRESSES)
def test_each_address_of_it_says_since_when_why_and_where_to_go(client, policies, reviewer, page):
    jia, yi, _ = policies
    assert client.get("/policies/jia/versions/1/").status_code == 200
    withdraw(jia, reviewer, yi)
    Withdrawal.objects.update(at="2026-11-20T16:30:00Z")
    answer = client.get(f"/policies/jia/{page}")
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    html, told = answer.content.decode(), words(answer)
    # Half past midnight in Shanghai.
    assert "《关于jia的意见》已于2026年11月21日从本站撤下" in told
    assert "撤下的原因：与另一条重复。" in told
    assert '<a href="/policies/yi/">《关于yi的意见》</a>' in html
    assert '<a href="/policies/?district=xuhui&amp;topic=zufang">看徐汇区“租房”的政策</a>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert "补贴" not in told


def test_no_page_names_it(client, policies, reviewer):
    withdraw(policies[0], reviewer)
    for page in (
        "/",
        "/policies/",
        "/policies/?q=jia",
        "/policies/suggest?q=关于jia",
        "/sitemap-policies.xml",
    ):
        assert "关于jia的意见" not in client.get(page).content.decode(), page
        assert "/policies/jia/" not in client.get(page).content.decode(), page


def test_a_draft_that_was_never_public_is_not_found(client, policies):
    Policy.objects.create(slug="new", title="草稿")
    publishing.bring_to("withdrawn", Policy.objects.filter(slug="new"), COMMAND)
    assert client.get("/policies/new/").status_code == 404


def test_what_is_written_anew_is_withdrawn_until_it_is_published_again(client, policies, reviewer):
    jia = policies[0]
    withdraw(jia, reviewer)
    publishing.send_back(some(jia), reviewer)
    assert client.get("/policies/jia/").status_code == 410
    publishing.publish(some(jia), reviewer)
    assert client.get("/policies/jia/").status_code == 200
    assert client.get("/policies/jia/versions/9/").status_code == 404
    assert not Withdrawal.objects.exists()


def test_what_is_written_into_a_draft_of_it_is_told_nobody(client, policies, reviewer):
    jia, yi, _ = policies
    Relation.objects.create(source=jia, target=yi, kind="replaces")
    withdraw(jia, reviewer)
    assert "本政策已被《关于jia的意见》（本站已撤下）替代。" in words(client.get("/policies/yi/"))
    publishing.send_back(some(jia), reviewer)
    other = Topic.objects.create(slug="new", name="没有公布的主题")
    some(jia).update(title="还没有公布的新办法", district=make_district("jingan"))
    PolicyTopic.objects.update(topic=other)
    gone = client.get("/policies/jia/").content.decode()
    assert "《关于jia的意见》" in gone
    assert '<a href="/policies/?district=xuhui&amp;topic=zufang">看徐汇区“租房”的政策</a>' in gone
    ended = client.get("/policies/yi/").content.decode()
    for page in (gone, ended):
        assert "还没有公布的新办法" not in page
        assert "没有公布的主题" not in page
    assert "本政策已被" not in ended


def test_what_a_command_withdraws_has_no_reason(client, policies):
    publishing.withdraw(some(policies[0]), COMMAND)
    told = words(client.get("/policies/jia/"))
    assert "从本站撤下" in told
    assert "原因" not in told


def test_successors_that_were_withdrawn_too_are_passed_over(client, policies, reviewer):
    jia, yi, bing = policies
    withdraw(jia, reviewer, yi)
    withdraw(yi, reviewer, bing)
    assert 'href="/policies/bing/"' in client.get("/policies/jia/").content.decode()
    Withdrawal.objects.filter(policy=yi).update(successor=jia)
    round_in_a_circle = client.get("/policies/jia/")
    assert (round_in_a_circle.status_code, "接替它" in words(round_in_a_circle)) == (410, False)
    Withdrawal.objects.filter(policy=yi).update(successor=bing)
    some(bing).update(state="draft")
    assert "接替它" not in words(client.get("/policies/jia/"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (lambda jia, draft: (), "撤下要写明原因。"),
        (lambda jia, draft: ("重复", jia), "接替它的不能是这条政策自己。"),
        (lambda jia, draft: ("重复", draft), "接替它的政策还没有发布。"),
    ],
)
def test_a_person_has_to_say_why_and_names_what_residents_can_read(policies, reviewer, said, reason):
    jia, draft = policies[0], Policy.objects.create(slug="new", title="草稿")
    outcome = publishing.withdraw(some(jia), reviewer, *said(jia, draft))
    assert [(policy.slug, why) for policy, why in outcome.refused] == [("jia", reason)]
    assert not Withdrawal.objects.exists()


def test_it_costs_as_many_questions_whatever_there_is(
    policies, reviewer, client, django_assert_max_num_queries
):
    withdraw(policies[0], reviewer, policies[1])
    client.get("/")
    with django_assert_max_num_queries(5):
        client.get("/policies/jia/")
