"""axe-core finds nothing to object to on a page, on desk and phone, in light and dark; `test_every_page` asks of which."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.axe import COLOURS, offences
from tests.browser.site import ALONE

# The widths of a desk and a phone. To and fro, a page is drawn anew for another scheme half as often.
SCHEMES = {1280: ("light", "dark"), 390: ("dark", "light")}


def offending(page: Page, name: str) -> Iterator[tuple[str, list]]:
    """What axe says of the page of this name in a window as wide as it is, with the scheme of colours."""
    for scheme in SCHEMES.get(page.viewport_size["width"], ()):
        # axe takes the ground of a page without styles for white, whatever the browser makes it.
        if name in ALONE and scheme == "dark":
            continue
        page.emulate_media(color_scheme=scheme)
        yield f"axe, {scheme}", offences(page, only=COLOURS if scheme == "dark" else None)


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


def test_what_is_read_on_one_ground_is_judged_anew_on_another(library, new_page):
    page = new_page()
    page.goto("/about/")
    page.evaluate("""() => {
        document.querySelector('main').insertAdjacentHTML(
            'beforeend', '<p>看得清</p><p id=within>看不清</p><div id=dark></div><p id=over>看不清</p><p id=pale>看不清</p>');
        const [within, dark, over, pale] = ['within', 'dark', 'over', 'pale'].map((id) => document.getElementById(id));
        within.style.background = '#222';
        dark.style.cssText = 'background: #222; block-size: 80px';
        over.style.cssText = 'position: relative; top: -70px';
        pale.style.opacity = '0.3';
    }""")
    assert offences(page) == [["color-contrast", ["#within", "#over", "#pale"]]]
