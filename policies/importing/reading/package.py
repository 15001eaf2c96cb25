"""Take a part out of a Word file: a zip of XML, opened as if somebody had made it to do harm."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from policies.importing.reading.rejection import RejectedSource

# A thesis with hundreds of pictures has some 2,000 entries.
MAX_ENTRIES = 5_000
# The body of a document of 1,000 pages is about 20 MB unpacked; XML packs some 10 : 1, a bomb over 1,000 : 1.
MAX_PART_BYTES = 20_000_000
MAX_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 1_000_000
# In all parts that are read.
MAX_ELEMENTS = 800_000

# What Word and Windows write. Of others nothing bounds what a few bytes unpack to.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_BROKEN = "Word 文件损坏，读不了。请用 Word 打开后另存为 .docx 再导入。"
_ABNORMAL = "Word 文件的内部大小不正常，为安全起见没有读。"

Attributes = dict[str, str]


class Package:
    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, UnicodeError):
            raise RejectedSource(_BROKEN) from None
        if len(entries) > MAX_ENTRIES:
            raise RejectedSource(_ABNORMAL)
        self._elements = 0
        self._entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}
        if len(self._entries) != len(entries):
            # Two parts of one name: programs would disagree about which is the document.
            raise RejectedSource(_BROKEN)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Iterator[str]:
        yield from self._entries

    def size(self, name: str) -> int:
        """Of a part when it is unpacked, as the file states it; no more than that is unpacked."""
        entry = self._entries.get(name)
        return entry.file_size if entry else 0

    def part(self, name: str) -> bytes:
        """The unpacked bytes of a part, b"" if there is none. Raises RejectedSource for a bomb."""
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if entry.flag_bits & 1:
            raise RejectedSource("这个 Word 文件加了密码，读不了。请去掉密码后另存再导入。")
        if entry.compress_type not in METHODS:
            raise RejectedSource(_BROKEN)
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > MAX_PART_BYTES or (
            entry.file_size > RATIO_MATTERS_FROM_BYTES and ratio > MAX_RATIO
        ):
            raise RejectedSource(_ABNORMAL)
        try:
            with self._zip.open(entry) as part:
                # The declared size may be a lie.
                data = part.read(MAX_PART_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ):
            raise RejectedSource(_BROKEN) from None
        if len(data) > MAX_PART_BYTES:
            raise RejectedSource(_ABNORMAL)
        return data

    def parse(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for each element and text of a part, if there is one. Raises RejectedSource.

        Entities cannot be declared, so none can grow.
        """

        data = self.part(name)
        # Start tags, and the few comments and instructions. What is too much is refused before it is read.
        self._elements += data.count(b"<") - data.count(b"</")
        if self._elements > MAX_ELEMENTS:
            raise RejectedSource(_ABNORMAL)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        if data:
            try:
                # In one call: a token that is fed in pieces is looked at again with each of them.
                parser.Parse(data, True)
            except expat.ExpatError:
                raise RejectedSource(_BROKEN) from None


def _refuse(*_: object) -> None:
    """No Word file has a DOCTYPE; whoever writes one wants to declare entities."""
    raise RejectedSource(_ABNORMAL)
