"""One change for many policies at once: another district, other topics, or that they were verified today.

What is published is changed in its working copy, which is handed in with it. Each policy is planned first, so that a
person sees what will be done with which, and what will not and why; then all of it is done, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from policies import publishing, revising
from policies.acting import Actor, writing
from policies.models import District, Policy, PolicyTopic, Topic, Writer
from policies.models.turns import in_turn
from policies.permissions import Act, looks_after, may
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState

DRAFT, PUBLISHED = PublicationState.DRAFT, PublicationState.PUBLISHED
NOTHING = "未填"


class StoppedError(Exception):
    """Carries why, in Chinese: each a sentence. Nothing was changed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Alteration:
    district: District | None = None
    added: tuple[Topic, ...] = ()
    removed: tuple[Topic, ...] = ()
    verified_on: date | None = None

    def in_words(self, policy: Policy) -> list[str]:
        """What it changes in this policy, whose topics are at hand; empty where that is so already."""
        told = []
        if self.district and policy.district_id != self.district.pk:
            told.append(f"区：{policy.district or NOTHING} → {self.district}")
        if topics := self._topics_in_words(policy):
            told.append(f"主题：{topics}")
        if self.verified_on and policy.verified_on != self.verified_on:
            told.append(f"核实日期：{policy.verified_on or NOTHING} → {self.verified_on}")
        return told

    def _topics_in_words(self, policy: Policy) -> str:
        has = set(policy.topics.all())
        new = [f"加上“{topic}”" for topic in self.added if topic not in has]
        gone = [f"去掉“{topic}”" for topic in self.removed if topic in has]
        return "，".join([*new, *gone])


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with one of the chosen policies."""

    policy: Policy
    written: Policy
    """Where the change goes: itself, or its working copy that is there."""
    changed: tuple[str, ...] = ()
    """In words: 区：徐汇区 → 静安区."""
    refused: str = ""
    """Why nothing is done with it; the others are changed."""
    stops: str = ""
    """Why nothing is done with any."""

    @property
    def is_done(self) -> bool:
        return not (self.refused or self.stops)

    @property
    def begins_copy(self) -> bool:
        return self.policy.state == PUBLISHED and self.written is self.policy

    @property
    def how(self) -> str:
        """Where it is written, and what goes with it, in Chinese."""
        if self.policy.state != PUBLISHED:
            return "在修改稿里改" if self.policy.is_copy else "直接改"
        if self.begins_copy:
            return "已发布，新建修改稿并交审"
        return "已发布，接着改您的修改稿，连同里面别的改动一起交审"


def plans(policies: Sequence[Policy], alteration: Alteration, actor: Actor) -> list[Plan]:
    """3 queries. With an empty `alteration`, only what stands in the way."""
    keys = [policy.pk for policy in policies]
    found = Policy.objects.select_related("district", "copy_of", "edited_by").prefetch_related("topics")
    copies = {copy.copy_of_id: copy for copy in found.filter(copy_of__in=keys)}
    chosen = found.in_bulk(keys)
    return [_plan(chosen[key], copies.get(key), chosen, alteration, actor) for key in keys if key in chosen]


def _plan(
    policy: Policy, revised: Policy | None, chosen: dict[int, Policy], alteration: Alteration, actor: Actor
) -> Plan:
    written = revised or policy
    if policy.is_copy and policy.copy_of_id in chosen:
        return Plan(policy, written, refused="已发布的那条也选了，在那里一起改。")
    is_public = policy.state == PUBLISHED
    act = Act.REVISE if is_public else Act.EDIT
    if not may(actor.account, act, policy):
        return Plan(policy, written, refused="您没有修改这条政策的权限。")
    if alteration.district and not looks_after(actor.account, alteration.district.pk):
        return Plan(policy, written, refused=f"{alteration.district}不是您负责的区。")
    if written.is_copy and written.edited_by_id not in (None, actor.account.pk):
        return Plan(policy, written, stops=f"{written.edited_by} 正在改它的修改稿。")
    if why_not := revising.why_not_written(revised, actor) if revised else "":
        return Plan(policy, written, refused=why_not)
    if why_not := _why_not_handed_in(written, actor) if is_public else "":
        return Plan(policy, written, refused=why_not)
    changed = tuple(alteration.in_words(written))
    if alteration != Alteration() and not changed:
        return Plan(policy, written, refused="本来就是这样。")
    return Plan(policy, written, changed)


def _why_not_handed_in(written: Policy, actor: Actor) -> str:
    """What stands in the way of the copy; one that is handed in already waits for nobody."""
    is_waiting = written.is_copy and written.state != DRAFT
    return "" if is_waiting else publishing.obstacle_to_its_copy(written, actor)


def alter(policies: Sequence[Policy], alteration: Alteration, actor: Actor) -> list[Plan]:
    """What was planned is done, all of it. Raises StoppedError where one of the policies stops it."""
    with in_turn():
        planned = plans(policies, alteration, actor)
        if stopping := [f"《{each.policy}》：{each.stops}" for each in planned if each.stops]:
            raise StoppedError(stopping)
        done = [each for each in planned if each.is_done]
        public = [each.policy for each in done if each.policy.state == PUBLISHED]
        begun = revising.start_copy(_only(public), actor)
        if begun.refused:
            raise StoppedError([f"《{policy}》：{why_not}" for policy, why_not in begun.refused])
        copies = begun.moved
        written = [*copies, *(each.policy for each in done if each.policy.state != PUBLISHED)]
        with writing(written, actor):
            _write(written, alteration, actor)
        _hand_in(copies, actor)
    return planned


def _only(policies: Iterable[Policy]) -> PolicyQuerySet:
    return Policy.objects.filter(pk__in=[policy.pk for policy in policies])


def _write(policies: Sequence[Policy], alteration: Alteration, actor: Actor) -> None:
    """The same number of queries however many policies there are."""
    values = {"district": alteration.district, "verified_on": alteration.verified_on}
    given = {name: value for name, value in values.items() if value}
    _only(policies).update(**given, edited_at=timezone.now())
    Writer.sign(policies, actor.account)
    PolicyTopic.objects.filter(policy__in=policies, topic__in=alteration.removed).delete()
    PolicyTopic.objects.bulk_create(
        [PolicyTopic(policy=policy, topic=topic) for policy in policies for topic in alteration.added],
        ignore_conflicts=True,
    )


def _hand_in(copies: Sequence[Policy], actor: Actor) -> None:
    drafts = [copy for copy in copies if copy.state == DRAFT]
    outcome = publishing.hand_in(_only(drafts), actor)
    if outcome.refused:
        raise StoppedError([f"《{policy}》：{reason}" for policy, reason in outcome.refused])
