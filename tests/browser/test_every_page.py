"""Every page in every mode, visited once and looked at from many sides: a fault is told with its page and its check.

That each check sees what is wrong is tested in the module that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.site import MODES, addresses, mode_of
from tests.browser.test_access import offending
from tests.browser.test_keyboard import unseen_or_astray
from tests.browser.test_layout import WINDOWS, hidden_by_spacing, wider_than_the_window
from tests.browser.test_parity import changed_by_javascript
from tests.browser.test_preferences import lost_in_forced_colours, moving_for_who_wants_none

LAYOUTS = {**MODES, "larger": {"size": "larger"}}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_fits_its_window_and_offends_nobody(library, new_page, layout):
    page = new_page()
    found = {}
    for name, address in addresses(**LAYOUTS[layout]).items():
        page.goto(address)
        assert mode_of(page) == LAYOUTS[layout], address
        found |= {(name, check): faults for check, faults in looked_at(page, name, layout)}
    assert {at: faults for at, faults in found.items() if faults} == {}


def looked_at(page: Page, name: str, layout: str) -> Iterator[tuple[str, list]]:
    if layout == "normal":
        yield "without JavaScript", changed_by_javascript(page)
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        yield f"boxes, {width} × {height}", wider_than_the_window(page)
        if layout in MODES:
            for check, faults in offending(page, name):
                yield f"{check}, {width} wide", faults
    if layout == "normal":
        page.set_viewport_size({"width": 1280, "height": 800})
        yield "forced colours", lost_in_forced_colours(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_walked_through_spread_out_and_stands_still(library, new_page, width):
    # Where pages scroll softly, a stop would be looked at on its way.
    page = new_page(width=width, reduced_motion="reduce")
    found = {}
    for name, address in addresses().items():
        page.goto(address)
        found |= {(name, check): faults for check, faults in walked_through(page, name)}
    assert {at: faults for at, faults in found.items() if faults} == {}


def walked_through(page: Page, name: str) -> Iterator[tuple[str, list]]:
    yield "wider spacing", hidden_by_spacing(page)
    # It shows components without the modules that complete them.
    if name != "patterns":
        yield from unseen_or_astray(page)
    yield "movement", moving_for_who_wants_none(page)
