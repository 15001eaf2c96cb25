"""Every page looks as it did when somebody last looked: `pytest tests/browser/test_snapshots.py --renew` after that.

The pictures are in `snapshots/`; where a page differs, the old and the new picture are put side by side in a file.
"""

import os
import shutil
import subprocess

import pytest

from tests.browser import snapshots
from tests.browser.boxes import ADOPT
from tests.browser.browsers import IN_BOTH, is_88
from tests.browser.site import PAGES, with_parameters

WIDTHS = (1280, 390)
# What is made for development looks different with every component.
LIGHT = {name: PAGES[name] for name in PAGES if name != "patterns"}
FEW = {name: PAGES[name] for name in ("home", "list", "detail")}
CARE = {f"{name}-care": with_parameters(address, {"view": "care"}) for name, address in FEW.items()}
DARK = {f"{name}-dark": address for name, address in FEW.items()}
FONT = "Noto Sans CJK SC"
# Where the old browser goes its own way: boxes to tick stay white in the dark, and the columns of a table share out
# what is left by other rules (before version 91).
NOT_ALIKE_IN_88 = {"list-dark", "print"}


@pytest.fixture(scope="module")
def font():
    lister = shutil.which("fc-list")
    if not lister or not subprocess.run([lister, FONT], capture_output=True, check=False).stdout:
        reason = f"no font {FONT}: install it (apt-get install fonts-noto-cjk) to compare pictures"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def look(font, library, browser, new_page):
    def look(width, pages, **kind):
        page = new_page(width=width, **kind)
        left_out = NOT_ALIKE_IN_88 if is_88(browser) else set()
        for name in pages.keys() - left_out:
            page.goto(pages[name])
            yield f"{name}-{width}", snapshots.picture(page)

    return look


@pytest.fixture
def compare(look, browser, request, tmp_path):
    def differences(name, now):
        before = snapshots.kept(name)
        if is_88(browser):
            before = before.crop((0, 0, before.width, min(before.height, now.height)))
        found = snapshots.differences(before, now)
        if found:
            snapshots.beside(before, now).save(tmp_path / f"{name}.png")
            print(f"Look into {tmp_path}, and renew if it is as it should be: see the top of this file.")
        return found

    def compare(width, pages, **kind):
        seen = look(width, pages, **kind)
        if not request.config.option.renew:
            found = {name: differences(name, now) for name, now in seen}
            return {name: what for name, what in found.items() if what}
        if not is_88(browser):
            for name, now in seen:
                snapshots.keep(now, name)
        return {}

    return compare


@IN_BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_looks_as_before(compare, width):
    assert compare(width, LIGHT) == {}


@IN_BOTH
@pytest.mark.parametrize("width", WIDTHS)
def test_the_main_pages_look_as_before_in_the_dark_and_in_care(compare, width):
    assert compare(width, DARK, color_scheme="dark") == {}
    assert compare(width, CARE) == {}


def test_no_picture_is_of_a_page_that_is_gone_and_all_are_small():
    assert snapshots.kept_names() == {
        f"{name}-{width}" for name in (*LIGHT, *DARK, *CARE) for width in WIDTHS
    }
    assert sum(path.stat().st_size for path in snapshots.FOLDER.iterdir()) < 1_500_000


ALIKE = {
    "as it is": "",
    "another font for letters and digits": "* { font-family: 'Noto Sans CJK SC' !important; }",
    "heavier strokes": "* { -webkit-text-stroke: 0.3px; }",
    "four pixels lower": "main { position: relative; inset-block-start: 4px; }",
    "corners": "* { border-radius: 0 !important; }",
}
DIFFERENT = {
    "a block is gone": ".row:nth-child(2) { visibility: hidden; }",
    "a line is gone": ".row:nth-child(2) .row__title { visibility: hidden; }",
    "a block has moved down": ".row:nth-child(2) { position: relative; inset-block-start: 20px; }",
    "a block has moved aside": ".finder__results { position: relative; inset-inline-start: 40px; }",
    "all is lower": "main { position: relative; inset-block-start: 16px; }",
    "a button is blue": ".button { background: #14508c !important; }",
    "links are blue": "a { color: #14508c !important; }",
    "the paper is blue": "body { background: #e4e4f4 !important; }",
    "two columns are one": ".finder { display: block !important; }",
}


def test_only_what_a_reader_would_notice_is_a_difference(font, library, new_page, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "FOLDER", tmp_path)
    page = new_page()
    page.goto(PAGES["list-section"])
    snapshots.keep(snapshots.picture(page), "before")
    found = {}
    for name, css in (ALIKE | DIFFERENT).items():
        page.evaluate("document.adoptedStyleSheets = []")
        page.evaluate(ADOPT, css)
        found[name] = snapshots.differences(snapshots.kept("before"), snapshots.picture(page))
    assert {name for name, differences in found.items() if differences} == set(DIFFERENT)
