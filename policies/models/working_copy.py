"""A working copy: a policy row of its own that stands beside a published one until its content replaces that.

It has a draft's state and a slug that no public address reads, so forms, the importer and the archive work on it as on
any draft. Its rows are found again by what makes them the same on both sides: the kind of a section, the `uid` of a
round, the issuer of a joint document. So the ids of the published rows stay when the content moves over, a row that is
new in the copy becomes a new row, and one that is missing there is deleted; the archive keeps what residents read.

Only `policies.publishing` calls this, inside its transaction. The number of queries does not depend on how many
policies there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models import Case, QuerySet, Value, When

from policies.models.benefit import Benefit
from policies.models.digests import digest
from policies.models.filing import (
    PolicyArea,
    PolicyAudience,
    PolicyIssuer,
    PolicyServicePoint,
    PolicyTopic,
)
from policies.models.importing import ImportedSource
from policies.models.material import Material
from policies.models.picture import Picture
from policies.models.policy import Policy
from policies.models.relation import Relation
from policies.models.round import Round
from policies.models.section import Section
from policies.models.uid import new_uid
from policies.models.version import RecordVersion, SectionVersion
from policies.prepared import Prepared
from policies.vocabulary import SectionKind

Identity = tuple[Any, ...]
Rows = Mapping[Identity, models.Model]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of another model that belong to a policy."""

    model: type[models.Model]
    identity: tuple[str, ...]
    """The attributes by which the row of a copy and that of its policy are the same one."""
    parent: str = "policy"

    @property
    def columns(self) -> list[str]:
        """The attributes that are copied. The number of moves of a round is counted by the database."""
        left_out = {"id", f"{self.parent}_id", "sequence"}
        names = (column.attname for column in self.model._meta.concrete_fields)
        return [name for name in names if name not in left_out]

    def of(self, row: models.Model) -> Identity:
        return tuple(getattr(row, name) for name in self.identity)

    def value(self, row: models.Model) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.columns}

    def name(self, identity: Identity) -> str:
        return f"{self.model._meta.model_name} {' '.join(map(str, identity))}"

    def label(self, row: models.Model) -> str:
        kind = row._meta.verbose_name
        return str(row) if self.model is Section else f"{kind}“{row}”"

    def read(self, keys: Collection[int]) -> dict[int, dict[Identity, models.Model]]:
        """Key of a policy -> its rows: 1 query."""
        found: dict[int, dict[Identity, models.Model]] = {key: {} for key in keys}
        for row in _stored(self).among(keys):
            key = getattr(row, f"{self.parent}_id")
            found[key][self.of(row)] = row
        return found

    def made_for(self, key: int, row: models.Model) -> models.Model:
        return self.model(**{f"{self.parent}_id": key}, **self.value(row))


@cache
def _stored(part: Part) -> Prepared[models.Model]:
    """Rows of policies, with the values that they point to, which name them."""
    rows = part.model._default_manager.order_by("pk")
    if named := [name.removesuffix("_id") for name in part.identity if name.endswith("_id")]:
        rows = rows.select_related(*named)
    return Prepared(lambda *keys: rows.filter(**{f"{part.parent}__in": keys}))


PARTS = (
    Part(Section, ("kind",)),
    Part(PolicyIssuer, ("issuer_id",)),
    Part(PolicyTopic, ("topic_id",)),
    Part(PolicyAudience, ("audience_id",)),
    Part(PolicyArea, ("area_id",)),
    Part(PolicyServicePoint, ("point_id",)),
    *(Part(model, ("uid",)) for model in (Round, Benefit, Material)),
    Part(Relation, ("target_id", "kind"), parent="source"),
)
# Of the policy itself: what staff type but its address, and what follows from that.
TYPED = tuple(
    column.attname
    for column in Policy._meta.concrete_fields
    if column.editable and column.name not in ("id", "slug", "state")
)
_OWN = (*TYPED, "doc_number_normalized", "year")


