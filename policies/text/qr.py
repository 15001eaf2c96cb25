"""An address as a QR code, drawn by one path of SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

# What version 10 of the standard holds at level M (ISO/IEC 18004, table 7). On three centimetres of paper the squares of a
# larger one are too small for the camera of an old phone.
LONGEST = 213
# Every reader takes any of the eight masks. To weigh them all takes 4 ms of a page that is made in 10; with one given it is 0.7.
MASK = 2
# As wide as the standard asks for: readers find the code by the white around it.
QUIET = 4


@dataclass(frozen=True, slots=True)
class Code:
    """`size` squares to a side without the white around them; `path` strokes the dark ones, one unit each, from the upper left."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        whole = self.size + 2 * QUIET
        return f"-{QUIET} -{QUIET} {whole} {whole}"


@lru_cache(maxsize=512)
def encode(address: str) -> Code | None:
    """None for what is too long, or has characters that no address is sent with."""
    if not (address.isascii() and address.isprintable() and 0 < len(address) <= LONGEST):
        return None
    matrix = segno.make_qr(address, error="m", mask=MASK).matrix
    return Code(len(matrix), "".join(_strokes(matrix)))


def _strokes(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    for number, row in enumerate(matrix):
        yield f"M0 {number}.5"
        for dark, squares in groupby(row):
            length = sum(1 for _ in squares)
            yield f"h{length}" if dark else f"m{length} 0"
