"""Every page fits: small windows, large letters, wide spacing, colours of the system's, no movement."""

import pytest

from tests.browser.boxes import ADOPT, COVERING, CUT, OVERLAPPING, SIDEWAYS, wrong
from tests.browser.site import MODES, addresses, mode_of

# 1280 × 1024 at 400 % is 320 × 256 (WCAG 1.4.10); 320 × 568 is a small phone.
WINDOWS = [(1280, 1024), (390, 844), (320, 568), (320, 256)]
LAYOUTS = {**MODES, "larger": {"size": "larger"}}
# WCAG 1.4.12, as a reader's own style sheet would have it.
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }
"""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_wider_than_the_window(library, new_page, layout):
    page = new_page()
    found = {}
    for name, address in addresses(**LAYOUTS[layout]).items():
        page.goto(address)
        assert mode_of(page) == LAYOUTS[layout], address
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            found[name, width, height] = wrong(page, SIDEWAYS, CUT, COVERING)
    assert {at: what for at, what in found.items() if what} == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_wider_spacing_of_letters_and_lines_hides_nothing(library, new_page, width):
    page = new_page(width=width)
    found = {}
    for name, address in addresses().items():
        page.goto(address)
        page.evaluate(ADOPT, SPACING)
        found[name] = wrong(page, SIDEWAYS, CUT, OVERLAPPING)
    assert {at: what for at, what in found.items() if what} == {}


def test_what_does_not_fit_is_seen(library, new_page):
    page = new_page(width=390, height=400)
    page.goto("/about/")
    assert wrong(page, SIDEWAYS, CUT, OVERLAPPING, COVERING) == []
    page.evaluate(
        ADOPT,
        """
        h1 { inline-size: 500px; }
        h2:first-of-type { block-size: 10px; overflow: hidden; }
        p, li { margin-block-start: -1.5rem !important; }
        .site-header { position: sticky; inset-block-start: 0; min-block-size: 200px; }
        """,
    )
    assert [each.split(" ")[0] for each in wrong(page, SIDEWAYS)] == ["the", "h1"]
    assert [each[:2] for each in wrong(page, CUT)] == ["h2"]
    assert wrong(page, OVERLAPPING) != []
    assert [each.split(" ")[0] for each in wrong(page, COVERING)] == ["header.site-header"]
