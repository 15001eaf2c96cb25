"""axe-core finds nothing to object to on any public template, in any mode, on desk and phone, in light and dark."""

import pytest

from tests.browser.axe import COLOURS, offences
from tests.browser.site import ALONE, MODES, addresses, mode_of

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 800}}


@pytest.mark.parametrize("mode", MODES)
def test_no_page_offends(library, new_page, mode):
    page = new_page()
    found = {}
    for name, address in addresses(**MODES[mode]).items():
        page.goto(address)
        assert mode_of(page) == MODES[mode], address
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            found[name, size, "light"] = offences(page)
            # axe takes the ground of a page without styles for white, whatever the browser makes it.
            if name not in ALONE:
                page.emulate_media(color_scheme="dark")
                found[name, size, "dark"] = offences(page, only=COLOURS)
                page.emulate_media(color_scheme="light")
    assert {at: what for at, what in found.items() if what} == {}


def test_axe_sees_what_is_wrong(library, new_page):
    page = new_page()
    page.goto("/about/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><p id=pale>看得清吗</p>')"
    )
    page.evaluate("document.getElementById('pale').style.color = '#ddd'")
    assert [rule for rule, _ in offences(page)] == ["color-contrast", "label"]
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getElementById('pale').style.color = '#333'")
    assert offences(page, only=COLOURS) == [["color-contrast", ["#pale"]]]
