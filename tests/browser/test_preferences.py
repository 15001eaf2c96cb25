"""What readers have told their system holds here too: colours of their own, and nothing that moves."""

from playwright.sync_api import Page

from tests.browser.boxes import ADOPT
from tests.browser.site import PAGES

# Each gives a list of what is wrong. In forced colours grounds and shadows are gone; lines and letters are left.
LINELESS = """() => [...document.querySelectorAll('button, select, textarea, input')].filter((control) => {
    if (!control.checkVisibility() || ['checkbox', 'radio', 'hidden'].includes(control.type)) return false;
    const { borderBlockEndStyle, borderBlockEndWidth } = getComputedStyle(control);
    return borderBlockEndStyle === 'none' || parseFloat(borderBlockEndWidth) < 1;
}).map((control) => control.outerHTML)"""
UNMARKED = """() => [...document.querySelectorAll('mark')].filter((mark) => {
    const { backgroundColor, textDecorationLine } = getComputedStyle(mark);
    const around = getComputedStyle(document.body).backgroundColor;
    return backgroundColor === around && textDecorationLine === 'none';
}).map((mark) => mark.outerHTML)"""
LIKE_THE_OTHERS = """() => [...document.querySelectorAll('[aria-current]')].filter((current) => {
    const look = (element) => {
        const { fontWeight, textDecorationLine, outlineStyle, borderBlockEndStyle } = getComputedStyle(element);
        return [fontWeight, textDecorationLine, outlineStyle, borderBlockEndStyle].join();
    };
    const others = [...current.closest('nav, ol, ul').querySelectorAll('a:not([aria-current])')];
    return current.tagName === 'A' && others.some((other) => look(other) === look(current));
}).map((current) => current.outerHTML)"""
# After a press of Tab whatever gets the focus shows that it has it.
RINGLESS = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter((stop) => {
    if (!stop.checkVisibility({ visibilityProperty: true }) || stop.tabIndex < 0 || stop.disabled || stop.type === 'hidden') return false;
    stop.focus({ preventScroll: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(stop);
    const ring = outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
    return document.activeElement !== stop || !ring;
}).map((stop) => stop.outerHTML.slice(0, 80))"""
MOVING = """() => {
    const moves = (style) => style.transitionDuration.split(',').some((time) => parseFloat(time) > 0)
        || style.animationName !== 'none' || style.scrollBehavior !== 'auto';
    const parts = [...document.querySelectorAll('*')].filter((element) =>
        ['', '::before', '::after'].some((part) => moves(getComputedStyle(element, part))));
    const inForce = (rules) => [...rules].flatMap((rule) => {
        if (rule.media && !matchMedia(rule.media.mediaText).matches) return [];
        return rule.cssRules ? inForce(rule.cssRules) : [rule];
    });
    const turns = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) => inForce(sheet.cssRules))
        .filter((rule) => rule.cssText.startsWith('@view-transition'));
    return [...parts.map((element) => element.outerHTML.slice(0, 80)), ...turns.map((rule) => rule.cssText)];
}"""


def lost_in_forced_colours(page: Page) -> list[str]:
    """What has no border, no mark, no state or no ring where the system gives the colours, after a press of Tab."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("Tab")
    found = [
        said
        for question in (LINELESS, UNMARKED, LIKE_THE_OTHERS, RINGLESS)
        for said in page.evaluate(question)
    ]
    page.emulate_media(forced_colors="none")
    return found


def moving_for_who_wants_none(page: Page) -> list[str]:
    """What moves, or would, where the system asks for no movement, after a press of Tab."""
    page.keyboard.press("Tab")
    return page.evaluate(MOVING) + page.evaluate(
        "document.getAnimations().map((animation) => `runs: ${animation.id}`)"
    )


def test_what_is_wrong_would_be_seen(library, new_page):
    page = new_page(forced_colors="active", reduced_motion="reduce")
    page.goto(PAGES["patterns"])
    page.keyboard.press("Tab")
    sheet = """
        button { border: 0; transition: color 1s; }
        mark { background: Canvas; forced-color-adjust: none; }
        nav a { all: unset; }
        a:focus-visible { outline: none; }
    """
    page.evaluate(ADOPT, sheet.replace(";", " !important;"))
    for question in (LINELESS, UNMARKED, LIKE_THE_OTHERS, RINGLESS, MOVING):
        assert page.evaluate(question), question
    before = page.evaluate(MOVING)
    page.evaluate(
        ADOPT,
        "@view-transition { navigation: auto; } @media print { @view-transition { navigation: auto; } }",
    )
    assert len(page.evaluate(MOVING)) == len(before) + 1
