"""The two Chromium of the suite: today's, and one of late 2020, when `@layer`, nested rules and `:has` were unknown.

Many who come have the browser inside of a chat program, or a telephone that nobody updates. A test runs in today's, and
with `@IN_BOTH` in the old one as well.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

# Chromium without a window draws the same and takes a quarter less CPU; but it never keeps a page that was left.
SHELL = "chromium-headless-shell"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MAC_PROGRAM = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Where `.ci/chromium_88.py` puts it.
PROGRAM_88 = Path(__file__).parents[2] / ".ci/cache/chromium-88/chromium"
# Chromium obeys the last list of features that it is given, so this one begins with what Playwright 1.65 switches
# off of a Chromium (chromiumSwitches.ts), and goes on with the lists below an address bar that nobody types into:
# two more pages for each window, and so for each test, which cost half a second of CPU.
FEATURES_OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
# Nothing that the browser does of its own accord may reach the network. Playwright itself switches the
# sandbox off, which root could not use.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Each test has cookies and a memory of its own; the process that draws its pages need not begin anew.
    "--renderer-process-limit=1",
)
# No script of a page runs long enough to be worth translating once more, and better, in other threads: axe takes a
# seventh less without.
ARGUMENTS_TODAY = ("--js-flags=--no-maglev --no-turbofan",)
# It has no zygote, and comes without the library that would draw for a missing graphics card. Of its scripts the same
# is true: axe takes a tenth less.
ARGUMENTS_88 = ("--no-zygote", "--disable-gpu", "--js-flags=--no-opt")

IN_BOTH = pytest.mark.parametrize("browser", ["todays_chromium", "chromium_88"], indirect=True)
NO_88 = "no Chromium 88: run .venv/bin/python .ci/chromium_88.py (Linux on x86-64) to see the pages in it"
# What Playwright asks of every element, and Chromium has since version 105.
CHECK_VISIBILITY = """Element.prototype.checkVisibility = function ({ visibilityProperty, opacityProperty } = {}) {
    const seethrough = (element) => element && (getComputedStyle(element).opacity === '0' || seethrough(element.parentElement));
    const { display, visibility } = getComputedStyle(this);
    if (visibilityProperty && visibility !== 'visible' || opacityProperty && seethrough(this)) return false;
    return this.getClientRects().length > 0 || display === 'contents';
};"""


def program(*preferred: str) -> str:
    """The path of the Chromium of this machine, of these if there is one. Without any, no test can go on."""
    path = next(filter(None, map(shutil.which, (*preferred, *PROGRAMS, MAC_PROGRAM))), None)
    if path is None:
        _missing("no Chromium: install it (apt-get install chromium) to run the browser tests")
    return path


def todays(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=program(SHELL), args=[*ARGUMENTS, *ARGUMENTS_TODAY])


def version_88(playwright: Playwright) -> Browser:
    if not PROGRAM_88.exists():
        _missing(NO_88)
    return playwright.chromium.launch(executable_path=PROGRAM_88, args=[*ARGUMENTS, *ARGUMENTS_88])


def is_88(browser: Browser) -> bool:
    return browser.version.startswith("88.")


def open_page(context: BrowserContext) -> Page:
    """A new page that has what Playwright expects of a browser, and Chromium 88 lacks."""
    page = context.new_page()
    if is_88(context.browser):
        page.add_init_script(CHECK_VISIBILITY)
        _complete_world(page)
    return page


def _complete_world(page: Page) -> None:
    """Playwright looks for elements from a world of its own, where the scripts of a page do not run."""
    session = page.context.new_cdp_session(page)
    worlds = []
    session.on("Runtime.executionContextCreated", lambda event: worlds.append(event["context"]["name"]))
    session.send("Runtime.enable")
    [name] = {world for world in worlds if world.startswith("__playwright_utility_world")}
    session.send("Page.enable")
    script = {"source": CHECK_VISIBILITY, "worldName": name}
    session.send("Page.addScriptToEvaluateOnNewDocument", script)


def _missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
