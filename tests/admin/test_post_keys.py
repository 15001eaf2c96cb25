"""Keys that Django's admin looks for in a POST, though no form of ours sends most of them: never a server error."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from policies.models import Policy, Topic
from tests.admin.browser import form_on
from tests.admin.desk import ADD, LIST, REGISTERED, address, form_data, seen
from tests.admin.test_lists import _make_row

pytestmark = pytest.mark.django_db

# Where Django looks: its own source is asked below whether these are all.
KEYS = {
    "_addanother",
    "_continue",
    "_popup",
    "_save",
    "_saveasnew",
    "_selected_action",
    "_to_field",
    "index",
    "next",
    "post",
    "unset-password",
}
# Read through forms.
FORM_KEYS = {"action", "select_across"}
VALUES = ["1", "", "\x00", "slug", "password", "9" * 30]
# Stands among the keys that were looked up for all that was sent, whatever its name.
WALK = object()
# One page with inlines, a plain one, and one of Django's own; all others are asked with all keys at once.
DIFFERENT = [Policy, Topic, User]
MODULES = ("admin.options", "admin.actions", "admin.helpers", "admin.sites", "auth.admin", "admin.views.main")


def keys_in(name):
    """What this module of django.contrib looks up in `request.POST`."""
    module = importlib.import_module(f"django.contrib.{name}")
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "request.POST":
            yield told(module, node.left)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "request.POST.get",
            "request.POST.getlist",
        }:
            yield told(module, node.args[0])


def told(module, node):
    """A string, the name of one, or an expression that a form makes anew for each row."""
    if isinstance(node, ast.Constant):
        return node.value
    written = ast.unparse(node)
    return eval(written, vars(module)) if "format" not in written else None


def test_these_are_all_that_django_looks_for():
    found = {key for name in MODULES for key in keys_in(name)} - {None}
    assert found == KEYS


@pytest.fixture
def rows(xuhui):
    """One row of everything that has a page of its own."""
    for number, model in enumerate(REGISTERED):
        _make_row(model, number, xuhui)
    group = Group.objects.create(name="某组")
    user = User.objects.create_user("某人", is_staff=True)
    return [*(model.objects.latest("pk") for model in REGISTERED), group, user]


def pages(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    yield reverse(f"{name}_add"), {}
    yield reverse(f"{name}_changelist"), {"action": "delete_selected"}
    for page in ("change", "delete", "history"):
        yield reverse(f"{name}_{page}", args=[row.pk]), {}
    if isinstance(row, User):
        yield reverse("admin:auth_user_password_change", args=[row.pk]), {"usable_password": "true"}


def is_answered(client, path, data):
    answer = client.post(path, data)
    # Nothing that was forged is ever an error of the server: 400 names it one of the sender.
    return answer.status_code < 500 and "Traceback" not in answer.content.decode()


@pytest.fixture
def forger(superuser):
    superuser.raise_request_exception = False
    yield superuser
    assert superuser.get(LIST).status_code == 200, "signed in to the last"


@contextmanager
def undone() -> Iterator[None]:
    """A page that was opened before is good once more after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noting(monkeypatch) -> Iterator[set[object]]:
    """The keys that are looked up meanwhile in what was sent, and WALK where all of it is gone through."""
    looked_up: set[object] = set()
    with monkeypatch.context() as patch:
        for way in ("__contains__", "__getitem__", "get", "getlist", "pop"):
            patch.setattr(QueryDict, way, _noted(getattr(QueryDict, way), looked_up), raising=False)
        patch.setattr(QueryDict, "items", _walk_noted(QueryDict.items, looked_up), raising=False)
        yield looked_up


def _noted(ask, looked_up):
    def asking(sent, key, *rest, **options):
        looked_up.add(key)
        return ask(sent, key, *rest, **options)

    return asking


def _walk_noted(ask, looked_up):
    def asking(sent, *rest, **options):
        looked_up.add(WALK)
        return ask(sent, *rest, **options)

    return asking


def forgeries(keys, looked_up, values):
    """What to send beside a form: each key that is looked up by its name, alone. Where a page walks through all that
    it was sent, the others change no more than their turn in that, so they are sent together."""
    for value in values:
        yield from ({key: value} for key in keys & looked_up)
        if WALK in looked_up:
            yield dict.fromkeys(keys - looked_up, value)


