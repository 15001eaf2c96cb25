"""Write a draft into the tables: the policy, its sections, what it is filed under, and the bytes that it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.acting import Actor
from policies.importing.drafting import Draft
from policies.importing.reading import CarriedPicture
from policies.importing.storing.pictured import keep_pictures
from policies.models import (
    Audience,
    District,
    ImportedSource,
    Issuer,
    Picture,
    Policy,
    PolicyAudience,
    PolicyIssuer,
    PolicyTopic,
    Section,
    Topic,
    Writer,
)
from policies.models.importing import note_of_import
from policies.models.slugs import free_slug
from policies.permissions import Act, districts_of, looks_after_all, may
from policies.vocabulary import SectionKind, SectionState

_FIELDS = (
    "title",
    "doc_number",
    "issued_on",
    "published_on",
    "effective_on",
    "expires_on",
    "district_printed",
)


@dataclass(frozen=True, slots=True)
class Original:
    """What was brought in: the bytes, under which name, and what format they turned out to be."""

    name: str
    kind: str
    data: bytes
    key: str = ""
    """What it is known by when it comes again (`identity`); empty where nothing but its name is known."""
    pictures: tuple[CarriedPicture, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def write(
    policy: Policy, draft: Draft, original: Original, before: ImportedSource | None, actor: Actor
) -> None:
    """`before` is the last file that made the policy. Raises ValidationError, with whatever it has written until then: call it in
    a transaction of its own.
    """
    written: Mapping[str, str] = before.details.get("written", {}) if before else {}
    values = {name: getattr(draft, name) for name in _FIELDS} | dict(draft.by_staff)
    values["official_url"] = draft.official_url or policy.official_url
    values["district"] = District.objects.filter(slug=draft.district).first() or _only_district(actor)
    if policy.is_copy:
        values = {name: value for name, value in values.items() if _is_of_the_file(policy, name, written)}
    for name, value in values.items():
        setattr(policy, name, value)
    policy.source_note = policy.source_note or note_of_import(original.name)
    district = policy.district.slug if policy.district else ""
    policy.slug = policy.slug or free_slug(district, _year(draft), draft.doc_number, draft.title)
    policy.derive()
    policy.full_clean()
    if actor.account and not may(actor.account, Act.ADD, policy):
        raise ValidationError({"district": _not_ones_own(policy)})
    # Not `save`, which marks an act of editing: nobody has looked at this text yet.
    if policy.pk:
        Policy.objects.bulk_update(
            [policy],
            {*values, "year", "doc_number_normalized"},
        )
    else:
        Policy.objects.bulk_create([policy])
    if actor.account:
        # Whoever brings a document in wrote it, and does not publish it alone.
        Writer.sign([policy], actor.account)
    _write_sections(policy, draft, written)
    _file(policy, draft)
    _keep(policy, draft, original)


def _only_district(actor: Actor) -> District | None:
    """Who looks after one district files there what names none."""
    if actor.account is None or looks_after_all(actor.account):
        return None
    own = districts_of(actor.account)
    return District.objects.get(pk=min(own)) if len(own) == 1 else None


def _not_ones_own(policy: Policy) -> str:
    if policy.district is None:
        return "文件里看不出归哪个区，请先选“归入的区”。"
    return f"{policy.district}不是您负责的区。归到那里的，请负责那个区的人导入。"


def _keep(policy: Policy, draft: Draft, original: Original) -> None:
    """The bytes, once for each policy, and the pictures of this file instead of those of the files before it.

    Where the policy goes back to a file of before, that is its last one again.
    """
    values = {
        "name": original.name,
        "key": original.key,
        "kind": original.kind,
        "raw": original.data,
        "imported_at": timezone.now(),
        "doubts": [asdict(doubt) for doubt in draft.doubts],
        "decisions": {},
        "details": {
            "addressees": draft.addressees,
            "relations": [asdict(mention) for mention in draft.relations],
            "removed": dict(draft.removed),
            "remarks": draft.remarks,
            "written": _written(policy, draft),
        },
    }
    source, _ = ImportedSource.objects.update_or_create(
        policy=policy, sha256=original.sha256, defaults=values
    )
    Picture.objects.filter(source__policy=policy).delete()
    keep_pictures(source, original.pictures)


def _written(policy: Policy, draft: Draft) -> dict[str, str]:
    """Digests of the sections and fields as the file has them, so that the next import knows what staff have changed."""
    sections = {kind.value: _digest(body) for kind, body in draft.sections.items()}
    fields = {name: getattr(draft, name) for name in _FIELDS}
    fields |= {"official_url": draft.official_url, "district": draft.district}
    return {**sections, **{name: _digest(_in_one_form(value)) for name, value in fields.items()}}


def _is_of_the_file(policy: Policy, name: str, written: Mapping[str, str]) -> bool:
    """Whether a field of a working copy is empty, or as the last file had it: what staff have changed stays."""
    value = getattr(policy, name)
    if isinstance(value, District):
        value = value.slug
    return value in ("", None) or written.get(name) == _digest(_in_one_form(value))


def _in_one_form(value: object) -> str:
    return "" if value is None else str(value)


def _year(draft: Draft) -> int | None:
    day: date | None = draft.published_on or draft.issued_on
    return day.year if day else None


def _write_sections(policy: Policy, draft: Draft, written: Mapping[str, str]) -> None:
    """`written` tells by digests what the last import wrote."""
    policy.ensure_sections()
    for section in policy.sections.all():
        body, state = _renewed(section, draft, written.get(section.kind, ""))
        if (body, state) != (section.body, section.state):
            section.body, section.state = body, state
            section.save()


def _renewed(section: Section, draft: Draft, written: str) -> tuple[str, str]:
    """What the draft has no text for goes back to 待补 where an import wrote it, and else stays as it is.

    Of a published policy what staff have written stays, but for 政策原文: there the newer file is what it is brought in for.
    """
    by_staff = section.state == SectionState.ABSENT or (section.body and _digest(section.body) != written)
    stays = by_staff and section.policy.is_copy and section.kind != SectionKind.ORIGINAL
    body = draft.sections.get(section.kind)
    if body and not stays:
        return body, SectionState.CONTENT
    if by_staff:
        return section.body, section.state
    return "", SectionState.ABSENT if section.kind in draft.absent else SectionState.PENDING


def _digest(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest()


def _file(policy: Policy, draft: Draft) -> None:
    """Under its issuers, which may be new to the library, and the suggested topics."""
    longest = Issuer._meta.get_field("name").max_length
    names = [name for name in draft.issuers if len(name) <= longest]
    before = PolicyIssuer.objects.filter(policy=policy).order_by("order", "pk")
    # Rows that say the same stay: a page may be open on which they stand.
    if list(before.values_list("issuer__name", flat=True)) != names:
        before.delete()
        issuers = [Issuer.objects.get_or_create(name=name)[0] for name in names]
        PolicyIssuer.objects.bulk_create(
            PolicyIssuer(policy=policy, issuer=issuer, order=order)
            for order, issuer in enumerate(issuers, start=1)
        )
    PolicyAudience.objects.bulk_create(
        [
            PolicyAudience(policy=policy, audience=each)
            for each in Audience.objects.filter(name__in=draft.audiences)
        ],
        ignore_conflicts=True,
    )
    PolicyTopic.objects.bulk_create(
        [PolicyTopic(policy=policy, topic=topic) for topic in Topic.objects.filter(slug__in=draft.topics)],
        ignore_conflicts=True,
    )
