"""Makes a page look the same in browsers of different years, in what no reader would notice."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.boxes import ADOPT

# Today's browser squeezes Chinese punctuation and weighs where a heading is to break, so that lines end elsewhere.
_LINES = "* { text-spacing-trim: space-all !important; text-wrap: wrap !important; }"
# The old one gives each line a whole number of pixels, which makes a line of difference after fifty.
_WHOLE_HEIGHTS = """() => {
    const heights = [...document.querySelectorAll('body, body *')].map((element) => [element, getComputedStyle(element).lineHeight]);
    for (const [element, height] of heights) {
        if (height !== 'normal') element.style.lineHeight = `${Math.floor(parseFloat(height))}px`;
    }
}"""


def even(page: Page) -> None:
    page.evaluate(ADOPT, _LINES)
    page.evaluate(_WHOLE_HEIGHTS)
