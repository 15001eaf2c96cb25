"""The documents say what the code does."""

import re
from pathlib import Path

from django.core.management import get_commands
from django.urls import resolve, reverse

from policies.filters import PolicyFilter
from policies.vocabulary import SectionKind
from tests.library import SHIPPED, rows

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = (ROOT / "policies/README.md").read_text(encoding="utf-8")
CODE = [path for folder in ("portal", "policies") for path in (ROOT / folder).rglob("*.py")]


def test_every_setting_is_documented_and_every_documented_one_exists():
    read = {
        name
        for path in CODE
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"`((?:DJANGO|PORTAL|DATABASE|SEARCH)_[A-Z_]+)`", README))
    assert read == documented
    assert len(read) > 8


def test_every_command_in_the_readme_exists():
    named = set(re.findall(r"manage\.py (\w+)", README))
    own = {"demo", "loaddata", "import_policy", "rebuild_index", "generate_policies"}
    assert named == own | {"migrate", "collectstatic", "createsuperuser"}
    assert named <= set(get_commands())


def test_ci_runs_the_test_command_of_the_readme():
    [command] = re.findall(r"^    (python3 .*pytest)$", README, re.MULTILINE)
    assert command in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


def test_every_address_and_parameter_is_documented():
    assert reverse("policies:home") == "/"
    versions = "/policies/<slug>/versions/"
    addresses = ("/", "/policies/", "/policies/print", "/policies/suggest", "/policies/<slug>/")
    words = ("/about/", "/help/", "/accessibility/", "/privacy/")
    for address in (*addresses, *words, versions, f"{versions}<number>/", f"{versions}<number>/compare/"):
        assert f"| `{address}` |" in README
        path = address.replace("<slug>", "a-1").replace("<number>", "1")
        assert resolve(path).app_name == "policies"
    row = next(line for line in README.splitlines() if line.startswith("| `/policies/` |"))
    assert {*PolicyFilter.base_filters, "sort", "page"} == set(re.findall(r"`(\w+)`", row))
    for kind in SectionKind:
        assert f"`#{kind.value}`" in README


def test_every_picture_and_linked_file_exists():
    targets = re.findall(r"\]\((?!http)([^)]+)\)", README)
    assert len(targets) == 2
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_map_names_every_room():
    rooms = {
        f"{path.name}{'/' if path.is_dir() else ''}"
        for path in (ROOT / "policies").iterdir()
        if path.name not in {"__init__.py", "__pycache__", "README.md", "apps.py", "migrations"}
    }
    for room in rooms:
        assert f"`{room}" in MAP, room


def test_the_readme_counts_the_entries_rightly():
    notes = [
        row["fields"]["source_note"] for row in rows(SHIPPED, "policies") if row["model"] == "policies.policy"
    ]
    total, paraphrased, catalogue = map(
        int,
        re.search(r"loads (\d+) real.*?text; (\d+) policies.*?; (\d+) documents", README, re.DOTALL).groups(),
    )
    assert len(notes) == total == 1 + paraphrased + catalogue
    assert sum(note.startswith("目录信息来自上海市人民政府网站政策库") for note in notes) == catalogue