@dataclass(slots=True)
class Content:
    """All that residents could read of one policy."""

    policy: Policy
    rows: dict[Part, dict[Identity, models.Model]] = field(default_factory=dict)

    @classmethod
    def of_all(cls, policies: Collection[Policy]) -> dict[int, Self]:
        """By the keys of the policies, which are taken as they were read: a query for each part."""
        found = {policy.pk: cls(policy) for policy in policies}
        for part in PARTS:
            for key, rows in part.read(list(found)).items():
                found[key].rows[part] = rows
        return found

    def digests(self) -> dict[str, str]:
        """Name of each thing that can be changed -> the mark of its value."""
        own = {name: digest(getattr(self.policy, name)) for name in _OWN}
        rows = {
            part.name(identity): digest(part.value(row))
            for part, its in self.rows.items()
            for identity, row in its.items()
        }
        return own | rows

    def labels(self) -> dict[str, str]:
        """The same names -> what staff call these things."""
        own = {name: str(Policy._meta.get_field(name).verbose_name) for name in _OWN}
        rows = {
            part.name(identity): part.label(row)
            for part, its in self.rows.items()
            for identity, row in its.items()
        }
        return own | rows


def make_copies(originals: Sequence[Policy], contents: Mapping[int, Content]) -> list[Policy]:
    """One for each, with all that it holds; `contents` are those of the originals."""
    copies = [
        Policy(
            slug=f"copy-{new_uid()}",
            copy_of=each,
            copy_base=contents[each.pk].digests(),
            **{name: getattr(each, name) for name in _OWN},
        )
        for each in originals
    ]
    Policy.objects.bulk_create(copies)
    for part in PARTS:
        part.model._default_manager.bulk_create(
            part.made_for(each.pk, row)
            for each in copies
            for row in contents[each.copy_of_id].rows[part].values()
        )
    return copies


def changed_meanwhile(copies: Collection[Policy], contents: Mapping[int, Content]) -> dict[int, list[str]]:
    """Key of a copy -> labels of what is now another in its original than when it was copied; nothing of the others.

    What the original has now just as the copy has it is no conflict.
    """
    found = {}
    for each in copies:
        base, now = each.copy_base or {}, contents[each.copy_of_id]
        there, here = now.digests(), contents[each.pk].digests()
        labels = contents[each.pk].labels() | now.labels()
        differing = [
            name
            for name in {**base, **there}
            if base.get(name) != there.get(name) and there.get(name) != here.get(name)
        ]
        if differing:
            found[each.pk] = list(dict.fromkeys(labels[name] for name in differing))
    return found


def unchanged(copies: Collection[Policy], contents: Mapping[int, Content]) -> set[int]:
    """Keys of the copies that hold what their originals hold. A section that is missing is one that is 待补."""
    sections = PARTS[0]
    blank = {digest(sections.value(Section(kind=kind))) for kind in SectionKind}

    def held(key: int) -> dict[str, str]:
        return {name: mark for name, mark in contents[key].digests().items() if mark not in blank}

    return {each.pk for each in copies if held(each.pk) == held(each.copy_of_id)}


def carry_over(copies: Collection[Policy], contents: Mapping[int, Content]) -> None:
    """Give each original the content of its copy. Nothing is written where nothing differs."""
    write([(contents[each.copy_of_id], contents[each.pk]) for each in copies])


def write(pairs: Sequence[tuple[Content, Content]]) -> None:
    """Give the policies of the first the content of the second of each pair."""
    for into, out_of in pairs:
        for name in _OWN:
            setattr(into.policy, name, getattr(out_of.policy, name))
    Policy.objects.bulk_update([into.policy for into, _ in pairs], _OWN)
    for part in PARTS:
        _carry(part, [(into.policy.pk, into.rows[part], out_of.rows[part]) for into, out_of in pairs])


def renew(copies: Collection[Policy], contents: Mapping[int, Content]) -> None:
    """Whoever goes on has seen what the originals are now. What nobody touched in a copy becomes as it is there."""
    rows: dict[Part, list[tuple[int, Rows, Rows]]] = {part: [] for part in PARTS}
    for each in copies:
        own = contents[each.pk]
        original = contents[each.copy_of_id]
        there = original.digests()
        followed = _untouched(own.digests(), there, each.copy_base or {})
        each.copy_base = there
        for name in followed.intersection(_OWN):
            setattr(each, name, getattr(original.policy, name))
        for part in PARTS:
            mixed = _mixed(part, followed, original.rows[part], own.rows[part])
            rows[part].append((each.pk, own.rows[part], mixed))
    Policy.objects.bulk_update(copies, [*_OWN, "copy_base"])
    for part in PARTS:
        _carry(part, rows[part])


