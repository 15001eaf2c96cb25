"""Takes PDF files apart in a process of its own: each on standard input, and JSON on standard output, behind its length in eight bytes.

PDFium is fast and much tested, and no Python: what is hostile may hang it or bring it down. So nothing else lives in this process, it
may use so much time and memory and no more, and it imports nothing of ours. `pdf_reader` starts it, and reads no file twice.
"""

from __future__ import annotations

import bisect
import ctypes
import itertools
import json
import resource
import select
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# For one file.
CPU_SECONDS, MEMORY_BYTES = 8, 700_000_000
# What PDFium has grown to or lost by then begins anew; and nobody needs a process that only waits.
MOST_FILES, MOST_GROWN_BYTES, IDLE_SECONDS = 50, 200_000_000, 10
LENGTH = struct.Struct(">Q")
MAX_PAGES, MAX_CHARS = 300, 3_000_000
# Of one page: paths and pictures, pieces of one path, lines that are told.
MAX_OBJECTS, MAX_SEGMENTS, MAX_LINES = 20_000, 1_000, 4_000
# A form may hold forms; office programs put a table into one, and a page into another.
MAX_DEPTH = 3
# A bar that is thinner is a line, in points; a shorter line is part of a sign.
THIN, LEAST_LINE = 3.0, 6.0
# Of the page: a picture that covers so much of it is a scan of it.
COVERS = 0.7
# Characters on one line with a smaller gap, in heights of a character, belong together.
GAP = 0.8


class CannotRead(Exception):  # noqa: N818 an answer, not a fault
    """Its text is the answer: password, broken, pages, long."""


def main() -> None:
    """Until its input ends, nobody has a file for a while, or it has read enough."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    # It writes no file.
    _limit(resource.RLIMIT_FSIZE, 0)
    for _ in range(MOST_FILES):
        _limit_seconds()
        data = _next_file()
        if data is None:
            return
        answer = json.dumps(_told(data)).encode()
        sys.stdout.buffer.write(LENGTH.pack(len(answer)) + answer)
        sys.stdout.buffer.flush()
        if _bytes_in_use() > MOST_GROWN_BYTES:
            return


def _bytes_in_use() -> int:
    """0 where the system does not say. Not `ru_maxrss`, which begins with what the parent had."""
    try:
        with open("/proc/self/statm") as told:
            _, resident, *_ = told.read().split()
    except OSError:
        return 0
    return int(resident) * resource.getpagesize()


def _next_file() -> bytes | None:
    """None where no more come."""
    ready, _, _ = select.select([sys.stdin], [], [], IDLE_SECONDS)
    head = sys.stdin.buffer.read(LENGTH.size) if ready else b""
    if len(head) < LENGTH.size:
        return None
    [length] = LENGTH.unpack(head)
    return sys.stdin.buffer.read(length)


def _told(data: bytes) -> dict[str, Any]:
    try:
        return {"pages": list(pages(data))}
    except CannotRead as refusal:
        return {"refused": str(refusal)}


def _limit(what: int, most: int) -> None:
    """Where a lower limit is set already, that stays."""
    _, hard = resource.getrlimit(what)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))


def _limit_seconds() -> None:
    """The system counts those of the whole process: each file gets its own on top of what was used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (least, hard))


