"""The documents say what the code does."""

import re
from collections import Counter
from pathlib import Path

import pytest
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
# Commands are thin.
WITHOUT_DECISIONS = {"management"}
PACKAGES = sorted(path.parent for path in (ROOT / "policies").glob("*/__init__.py"))
ROOMS = [ROOT / "portal", *(room for room in PACKAGES if room.name not in WITHOUT_DECISIONS)]
# A path is written from the checkout or from the folder of the document; styles, scripts and templates by name alone.
BY_NAME = ("templates/pages", "static/css", "static/js")
PATH = re.compile(r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|html|css|js|json|md|conf|service|speculationrules)))`")


def test_every_setting_is_documented_and_every_documented_one_exists():
    read = {
        name
        for path in CODE
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"`((?:DJANGO|PORTAL|DATABASE|SEARCH|CACHE)_[A-Z_]+)`", README))
    assert read == documented
    assert len(read) > 8


def test_every_command_in_the_readme_exists():
    named = set(re.findall(r"manage\.py (\w+)", README))
    own = {
        "demo",
        "loaddata",
        "import_policy",
        "publish_due",
        "send_daily_mail",
        "run_jobs",
        "rebuild_index",
        "unlock",
        "clean_up",
        "backup",
        "restore",
    }
    assert named == own | {"check", "migrate", "collectstatic", "createsuperuser"}
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
    words = ("/about/", "/help/", "/accessibility/", "/privacy/", "/start/", "/matrix/", "/compare/")
    for address in (*addresses, *words, versions, f"{versions}<number>/", f"{versions}<number>/changes/"):
        assert f"| `{address}` |" in README
        path = address.replace("<slug>", "a-1").replace("<number>", "1")
        assert resolve(path).app_name == "policies"
    for probe in ("/healthz", "/readyz"):
        assert f"| `{probe}` |" in README
    told = next(line for line in README.splitlines() if line.startswith("| `/readyz` |"))
    assert [f"`{name}`" in told for name, _ in STAGES] == [True] * 4
    row = next(line for line in README.splitlines() if line.startswith("| `/policies/` |"))
    assert {"q", "in", *facets.names(), "only", "sort", "page"} == set(re.findall(r"`(\w+)`", row))
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
        if path.name not in {"__init__.py", "__pycache__", "README.md", "apps.py"}
    }
    for room in rooms:
        assert f"`{room}" in MAP, room


def test_every_room_says_what_was_decided_there():
    assert len(ROOMS) >= 10
    assert [room.name for room in ROOMS if not (room / "README.md").exists()] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_module_of_a_room_is_named(room):
    told = text_of(room)
    # A step of the migrations says itself what it is for.
    modules = {path.stem for path in room.rglob("*.py") if not path.stem[0].isdigit()} - {"__init__"}
    unnamed = {name for name in modules if not re.search(rf"`(\w+/)*{name}(\.py)?`", told)}
    if room.name == "portal":
        # Of a backend the folder is named.
        unnamed -= {path.stem for path in room.glob("databases/*/*.py")}
    assert unnamed == set()


@pytest.mark.parametrize("home", [ROOT / "policies", *ROOMS], ids=lambda home: home.name)
def test_every_path_that_a_map_names_exists(home):
    paths = PATH.findall(text_of(home))
    assert paths
    assert [path for path in paths if not located(path, home)] == []


def test_every_link_between_the_documents_leads_somewhere():
    for home in (ROOT / "policies", *ROOMS):
        targets = re.findall(r"\]\(([^)#]+)\)", text_of(home))
        assert [target for target in targets if not (home / target).exists()] == []


def test_a_path_is_told_from_other_words():
    words = "`lookup/facets.py` `static/css/` `/policies/print` `titles.keys` `…_files/` `_part.html`"
    assert PATH.findall(words) == ["lookup/facets.py", "static/css/", "_part.html"]
    assert not located("lookup/facet.py", ROOT / "policies")


def changes():
    """Each row of "Where do I change…?": what is changed, and its cells."""
    part = MAP.partition("## Where do I change…?")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return {change: " ".join(cells) for change, *cells in rows[1:]}


def test_the_likeliest_changes_have_a_place():
    assert len(changes()) >= 12


@pytest.mark.parametrize("change", changes())
def test_what_a_change_touches_is_there(change):
    """Every name in the row of a change stands in one of the files of that row."""
    row = changes()[change]
    paths = [located(path, ROOT / "policies") for path in PATH.findall(row)]
    sources = " ".join(path.read_text(encoding="utf-8") for path in paths if path and path.is_file())
    assert sources
    names = re.findall(r"`@?([A-Za-z_]\w+)`", row)
    assert [name for name in names if not re.search(rf"\b{name}\b", sources)] == []


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


def text_of(folder):
    return (folder / "README.md").read_text(encoding="utf-8")


def located(path, home):
    """Where a path that a document of `home` names lies; None where it leads nowhere."""
    bases = (home, ROOT, *(ROOT / folder for folder in BY_NAME))
    return next((base / path for base in bases if (base / path).exists()), None)


def _numbers(pattern):
    return map(int, re.search(pattern, README, re.DOTALL).groups())
