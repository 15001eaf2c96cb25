"""Who may go where at the desk: its routes out of the URL configuration, its people, and what each may do, said anew.

Nothing here asks `policies.permissions`: it is what that is measured by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver

from policies.models import District, Policy
from policies.vocabulary import PublicationState
from tests.people import account

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = PublicationState.values


def routes() -> Iterator[str]:
    """Of the desk, as they stand in the URL configuration: admin/policies/policy/<int:key>/slug/."""
    for route in _below(get_resolver().url_patterns):
        if route.startswith("admin/"):
            yield route.removeprefix("admin/")


def _below(patterns: list, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from _below(pattern.url_patterns, route)
        else:
            yield route


class Where(Enum):
    NOWHERE = auto()
    OWN = auto()
    """In 徐汇区."""
    EVERYWHERE = auto()


@dataclass(frozen=True)
class Role:
    groups: tuple[str, ...] = ()
    where: Where = Where.NOWHERE
    staff: bool = True
    superuser: bool = False

    @property
    def publishes(self) -> bool:
        return self.staff and (self.superuser or "审核" in self.groups)

    @property
    def writes(self) -> bool:
        return self.publishes or (self.staff and "编辑" in self.groups)

    def user(self, name: str, district: District):
        if self == ANYBODY:
            return AnonymousUser()
        own = {Where.NOWHERE: [], Where.OWN: [district], Where.EVERYWHERE: None}[self.where]
        given = {"is_staff": self.staff, "is_superuser": self.superuser}
        return account(name, *self.groups, districts=own, **given)


ANYBODY = Role(staff=False)
ROLES: dict[str, Role] = {
    "路人": ANYBODY,
    "没有工作人员状态的": Role(("审核",), Where.EVERYWHERE, staff=False),
    "没有组的": Role(where=Where.EVERYWHERE),
    "徐汇的编辑": Role(("编辑",), Where.OWN),
    "徐汇的审核": Role(("审核",), Where.OWN),
    "没有区的审核": Role(("审核",)),
    "全市的编辑": Role(("编辑",), Where.EVERYWHERE),
    "全市的审核": Role(("审核",), Where.EVERYWHERE),
    "分类": Role(("分类",)),
    "管理员": Role(("管理员",)),
    "超级用户": Role(where=Where.EVERYWHERE, superuser=True),
}


@dataclass(frozen=True)
class Target:
    """A policy, and whether it is of 徐汇区."""

    policy: Policy
    own: bool

    def is_of(self, role: Role) -> bool:
        return role.where is Where.EVERYWHERE or (role.where is Where.OWN and self.own)

    def __str__(self) -> str:
        kind = "copy" if self.policy.is_copy else self.policy.state
        return f"{kind} of {'ours' if self.own else 'others'}"


May = Callable[[Role, Target], bool]


def nobody(role: Role, target: Target) -> bool:
    return False


def at_desk(role: Role, target: Target) -> bool:
    return role.staff


def has_groups(role: Role, target: Target) -> bool:
    return role.staff and bool(role.groups or role.superuser)


def reads(role: Role, target: Target) -> bool:
    """The list, and what needs no policy."""
    return role.writes


def adds(role: Role, target: Target) -> bool:
    return role.writes and role.where is not Where.NOWHERE


def sees(role: Role, target: Target) -> bool:
    return role.writes and (target.is_of(role) or target.policy.state == PUBLISHED)


def traces(role: Role, target: Target) -> bool:
    return role.writes and target.is_of(role)


def edits(role: Role, target: Target) -> bool:
    open_states = (DRAFT, REVIEW, WITHDRAWN) if role.publishes else (DRAFT, REVIEW)
    return role.writes and target.is_of(role) and target.policy.state in open_states


def revises(role: Role, target: Target) -> bool:
    return role.writes and target.is_of(role) and target.policy.state == PUBLISHED


def edits_or_revises(role: Role, target: Target) -> bool:
    """Who saves what was published meanwhile goes on in a working copy."""
    return edits(role, target) or revises(role, target)


def publishes(role: Role, target: Target) -> bool:
    return role.publishes and target.is_of(role)


def decides(role: Role, target: Target) -> bool:
    return publishes(role, target) and target.policy.state in (DRAFT, REVIEW)


def withdraws(role: Role, target: Target) -> bool:
    return publishes(role, target) and target.policy.state == PUBLISHED


def deletes(role: Role, target: Target) -> bool:
    return role.publishes and edits(role, target)


def discards(role: Role, target: Target) -> bool:
    return target.policy.is_copy and edits(role, target)


def renames(role: Role, target: Target) -> bool:
    if target.policy.is_copy:
        return False
    is_known = target.policy.state in (PUBLISHED, WITHDRAWN)
    return publishes(role, target) if is_known else edits(role, target)


@dataclass(frozen=True)
class Route:
    """Who is let in by GET; by POST, which writes for `writes` and for nobody else. None: not by this method."""

    get: May
    post: May | None = None
    writes: May = nobody
    gives_back: bool = False
    """What was typed comes back to whoever may not save it, so a POST is judged by what it writes alone."""


KEY, OBJECT = "policies/policy/<int:key>/", "policies/policy/<path:object_id>/"
OF_ONE_POLICY = {
    OBJECT: Route(at_desk, at_desk),
    f"{OBJECT}change/": Route(sees, adds, edits_or_revises, gives_back=True),
    f"{OBJECT}delete/": Route(deletes, deletes, deletes),
    f"{OBJECT}history/": Route(traces),
    f"{KEY}history/<int:event>/": Route(traces),
    # It asks; what a yes writes: `tests/admin/test_history.py`.
    f"{KEY}history/<int:event>/restore/": Route(traces, traces),
    f"{KEY}<slug:move>/ask/": Route(publishes),
    f"{KEY}revise/": Route(sees, sees, revises),
    f"{KEY}discard/": Route(discards, discards, discards),
    f"{KEY}decide/": Route(sees, sees, decides),
    f"{KEY}preview/": Route(sees),
    # What it writes is a line of the journal: `tests/admin/test_preview_links.py`.
    f"{KEY}preview/links/": Route(sees, sees),
    f"{KEY}slug/": Route(renames, renames, renames),
    f"{KEY}versions/": Route(traces),
    f"{KEY}versions/<int:version>/": Route(traces),
    f"{KEY}export/": Route(sees),
    f"{KEY}pictures/<int:number>/": Route(sees),
    # Its actions are asked about one policy each.
    "policies/policy/": Route(reads, reads, withdraws),
}
OF_NO_POLICY = {
    "policies/policy/add/": Route(adds, adds, adds),
    "policies/policy/missing/": Route(reads, reads),
    "policies/policy/section/": Route(nobody, adds),
    "policies/policy/import/": Route(adds, adds, adds),
}


def goes_on(role: Role, is_own: bool) -> bool:
    """Whether a document that waits is this person's to go on with; `is_own`: he brought it in."""
    return adds(role, None) and (is_own or role.where is Where.EVERYWHERE)


