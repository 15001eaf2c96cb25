"""Role × route × method × state: every route of the desk lets in whom it should, and writes for nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from policies import publishing, revising
from policies.acting import Actor
from policies.admin import checkpoint
from policies.importing.storing import keep
from policies.models import (
    Area,
    Audience,
    CitationException,
    District,
    Event,
    FormerDistrict,
    ImportedSource,
    Issuer,
    Job,
    MissedWord,
    Picture,
    Policy,
    Revision,
    Scheduled,
    SectionLabel,
    SectionVersion,
    ServicePoint,
    SynonymGroup,
    Topic,
)
from policies.vocabulary import EventKind, JobKind, JobState, Move, PictureType
from tests.admin import rights
from tests.admin.desk import form_data, make_policy, token
from tests.admin.rights import DRAFT, PUBLISHED, REVIEW, ROLES, WITHDRAWN, Role, Route, Target
from tests.data import make_district
from tests.people import account

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")
EDITOR = admin.site.get_model_admin(Policy)


class Forgotten(BaseStorage):
    """Messages that nobody reads."""

    def _get(self, *args: object, **kwargs: object) -> tuple[list, bool]:
        return [], True

    def _store(self, messages: list, response: HttpResponse, *args: object, **kwargs: object) -> list:
        return []


def answer(user: User, path: str, method: str = "GET", data: dict | None = None) -> HttpResponse | None:
    """Of the view itself, its template not rendered; None where there is nothing for this person."""
    request = getattr(RequestFactory(), method.lower())(path, data or {})
    request.user, request.session = user, {}
    request._dont_enforce_csrf_checks = True
    request._messages = Forgotten(request)
    found = resolve(request.path)
    try:
        return found.func(request, *found.args, **found.kwargs)
    except (PermissionDenied, Http404):
        return None


def is_let_in(given: HttpResponse | None) -> bool:
    if given is None or given.status_code in (403, 404, 405):
        return False
    away = {reverse("admin:login"), reverse("admin:index"), reverse("admin:policies_policy_import")}
    return given.headers.get("Location", "").partition("?")[0] not in away


# In one query, for it is asked thousands of times.
_WRITTEN = f"""
    SELECT (SELECT number FROM {Revision._meta.db_table}),
           (SELECT count(*) FROM {LogEntry._meta.db_table}),
           (SELECT count(*) FROM {ImportedSource._meta.db_table})
