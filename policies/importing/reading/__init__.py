"""Bytes of a file, or a paste, become plain text with one paragraph a line.

`walk` finds the files of a folder, `unpacked` those of an archive; `read` and `read_text` give a `Source` or raise `RejectedSource` with a reason for staff.
`export` writes a policy in a form of our own, which `parse_export` reads back to the letter.
"""

from policies.importing.reading.archive import MAX_ARCHIVE_BYTES, MAX_ENTRIES, is_archive, unpacked
from policies.importing.reading.folders import walk
from policies.importing.reading.own_export import Exported, export, parse_export
from policies.importing.reading.pictures import CarriedPicture
from policies.importing.reading.rejection import (
    MAX_FILE_BYTES,
    MAX_TEXT_CHARS,
    BrokenOff,
    PassedOver,
    RejectedSource,
)
from policies.importing.reading.sources import Source, read, read_text

__all__ = [
    "MAX_ARCHIVE_BYTES",
    "MAX_ENTRIES",
    "MAX_FILE_BYTES",
    "MAX_TEXT_CHARS",
    "BrokenOff",
    "CarriedPicture",
    "Exported",
    "PassedOver",
    "RejectedSource",
    "Source",
    "export",
    "is_archive",
    "parse_export",
    "read",
    "read_text",
    "unpacked",
    "walk",
]
