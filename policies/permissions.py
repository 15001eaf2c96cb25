"""Who may do what with which policy: one rule for each act, asked as a set of policies or about one of them.

A rule is a condition on the policy as it is stored. The database is asked with it (`permitted`), and Python judges one
policy by the same (`may`), so a list never shows what its page would refuse. Rights of a district belong here alone:
what an account does, its groups say; to which districts' policies, its `Responsibility` rows, or one permission that
stands for all of them.
"""

from __future__ import annotations

from enum import Enum, auto

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from policies.models import Policy, Responsibility
from policies.models.constraints import holds
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState

Person = AbstractBaseUser | AnonymousUser


class Act(Enum):
    SEE = auto()
    """At the desk: drafts of one's own districts, and what residents read now."""
    TRACE = auto()
    """How it came about: earlier texts, history, imported files, what is set for later. Drafts are among them."""
    ADD = auto()
    EDIT = auto()
    """Not what residents read now: its working copy is edited."""
    REVISE = auto()
    """To make a working copy of what residents read."""
    PUBLISH = auto()
    """Withdrawing is the same right."""
    DELETE = auto()


# Any of these permissions opens an act at all.
_OPENED_BY = {
    Act.SEE: ("policies.view_policy", "policies.change_policy"),
    Act.TRACE: ("policies.view_policy", "policies.change_policy"),
    Act.ADD: ("policies.add_policy",),
    Act.EDIT: ("policies.change_policy",),
    Act.REVISE: ("policies.change_policy",),
    Act.PUBLISH: ("policies.publish_policy",),
    Act.DELETE: ("policies.delete_policy",),
}
_ALL_DISTRICTS = "policies.all_districts"
_NONE = Q(id__in=())
_NEVER_PUBLIC = Q(state__in=(PublicationState.DRAFT, PublicationState.REVIEW))
_PUBLIC_NOW = Q(state=PublicationState.PUBLISHED)
# Where the districts of an account are remembered, as Django remembers its permissions: on the account of one request.
_REMEMBERED = "_policies_districts"


def may(person: Person, act: Act, policy: Policy | None = None) -> bool:
    """Whether `person` may do this with `policy`; without one, whether he may do it at all."""
    if not _is_open(person, act):
        return False
    if policy is None:
        return True
    return holds(_reach(person, act), policy) is True


def permitted(person: Person, act: Act, policies: PolicyQuerySet | None = None) -> PolicyQuerySet:
    """Those of `policies`, or of all there are, with which `person` may do this."""
    among = Policy.objects.all() if policies is None else policies
    reach = _reach(person, act) if _is_open(person, act) else _NONE
    return among.filter(reach)


def looks_after_all(person: Person) -> bool:
    """Whether every district is this person's, and so what belongs to none."""
    return person.has_perm(_ALL_DISTRICTS)


def looks_after(person: Person, district: int | None) -> bool:
    """Whether what belongs to the district with this key, or to none, is this person's."""
    return looks_after_all(person) or district in districts_of(person)


def districts_of(person: Person) -> frozenset[int]:
    """The keys of the districts that were given to this person one by one: 1 query, once in a request."""
    if not hasattr(person, _REMEMBERED):
        rows = Responsibility.objects.filter(account=person.pk).order_by()
        setattr(person, _REMEMBERED, frozenset(rows.values_list("district", flat=True)))
    return getattr(person, _REMEMBERED)


def _is_open(person: Person, act: Act) -> bool:
    if not any(map(person.has_perm, _OPENED_BY[act])):
        return False
    # What is published anybody at the desk may read; all else is done in some district.
    return act is Act.SEE or looks_after_all(person) or bool(districts_of(person))


def _reach(person: Person, act: Act) -> Q:
    """The policies with which `person`, to whom the act is open, may do it."""
    own = _own(person)
    if act is Act.SEE:
        # Of no condition and another Django would make the other alone.
        return own | _PUBLIC_NOW if own else own
    if act in (Act.TRACE, Act.ADD, Act.PUBLISH):
        return own
    if act is Act.REVISE:
        return own & _PUBLIC_NOW
    # What residents saw once is for those who publish; what they see now is for nobody.
    return own & (~_PUBLIC_NOW if _is_open(person, Act.PUBLISH) else _NEVER_PUBLIC)


def _own(person: Person) -> Q:
    """Those of this person's districts. A copy that moves its policy to another district is of both."""
    if looks_after_all(person):
        return Q()
    keys = districts_of(person)
    is_of_both = Q(copy_of__isnull=True) | Q(copy_of__district__in=keys)
    return Q(district__in=keys) & is_of_both
