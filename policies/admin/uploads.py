"""How much one POST of the import page may bring, and what is said of more.

Django's own limits end in a bare page that knows of no files, before any view has a say. So the page reads what was sent
itself, and each limit is one constant that it also reads out.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from policies.importing.reading import MAX_TEXT_CHARS
from policies.importing.storing import NAME_CHARS

MAX_FILES = 50
# Beyond, nobody even counts how many more there are: each costs time to pass over.
MAX_PASSED_OVER = 1000
# A file that is larger lies on the disk while the request lasts.
IN_MEMORY_BYTES = 2_500_000


class NoFiles(FileUploadHandler):
    """For every page but one: files are read and kept nowhere, and the rest of the form as ever."""

    most = 0

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = self.left_out = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.taken < self.most:
            self.taken += 1
            return
        self.left_out += 1
        if self.left_out > MAX_PASSED_OVER:
            raise TooManyFilesSent
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """None: there is no other handler."""

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


class SomeFiles(NoFiles):
    """The first are taken. Not by Django's own handlers: whenever one file is skipped, the last of theirs is closed."""

    most = MAX_FILES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.content.seek(0)
        return UploadedFile(self.content, self.file_name, self.content_type, file_size, self.charset)


class TooMuchError(Exception):
    """What was sent cannot be read. Carries a Chinese sentence that says what to do."""


def receive(request: HttpRequest) -> int:
    """Read what was sent; how many files were left out. Raises TooMuchError."""
    handler = SomeFiles(request)
    request.upload_handlers = [handler]
    try:
        request.POST  # noqa: B018 reads it
    except (RequestDataTooBig, TooManyFieldsSent):
        many = MAX_TEXT_CHARS // 10_000
        told = f"粘贴的文本太长，没有收下。一次最多 {many} 万字：请按浏览器的“后退”，把文本分成几份，分几次粘贴。"
        raise TooMuchError(told) from None
    except TooManyFilesSent:
        told = f"文件太多，没有收下。一次最多 {MAX_FILES} 个：请分几次选。"
        raise TooMuchError(told) from None
    except (MultiPartParserError, UnreadablePostError):
        told = (
            f"没有收下：有一个文件的名字太长，或者没有传完。请把文件名改到 {NAME_CHARS} 个字以内，再选一次。"
        )
        raise TooMuchError(told) from None
    return handler.left_out
