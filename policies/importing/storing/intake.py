"""Bring files in, one after the other: read, draft, store. A bad file stops nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from policies.importing.drafting import Draft, ReferenceData, draft_of
from policies.importing.reading import PassedOver, RejectedSource, read, walk
from policies.importing.storing import findings, identity, store
from policies.importing.storing.reference import reference_data
from policies.importing.storing.store import ImportOutcome, ImportVerdict, Original

NAME_CHARS = 255


@dataclass(frozen=True, slots=True)
class File:
    """`name` is what it was given by, `key` where it lay; `data` its bytes, or why there are none."""

    name: str
    key: str
    data: bytes | RejectedSource

    @property
    def bare_name(self) -> str:
        return PurePath(self.name).name[-NAME_CHARS:]


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that was read, and is not stored yet."""

    file: File
    draft: Draft
    original: Original
    district: str
    """The name of the district that the draft is filed under."""


def bring_in(
    paths: Iterable[Path], *, district: str = "", not_duplicate_of: Sequence[str] = (), dry_run: bool = False
) -> Iterator[ImportOutcome]:
    """One outcome for each file under `paths`. With `dry_run` nothing is kept, so files do not see one another."""
    reference = reference_data()
    for file in files(paths):
        try:
            prepared = prepare(file, reference, district=district)
        except RejectedSource as rejected:
            yield refused(file.name, rejected)
            continue
        outcome = store.store(
            prepared.draft, prepared.original, not_duplicate_of=not_duplicate_of, dry_run=dry_run
        )
        yield told(prepared, outcome)


def files(paths: Iterable[Path]) -> Iterator[File]:
    """Every file under `paths`, read one at a time."""
    for given in paths:
        for path, data in walk([given]):
            # A name that is not UTF-8 can neither be printed nor stored.
            name = path.encode("utf-8", "replace").decode()
            yield File(name, identity.of_path(path, given), data)


def prepare(file: File, reference: ReferenceData, *, district: str = "") -> PreparedFile:
    """Read one file, and draft it. Raises RejectedSource."""
    if isinstance(file.data, RejectedSource):
        raise file.data
    source = read(file.name, file.data)
    draft = draft_of(source, reference, district=district)
    address = source.meta.get("url", "")
    key = identity.of_address(address) or file.key
    original = Original(file.bare_name, source.kind, file.data, key, source.pictures)
    names = (each.name for each in reference.places if each.slug == draft.district)
    return PreparedFile(file, draft, original, next(names, ""))


def told(prepared: PreparedFile, outcome: ImportOutcome) -> ImportOutcome:
    """With what was found in the file, under the name it was given by: it is kept under its bare one."""
    found = findings.of(prepared.draft, prepared.district)
    return replace(outcome, name=prepared.file.name, findings=found)


def refused(name: str, rejected: RejectedSource) -> ImportOutcome:
    passed_over = isinstance(rejected, PassedOver)
    verdict = ImportVerdict.PASSED_OVER if passed_over else ImportVerdict.REFUSED
    return ImportOutcome(verdict, name, reasons=(rejected.reason,))
