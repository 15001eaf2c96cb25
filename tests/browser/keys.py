"""Where the keyboard is on a page: what has the focus, and whether a person can see that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Of a list of options it is the chosen one that shows it, of a field for several choices its box. A link over two lines is
# where its first line is.
_STOP = """() => {
    const focused = document.activeElement;
    const option = document.getElementById(focused.getAttribute('aria-activedescendant'));
    const stop = option ?? focused.closest('.select2-selection--multiple') ?? focused;
    const { left, top, right, bottom } = stop.getClientRects()[0] ?? stop.getBoundingClientRect();
    const shown = { left: Math.max(left, 0), top: Math.max(top, 0), right: Math.min(right, innerWidth), bottom: Math.min(bottom, innerHeight) };
    const [middle, centre] = [(shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2];
    const points = [[middle, centre], [middle, shown.top + 2], [middle, shown.bottom - 2], [shown.left + 2, centre], [shown.right - 2, centre]];
    // What no pointer reaches is passed over by `elementFromPoint`, though it is seen.
    const passedOver = getComputedStyle(stop).pointerEvents === 'none';
    if (passedOver) stop.style.pointerEvents = 'auto';
    const uncovered = points.every(([x, y]) => stop.contains(document.elementFromPoint(x, y)));
    if (passedOver) stop.style.pointerEvents = '';
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(stop);
    const stays = (element) => element && (['sticky', 'fixed'].includes(getComputedStyle(element).position) || stays(element.parentElement));
    return {
        name: (stop.labels?.[0]?.innerText ?? stop.getAttribute('aria-label') ?? (stop.type === 'submit' && stop.value || stop.textContent)).trim().replace(/\\s+/g, ' '),
        tag: stop === document.body ? '' : stop.tagName.toLowerCase(),
        box: [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY],
        stays: stays(stop),
        inView: shown.right - shown.left > 4 && shown.bottom - shown.top > 4 && stop.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
        uncovered,
        ring: outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor)),
    };
}"""

# A stop is looked at before the next key is: it has the focus by then.
_KEEP_STOPS = f"""() => {{
    if (window.walked) return;
    const stop = {_STOP};
    let stops = [], isAtOne = false;
    const look = () => {{ if (isAtOne) stops.push(stop()); }};
    addEventListener('keydown', (event) => {{
        if (event.key !== 'Tab') return;
        look();
        isAtOne = true;
    }}, true);
    window.walked = () => {{
        look();
        isAtOne = false;
        return stops.splice(0);
    }};
}}"""
# A question to the page costs as much as a key.
_KEYS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that has the focus. `box` is left, top, right and bottom in pixels of the whole page."""

    name: str
    tag: str
    box: tuple[float, float, float, float]
    stays: bool
    """It does not move when the page scrolls, so its place on the page says nothing."""
    in_view: bool
    uncovered: bool
    ring: bool

    @classmethod
    def of(cls, page: Page) -> Stop:
        return cls.told(page.evaluate(_STOP))

    @classmethod
    def told(cls, said: dict[str, Any]) -> Stop:
        """What the script of a stop says."""
        return cls(
            said["name"],
            said["tag"],
            tuple(said["box"]),
            bool(said["stays"]),
            said["inView"],
            said["uncovered"],
            said["ring"],
        )

    @property
    def is_clear(self) -> bool:
        """WCAG 2.4.7 and 2.4.11: it is seen, and that it has the focus is seen."""
        return self.in_view and self.uncovered and self.ring

    def follows(self, before: Stop) -> bool:
        """Whether a reader of Chinese would come here next: below, to the right, or in a column to the right."""
        if self.stays or before.stays:
            return True
        fringe = 8
        below = self.box[3] > before.box[1] + fringe and self.box[1] >= before.box[1] - fringe
        return below or self.box[0] >= before.box[2] - fringe


def walk(page: Page, most: int = 400) -> list[Stop]:
    """All stops of a page from its beginning to its end, where Chromium goes on to its own window or begins anew."""
    page.evaluate(_KEEP_STOPS)
    stops: list[Stop] = []
    while len(stops) < most:
        # A key that is held goes on as one that is pressed again and again, for half of the messages.
        for _ in range(_KEYS_AT_ONCE):
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        said = page.evaluate("walked()")
        for stop in map(Stop.told, said):
            if not stop.tag or (stops and (stop.name, stop.box) == (stops[0].name, stops[0].box)):
                return stops
            stops.append(stop)
        if len(said) < _KEYS_AT_ONCE:
            assert not Stop.of(page).tag, "the last keys went to the window"
            return stops
    raise AssertionError(f"more than {most} stops, or a trap: {stops[-3:]}")


def tab_to(page: Page, name: str, most: int = 120) -> Stop:
    """Press Tab until something that begins with this name has the focus."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = Stop.of(page)
        if stop.name.startswith(name):
            return stop
        passed.append(stop.name[:20])
    raise AssertionError(f"{name} is not reached, only {passed}")