WAITING = "policies/policy/import/<int:key>/"
OF_A_DOCUMENT = {
    WAITING: ("GET", "POST"),
    f"{WAITING}original/": ("GET",),
    f"{WAITING}pictures/<int:number>/": ("GET",),
    f"{WAITING}discard/": ("POST",),
}

# What a whole archive of files became is for the same people.
JOB = "policies/policy/import/jobs/<int:key>/"
OF_A_JOB = {JOB: "GET", f"{JOB}stop/": "POST", f"{JOB}<int:number>/": "POST"}

# Django's own five pages of each other model.
PAGES = ("", "add/", "<path:object_id>/change/", "<path:object_id>/delete/", "<path:object_id>/history/")
REDIRECT = "<path:object_id>/"
LOOK, WRITE = {"编辑", "审核"}, {"分类", "管理员"}
NONE: set[str] = set()


@dataclass(frozen=True)
class Rights:
    """The groups that may do this with the rows of a model; a superuser may do all but what nobody may."""

    view: set[str]
    add: set[str]
    change: set[str]
    delete: set[str]
    by_nobody: frozenset[str] = frozenset()

    @classmethod
    def shared(cls, **others: set[str]) -> Rights:
        """Of what all districts share."""
        return cls(**({"view": LOOK | WRITE, "add": WRITE, "change": WRITE, "delete": WRITE} | others))


OF_MODELS = {
    "policies/topic/": Rights.shared(delete={"管理员"}),
    "policies/audience/": Rights.shared(delete={"管理员"}),
    "policies/issuer/": Rights.shared(add=LOOK | WRITE, delete={"管理员"}),
    "policies/formerdistrict/": Rights.shared(delete={"管理员"}),
    "policies/area/": Rights.shared(),
    "policies/synonymgroup/": Rights.shared(),
    "policies/citationexception/": Rights.shared(),
    "policies/sectionlabel/": Rights.shared(),
    "policies/district/": Rights.shared(add={"管理员"}, change={"管理员"}, delete={"管理员"}),
    "policies/servicepoint/": Rights(LOOK, {"审核"}, {"审核"}, {"审核"}),
    "policies/missedword/": Rights(
        LOOK | WRITE, NONE, NONE, LOOK | WRITE, by_nobody=frozenset({"add", "change"})
    ),
    "policies/scheduled/": Rights(LOOK, NONE, NONE, {"审核"}, by_nobody=frozenset({"add", "change"})),
    "policies/event/": Rights(
        {"审核", "管理员"}, NONE, NONE, NONE, by_nobody=frozenset({"add", "change", "delete"})
    ),
    "auth/user/": Rights({"管理员"}, {"管理员"}, {"管理员"}, NONE, by_nobody=frozenset({"delete"})),
    "auth/group/": Rights({"管理员"}, NONE, NONE, NONE),
}
MORE_OF_MODELS = {
    "auth/user/<id>/password/": "change",
    "policies/synonymgroup/expansions/": "view",
}
# For whoever signs in, or for nobody.
OF_THE_DESK = {
    "": at_desk,
    "password_change/": at_desk,
    # Of one's own account.
    "auth/user/own/": at_desk,
    "password_change/done/": at_desk,
    "autocomplete/": reads,
    "jsi18n/": at_desk,
    "^(?P<app_label>auth|policies)/$": has_groups,
    # What somebody typed is found by its own key, and by who typed it.
    "policies/policy/held/<str:key>/": nobody,
    "r/<path:anything>": nobody,
    # Django's way to the public page of anything, by its number, behind the one that is closed.
    "r/<path:content_type_id>/<path:object_id>/": nobody,
    "(?P<url>.*)$": nobody,
}


def listed() -> set[str]:
    of_models = {f"{model}{page}" for model in OF_MODELS for page in (*PAGES, REDIRECT)}
    # These two are for anybody.
    of_models |= {"login/", "logout/"}
    return {
        *OF_ONE_POLICY,
        *OF_NO_POLICY,
        *OF_A_DOCUMENT,
        *OF_A_JOB,
        *of_models,
        *MORE_OF_MODELS,
        *OF_THE_DESK,
    }