def pages(data: bytes) -> Iterator[dict[str, Any]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise CannotRead("password" if is_locked else "broken") from None
    if len(document) > MAX_PAGES:
        raise CannotRead("pages")
    chars = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            raise CannotRead("broken") from None
        taken = _page(page)
        page.close()
        chars += sum(len(run[-1]) for run in taken["runs"])
        if chars > MAX_CHARS:
            raise CannotRead("long")
        yield taken
    document.close()


def _page(page: pdfium.PdfPage) -> dict[str, Any]:
    """Everything as it stands upright: points from the lower left corner of the page as it is shown."""
    upright = _Upright(page.get_cropbox(), page.get_rotation())
    lines, is_scan = _drawn(page, upright)
    walls = sorted((x, bottom, top) for x, bottom, right, top in lines if right - x <= THIN)
    runs = [run.told() for run in _runs(_chars(page, upright), walls)]
    return {
        "width": upright.width,
        "height": upright.height,
        "runs": runs,
        "lines": lines,
        "is_scan": is_scan,
    }


class _Upright:
    """Turns what the page shows turned."""

    def __init__(self, box: tuple[float, ...], rotation: int) -> None:
        self.left, self.bottom, right, top = box
        across, up = right - self.left, top - self.bottom
        self.rotation, self._across, self._up = rotation, across, up
        self.width, self.height = (up, across) if rotation in (90, 270) else (across, up)

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        match self.rotation:
            case 90:
                return y, self._across - x
            case 180:
                return self._across - x, self._up - y
            case 270:
                return self._up - y, x
        return x, y

    def box(self, left: float, bottom: float, right: float, top: float) -> Bounds:
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return min(a, c), min(b, d), max(a, c), max(b, d)


Bounds = tuple[float, float, float, float]
Wall = tuple[float, float, float]
"""The place of a line from top to bottom: x, and between which heights."""


Char = tuple[str, Bounds, float]
Drawn = tuple[Any, int, pdfium.PdfMatrix]
"""A path or picture, its kind, and the matrix by which what it lies in places it on the page."""


class _Run:
    """Characters that stand side by side."""

    def __init__(self, char: str, box: Bounds, baseline: float) -> None:
        self.chars = [char]
        self.left, self.bottom, self.right, self.top = box
        self.baseline = baseline

    def is_followed_by(self, box: Bounds, baseline: float, spaces: int) -> bool:
        height = self.top - self.bottom
        is_level = abs(baseline - self.baseline) < 0.1 * height
        gap = box[0] - self.right
        return is_level and -0.5 * height < gap < (GAP + spaces) * height

    def add(self, chars: str, box: Bounds) -> None:
        self.chars.append(chars)
        self.bottom, self.right = min(self.bottom, box[1]), max(self.right, box[2])
        self.top = max(self.top, box[3])

    def told(self) -> list[Any]:
        """Left, bottom, right, top, baseline and text."""
        text = "".join(self.chars).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        places = (self.left, self.bottom, self.right, self.top, self.baseline)
        return [*_rounded(places), text]


def _runs(chars: Iterator[Char], walls: list[Wall]) -> Iterator[_Run]:
    """With no wall between their characters."""
    run: _Run | None = None
    spaces = ""
    for char, box, baseline in chars:
        # A space belongs to a run where something follows.
        if char.isspace():
            spaces += char
            continue
        goes_on = run and run.is_followed_by(box, baseline, len(spaces))
        if run and goes_on and not _is_between(walls, run.right, box[0], baseline):
            run.add(f"{spaces}{char}", box)
        else:
            if run:
                yield run
            run = _Run(char, box, baseline)
        spaces = ""
    if run:
        yield run


def _is_between(walls: list[Wall], left: float, right: float, y: float) -> bool:
    """Does a wall stand between two characters of the line at `y`?"""
    first = bisect.bisect_left(walls, (min(left, right) - THIN,))
    for x, bottom, top in walls[first : first + 20]:
        if x > right:
            return False
        if bottom <= y <= top:
            return True
    return False


def _chars(page: pdfium.PdfPage, upright: _Upright) -> Iterator[Char]:
    textpage = page.get_textpage()
    text = textpage.raw
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(text)):
        # PDFium adds spaces and line ends of its own.
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, rect)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        box = upright.box(rect.left, rect.bottom, rect.right, rect.top)
        code = raw.FPDFText_GetUnicode(text, index)
        yield chr(code or 0xFFFD), box, upright.point(x.value, y.value)[1]


def _drawn(page: pdfium.PdfPage, upright: _Upright) -> tuple[list[list[float]], bool]:
    """Lines along the edges of the page, and whether one picture covers it."""
    lines: list[list[float]] = []
    covered = 0.0
    for drawn, kind, placed in _objects(page):
        box = _bounds(drawn, placed, upright)
        if box is None:
            continue
        width, height = _size(box)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            covered = max(covered, width * height)
        elif min(width, height) <= THIN:
            lines.append(_rounded(box))
        else:
            lines += _edges(drawn, placed, upright)
    long_enough = (line for line in lines if max(_size(line)) >= LEAST_LINE)
    is_scan = covered >= COVERS * upright.width * upright.height
    return list(itertools.islice(long_enough, MAX_LINES)), is_scan


def _bounds(drawn: Any, placed: pdfium.PdfMatrix, upright: _Upright) -> Bounds | None:
    found = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(drawn, *found):
        return None
    on_page = placed.on_rect(*(each.value for each in found))
    return upright.box(*on_page)


def _size(box: Sequence[float]) -> tuple[float, float]:
    """Width and height of what has these left, bottom, right and top edges."""
    left, bottom, right, top = box
    return right - left, top - bottom


def _objects(page: pdfium.PdfPage) -> Iterator[Drawn]:
    """The first paths and pictures of a page, those in forms included."""
    on_page = _each(raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, page.raw)
    return itertools.islice(_drawn_of(on_page, pdfium.PdfMatrix(), 0), MAX_OBJECTS)


def _drawn_of(objects: Iterator[Any], placed: pdfium.PdfMatrix, depth: int) -> Iterator[Drawn]:
    for drawn in objects:
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield drawn, kind, placed
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inside = _each(raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, drawn)
            # What is inside is placed by the form, and the form by what it lies in.
            on_page = _matrix(drawn).multiply(placed)
            yield from _drawn_of(inside, on_page, depth + 1)


def _each(count: Callable[[Any], int], get: Callable[[Any, int], Any], holder: Any) -> Iterator[Any]:
    return (get(holder, index) for index in range(count(holder)))


def _matrix(drawn: Any) -> pdfium.PdfMatrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, found)
    return pdfium.PdfMatrix.from_raw(found)


def _edges(path: Any, placed: pdfium.PdfMatrix, upright: _Upright) -> Iterator[list[float]]:
    """Its straight pieces that run along an edge, where it is drawn by its outline."""
    stroked, fill = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroked)
    if not stroked.value:
        return
    matrix = _matrix(path).multiply(placed)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for index in range(min(raw.FPDFPath_CountSegments(path), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = upright.point(*matrix.on_point(x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO and last:
            yield from _edge(last, here)
        if raw.FPDFPathSegment_GetClose(segment) and start:
            yield from _edge(here, start)
        last = here


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(value, 1) for value in values]


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[list[float]]:
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    if min(right - left, top - bottom) <= THIN / 3:
        yield _rounded((left, bottom, right, top))


if __name__ == "__main__":
    main()
