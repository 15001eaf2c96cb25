"""The rooms of the program, and who may enter which."""

from __future__ import annotations

import ast
import os
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
    ("validity", "display"),
    ("querysets",),
    ("models",),
    ("accounts", "backup", "permissions"),
    ("publishing",),
    ("lookup",),
    ("filters",),
    ("facets",),
    ("pages", "glued"),
    ("views", "feeds", "exports", "sitemaps", "admin", "management"),
    ("urls",),
)
IMPORTING = {"text", "vocabulary", "kept", "validity", "querysets", "models", "publishing"}
# Migrations describe the past and apps.py starts everything, so neither has a floor; nobody uses either.
OUTSIDE = {"apps", "migrations"}


def allowed() -> dict[str, set[str]]:
    """What each room may use, besides itself."""
    table, below = {}, set()
    for floor in FLOORS:
        table |= {room: set(below) for room in floor}
        below |= set(floor)
    table["importing"] = IMPORTING
    for room in ("admin", "management"):
        table[room].add("importing")
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
        ("management/commands/import_policy.py", "from policies.importing import page", []),
        ("pages.py", "from policies.importing import page", ["policies.importing.page"]),
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
