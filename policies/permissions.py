"""Who may do what with which policy: one rule for each act, asked as a set of policies or about one of them.

A rule is a condition on the policy as it is stored. The database is asked with it (`permitted`), and Python judges one
policy by the same (`may`), so a list never shows what its page would refuse. Rights of a district belong here alone.
"""

from __future__ import annotations

from enum import Enum, auto

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from policies.models import Policy
from policies.models.constraints import holds
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState

Person = AbstractBaseUser | AnonymousUser


class Act(Enum):
    SEE = auto()
    """At the desk, drafts included."""
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
    Act.ADD: ("policies.add_policy",),
    Act.EDIT: ("policies.change_policy",),
    Act.REVISE: ("policies.change_policy",),
    Act.PUBLISH: ("policies.publish_policy",),
    Act.DELETE: ("policies.delete_policy",),
}
_ALL, _NONE = Q(), Q(id__in=())
_NEVER_PUBLIC = Q(state__in=(PublicationState.DRAFT, PublicationState.REVIEW))
_PUBLIC_NOW = Q(state=PublicationState.PUBLISHED)


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


def _is_open(person: Person, act: Act) -> bool:
    return any(map(person.has_perm, _OPENED_BY[act]))


def _reach(person: Person, act: Act) -> Q:
    """The policies with which `person`, to whom the act is open, may do it."""
    if act in (Act.SEE, Act.ADD, Act.PUBLISH):
        return _ALL
    if act is Act.REVISE:
        return _ALL & _PUBLIC_NOW
    # What residents saw once is for those who publish; what they see now is for nobody.
    return _ALL & ~_PUBLIC_NOW if _is_open(person, Act.PUBLISH) else _ALL & _NEVER_PUBLIC
