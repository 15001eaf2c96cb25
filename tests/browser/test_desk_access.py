"""axe-core and the boxes of every page of the desk: nothing to object to but what stock Django makes of such a page.

The pages are those of the URL configuration, as `tests.admin.rights` lists it, each with rows to show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page

from policies.importing.storing import keep
from policies.models import Event, Job, Policy
from policies.vocabulary import EventKind, JobKind, JobState
from tests.admin import rights
from tests.admin.browser import form_on
from tests.admin.desk import ADD, LIST, address, ask, form_data, signed_in
from tests.admin.test_rights import paths_of, policies_of, rows_of
from tests.browser.axe import offences
from tests.browser.boxes import OVERLAPPING, SIDEWAYS, wrong
from tests.browser.site import seat
from tests.data import make_district

pytestmark = pytest.mark.django_db(transaction=True)

# Pages of Django that differ in nothing but the name of their model: one model shows them.
ALIKE, OF = ("add/", "<path:object_id>/delete/", "<path:object_id>/history/"), "policies/topic/"
# No page: Django's way to …/change/, files, what other pages ask for, and what answers a POST alone.
NO_PAGE = {
    *(rights.OBJECT, rights.REDIRECT, f"{rights.KEY}export/", f"{rights.KEY}revise/"),
    *(f"{rights.WAITING}original/", f"{rights.WAITING}discard/"),
    *(f"{rights.KEY}pictures/<int:number>/", f"{rights.WAITING}pictures/<int:number>/"),
    *(f"{rights.JOB}stop/", f"{rights.JOB}<int:number>/"),
    *(
        "autocomplete/",
        "jsi18n/",
        "policies/policy/section/",
        "r/<path:anything>",
        "r/<path:content_type_id>/<path:object_id>/",
    ),
}
# What Django's own templates and scripts leave, by the rule: which elements, of which nothing is ours.
STOCK = {
    # The column of the names and that of the deletion in a table of rows, and rows that have no label but its head.
    "empty-table-header": r"\.original$|th:nth-child\(\d\)$",
    "label": r"\.select2-search__field|^#id_\w+-\d+-\w+$",
    # A magnifying glass is the label of the search.
    "label-title-only": r"^#searchbar$|^#id_\w+-\d+-\w+$",
    # select2 names its box by what is chosen in it, and takes it for a list.
    "aria-input-field-name": r"select2",
    # Two boxes side by side, of groups and of permissions, with the words of their buttons out of sight.
    "aria-prohibited-attr": r"^span\[aria-label=",
}
STOCK_OVERLAP = re.compile("“选上点中的.*” on “去掉点中的.*”")


@pytest.fixture
def desk(transactional_db):
    return signed_in("大站长", superuser=True)


@pytest.fixture
def policies(transactional_db) -> list[Policy]:
    found = list(policies_of(make_district("xuhui")))
    for policy in found:
        Event.objects.create(kind=EventKind.HANDED_IN, target=policy.slug, policy_id=policy.pk)
    return found


def of_policies(desk, policies: list[Policy]) -> Iterator[tuple[str, HttpResponse]]:
    """Of each route the first policy that has such a page; its form for all."""
    for route in rights.OF_ONE_POLICY.keys() - NO_PAGE:
        paths = [path for policy in reversed(policies) for path in paths_of(route, policy)]
        answers = ((path, desk.get(path)) for path in paths)
        shown = ((path, answer) for path, answer in answers if answer.status_code == 200)
        first = next(shown, None)
        assert first, route
        yield first
        if route.endswith("change/"):
            yield from shown


def of_others(policies: list[Policy]) -> Iterator[str]:
    for model, row in rows_of(policies[0].district).items():
        pages = rights.PAGES if model == OF else [page for page in rights.PAGES if page not in ALIKE]
        yield from (f"/admin/{model}{page}".replace("<path:object_id>", str(row.pk)) for page in pages)
        more = [route for route in rights.MORE_OF_MODELS if route.startswith(model)]
        yield from (f"/admin/{route}".replace("<id>", str(row.pk)) for route in more)


def of_the_desk() -> Iterator[str]:
    kept = keep("甲.txt", "关于人才,的通知\n一、 总则".encode())
    job = Job.objects.create(kind=JobKind.IMPORT, name="甲.zip", state=JobState.WAITING)
    yield f"/admin/{rights.WAITING}".replace("<int:key>", str(kept.pk))
    yield f"/admin/{rights.JOB}".replace("<int:key>", str(job.pk))
    yield from (f"/admin/{route}" for route in rights.OF_NO_POLICY.keys() - NO_PAGE)
    yield from (
        "/admin/",
        "/admin/policies/",
        "/admin/auth/user/own/",
        "/admin/password_change/",
        "/admin/password_change/done/",
    )
    yield from (
        "/admin/nothing/",
        "/admin/policies/policy/held/nothing/",
        "/admin/policies/policy/99999/change/",
    )


@pytest.fixture
def show(desk, new_page):
    """`show(path)` by GET, or what the same person was answered there."""
    page = seat(new_page(), desk)

    def open_page(path: str, answer: HttpResponse | None = None) -> Page:
        if answer is not None:
            # With its headers: what the policy of the desk refuses is told to `new_page`.
            answered = {"body": answer.content, "headers": dict(answer.headers)}
            page.route(f"**{path}", lambda route: route.fulfill(**answered), times=1)
        page.goto(path)
        return page

    return open_page


def faults_of(page: Page) -> list[object]:
    page.set_viewport_size({"width": 1280, "height": 800})
    found = [[rule, *ours] for rule, nodes in offences(page) if (ours := not_stock(rule, nodes))]
    page.set_viewport_size({"width": 390, "height": 800})
    return found + [each for each in wrong(page, SIDEWAYS, OVERLAPPING) if not STOCK_OVERLAP.fullmatch(each)]


def not_stock(rule: str, nodes: list[str]) -> list[str]:
    return [node for node in nodes if rule not in STOCK or not re.search(STOCK[rule], node)]


def test_every_page_that_is_opened(desk, policies, show: Callable[..., Page]):
    found = {path: faults_of(show(path, answer)) for path, answer in of_policies(desk, policies)}
    for path in [*of_others(policies), *of_the_desk()]:
        page = show(path)
        assert "/login/" not in page.url
        found[path] = faults_of(page)
    assert len(found) > 60
    assert {path: faults for path, faults in found.items() if faults} == {}


def answers(desk, policies: list[Policy]) -> Iterator[tuple[str, HttpResponse]]:
    """What a person sees after he has sent something, with the address."""
    draft, _, published, *_ = policies
    yield LIST, ask(desk, "alter_topics", draft, published)
    yield LIST, ask(desk, "alter_verified", draft, published)
    yield LIST, ask(desk, "withdraw", published)
    yield LIST, ask(desk, "delete_selected", draft)
    yield ADD, desk.post(ADD, form_data(title="", issued_on="哪天"))
    page = form_on(desk.get(address(draft)), title="我的标题")
    Policy.objects.filter(pk=draft.pk).update(title="别人的标题")
    yield address(draft), desk.post(address(draft), page)
    draft.delete()
    yield address(draft), desk.post(address(draft), page)
    yield "/admin/login/", Client().post("/admin/login/", {"username": "小编", "password": "错"})
    held = Client().post(address(published, "slug"), {"slug": "a-1"})
    yield held["Location"], Client().get(held["Location"])


def test_every_page_that_answers(desk, policies, show: Callable[..., Page]):
    found = {}
    for path, answer in answers(desk, policies):
        page = show(path, answer)
        found[path, page.title()] = faults_of(page)
    assert len(found) == 9
    assert {at: faults for at, faults in found.items() if faults} == {}
