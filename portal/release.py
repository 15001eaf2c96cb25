"""Which code, templates and settings a page was made by: what was kept by another release is never answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from policies.kept import key_of

# All that a page is made by, beside the rows of the database. The lock names the versions of all libraries.
MADE_BY = ("policies", "portal", "templates", "requirements.lock")
MANIFEST = "staticfiles.json"


@cache
def release() -> str:
    """The same on every host that runs this code with these settings; 0.05 s, once."""
    contents = [path.read_bytes().hex() for path in _files()]
    return key_of(*contents, *_shown_settings()).hex()


def _files() -> Iterator[Path]:
    for name in MADE_BY:
        root = settings.BASE_DIR / name
        found = [root] if root.is_file() else root.rglob("*")
        yield from sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
    # The hashed names of styles and scripts.
    manifest = Path(settings.STATIC_ROOT) / MANIFEST
    if manifest.is_file():
        yield manifest


def _shown_settings() -> tuple[str, ...]:
    duties = settings.SITE_DUTIES.values()
    return (*duties, settings.SECURITY_CONTACT, settings.STATIC_URL, str(settings.DEBUG))
