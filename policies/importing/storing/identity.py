"""What an imported file is known by when it comes again: the address it came from, else where it lay.

Two files of one name are two files: half of all saved pages are an index.html.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from policies.models import ImportedSource

KEY_CHARS = ImportedSource._meta.get_field("key").max_length


def of_address(address: str) -> str:
    """Empty where no address is known, or only that of the whole site, which some portals print on each of their pages."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_of_a_page = parts.path.strip("/") or parts.query
    return fitted(address) if is_of_a_page else ""


def of_path(file: str, given: Path) -> str:
    """The path below the folder that was given; of a file that was given itself, its whole path."""
    below = PurePath(file)
    if below == PurePath(given):
        return fitted(_storable(str(given.resolve())))
    return fitted(_storable(below.relative_to(given).as_posix()))


def fitted(key: str) -> str:
    """A longer one by its beginning and a digest, so that it stays itself."""
    if len(key) <= KEY_CHARS:
        return key
    mark = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{key[: KEY_CHARS - len(mark) - 1]}#{mark}"


def _storable(path: str) -> str:
    """A name that is not UTF-8 keeps its bytes as \\xNN: two such names must not become one."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
