"""How a page looked when somebody last looked at it, small enough to keep, and whether it still looks like that.

A picture is kept at a quarter of its width and height in 64 colours. Two are alike if every tile of 64 × 64 CSS pixels is:
blurred, moved by 4 pixels at most, and on average. Letters of another font or of another Chromium are nearly the same
grey at that size; a block that moves, goes away or changes its colour is not.
"""

from __future__ import annotations

import io
from itertools import product
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

from tests.browser.browsers import is_88
from tests.browser.even import even

FOLDER = Path(__file__).parent / "snapshots"
SCALE = 4
COLOURS = 64
# Of a long page the beginning: three windows.
TALLEST = 2400
TILE = 16
SHIFT = 1
BLUR = 2
# Of 255, in lightness and in the two directions of colour. Measured: another Latin font makes up to 14 and 2 of
# difference, heavier strokes 14 and 3, the kept colours 2 and 2; a block that moves by 16 pixels 36, a link that turns
# from red to blue 5 and 10.
TOLERATED = (17, 5.5, 5.5)
# Pixels of a kept picture by which the end of the page may move.
TOLERATED_HEIGHT = 8


def picture(page: Page) -> Image.Image:
    """The page from its top, reduced. Chromium 88 draws nothing below the window, so there it is the window."""
    even(page)
    window = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    tallest = window["height"] if is_88(page.context.browser) else TALLEST
    clip = {"x": 0, "y": 0, "width": window["width"], "height": min(height, tallest)}
    shot = page.screenshot(type="jpeg", quality=90, full_page=True, clip=clip)
    return Image.open(io.BytesIO(shot)).convert("RGB").reduce(SCALE)


def keep(image: Image.Image, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    # Of the ways to choose the colours this one keeps those of small things too.
    few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def kept(name: str) -> Image.Image:
    """Raises FileNotFoundError where none was kept."""
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


def kept_names() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.png")}


def differences(before: Image.Image, now: Image.Image) -> list[str]:
    """Where they differ, in CSS pixels from the top left, and by how much."""
    found = []
    if before.width != now.width or abs(before.height - now.height) > TOLERATED_HEIGHT:
        found.append(f"{before.size} has become {now.size}")
    size = (min(before.width, now.width), min(before.height, now.height))
    before, now = (
        image.crop((0, 0, *size)).filter(ImageFilter.BoxBlur(BLUR)).convert("YCbCr")
        for image in (before, now)
    )
    moved = [
        _tiles(ImageChops.difference(before, ImageChops.offset(now, across, down)))
        for across, down in product(range(-SHIFT, SHIFT + 1), repeat=2)
    ]
    across = -(-size[0] // TILE)
    for tile, shares in enumerate(zip(*moved, strict=True)):
        if min(shares) > 1:
            top, left = (step * TILE * SCALE for step in divmod(tile, across))
            found.append(f"{min(shares):.1f} times too much at ({left}, {top})")
    return found


def _tiles(difference: Image.Image) -> list[float]:
    """Of each tile, line by line, the share of what is tolerated; more than 1 is too much."""
    means = iter(difference.reduce(TILE).tobytes())
    return [
        max(mean / most for mean, most in zip(tile, TOLERATED, strict=True))
        for tile in zip(means, means, means, strict=True)
    ]


def beside(before: Image.Image, now: Image.Image) -> Image.Image:
    """Both in one picture, for a person to look at."""
    both = Image.new("RGB", (before.width + now.width + TILE, max(before.height, now.height)), "magenta")
    both.paste(before, (0, 0))
    both.paste(now, (before.width + TILE, 0))
    return both
