"""What the library has under the same 文号 or the same title as a policy, before that is published by hand.

The import looks for more (`policies.importing.storing.duplicates`: titles in other dresses, texts that are nearly the
same). Here it is what two queries answer for any number of policies. Who said once that two are no copies of one
another is not asked again.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import copy

from django.db.models import Q

from policies.models import NotDuplicate, Policy
from policies.text.docnumber import DocNumber

# Where those of a policy are remembered, as Django remembers what was prefetched.
_REMEMBERED = "_policies_twins"


def of(policy: Policy) -> list[Policy]:
    """Neither itself nor the original of a copy nor a copy of another: 2 queries, none where they are remembered."""
    if not hasattr(policy, _REMEMBERED):
        return _found([policy])[0]
    return getattr(policy, _REMEMBERED)


def remember(policies: Collection[Policy]) -> None:
    """Look for all of them at once, and keep on each what was found: 2 queries."""
    policies = list(policies)
    for policy, found in zip(policies, _found(policies), strict=True):
        setattr(policy, _REMEMBERED, found)


def set_apart(policies: Collection[Policy]) -> None:
    """A person published them, and said why these are others: no copy of one another."""
    pairs = [sorted((_own(policy), twin.pk)) for policy in policies for twin in of(policy)]
    rows = [NotDuplicate(first_id=first, second_id=second) for first, second in pairs]
    NotDuplicate.objects.bulk_create(rows, ignore_conflicts=True)


def _own(policy: Policy) -> int | None:
    """The key under which it is known: that of its original."""
    return policy.copy_of_id or policy.pk


def _found(policies: Collection[Policy]) -> list[list[Policy]]:
    """For each in turn."""
    typed = [_derived(policy) for policy in policies]
    others = _with_number_or_title(typed)
    apart = _set_apart(typed) if others else set()
    return [_among(others, each, apart) for each in typed]


def _with_number_or_title(policies: Collection[Policy]) -> list[Policy]:
    """Those in the library that have the number or the title of any of these."""
    numbers = {each.doc_number_normalized for each in policies if _number(each)}
    titles = {each.title for each in policies if each.title}
    alike = Q(doc_number_normalized__in=numbers) | Q(title__in=titles)
    return list(Policy.objects.originals().filter(alike).order_by("pk"))


def _derived(policy: Policy) -> Policy:
    """As it would be saved: a form has not derived its 文号 yet."""
    typed = copy(policy)
    typed.derive()
    return typed


def _among(others: list[Policy], policy: Policy, apart: set[frozenset[int]]) -> list[Policy]:
    own = _own(policy)
    alike = [other for other in others if _is_alike(policy, other)]
    return [other for other in alike if {own, other.pk} not in apart]


def _is_alike(policy: Policy, other: Policy) -> bool:
    if other.pk == _own(policy):
        return False
    here, there = _number(policy), _number(other)
    if here and there:
        # The call of another year comes out under the same title.
        is_same = policy.doc_number_normalized == other.doc_number_normalized
        return is_same or (policy.title == other.title and here.year == there.year)
    return policy.title == other.title


def _number(policy: Policy) -> DocNumber | None:
    """None for what is no 文号 of its own, such as a bare 第3号."""
    return DocNumber.parse(policy.doc_number)


def _set_apart(policies: Collection[Policy]) -> set[frozenset[int]]:
    keys = [key for policy in policies if (key := _own(policy))]
    pairs = NotDuplicate.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    return {frozenset(pair) for pair in pairs.values_list("first", "second")}
