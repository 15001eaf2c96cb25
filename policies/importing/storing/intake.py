"""Bring files in, one after the other: read, draft, store. A bad file stops nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from policies.importing.drafting import draft_of
from policies.importing.reading import RejectedSource, read, walk
from policies.importing.storing import store
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome, ImportVerdict, Original

NAME_CHARS = 255


def bring_in(
    paths: Iterable[Path], *, district: str = "", not_duplicate_of: Sequence[str] = (), dry_run: bool = False
) -> Iterator[ImportOutcome]:
    """One outcome for each file under `paths`. With `dry_run` nothing is kept, so files do not see one another."""
    reference = reference_data()
    for path, data in walk(paths):
        # A name that is not UTF-8 can neither be printed nor stored.
        name = path.encode("utf-8", "replace").decode()
        try:
            if isinstance(data, RejectedSource):
                raise data
            source = read(name, data)
            made = draft_of(source, reference, district=district)
        except RejectedSource as rejected:
            yield ImportOutcome(ImportVerdict.REFUSED, name, reasons=(rejected.reason,))
            continue
        original = Original(PurePath(name).name[-NAME_CHARS:], source.kind, data)
        outcome = store.store(made, original, not_duplicate_of=not_duplicate_of, dry_run=dry_run)
        # Kept under its bare name, wherever it lay; told under the name it was given by.
        yield replace(outcome, name=name)
