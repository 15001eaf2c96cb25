"""The pictures of a Word file: which part each drawing means, and the bytes of that part.

A drawing names a relationship, and `word/_rels/document.xml.rels` says which part that is (ECMA-376 part 2, 6.5).
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from policies.importing.reading import pictures
from policies.importing.reading.package import Attributes, Package
from policies.importing.reading.pictures import FoundPicture
from policies.importing.reading.rejection import RejectedSource

RELATIONSHIPS = "word/_rels/document.xml.rels"
# English Metric Units to a pixel, of which an inch has 96.
PER_PIXEL = 9525
# What Word draws itself, and no browser.
_DRAWN_BY_WORD = {"emf": "EMF", "wmf": "WMF", "svg": "SVG", "tif": "TIFF", "tiff": "TIFF"}


@dataclass(slots=True)
class Drawing:
    """What stands before a picture: its description, and how large it is shown."""

    alt: str = ""
    is_spacer: bool = False

    def read(self, name: str, attributes: Attributes) -> None:
        if name == "wp:extent":
            self.is_spacer = any(_is_short(attributes.get(side, "")) for side in ("cx", "cy"))
        else:
            told = (attributes.get(each, "") for each in ("descr", "alt", "title"))
            self.alt = next(filter(None, told), self.alt)


def _is_short(length: str) -> bool:
    return length[:12].isdecimal() and int(length[:12]) <= pictures.SPACER_PIXELS * PER_PIXEL


def relationship(attributes: Attributes) -> str:
    return attributes.get("r:embed") or attributes.get("r:id") or attributes.get("r:link", "")


def load(package: Package, found: Sequence[FoundPicture]) -> None:
    """Fill in the bytes of each, or why there are none. What one part holds is unpacked once, and within bounds."""
    parts = _parts(package) if found else {}
    loaded: dict[str, tuple[bytes, str]] = {}
    left = pictures.MOST_BYTES_IN_ALL
    for each in found:
        each.name = parts.get(each.name, "")
        if each.name not in loaded:
            loaded[each.name] = _loaded(package, each.name, left)
            left -= len(loaded[each.name][0])
        each.data, each.why_not = loaded[each.name]


def _parts(package: Package) -> dict[str, str]:
    """Relationship -> part, or the address of what is not in the file."""
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if name != "Relationship" or not target:
            return
        is_outside = attributes.get("TargetMode") == "External"
        found[attributes.get("Id", "")] = target if is_outside else _in_package(target)

    package.parse(RELATIONSHIPS, start, lambda _: None)
    return found


def _in_package(target: str) -> str:
    """A target without a slash before it counts from the folder of the document."""
    return posixpath.normpath(posixpath.join("/word", target)).lstrip("/")


def _loaded(package: Package, name: str, left: int) -> tuple[bytes, str]:
    if name not in package:
        shown = name[: pictures.ADDRESS_CHARS]
        return b"", f"在文件以外，地址是 {shown}" if shown else pictures.NO_BYTES
    if format_of_word := _DRAWN_BY_WORD.get(name.lower().rpartition(".")[2]):
        return b"", f"是 {format_of_word} 格式，浏览器显示不了"
    size = package.size(name)
    if size > pictures.MOST_BYTES:
        return b"", pictures.TOO_BIG
    if size > left:
        return b"", pictures.TOO_MANY
    try:
        return package.part(name), ""
    except RejectedSource:
        return b"", "在文件里损坏了，或者压缩得不正常"