def wrongly_answered(monkeypatch, forger, path, data, values):
    """(path, forgery) of each forgery that adds an error of the server to this form.

    A key can change the answer only where it is looked up: those that the form alone does not make Django look for
    are not sent.
    """
    with undone(), noting(monkeypatch) as looked_up:
        assert is_answered(forger, path, data), path
    wrong = []
    for forgery in forgeries(KEYS | FORM_KEYS, looked_up, values):
        with undone():
            wrong += [] if is_answered(forger, path, {**data, **forgery}) else [(path, forgery)]
    return wrong


@pytest.mark.parametrize("model", DIFFERENT)
def test_no_key_is_a_server_error_with_a_form_that_is_refused(forger, rows, model, monkeypatch):
    [row] = [row for row in rows if type(row) is model]
    for path, data in pages(row):
        assert wrongly_answered(monkeypatch, forger, path, data, VALUES[:3]) == []


@pytest.mark.parametrize("model", DIFFERENT)
def test_no_key_is_a_server_error_with_a_form_that_is_good(forger, rows, model, monkeypatch):
    [row] = [row for row in rows if type(row) is model]
    for path, _ in pages(row):
        if "/change/" in path:
            data = form_on(forger.get(path))
            assert wrongly_answered(monkeypatch, forger, path, data, VALUES) == []


def test_a_key_that_is_looked_up_is_noticed(forger, rows, monkeypatch):
    [topic] = [row for row in rows if type(row) is Topic]
    add, changelist, change, *_ = [path for path, _ in pages(topic)]
    for path, key in {add: "_popup", changelist: "select_across", change: "_to_field"}.items():
        with noting(monkeypatch) as looked_up:
            forger.post(path, {"action": "delete_selected", "index": "0", "_selected_action": topic.pk})
        assert key in looked_up
    with noting(monkeypatch) as looked_up:
        forger.post(change, {})
    assert not {"select_across", "unset-password"} & looked_up


def test_what_is_gone_through_is_sent_together(forger, rows, monkeypatch):
    with noting(monkeypatch) as looked_up:
        forger.get(ADD)
    assert {WALK, "_popup"} <= looked_up
    assert "post" not in looked_up
    sent = [*forgeries({"_popup", "next", "post"}, looked_up, ["1"])]
    assert sent == [{"_popup": "1"}, dict.fromkeys({"next", "post"}, "1")]


def test_all_keys_at_once(forger, rows):
    for row in rows:
        for path, data in pages(row):
            for value in VALUES:
                assert is_answered(forger, path, {**dict.fromkeys(KEYS | FORM_KEYS, value), **data}), path


@pytest.mark.parametrize("model", DIFFERENT)
def test_no_key_in_an_address_is_a_server_error(forger, rows, model, monkeypatch):
    [row] = [row for row in rows if type(row) is model]
    changelist = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    wrong = []
    for path, _ in pages(row):
        with noting(monkeypatch) as looked_up:
            assert forger.get(path, follow=True).status_code < 500
        # A list takes each for a filter, and stops at the first that is none.
        if path == changelist:
            looked_up |= KEYS
        wrong += [
            (path, forgery)
            for forgery in forgeries(KEYS - {"_selected_action"}, looked_up, VALUES[1:4])
            if forger.get(path, forgery, follow=True).status_code >= 500
        ]
    assert wrong == []


def test_nothing_is_copied_by_a_key_that_no_form_sends(editor, draft):
    answer = editor.post(address(draft), form_data(title="新标题", _saveasnew="1"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (Policy.objects.count(), draft.title) == (1, "新标题"), "a save like any other"
    answer = editor.post(address(draft), form_data(title="", _saveasnew="1"))
    assert "请填写标题" in seen(answer)
    assert 'name="_save"' in answer.content.decode(), "the page that comes back can be saved"


def test_no_admin_offers_to_save_as_new():
    assert not any(each.save_as for each in admin.site._registry.values())


@pytest.mark.parametrize("forged", ["password", "state", "nothing", "\x00", "id__lt"])
def test_a_popup_tells_no_column_that_it_was_not_opened_for(editor, reviewer, draft, forged):
    """`_to_field` names the column whose value the page that opened the popup is given."""
    data = form_data(title="新标题", _popup="1", _to_field=forged)
    assert editor.post(address(draft), data).status_code == 400
    draft.refresh_from_db()
    assert draft.title != "新标题"


def test_a_list_that_is_posted_without_an_action_is_shown(reviewer, draft):
    assert reviewer.post(LIST, {}).status_code == 200
