"""An archive is read entry by entry; what is hostile in it is refused by name, and nothing leaves a folder."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from policies.importing.reading import PassedOver, RejectedSource, archive, is_archive, unpacked
from policies.importing.reading.rejection import MAX_FILE_BYTES
from tests.importing import packed
from tests.importing.office import docx


def found(data: bytes) -> dict[str, object]:
    """Name -> content, or the beginning of the reason."""
    return {
        name: content.reason[:6] if isinstance(content, RejectedSource) else content
        for name, content in unpacked(io.BytesIO(data))
    }


def refused(data: bytes) -> str:
    with pytest.raises(RejectedSource) as error:
        unpacked(io.BytesIO(data))
    return error.value.reason


def test_entries_come_in_their_order_with_their_paths():
    data = packed.packed({"b/二.html": "2", "a.txt": "1", "c/d/三.md": "3"})
    assert found(data) == {"b/二.html": b"2", "a.txt": b"1", "c/d/三.md": b"3"}


@pytest.mark.parametrize("make", [packed.in_old_windows, packed.with_utf8_in_extra])
def test_a_chinese_name_is_read_whoever_packed_it(make):
    assert found(make("人才公寓通知.txt", "甲")) == {"人才公寓通知.txt": "甲".encode()}


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("../../etc/通知.txt", "etc/通知.txt"),
        ("/root/a.txt", "root/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a\u202etxt.exe.txt", "a_txt.exe.txt"),
        ("\x1b[31ma.txt", "_[31ma.txt"),
        ("n" * 2000 + ".txt", "n" * 496 + ".txt"),
    ],
)
def test_a_hostile_name_is_only_a_name(name, read):
    assert found(packed.packed({name: "甲"})) == {read: "甲".encode()}


def test_what_cannot_be_read_is_named_with_its_reason():
    inner = packed.packed({"a.txt": "甲"})
    assert found(packed.packed({"内.zip": inner, "表.xlsx": b"PK"})) == {
        "内.zip": "这是压缩包里",
        "表.xlsx": "这种文件读不",
    }
    assert found(packed.encrypted("密.txt", "甲")) == {"密.txt": "加了密码，读"}


def test_what_is_no_document_is_passed_over():
    names = ["__MACOSX/a.txt", ".DS_Store", "通知_files/a.html", "a.css", "a.json"]
    data = packed.packed({"通知.html": "1"} | dict.fromkeys(names, "2"))
    passed = [name for name, content in unpacked(io.BytesIO(data)) if isinstance(content, PassedOver)]
    assert passed == names


def test_of_two_entries_of_one_name_the_first_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a.txt", "2")
    contents = [content for _, content in unpacked(target)]
    assert contents[0] == b"1"
    assert "同名" in contents[1].reason


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(monkeypatch):
    bomb = packed.packed({"a.txt": bytes(10_000_000), "b.txt": "乙"})
    assert found(bomb) == {"a.txt": "压缩得不正常", "b.txt": "乙".encode()}
    monkeypatch.setattr(archive, "MAX_RATIO", 10_000)
    large = packed.packed({"a.txt": bytes(MAX_FILE_BYTES + 1)})
    assert found(large) == {"a.txt": f"文件超过 {MAX_FILE_BYTES // 1_000_000}"[:6]}


def test_an_entry_that_lies_about_its_size_is_cut_where_a_file_may_end(monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1_000)
    data = bytearray(packed.packed({"a.txt": os.urandom(5_000)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    [content] = found(bytes(data)).values()
    assert isinstance(content, str), "refused, as too large or as damaged"


def test_all_together_are_bounded_and_the_rest_is_named(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 25)
    data = packed.packed({f"{n}.txt": "x" * 10 for n in range(4)})
    assert [isinstance(content, bytes) for content in found(data).values()] == [True, True, False, False]
    assert set(list(found(data).values())[2:]) == {"压缩包解开后"}


def test_too_many_entries_are_refused_before_python_makes_objects_of_them(monkeypatch):
    data = packed.packed({f"{n}.txt": "x" for n in range(30)})
    monkeypatch.setattr(archive, "MAX_ENTRIES", 20)
    assert "文件超过" in refused(data)
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 1_000)
    monkeypatch.setattr(archive.zipfile, "ZipFile", pytest.fail)
    assert "超过" in refused(data)


def unpackings(monkeypatch) -> list[str]:
    """The names of the entries that are unpacked from now on."""
    opened, really = [], zipfile.ZipFile.open
    monkeypatch.setattr(
        zipfile.ZipFile, "open", lambda self, entry: opened.append(entry.filename) or really(self, entry)
    )
    return opened


def test_what_is_not_kept_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 25)
    first = packed.packed({"a.txt": "x" * 10, "b.txt": "y" * 20, "c.txt": "z" * 20})
    data = io.BytesIO(first)
    with zipfile.ZipFile(data, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("a.txt", "again")
    opened = unpackings(monkeypatch)
    reasons = [content.reason[:6] for _, content in unpacked(data) if isinstance(content, RejectedSource)]
    assert opened == ["a.txt"]
    assert reasons == ["压缩包解开后", "压缩包解开后", "压缩包里有两"]


def test_what_is_damaged_counts_among_what_was_unpacked(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 450)
    data = packed.packed({f"{n}.txt": os.urandom(200) for n in range(4)})
    for name in (b"0.txt", b"1.txt"):
        at = data.index(name) + 20
        data = data[:at] + bytes(20) + data[at + 20 :]
    assert list(found(data).values()) == ["在压缩包里损"] * 2 + ["压缩包解开后"] * 2


def test_no_more_is_unpacked_than_an_entry_states(monkeypatch):
    """As zlib is asked: the rest would be made, and thrown away."""
    data = bytearray(packed.packed({"a.txt": bytes(5_000_000)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10_000).to_bytes(4, "little")
    asked, really = [], zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n=-1: asked.append(n) or really(self, n))
    assert found(bytes(data)) == {"a.txt": "在压缩包里损"}
    assert asked == [10_000]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_another_method_is_refused_unread_and_the_rest_is_read(method):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("a.txt", os.urandom(500), compress_type=method)
        made.writestr("b.txt", "乙")
    data = bytearray(target.getvalue())
    data[100:120] = bytes(20)
    assert found(bytes(data)) == {"a.txt": "这种压缩方法", "b.txt": "乙".encode()}


def test_an_archive_that_states_a_second_list_is_refused():
    data = packed.packed({"a.txt": "x"})
    at = data.rindex(b"PK\x05\x06")
    assert "zip64" in refused(data[:at] + b"PK\x06\x07" + bytes(16) + data[at:])


def test_an_archive_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 50)
    assert "太大" in refused(packed.packed({"a.txt": "x" * 100}))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"PK\x05\x06" + bytes(10)])
def test_a_damaged_archive_is_refused(data):
    assert "损坏" in refused(data)


def test_an_empty_archive_is_refused():
    assert "空的" in refused(packed.packed({}))


def test_an_entry_that_is_damaged_stops_only_itself():
    data = packed.packed({"a.txt": os.urandom(200), "b.txt": "乙"})
    at = data.index(b"a.txt") + 20
    assert found(data[:at] + bytes(20) + data[at + 20 :]) == {"a.txt": "在压缩包里损", "b.txt": "乙".encode()}


def test_a_word_file_is_no_archive_whatever_its_name():
    word = io.BytesIO(docx("<w:p><w:r><w:t>甲</w:t></w:r></w:p>"))
    assert not is_archive("a.zip", word)
    assert is_archive("a.ZIP", io.BytesIO(packed.packed({"a.txt": "x"})))
    assert not is_archive("a.docx", io.BytesIO(packed.packed({"a.txt": "x"})))
    assert not is_archive("a.zip", io.BytesIO(b"text"))
