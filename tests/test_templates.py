"""The templates: each engine has its own, every name in them is known, and none is left over."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines, loader
from jinja2 import UndefinedError, meta, nodes

from policies.apps import forget_printed, watch_pages
from portal import jinja

PAGES = settings.BASE_DIR / "templates/pages"
DESK = settings.BASE_DIR / "templates/desk"
NAMES = sorted(path.name for path in PAGES.iterdir())
PARTIALS = [name for name in NAMES if name.startswith("_")]
# Printed by themselves, for what is kept, the desk and the last copy of a page; the names that each is given.
FRAGMENTS = {
    "_prose.html": {"parts", "label", "to_tick"},
    "_compared.html": {"changes"},
    "_as_of.html": {"moment", "is_in_no_mode"},
}
GLOBAL = {"url", "static"}
# What every page is given (`context_processors`), and what its view adds.
EVERYWHERE = {"site", "no_operator", "display", "modes", "canonical", "request"}
OF_A_VIEW = {"page", "printed"}
OF_ONE = {
    "400.html": {"limit"},
    "404.html": {"ways"},
    "help.html": {"groups"},
    "not_saved.html": {"why", "secret", "had_files", "sent"},
    "preview.html": {"back", "until"},
    "refused.html": {"status"},
    "robots.txt": {"sitemap"},
    "security.txt": {"contact", "expires", "address"},
}


def environment():
    return engines["pages"].env


def parsed(name: str) -> nodes.Template:
    return environment().parse((PAGES / name).read_text(encoding="utf-8"), name)


def imported(tree: nodes.Template) -> list[str]:
    return [each for node in tree.find_all(nodes.FromImport) for each in node.names]


def test_there_are_pages_and_partials():
    assert len(PARTIALS) > 40
    assert len(set(NAMES) - set(PARTIALS)) > 25


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert loader.get_template(name).backend.name == "pages"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_no_name_that_it_is_not_given(name):
    tree = parsed(name)
    # Blocks know what their file imports.
    used = meta.find_undeclared_variables(tree) - GLOBAL - set(imported(tree))
    if name in PARTIALS:
        assert used == FRAGMENTS.get(name, set())
    else:
        assert used <= EVERYWHERE | OF_A_VIEW | OF_ONE.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_imported_is_used(name):
    tree = parsed(name)
    names = imported(tree)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert len(set(names)) == len(names)
    assert set(names) <= used


def test_no_partial_is_left_over():
    named = {each for name in NAMES for each in meta.find_referenced_templates(parsed(name))}
    assert {*named, *FRAGMENTS} >= set(PARTIALS)


def test_each_engine_finds_its_own_templates_alone():
    own = {str(path.relative_to(DESK)) for path in DESK.rglob("*.html")}
    assert len(own) > 30
    assert own.isdisjoint(NAMES)
    assert {loader.get_template(name).backend.name for name in own} == {"desk"}


def test_what_serves_has_compiled_all_of_them():
    program = "import portal.wsgi as wsgi; print(*(name for _, name in wsgi.pages.cache.keys()))"
    # In a process of its own: to be served changes how long this one would wait.
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DJANGO_DEBUG": "on"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True
    )
    assert set(run.stdout.split()) == set(NAMES), run.stderr


def test_a_name_that_nobody_gave_is_an_error():
    with pytest.raises(UndefinedError):
        environment().from_string("{{ page.title }}").render()


def test_residents_get_the_page_without_the_word(caplog):
    lenient = environment().overlay(undefined=jinja.lenient())
    with caplog.at_level(logging.WARNING, logger="django.portal.jinja"):
        assert lenient.from_string("<p>{{ page.title.words }}</p>").render() == "<p></p>"
    assert "page" in caplog.text


def test_values_are_escaped_and_macros_are_not():
    source = "{% macro strong(word) %}<b>{{ word }}</b>{% endmacro %}{{ strong(word) }}"
    assert environment().from_string(source).render(word="<i>") == "<b>&lt;i&gt;</b>"


def test_runserver_sees_that_a_page_has_changed():
    watched = []

    class Reloader:
        def watch_dir(self, folder: Path, glob: str) -> None:
            watched.append(Path(folder))

    watch_pages(Reloader())
    assert watched == [PAGES]
    assert forget_printed(PAGES / "list.html")
    assert not forget_printed(settings.BASE_DIR / "policies/views.py")