def _untouched(here: Mapping[str, str], there: Mapping[str, str], base: Mapping[str, str]) -> set[str]:
    """What of a copy is as it was when the copy was made."""
    names = {*base, *there, *here}
    return {name for name in names if here.get(name) == base.get(name)}


def _mixed(part: Part, followed: Collection[str], there: Rows, here: Rows) -> Rows:
    """The rows of the original where the copy follows it, and else its own."""
    theirs = {identity: row for identity, row in there.items() if part.name(identity) in followed}
    own = {identity: row for identity, row in here.items() if part.name(identity) not in followed}
    return theirs | own


def _carry(part: Part, pairs: Collection[tuple[int, Rows, Rows]]) -> None:
    """Key of the original, its rows and those of the copy. First what goes: two rows may not hold one value."""
    gone = [row.pk for _, old, new in pairs for identity, row in old.items() if identity not in new]
    changed, added = [], []
    for key, old, new in pairs:
        for identity, row in new.items():
            before = old.get(identity)
            if before is None:
                added.append(part.made_for(key, row))
            elif part.value(before) != part.value(row):
                for name in part.columns:
                    setattr(before, name, getattr(row, name))
                changed.append(before)
    manager = part.model._default_manager
    if gone:
        manager.filter(pk__in=gone).delete()
    if changed:
        manager.bulk_update(changed, part.columns)
    manager.bulk_create(added)


# When a copy goes


def move_originals(copies: Collection[Policy]) -> None:
    """The files that an import wrote into a copy belong to its original from now on, and their pictures replace those of earlier ones."""
    policy_of = {each.pk: each.copy_of_id for each in copies}
    sources = ImportedSource.objects.only("policy", "sha256")
    moved = list(sources.filter(policy__in=list(policy_of)))
    if not moved:
        return
    coming = {(policy_of[each.policy_id], each.sha256) for each in moved}
    there = sources.filter(policy__in=list(policy_of.values()))
    again = [each.pk for each in there if (each.policy_id, each.sha256) in coming]
    ImportedSource.objects.filter(pk__in=again).delete()
    for each in moved:
        each.policy_id = policy_of[each.policy_id]
    ImportedSource.objects.bulk_update(moved, ["policy"])
    earlier = Picture.objects.filter(source__policy__in={each.policy_id for each in moved})
    earlier.exclude(source__in=moved).delete()


def delete_copies(copies: Collection[Policy], public: Mapping[int, Iterable[Mapping[str, str]]]) -> None:
    """With all their rows. What was typed and never public stays for staff, among the earlier texts of the original.

    `public` are, for each key of an original, the digests of what residents read: that is not kept once more.
    """
    known = {each.pk: list(public[each.copy_of_id]) for each in copies}
    Policy.objects.filter(pk__in=list(known)).delete()
    for model in (SectionVersion, RecordVersion):
        kept = _kept_of(copies, model.objects.all())
        again = [row.pk for row in kept.iterator() if _is_among(row, known[row.policy_id])]
        model.objects.filter(pk__in=again).delete()
        _hand_over(kept, copies)


def _hand_over(kept: QuerySet, copies: Collection[Policy]) -> None:
    """What is kept of the copies belongs to their originals from now on."""
    slugs = [When(policy_id=each.pk, then=Value(each.copy_of.slug)) for each in copies]
    keys = [When(policy_id=each.pk, then=Value(each.copy_of_id)) for each in copies]
    kept.update(slug=Case(*slugs), policy_id=Case(*keys))


def _kept_of(copies: Collection[Policy], kept: QuerySet) -> QuerySet:
    """Of the archive: a number may have been that of another policy, so the slug counts too."""
    return kept.filter(policy_id__in=[each.pk for each in copies], slug__in=[each.slug for each in copies])


def _is_among(row: SectionVersion | RecordVersion, public: Iterable[Mapping[str, str]]) -> bool:
    if isinstance(row, SectionVersion):
        part, values = _part_of("section"), vars(row)
    else:
        part, values = _part_of(row.model), row.record
    columns = part.columns
    if not values.keys() >= set(columns):
        # Kept before the model had this column: what it would have held is not known.
        return False
    identity = tuple(values[column] for column in part.identity)
    name = part.name(identity)
    mark = digest({column: values[column] for column in columns})
    return any(some.get(name) == mark for some in public)


def _part_of(model: str) -> Part:
    return next(part for part in PARTS if part.model._meta.model_name == model)
