"""Files and folders: each is read or refused by name."""

import os
import subprocess

import pytest

from policies.importing.reading.rejection import MAX_FILE_BYTES
from policies.importing.reading.sources import RejectedSource, walk


def reasons(*paths):
    """Name -> content, or the first words of the reason."""
    return {
        os.path.basename(name): found.reason[:6] if isinstance(found, RejectedSource) else found
        for name, found in walk(paths)
    }


def test_a_folder_is_read_in_the_order_of_names_with_all_that_is_in_it(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b/1.TXT").write_bytes(b"1")
    (tmp_path / "c.html").write_bytes(b"2")
    (tmp_path / "a.md").write_bytes(b"")
    assert list(reasons(tmp_path)) == ["a.md", "c.html", "1.TXT"]
    assert reasons(tmp_path) == {"a.md": b"", "c.html": b"2", "1.TXT": b"1"}


def test_what_is_not_read_is_named_with_its_reason(tmp_path):
    (tmp_path / ".hidden.txt").touch()
    (tmp_path / "~$open.docx").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config.txt").touch()
    (tmp_path / "table.xlsx").touch()
    (tmp_path / "page.css").touch()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "around").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "large.txt").open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 1)
    assert reasons(tmp_path) == {
        ".hidden.txt": "隐藏文件或临",
        "~$open.docx": "隐藏文件或临",
        ".git": "隐藏文件或临",
        "table.xlsx": "这种文件读不",
        "page.css": "不是文件的正",
        "gone.txt": "找不到这个文",
        "loop.txt": "打不开这个文",
        "around": "这是文件夹的",
        "pipe.txt": "这不是普通文",
        "large.txt": f"文件超过 {MAX_FILE_BYTES // 1_000_000}"[:6],
    }


def test_the_folder_saved_with_a_page_is_part_of_that_page(tmp_path):
    for page, folder in (("通知.html", "通知_files"), ("意见.HTM", "意见.files")):
        (tmp_path / page).write_bytes(b"1")
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "saved_resource.html").write_bytes(b"2")
        (tmp_path / folder / "a.css").write_bytes(b"3")
    assert reasons(tmp_path) == {"通知.html": b"1", "意见.HTM": b"1"}


def test_a_folder_of_such_a_name_without_a_page_is_read(tmp_path):
    for folder in ("all_files", "other_files", "_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_bytes(b"1")
    (tmp_path / "all.txt").write_bytes(b"2")
    (tmp_path / "others.html").write_bytes(b"3")
    assert set(reasons(tmp_path)) == {
        "all.txt",
        "all_files.txt",
        "other_files.txt",
        "_files.txt",
        "others.html",
    }


def test_a_file_that_is_named_is_read_whatever_its_ending(tmp_path):
    (tmp_path / "notice").write_bytes("甲".encode())
    assert reasons(tmp_path / "notice", tmp_path / "gone") == {
        "notice": "甲".encode(),
        "gone": "找不到这个文",
    }


def test_folders_in_folders_are_read_without_recursion(tmp_path, monkeypatch):
    """Python gives up at a depth of 1,000, long before the file system does."""
    monkeypatch.chdir(tmp_path)
    for _ in range(1200):
        os.mkdir("a")
        os.chdir("a")
    with open("b.txt", "wb") as file:
        file.write(b"1")
    try:
        assert reasons(tmp_path) == {"b.txt": b"1"}
    finally:
        # shutil.rmtree is recursive.
        subprocess.run(["rm", "-rf", tmp_path / "a"], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission_are_named(tmp_path):
    (tmp_path / "shut.txt").touch(mode=0)
    (tmp_path / "shut").mkdir(mode=0)
    assert reasons(tmp_path) == {"shut.txt": "没有权限读这", "shut": "这是文件夹的"}
