"""The rooms of the program, and who may enter which."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "policies"

# Each room may use the rooms on the floors above it in this list, and none on its own.
FLOORS = (
    ("text",),
    ("vocabulary", "glossary", "site", "kept"),
    ("validity", "display", "quotes", "suggesting"),
    ("rounds",),
    ("querysets", "prepared"),
    ("models",),
    ("accounts", "backup", "jobs", "misses", "permissions", "values"),
    ("acting",),
    ("revising", "twins"),
    ("publishing",),
    ("altering", "daily_mail", "earlier", "preview_links", "renaming", "scheduling"),
    ("citations",),
    ("lookup",),
    ("filters", "results"),
    ("canonical",),
    ("pages", "glued"),
    ("views", "feeds", "exports", "sitemaps", "admin", "management"),
    ("urls",),
)
IMPORTING = {
    *("text", "vocabulary", "kept", "quotes", "suggesting", "validity", "querysets", "models", "permissions"),
    *("values", "acting", "jobs", "revising", "publishing"),
}
# Below the search engine: it asks the index by a reader that is handed in.
CITING = {"text", "vocabulary", "models"}
# From files into the library: used by the desk and by commands only.
BESIDE = {"importing", "loading"}
# What a file becomes, one room after the other.
STEPS = ("reading", "drafting", "storing")
# Others use nothing of these rooms but what their `__init__` offers.
DOORS = {"policies.citations", "policies.loading", *(f"policies.importing.{step}" for step in STEPS)}
# What makes addresses or HTML: none of it in what JSON, CSV and calendars print as well.
ADDRESSING = {
    "django.urls.reverse",
    "django.http.QueryDict",
    "django.utils.html.format_html",
    "urllib.parse.urlencode",
}
# Migrations describe the past and apps.py starts everything, so neither has a floor; nobody uses either.
OUTSIDE = {"apps", "migrations"}


def allowed() -> dict[str, set[str]]:
    """What each room may use, besides itself."""
    table, below = {}, set()
    for floor in FLOORS:
        table |= {room: set(below) for room in floor}
        below |= set(floor)
    table["citations"] = CITING
    for room in BESIDE:
        table[room] = IMPORTING
    for room in ("admin", "management"):
        table[room] |= BESIDE
    return table


ALLOWED = allowed()
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, tree: ast.AST) -> set[str]:
    """Dotted names of everything that a module imports, relative imports resolved."""
    parent = path.relative_to(ROOT).parent.parts
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = parent[: len(parent) - node.level + 1] if node.level else ()
            origin = ".".join([*base, *filter(None, [node.module])])
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def wrong_imports(path: Path, source: str) -> list[str]:
    room, wrong = room_of(path), []
    for name in sorted(imports(path, ast.parse(source))):
        package, _, rest = name.partition(".")
        used = rest.split(".")[0]
        if (
            package in {"portal", "tests"}
            or (package == "django" and room == "text")
            or (package == "policies" and used != room and room not in OUTSIDE and used not in ALLOWED[room])
        ):
            wrong.append(name)
    return wrong


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parent.parts)


def past_the_door(path: Path, source: str) -> list[str]:
    """Imports from a room with a door, by another way or from a room that is further on."""
    home, wrong = package_of(path), []
    for name in sorted(imports(path, ast.parse(source))):
        room = next((door for door in DOORS if name == door or name.startswith(f"{door}.")), home)
        offered = {f"{room}.{each}" for each in importlib.import_module(room).__all__} if room != home else ()
        if room != home and (name not in offered or not comes_before(room, home)):
            wrong.append(name)
    return wrong


def comes_before(room: str, home: str) -> bool:
    """Whether the one may be used by the other, where both are steps of importing."""
    steps = [f"policies.importing.{step}" for step in STEPS]
    return home not in steps or (room in steps and steps.index(room) < steps.index(home))


def uses_the_database(path: Path, source: str) -> list[str]:
    names = imports(path, ast.parse(source))
    return sorted(name for name in names if re.match(r"django\b|policies\.(models|querysets)\b", name))


def local_imports(source: str) -> list[int]:
    """Lines of imports inside a function."""
    return [
        node.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_every_module_has_a_room():
    rooms = {room_of(path) for path in MODULES}
    assert rooms >= {"text", "models", "views", "urls", "apps", "migrations"}
    assert rooms - OUTSIDE <= set(ALLOWED)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    assert wrong_imports(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_with_a_door_is_entered_by_it(path):
    assert past_the_door(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("admin/x.py", "from policies.importing.storing import bring_in, report", []),
        (
            "admin/x.py",
            "from policies.importing.storing.store import store",
            ["policies.importing.storing.store.store"],
        ),
        (
            "admin/x.py",
            "from policies.importing.storing import fingerprints",
            ["policies.importing.storing.fingerprints"],
        ),
        ("importing/storing/x.py", "from policies.importing.drafting import Draft", []),
        ("importing/storing/x.py", "from policies.importing.storing.store import store", []),
        (
            "importing/drafting/x.py",
            "from policies.importing.storing import Review",
            ["policies.importing.storing.Review"],
        ),
        ("importing/reading/x.py", "from policies.loading import check", ["policies.loading.check"]),
        ("management/commands/x.py", "import policies.loading.checks", ["policies.loading.checks"]),
        ("lookup/x.py", "from policies.citations import Document, who_cites", []),
        (
            "lookup/x.py",
            "from policies.citations.asking import CitationReader",
            ["policies.citations.asking.CitationReader"],
        ),
    ],
)
def test_the_rule_of_doors(module, source, wrong):
    assert past_the_door(PACKAGE / module, source) == wrong


@pytest.mark.parametrize("room", DOORS)
def test_a_door_names_what_it_offers(room):
    door = importlib.import_module(room)
    assert door.__doc__
    assert [name for name in door.__all__ if not hasattr(door, name)] == []


@pytest.mark.parametrize("room", ["policies/importing/reading", "policies/importing/drafting"])
def test_text_is_read_and_drafted_without_a_database(room):
    modules = sorted((ROOT / room).glob("*.py"))
    assert modules
    found = {path.name: uses_the_database(path, path.read_text(encoding="utf-8")) for path in modules}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "results").glob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_results_know_no_address(path):
    names = imports(path, ast.parse(path.read_text(encoding="utf-8")))
    assert sorted(names & ADDRESSING) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_stand_at_the_top(path):
    lines = local_imports(path.read_text(encoding="utf-8"))
    assert lines == [] or room_of(path) == "apps"


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("querysets.py", "from policies.models import Policy", ["policies.models.Policy"]),
        ("querysets.py", "from policies import models", ["policies.models"]),
        ("querysets.py", "from .models import Policy", ["policies.models.Policy"]),
        ("models/policy.py", "from ..pages import Row", ["policies.pages.Row"]),
        ("models/policy.py", "from .section import Section\nfrom ..querysets import PolicyQuerySet", []),
        ("text/dates.py", "import django.utils.dates", ["django.utils.dates"]),
        ("text/dates.py", "from policies.vocabulary import Sort", ["policies.vocabulary.Sort"]),
        ("views.py", "def view():\n    import portal.settings", ["portal.settings"]),
        ("importing/page.py", "import policies.lookup.query", ["policies.lookup.query"]),
        ("citations/asking.py", "from policies.lookup.index import Reader", ["policies.lookup.index.Reader"]),
        ("citations/policy.py", "from policies.publishing import move", ["policies.publishing.move"]),
        ("lookup/engine.py", "from policies.citations import who_cites", []),
        ("management/commands/import_policy.py", "from policies.importing import page", []),
        ("pages.py", "from policies.importing import page", ["policies.importing.page"]),
        ("results/x.py", "from policies.filters import PolicyFilter", ["policies.filters.PolicyFilter"]),
        ("results/x.py", "from policies.pages.common import Row", ["policies.pages.common.Row"]),
        ("views.py", "from policies.exports import csv", ["policies.exports.csv"]),
    ],
)
def test_the_rule_itself(module, source, wrong):
    assert wrong_imports(PACKAGE / module, source) == wrong


def test_a_local_import_is_found():
    assert local_imports(
        "import os\nclass A:\n    def f(self):\n        if self:\n            import re"
    ) == [5]


def test_nothing_else_stands_at_the_top_level():
    expected = {
        "README.md",
        "fixtures",
        "manage.py",
        "policies",
        "portal",
        "pyproject.toml",
        "requirements.lock",
        "static",
        "templates",
        "tests",
    }
    found = {name for name in top_level() if not name.startswith(".")}
    assert found >= {"manage.py", "policies", "portal", "pyproject.toml", "tests"}
    assert found <= expected


def top_level() -> set[str]:
    """Everything at the top that git tracks or would; without git, everything but what tools leave behind."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
        options = ["--cached", "--others", "--exclude-standard"]
        listed = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=True)
        return {name.split("/")[0] for name in listed.stdout.split("\0") if name}
    return {name for name in os.listdir(ROOT) if not name.endswith((".egg-info", "__pycache__"))}


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", dry_run=True, stdout=out)
    assert out.getvalue() == "No changes detected\n"
