"""Bring files in, one after the other: read, draft, store. A bad file stops nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from policies.importing import returned, store
from policies.importing.draft import Draft, Known, draft, must_be_storable
from policies.importing.export import parse_export
from policies.importing.reading import sources
from policies.importing.reading.sources import Refused, Source
from policies.importing.store import Original, Outcome, Verdict

NAME_CHARS = 255


def bring_in(
    paths: Iterable[Path], *, district: str = "", not_duplicate_of: Sequence[str] = (), dry_run: bool = False
) -> Iterator[Outcome]:
    """One outcome for each file under `paths`. With `dry_run` nothing is kept, so files do not see one another."""
    known = store.known()
    for path, data in sources.walk(paths):
        # A name that is not UTF-8 can neither be printed nor stored.
        name = path.encode("utf-8", "replace").decode()
        try:
            if isinstance(data, Refused):
                raise data
            source = sources.read(name, data)
            made = draft_of(source, known, district=district)
        except Refused as refused:
            yield Outcome(Verdict.REFUSED, name, reasons=(refused.reason,))
            continue
        original = Original(PurePath(name).name[-NAME_CHARS:], source.kind, data)
        outcome = store.store(made, original, not_duplicate_of=not_duplicate_of, dry_run=dry_run)
        # Kept under its bare name, wherever it lay; told under the name it was given by.
        yield replace(outcome, name=name)


def draft_of(source: Source, known: Known, *, district: str = "") -> Draft:
    """The draft of anything that was read, our own export included. Raises Refused."""
    exported = parse_export(source.text)
    made = returned.draft(exported, known) if exported else draft(source, known, district=district)
    must_be_storable(made)
    return made
