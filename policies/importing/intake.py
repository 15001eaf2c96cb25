"""Bring files in, one after the other: read, draft, store. A bad file stops nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from policies.importing import sources, store
from policies.importing.draft import draft
from policies.importing.store import Original, Outcome, Verdict


def bring_in(
    paths: Iterable[Path], *, district: str = "", not_duplicate_of: Sequence[str] = (), dry_run: bool = False
) -> Iterator[Outcome]:
    """One outcome for each file under `paths`. With `dry_run` nothing is kept, so files do not see one another."""
    for path in sources.walk(paths):
        yield _one(path, district, not_duplicate_of, dry_run)


def _one(path: Path, district: str, not_duplicate_of: Sequence[str], dry_run: bool) -> Outcome:
    try:
        data = path.read_bytes()
        source = sources.read(path.name, data)
        made = draft(source, store.known(), district=district)
    except OSError as error:
        return Outcome(Verdict.REFUSED, path.name, reasons=(f"打不开：{error.strerror}。",))
    except sources.Refused as refused:
        return Outcome(Verdict.REFUSED, path.name, reasons=(refused.reason,))
    original = Original(path.name, source.kind, data)
    return store.store(made, original, not_duplicate_of=not_duplicate_of, dry_run=dry_run)
