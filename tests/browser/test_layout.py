"""A page fits: in small windows, and with wide spacing; `test_every_page` asks it of every page."""

from playwright.sync_api import Page

from tests.browser.boxes import ADOPT, COVERING, CUT, OVERLAPPING, SIDEWAYS, wrong

# 1280 × 1024 at 400 % is 320 × 256 (WCAG 1.4.10); 320 × 568 is a small phone.
WINDOWS = [(1280, 1024), (390, 844), (320, 568), (320, 256)]
# WCAG 1.4.12, as a reader's own style sheet would have it.
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }
"""


def wider_than_the_window(page: Page) -> list[str]:
    """What does not fit, is cut, or covers too much."""
    return wrong(page, SIDEWAYS, CUT, COVERING)


def hidden_by_spacing(page: Page) -> list[str]:
    """What wider spacing of letters and lines hides; the page is as it was afterwards."""
    page.evaluate(ADOPT, SPACING)
    found = wrong(page, SIDEWAYS, CUT, OVERLAPPING)
    page.evaluate("document.adoptedStyleSheets = []")
    return found


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