"""


def written() -> tuple[int, int, int]:
    """Whatever a POST of the desk writes of policies and documents moves one of these."""
    with connection.cursor() as cursor:
        return cursor.execute(_WRITTEN).fetchone()


def test_every_route_of_the_desk_is_listed():
    found = set(rights.routes())
    assert len(found) > 100
    assert found == rights.listed()


# The policies


def in_state(district: District, state: str, name: str) -> Policy:
    """Complete, and with an earlier text."""
    policy = make_policy(f"{district.slug}-{name}", title=name, district=district, source_note="扫描件。")
    policy.ensure_sections()
    for body in ("从前。", "现在。"):
        policy.sections.filter(kind="support").update(body=body, state="content")
    one = Policy.objects.filter(pk=policy.pk)
    if state == REVIEW:
        publishing.hand_in(one, COMMAND)
    if state in (PUBLISHED, WITHDRAWN):
        publishing.publish(one, COMMAND)
    if state == WITHDRAWN:
        publishing.withdraw(one, COMMAND)
    return one.get()


def policies_of(district: District) -> Iterator[Policy]:
    """One in each state, and a working copy of another."""
    yield from (in_state(district, state, state) for state in (DRAFT, REVIEW, PUBLISHED, WITHDRAWN))
    original = in_state(district, PUBLISHED, "copied")
    [copy] = revising.start_copy(Policy.objects.filter(pk=original.pk), COMMAND).moved
    copy.sections.filter(kind="support").update(body="修改中。")
    yield Policy.objects.select_related("copy_of").get(pk=copy.pk)


@pytest.fixture
def xuhui():
    return make_district("xuhui")


@pytest.fixture
def people(xuhui):
    return [(name, role, role.user(name, xuhui)) for name, role in ROLES.items()]


@pytest.fixture
def targets(xuhui):
    found = [Target(policy, own=True) for policy in policies_of(xuhui)]
    found += [Target(policy, own=False) for policy in policies_of(make_district("jingan"))]
    for target in found:
        Event.objects.create(kind=EventKind.HANDED_IN, policy_id=target.policy.pk)
        pictured(ImportedSource.objects.create(policy=target.policy, name="甲.html", raw=b""))
    return found


def pictured(source: ImportedSource) -> None:
    Picture.objects.create(source=source, number=1, line=1, media_type=PictureType.PNG, data=b"1")


def paths_of(route: str, policy: Policy) -> Iterator[str]:
    version = SectionVersion.objects.filter(policy_id=policy.pk).values_list("pk", flat=True).first()
    event = Event.objects.filter(policy_id=policy.pk).values_list("pk", flat=True).first()
    path = f"/admin/{route}".replace("<int:version>", str(version)).replace("<int:event>", str(event))
    path = path.replace("<int:number>", "1")
    for placed in ("<int:key>", "<path:object_id>"):
        path = path.replace(placed, str(policy.pk))
    moves = (Move.PUBLISH, Move.WITHDRAW) if "<slug:move>" in path else ("",)
    yield from (path.replace("<slug:move>", move) for move in moves)


def sent_to(route: str, policy: Policy) -> dict[str, object]:
    """A POST that writes for who may: what the forms of these pages send."""
    page = route.rstrip("/").rpartition("/")[2]
    match page:
        case "change":
            typed = {"district": str(policy.district_id), "source_note": "另一份扫描件。"}
            return form_data(**typed, version=token(Policy, policy.pk))
        case "delete":
            return {"post": "yes", checkpoint.FIELD: EDITOR._deletion_token([policy])}
        case "decide":
            shown = [policy, *([policy.copy_of] if policy.is_copy else [])]
            return {"_publish": "发布", "reason": "理由", checkpoint.FIELD: EDITOR._token_of_all(shown)}
        case "slug":
            return {"before": policy.slug, "slug": f"new-{policy.pk}"}
        case "restore":
            return {}
        case "policy":
            return {"action": "withdraw", "_selected_action": [policy.pk], "reason": "理由"}
    return {checkpoint.FIELD: EDITOR._token_of_all([policy])}


def posted(user: User, path: str, data: dict[str, object]) -> tuple[HttpResponse | None, bool]:
    """The answer, and whether anything was written, which is undone."""
    if "action" in data:
        # A yes is to what the page has shown to this person.
        page = answer(user, path, "POST", data)
        shown = getattr(page, "context_data", None) or {}
        data = {**data, checkpoint.FIELD: shown.get("checkpoint", "")}
    before = written()
    with transaction.atomic():
        given = answer(user, path, "POST", data)
        has_written = written() != before
        transaction.set_rollback(True)
    return given, has_written


def wrong_of(user: User, role: Role, rule: Route, target: Target, path: str, data: dict) -> Iterator[str]:
    if is_let_in(answer(user, path)) is not rule.get(role, target):
        yield f"GET {path}: {target}"
    given, has_written = posted(user, path, data)
    expected = rule.post is not None and rule.post(role, target)
    if not rule.gives_back and is_let_in(given) is not expected:
        yield f"POST {path}: {target}"
    if has_written is not rule.writes(role, target):
        yield f"POST {path} writes: {target}"


def test_each_page_of_a_policy_is_for_whom_it_should_be(targets, people):
    """All in one: to make the policies takes longer than to ask for them."""
    wrong = [
        f"{name}: {each}"
        for route, rule in rights.OF_ONE_POLICY.items()
        for target in targets
        for data in [sent_to(route, target.policy)]
        for path in paths_of(route, target.policy)
        for name, role, user in people
        # To who has no right in policies the state of one makes no difference.
        if role.writes or target.policy.state in (DRAFT, PUBLISHED)
        for each in wrong_of(user, role, rule, target, path, data)
    ]
    assert wrong == []


NEW = {
    "policies/policy/add/": form_data(source_note="扫描件。"),
    "policies/policy/import/": {"text": "关于人才的通知"},
    "policies/policy/section/": {"section": "original", "sections-0-body": "一、总则"},
}


@pytest.mark.parametrize("route", rights.OF_NO_POLICY)
def test_what_begins_with_nothing_is_for_whom_it_should_be(route, people, xuhui):
    target = Target(Policy(district=xuhui), own=True)
    data = {**NEW.get(route, {}), "district": str(xuhui.pk)}
    wrong = [
        f"{name}: {each}"
        for name, role, user in people
        for each in wrong_of(user, role, rights.OF_NO_POLICY[route], target, f"/admin/{route}", data)
    ]
    assert wrong == []


@pytest.mark.parametrize("route", rights.OF_A_DOCUMENT)
def test_a_document_that_waits_is_for_who_brought_it_and_for_who_has_all_districts(route, people):
    kept = keep("甲.txt", "关于人才的通知".encode())
    pictured(kept)
    wrong = []
    for name, role, user in people:
        for is_own in (True, False):
            ImportedSource.objects.update(brought_by=user.pk if is_own else None)
            path = f"/admin/{route}".replace("<int:key>", str(kept.pk)).replace("<int:number>", "1")
            for method in rights.OF_A_DOCUMENT[route]:
                let_in, has_written = is_let_in(answer(user, path)), posted(user, path, {})[1]
                done = let_in if method == "GET" else has_written or let_in
                if done is not rights.goes_on(role, is_own):
                    wrong.append(f"{name}: {method} {route}, {is_own=}")
    assert wrong == []


@pytest.mark.parametrize("route", rights.OF_A_JOB)
def test_a_job_is_for_who_gave_it_and_for_who_has_all_districts(route, people):
    job = Job.objects.create(kind=JobKind.IMPORT, name="甲.zip", state=JobState.WAITING)
    path = f"/admin/{route}".replace("<int:key>", str(job.pk)).replace("<int:number>", "1")
    wrong = []
    for name, role, user in people:
        for is_own in (True, False):
            Job.objects.update(by=user.pk if is_own else None)
            given = answered(user, path, rights.OF_A_JOB[route])
            if is_let_in(given) is not rights.goes_on(role, is_own):
                wrong.append(f"{name}: {route}, {is_own=}")
    assert wrong == []


# The other models


def rows_of(district: District) -> dict[str, object]:
    """Of each model a row, by its folder below /admin/."""
    policy = in_state(district, DRAFT, "scheduled")
    chief = account("站长", is_staff=True, districts=[])
    due = {"policy": policy, "move": Move.PUBLISH, "due_at": "2030-01-01T00:00Z", "by": chief}
    rows = [
        *(model.objects.create(slug="a", name="甲") for model in (Topic, Audience)),
        Issuer.objects.create(name="甲"),
        FormerDistrict.objects.create(name="闸北区", district=district),
        Area.objects.create(slug="a", name="甲"),
        SynonymGroup.objects.create(name="甲"),
        CitationException.objects.create(name="甲"),
        SectionLabel.objects.create(words="甲", kind="support"),
        district,
        ServicePoint.objects.create(name="甲", district=district),
        MissedWord.objects.create(word="甲", times=9, first_on="2026-01-01", last_on="2026-01-01"),
        Scheduled.objects.create(**due),
        Event.objects.create(kind=EventKind.SIGNED_IN),
        User.objects.get(username="站长"),
        Group.objects.get(name="编辑"),
    ]
    return {f"{row._meta.app_label}/{row._meta.model_name}/": row for row in rows}


ACTS = ("view", "add", "change", "delete", "view")


def may(role: Role, model: str, act: str) -> bool:
    given = rights.OF_MODELS[model]
    if not role.staff or act in given.by_nobody:
        return False
    groups = getattr(given, act) | (given.change if act == "view" else set())
    is_local = model == "policies/scheduled/" or (model == "policies/servicepoint/" and act != "view")
    has_district = role.where is not rights.Where.NOWHERE or not is_local
    return role.superuser or (bool(groups.intersection(role.groups)) and has_district)


def test_every_other_model_has_its_rights_and_its_row(xuhui):
    assert rows_of(xuhui).keys() == rights.OF_MODELS.keys()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_model_is_for_whom_it_should_be(method, people, xuhui):
    wrong = []
    pages = list(zip(rights.PAGES, ACTS, strict=True))
    for model, row in rows_of(xuhui).items():
        for name, role, user in people:
            for page, act in pages:
                path = f"/admin/{model}{page}".replace("<path:object_id>", str(row.pk))
                # A page that may only be looked at is no less a page.
                asked = "view" if (page.endswith("change/") and method == "GET") else act
                if is_let_in(answered(user, path, method)) is not may(role, model, asked):
                    wrong.append(f"{name}: {method} {path}")
    assert wrong == []


def answered(user: User, path: str, method: str) -> HttpResponse | None:
    """What is written is undone."""
    with transaction.atomic():
        given = answer(user, path, method)
        transaction.set_rollback(True)
    return given


@pytest.mark.parametrize("route", rights.MORE_OF_MODELS)
def test_a_page_that_is_no_stock_of_django_is_for_whom_it_should_be(route, people, xuhui):
    model = next(model for model in rights.OF_MODELS if route.startswith(model))
    path = f"/admin/{route}".replace("<id>", str(rows_of(xuhui)[model].pk))
    let_in = {name for name, _, user in people if is_let_in(answer(user, path))}
    assert let_in == {name for name, role, _ in people if may(role, model, rights.MORE_OF_MODELS[route])}


@pytest.mark.parametrize("route", rights.OF_THE_DESK)
def test_a_page_of_the_desk_itself_is_for_whom_it_should_be(route, people, xuhui):
    policy = in_state(xuhui, DRAFT, "draft")
    field = "app_label=policies&model_name=relation&field_name=target&term="
    paths = {
        "policies/policy/held/<str:key>/": "policies/policy/held/nothing/",
        "autocomplete/": f"autocomplete/?{field}",
        "^(?P<app_label>auth|policies)/$": "policies/",
        "(?P<url>.*)$": "nothing/",
    }
    named = ContentType.objects.get_for_model(Policy).pk
    path = paths.get(route, route if "<" not in route else f"r/{named}/{policy.pk}/")
    let_in = {name for name, _, user in people if is_let_in(answer(user, f"/admin/{path}"))}
    target = Target(policy, own=True)
    assert let_in == {name for name, role, _ in people if rights.OF_THE_DESK[route](role, target)}
