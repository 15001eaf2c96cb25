"""Asks a page where its boxes and its words are; `wrong` lists what is not as it should be."""

from __future__ import annotations

from playwright.sync_api import Page

# The content security policy refuses a style element; a sheet made by a script is none.
ADOPT = """(css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

# Words for screen readers alone are cut on purpose; a box that scrolls by itself may hold what is wider than it.
_LOOK = """
const hidden = (element) => element.closest('.visually-hidden, .missing__word, .skip-link');
const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
const told = (element) => {
    const name = [element.tagName.toLowerCase(), element.id && `#${element.id}`, ...element.classList];
    return `${name.filter(Boolean).join('.').replace('.#', '#')} “${element.textContent.trim().slice(0, 20)}”`;
};
const seen = { opacityProperty: true, visibilityProperty: true };
const all = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility(seen) && !hidden(element));
"""

# What reaches beyond the window, so that one would have to scroll sideways, or could not see it at all.
SIDEWAYS = """
const width = document.documentElement.clientWidth;
const within = (element) => element && (scrolls(element) || within(element.parentElement));
const wrong = all.filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return (right > width + 0.5 || left < -0.5) && !within(element.parentElement);
}).map(told);
const page = document.scrollingElement;
return page.scrollWidth > page.clientWidth ? [`the page is ${page.scrollWidth} wide`, ...wrong] : wrong;
"""

# Boxes that hide a part of what is in them.
CUT = """
const cuts = (value) => ['hidden', 'clip'].includes(value);
return all.filter((element) => {
    // What is typed scrolls within its field.
    if (element.matches('input, select, textarea')) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    return (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1)
        || (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1);
}).map(told);
"""

# Words in two lines or boxes that share more than a fringe of the space between lines. What stays in its place while
# the page scrolls is meant to pass over others.
OVERLAPPING = """
const lines = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
const stays = (element) => element
    && (['sticky', 'fixed'].includes(getComputedStyle(element).position) || stays(element.parentElement));
const shown = new Set(all.filter((element) => !stays(element)));
while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || !shown.has(text.parentElement)) continue;
    range.selectNodeContents(text);
    for (const { left, right, top, bottom } of range.getClientRects()) {
        const fringe = (bottom - top) * 0.2;
        lines.push({ text, left: left + 1, right: right - 1, top: top + fringe, bottom: bottom - fringe });
    }
}
lines.sort((one, other) => one.top - other.top);
const wrong = new Set();
lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; next++) {
        const other = lines[next];
        if (other.text !== one.text && other.left < one.right && one.left < other.right) {
            wrong.add(`“${one.text.data.trim().slice(0, 20)}” on “${other.text.data.trim().slice(0, 20)}”`);
        }
    }
});
return [...wrong];
"""

# What stays in place while the page scrolls must leave most of the window to the page.
COVERING = """
return all.filter((element) => {
    const { position, insetBlockStart } = getComputedStyle(element);
    const stays = position === 'fixed' || (position === 'sticky' && insetBlockStart !== 'auto');
    return stays && element.getBoundingClientRect().height > innerHeight / 3 && !scrolls(element);
}).map(told);
"""


def wrong(page: Page, *questions: str) -> list[str]:
    """What is wrong by these questions, in their order. All boxes are looked at once for all of them."""
    answers = ", ".join(f"...(() => {{{question}}})()" for question in questions)
    return page.evaluate(f"() => {{{_LOOK} return [{answers}]; }}")
