"""The documents say what the code does."""

import re
from collections import Counter
from pathlib import Path

from django.core.management import get_commands
from django.urls import resolve, reverse

from policies.lookup import facets
from policies.vocabulary import SectionKind
from portal.health import STAGES
from tests.content.compare import shipped
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
    own = {
        "demo",
        "loaddata",
        "import_policy",
        "rebuild_index",
        "unlock",
        "clean_up",
        "backup",
        "restore",
    }
    assert named == own | {"migrate", "collectstatic", "createsuperuser"}
    assert named <= set(get_commands())


def test_every_program_of_the_tests_that_the_readme_names_exists():
    named = set(re.findall(r"python -m (tests[.\w]+)", README))
    assert len(named) >= 5
    paths = {name: ROOT / name.replace(".", "/") for name in named}
    wanted = {
        name: path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        for name, path in paths.items()
    }
    assert [name for name, path in wanted.items() if not path.exists()] == []


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
    for probe in ("/healthz", "/readyz"):
        assert f"| `{probe}` |" in README
    told = next(line for line in README.splitlines() if line.startswith("| `/readyz` |"))
    assert [f"`{name}`" in told for name, _ in STAGES] == [True] * 4
    row = next(line for line in README.splitlines() if line.startswith("| `/policies/` |"))
    assert {"q", "in", *facets.names(), "sort", "page"} == set(re.findall(r"`(\w+)`", row))
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
    entries = shipped(rows(SHIPPED, "policies")).values()
    kinds = Counter(entry.fields["source_kind"] for entry in entries)
    told = sum(bool(entry.sections) for entry in entries)
    total, summaries, titles = _numbers(r"loads (\d+) real.*?text; (\d+) with summaries.*?; (\d+) of which")
    official, english, institutional, reprints = _numbers(
        r"(\d+) in official Chinese.*?(\d+) in official English.*?(\d+) with institutions.*?(\d+) in reprints"
    )
    assert (total, 1 + summaries, titles) == (len(entries), told, total - told)
    assert kinds == {
        "official": official,
        "english": english,
        "institutional": institutional,
        "third_party": reprints,
    }


def _numbers(pattern):
    return map(int, re.search(pattern, README, re.DOTALL).groups())
