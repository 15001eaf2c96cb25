"""Working copies as tests make them: begun, changed in everything, published; and what a policy is by then."""

from datetime import date

from policies import publishing, revising
from policies.acting import Actor
from policies.models import (
    Policy,
    PolicyTopic,
    Relation,
    Topic,
)
from policies.models.working_copy import Content
from tests.data import make_district, only
from tests.full_policy import TEXTS, fill_answers
from tests.people import account

ON = date(2026, 11, 23)
COMMAND = Actor.of_command("测试")


def person(name: str, group: str) -> Actor:
    user = account(name, group)
    return Actor.person(user)


def published_policy() -> Policy:
    """With everything that a policy can have, and with another one to which it is related."""
    policy, other = (
        Policy.objects.create(slug=slug, title=f"{slug}的测试办法", district=district, source_note="测试")
        for district in [make_district("xuhui")]
        for slug in ("p-1", "p-2")
    )
    fill_answers(policy, ON)
    for slug in ("luohu", "zhufang"):
        topic = Topic.objects.create(slug=slug, name=slug)
        PolicyTopic.objects.create(policy=policy, topic=topic) if slug == "luohu" else None
    Relation.objects.create(source=policy, target=other, kind="replaces")
    publishing.publish(Policy.objects.all(), COMMAND)
    Policy.objects.update(edited_at=None)
    policy.refresh_from_db()
    return policy


def copied(policy: Policy, actor: Actor = COMMAND) -> Policy:
    [copy] = revising.start_copy(Policy.objects.filter(pk=policy.pk), actor).moved
    return copy


def publish(copy: Policy, actor: Actor = COMMAND, reason: str = "") -> str:
    """Why it was refused; empty where it was not."""
    outcome = publishing.publish(only(copy), actor, reason)
    return "".join(reason for _, reason in outcome.refused)


def state(policy: Policy) -> dict[str, str]:
    policy.refresh_from_db()
    return Content.of_all([policy])[policy.pk].digests()


def keys(policy: Policy) -> dict[str, int]:
    """Name of a row -> its primary key."""
    found = Content.of_all([policy])[policy.pk].rows
    return {part.name(name): row.pk for part, rows in found.items() for name, row in rows.items()}


def change(copy: Policy) -> None:
    """Something of each kind: changed, taken away, and added."""
    Policy.objects.filter(pk=copy.pk).update(title="改过的办法", expires_on="2030-01-01")
    copy.sections.filter(kind="support").update(body=TEXTS["support"].replace("1500", "1800"))
    copy.sections.filter(kind="materials").update(body="身份证。", state="content")
    copy.rounds.filter(uid="r2").update(closes_on="2026-12-31")
    copy.benefits.filter(uid="b5").delete()
    copy.materials.create(name="照片")
    copy.relations_from.all().delete()
    PolicyTopic.objects.filter(policy=copy).delete()
    PolicyTopic.objects.create(policy=copy, topic=Topic.objects.get(slug="zhufang"))
