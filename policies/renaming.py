"""A policy gets another slug, and everything that knew it by the old one finds it: addresses, files, earlier texts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.acting import Actor
from policies.models import Event, OldSlug, Policy, RecordVersion, SectionVersion, Told
from policies.models.turns import in_turn
from policies.permissions import Act, Person, may
from policies.vocabulary import EventKind


def may_rename(person: Person, policy: Policy) -> bool:
    """What residents have kept the address of is for those who publish."""
    if policy.is_copy:
        return False
    return may(person, Act.PUBLISH if _is_known(policy) else Act.EDIT, policy)


def _is_known(policy: Policy) -> bool:
    """Whether residents have read it at its address, today or before: 1 query."""
    return Policy.objects.known_to_residents().filter(pk=policy.pk).exists()


def rename(policy: Policy, slug: str, actor: Actor) -> Policy:
    """The policy as it is then. Raises ValidationError, with a message in Chinese, where it cannot have this slug."""
    with in_turn():
        renamed = Policy.objects.select_for_update().get(pk=policy.pk)
        before, renamed.slug = renamed.slug, slug
        if slug == before:
            return renamed
        _check(renamed)
        renamed.edited_at = timezone.now()
        Policy.objects.filter(pk=renamed.pk).update(slug=slug, edited_at=renamed.edited_at)
        # One that it had before is its own again.
        OldSlug.objects.filter(policy=renamed, slug=slug).delete()
        if _is_known(renamed):
            OldSlug.objects.create(policy=renamed, slug=before)
        for archive in (SectionVersion, RecordVersion):
            archive.objects.filter(policy_id=renamed.pk, slug=before).update(slug=slug)
        told = [Told(renamed.target, {"old_slug": before}, [])]
        Event.record_each(
            EventKind.RENAMED, told, account=actor.account, address=actor.address, command=actor.command
        )
    return renamed


def _check(renamed: Policy) -> None:
    """Its form, and that it is nobody else's: today, before, or in the earlier texts of a policy that was deleted."""
    Policy._meta.get_field("slug").clean(renamed.slug, renamed)
    renamed.validate_unique(exclude={each.name for each in Policy._meta.fields if each.name != "slug"})
    renamed.check_slug()
    if SectionVersion.objects.filter(slug=renamed.slug).exclude(policy_id=renamed.pk).exists():
        raise ValidationError("这个网址标识是一条已经删除的政策用过的，请另写一个。")
