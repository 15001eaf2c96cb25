"""axe-core in a page, asked for what is against a rule and no more: that takes a fifth of the time of its whole report."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of all rules these alone depend on the colours that a reader prefers.
COLOURS = ["color-contrast", "link-in-text-block"]
# axe keeps each number of each colour in a weak map, which takes a tenth of its time to write and to sweep. Within its
# script these stand for the browser's: what they are told is kept with the object itself.
MAPS = """
    class WeakSet {
        key = Symbol();
        has(object) { return this.key in object; }
        add(object) { object[this.key] = true; return this; }
    }
    class WeakMap {
        key = Symbol();
        has(object) { return this.key in object; }
        get(object) { return object[this.key]; }
        set(object, value) { object[this.key] = value; return this; }
    }
"""
# A page has a dozen colours and some thousand elements, and axe reads the colour of each anew, which takes a third of
# the time of a run: here each way of writing a colour is read once.
REMEMBER = """() => {
    const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (!known.has(text)) {
            const { r, g, b, alpha } = read.call(this, text);
            known.set(text, { r, g, b, alpha });
        }
        return Object.assign(this, known.get(text));
    };
}"""
# axe remembers what it found out of an element, and looks for it among all elements, one after the other, which takes an
# eighth of the time of a run on a page of a thousand. Here it is found at once.
MEMOIZE = """(work) => {
    let answers = new Map();
    const known = function (...given) {
        let at = answers;
        for (let place = 0; place < work.length - 1; place++) {
            if (!at.has(given[place])) at.set(given[place], new Map());
            at = at.get(given[place]);
        }
        const last = given[work.length - 1];
        if (!at.has(last)) at.set(last, work.apply(this, given));
        return at.get(last);
    };
    known.clear = () => { answers = new Map(); };
    return known;
}"""
READ_BY_AXE = re.sub(
    r"(axe\._memoizedFns=\[\],function\((\w)\)\{return \2=)\(0,\w+\.default\)(?=\(\2\))",
    lambda found: f"{found[1]}({MEMOIZE})",
    Axe().axe_script,
)
assert MEMOIZE in READ_BY_AXE
SCRIPT = f"(() => {{ {MAPS} {READ_BY_AXE}\n ({REMEMBER})(); axe.configure({{ noHtml: true }}); }})()"
# A colour on its way from one scheme to the other would be judged as it passes by.
RUN = """async (rules) => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished));
    const found = await axe.run({ runOnly: rules, resultTypes: ['violations'], preload: false });
    return {
        offences: found.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.target.join(' '))]),
        kept: found.passes.map((rule) => rule.id),
    };
}"""


def offences(page: Page, *, only: list[str] | None = None) -> list[list]:
    """What is wrong with the page as it is now: the rule, and the selectors of what offends it.

    It may be asked again of a page that has changed; the script is brought in once.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    said = page.evaluate(RUN, only or RULES)
    assert len(said["kept"]) > (0 if only else 15), "axe ran"
    return said["offences"]
