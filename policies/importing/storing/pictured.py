"""The pictures of a file become rows beside its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.importing.reading import CarriedPicture
from policies.models import ImportedSource, Picture


def keep_pictures(source: ImportedSource, pictures: Iterable[CarriedPicture]) -> None:
    """In their order, those that are kept at all; in the transaction that stores the file."""
    Picture.objects.bulk_create(_rows(source, pictures))


def _rows(source: ImportedSource, pictures: Iterable[CarriedPicture]) -> Iterator[Picture]:
    kept = (picture for picture in pictures if picture.data)
    for number, picture in enumerate(kept, start=1):
        yield Picture(
            source=source,
            number=number,
            line=picture.line,
            words=picture.words,
            alt=picture.alt,
            media_type=picture.media_type,
            sha256=picture.sha256,
            data=picture.data,
        )
