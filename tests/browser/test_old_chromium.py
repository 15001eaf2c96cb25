"""In Chromium 88 the pages have the look that they have today: all stands at the same place."""

import pytest

from tests.browser.axe import offences
from tests.browser.boxes import ADOPT
from tests.browser.even import even
from tests.browser.site import PAGES, SEED, with_parameters

THREE = {"home": "/", "list": PAGES["list-section"], "policy": SEED}
SHOWN = {
    f"{name}{view}": with_parameters(address, mode)
    for name, address in THREE.items()
    for view, mode in {"": {}, " in 长者模式": {"view": "care"}, " in 纯文本": {"view": "plain"}}.items()
}
# Of each thing that is shown left, top, right and bottom in pixels of the whole page, and where its own words begin: the
# old browser gives a letter a whole number of pixels. What is for screen readers alone is cut, and may break anywhere.
PLACES = """() => {
    const shown = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility({ visibilityProperty: true })
        && !element.closest('.visually-hidden, .missing__word, svg') && !['WBR', 'OPTION'].includes(element.tagName));
    const box = ({ left, top, right, bottom }) => [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY];
    const range = document.createRange();
    return shown.flatMap((element) => {
        const name = `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 12)}”`;
        const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        return [[name, box(element.getBoundingClientRect())], ...words.map((node) => {
            range.selectNodeContents(node);
            return [`words of ${name}`, box(range.getBoundingClientRect()).slice(0, 2)];
        })];
    });
}"""
NEAR = 2


def differences(old, new):
    """What stands elsewhere, or in one of the two only."""
    if [name for name, _ in old] != [name for name, _ in new]:
        return [
            "not the same things are shown",
            *sorted({name for name, _ in old} ^ {name for name, _ in new}),
        ]
    return [
        f"{name}: {before} {now}"
        for (name, before), (_, now) in zip(old, new, strict=True)
        if any(abs(one - other) > NEAR for one, other in zip(before, now, strict=True))
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_everything_stands_where_it_does_today_and_offends_nobody(library, new_page, chromium_88, width):
    today, old = new_page(width=width), new_page(width=width, within=chromium_88)
    found = {}
    for name, address in SHOWN.items():
        today.goto(address)
        old.goto(address)
        even(today)
        found[name] = differences(old.evaluate(PLACES), today.evaluate(PLACES))
        # That of 纯文本 is asked in `test_modes`.
        if "纯文本" not in name:
            found[name] += offences(old)
    assert {name: what for name, what in found.items() if what} == {}


def test_what_stands_elsewhere_is_seen(library, new_page):
    page = new_page()
    page.goto(SHOWN["list"])
    before = page.evaluate(PLACES)
    page.evaluate(ADOPT, ".finder__results { position: relative; left: 1px; }")
    assert differences(before, page.evaluate(PLACES)) == []
    page.evaluate(ADOPT, ".finder__results { left: 3px; }")
    assert len(differences(before, page.evaluate(PLACES))) > 20
    page.evaluate(ADOPT, "h1 { display: none; }")
    assert differences(before, page.evaluate(PLACES))[0] == "not the same things are shown"
