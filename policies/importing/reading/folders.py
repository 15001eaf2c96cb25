"""Files and folders as they are named on a command line: every file is read or refused by name."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from policies.importing.reading.rejection import MAX_FILE_BYTES, PassedOver, RejectedSource

# Endings of names that are worth opening; what a file is is seen in its bytes.
PAGES = (".html", ".htm", ".shtml", ".xhtml")
KINDS = (*PAGES, ".docx", ".pdf", ".txt", ".md", ".markdown")
# Documents that cannot be read: whoever put one there wants to know. What else lies in a folder is no document.
NOT_READ = (
    *(".doc", ".wps", ".rtf", ".ofd", ".odt", ".mht", ".mhtml"),
    *(".xls", ".xlsx", ".et", ".ppt", ".pptx", ".zip", ".rar", ".7z"),
)
# What a browser or Word saves beside 通知.html: 通知_files/ or 通知.files/, the page's pictures, frames and styles.
SAVED_WITH = ("_files", ".files")
# A folder that holds more than the city's policies of a century is another folder than was meant.
MAX_FILES = 20_000


def walk(paths: Iterable[Path | str]) -> Iterator[tuple[str, bytes | RejectedSource]]:
    """(name, content or why there is none) for each file, in the order of names; folders with all that is in them.

    A file that is named itself is read whatever its ending; in a folder only those of known kinds are.
    The folder that was saved with a page is part of that page, and passed over.
    """
    number = 0
    for path in map(Path, paths):
        for file, is_named in _files(path):
            number += 1
            if number > MAX_FILES:
                yield str(path), RejectedSource(f"文件超过 {MAX_FILES} 个，后面的没有读。")
                return
            yield str(file), _content(file, is_named=is_named)


def _files(path: Path) -> Iterator[tuple[Path, bool]]:
    """Without following links to folders, so that no loop can form."""
    if not path.is_dir():
        yield path, True
        return
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder, False
            continue
        pages = {Path(entry.name).stem for entry in entries if entry.name.lower().endswith(PAGES)}
        entries = [entry for entry in entries if not _is_saved_with(entry, pages)]
        folders = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
        waiting += [each for each in reversed(folders) if not each.name.startswith(".")]
        shut = {each for each in folders if each.name.startswith(".")}
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False) or Path(entry.path) in shut:
                yield Path(entry.path), False


def _is_saved_with(entry: os.DirEntry[str], pages: Container[str]) -> bool:
    ending = next(filter(entry.name.endswith, SAVED_WITH), "")
    return bool(ending) and entry.name.removesuffix(ending) in pages and entry.is_dir(follow_symlinks=False)


def why_unread(name: str) -> RejectedSource | None:
    """Why a file of this name in a folder is not opened; None where it is."""
    lowered = name.lower()
    if lowered.endswith(KINDS):
        return None
    if lowered.endswith(NOT_READ):
        return RejectedSource(f"这种文件读不了，没有读。能读的是 {'、'.join(KINDS)}。")
    return PassedOver("不是文件的正文（图片、样式、程序等），没有读。")


def _content(path: Path, *, is_named: bool) -> bytes | RejectedSource:
    if not is_named and path.name.startswith(("~$", ".")):
        return PassedOver("隐藏文件或临时文件，没有读。")
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return RejectedSource("这是文件夹的链接，或者没有权限打开的文件夹，没有读。")
        if not stat.S_ISREG(found.st_mode):
            return RejectedSource("这不是普通文件，没有读。")
        if not is_named and (unread := why_unread(path.name)):
            return unread
        if found.st_size > MAX_FILE_BYTES:
            return RejectedSource(f"文件超过 {MAX_FILE_BYTES // 1_000_000} MB，太大，没有读。")
        with path.open("rb") as file:
            # It may have grown in between.
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return RejectedSource("找不到这个文件。")
    except PermissionError:
        return RejectedSource("没有权限读这个文件。")
    except (OSError, ValueError):
        return RejectedSource("打不开这个文件（可能是互相指向的链接）。")
    return data
