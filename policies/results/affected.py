"""What publishing a draft or a working copy would do elsewhere: to those who cite it, to relations, to its benefits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Self

from policies.citations import MOST_CITED_BY_ONE, Document, Name, document_of, texts_of, whole
from policies.lookup.engine import Engine
from policies.lookup.index import UnavailableError
from policies.models import Benefit, Policy, Relation
from policies.quotes import stands
from policies.results.others import Reference, StatedRelation
from policies.text import citations
from policies.vocabulary import RelationKind

# So many of those that cite it are compared, and so many of anything are named.
COMPARED, NAMED = 500, 10


@dataclass(frozen=True, slots=True)
class Citing:
    """Of the policies whose texts cite this one."""

    count: int
    """How many will, once it is published."""
    lost: tuple[Reference, ...]
    """Those that cite it now and will be known no more to mean it: its title or 文号 is another."""
    won: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    citing: Citing | None
    """None where the index does not answer."""
    cited_no_more: tuple[str, ...]
    """As its texts name them."""
    cited_anew: tuple[str, ...]
    relations: tuple[StatedRelation, ...]
    """What others say of it, which stays."""
    more_relations: int
    """How many are not named."""
    unquoted: tuple[Benefit, ...]
    """Their quotes stand in no text of it any more, so residents will read 待核实."""

    @classmethod
    def of(cls, policy: Policy, on: date) -> Self:
        """The number of queries does not depend on what is found. `policy` is a working copy or a draft."""
        original = policy.copy_of
        before = _cited(original) if original else {}
        after = _cited(policy)
        relations = list(
            Relation.objects.of(original or policy).filter(target=original or policy).order_by("id")
        )
        return cls(
            citing=_citing(policy, original, on),
            cited_no_more=tuple(words for name, words in before.items() if name not in after),
            cited_anew=tuple(words for name, words in after.items() if original and name not in before),
            relations=tuple(
                StatedRelation(RelationKind(row.kind), False, Reference.of(row.source), row.note)
                for row in relations[:NAMED]
            ),
            more_relations=max(0, len(relations) - NAMED),
            unquoted=tuple(_unquoted(policy)),
        )

    @property
    def nothing(self) -> bool:
        is_cited = self.citing is None or self.citing.count or self.citing.lost
        return not (is_cited or self.cited_no_more or self.cited_anew or self.relations or self.unquoted)


def _cited(policy: Policy) -> dict[Name, str]:
    found = islice(citations.find(whole(texts_of(policy))), MOST_CITED_BY_ONE)
    return {Name.of(each): each.shown for each in found}


def _citing(policy: Policy, original: Policy | None, on: date) -> Citing | None:
    """By the title, the 文号, the year and the place that it has, and those that it will have."""
    new = document_of(policy)
    if original:
        new = replace(new, id=original.pk)
    try:
        engine = Engine.on(on)
        count, after = _asked(engine, new)
        _, before = _asked(engine, document_of(original)) if original else (0, [])
    except UnavailableError:
        return None
    # What is new loses and wins nothing; beyond so many it is not known which of them still do.
    if original is None or max(len(before), len(after)) >= COMPARED:
        return Citing(count, (), ())
    lost = [key for key in before if key not in after][:NAMED]
    won = [key for key in after if key not in before][:NAMED]
    rows = Policy.objects.published().in_bulk([*lost, *won])
    return Citing(count, _references(lost, rows), _references(won, rows))


def _references(keys: Iterable[int], rows: Mapping[int, Policy]) -> tuple[Reference, ...]:
    """Of those that are still there."""
    return tuple(Reference.of(rows[key]) for key in keys if key in rows)


def _asked(engine: Engine, document: Document) -> tuple[int, list[int]]:
    library = engine.library([], document)
    return engine.citing(document, library, COMPARED) if library else (0, [])


def _unquoted(policy: Policy) -> list[Benefit]:
    """Before it is published: of a quote that stands nowhere residents are told that nobody has checked it."""
    bodies = {section.kind: section.body for section in policy.sections.all()}
    quoted = [each for each in policy.benefits.all() if each.quote]
    return [each for each in quoted if not stands(each.quote, bodies.get(each.section, ""))]
