"""The process that takes a PDF apart: one file ends it or hangs in it, and no other file is harmed; many files start it once."""

from __future__ import annotations

import os
import signal
import subprocess
import threading

import pytest

from policies.importing.reading import BrokenOff, pdf_reader, read
from tests.importing.pdfs import document, refused
from tests.importing.pdfs import pdf as made

RULE = "第一条为了鼓励人才到本区工作，根据国家和本市的有关规定，结合本区的实际情况，制定本办法。"
FILE = made(document([RULE]))


@pytest.fixture(autouse=True)
def begun_anew():
    """No process of an earlier test waits for a file."""
    pdf_reader.end_those_that_wait()
    yield
    pdf_reader.end_those_that_wait()


def running() -> list[int]:
    """Numbers of the processes that wait for a file."""
    return [kept._process.pid for kept in pdf_reader._kept]


def test_the_next_file_is_read_by_the_same_process():
    texts = {read("a.pdf", made(document([f"{RULE}之{n}"]))).text for n in range(3)}
    assert len(texts) == 3
    one = running()
    assert "损坏" in refused(b"%PDF-1.7")
    assert read("a.pdf", FILE).text == RULE
    assert running() == one


def test_a_file_that_kills_its_process_harms_no_other(monkeypatch):
    read("a.pdf", FILE)
    [kept] = pdf_reader._kept
    ended = running()
    monkeypatch.setattr(kept, "_send", lambda data: kept._process.send_signal(signal.SIGSEGV))
    assert "太复杂" in refused(FILE)
    assert read("a.pdf", FILE).text == RULE
    assert running() != ended


def test_a_file_that_hangs_is_given_up_and_harms_no_other(monkeypatch):
    read("a.pdf", FILE)
    [kept] = pdf_reader._kept
    monkeypatch.setattr(pdf_reader, "SECONDS", 0.2)
    monkeypatch.setattr(kept, "_send", lambda data: None)
    assert "太复杂" in refused(FILE)
    monkeypatch.setattr(pdf_reader, "SECONDS", 20)
    assert read("a.pdf", FILE).text == RULE


def test_a_process_that_left_by_itself_is_not_the_fault_of_the_next_file(monkeypatch):
    read("a.pdf", FILE)
    [kept] = pdf_reader._kept
    # It leaves between the look at it and the file that is sent.
    monkeypatch.setattr(pdf_reader._Process, "can_go_on", True)
    kept._process.stdin.close()
    kept._process.wait()
    monkeypatch.setattr(kept, "_send", broken_pipe)
    assert read("a.pdf", FILE).text == RULE


def broken_pipe(data: bytes) -> None:
    raise BrokenPipeError


def test_after_so_many_files_another_process_takes_over(tmp_path, monkeypatch):
    text = pdf_reader.PROCESS.read_text("utf-8")
    few = tmp_path / "few.py"
    few.write_text(text.replace("range(MOST_FILES)", "range(2)"))
    monkeypatch.setattr(pdf_reader, "PROCESS", few)
    seen = []
    for _ in range(5):
        assert read("a.pdf", FILE).text == RULE
        seen += running()
    assert len(set(seen)) == 3


def test_a_process_that_has_grown_ends(tmp_path, monkeypatch):
    text = pdf_reader.PROCESS.read_text("utf-8")
    grown = tmp_path / "grown.py"
    grown.write_text(text.replace("_bytes_in_use() >", "_bytes_in_use() + 200_000_000 >"))
    monkeypatch.setattr(pdf_reader, "PROCESS", grown)
    seen = []
    for _ in range(2):
        assert read("a.pdf", FILE).text == RULE
        seen += running()
    assert len(set(seen)) == 2


def test_what_was_forked_meanwhile_starts_its_own(monkeypatch):
    read("a.pdf", FILE)
    [others] = pdf_reader._kept
    monkeypatch.setattr(others, "_owner", os.getpid() + 1)
    assert read("a.pdf", FILE).text == RULE
    assert pdf_reader._kept != [others]
    others.end()


def test_two_threads_never_share_a_process():
    wrong = []

    def read_some(words: str) -> None:
        for n in range(5):
            text = f"{RULE}{words}{n}"
            if read("a.pdf", made(document([text]))).text != text:
                wrong.append(text)

    threads = [threading.Thread(target=read_some, args=(words,)) for words in "甲乙丙"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert len(running()) <= pdf_reader.MOST_WAITING


def test_an_answer_that_breaks_off_is_none(tmp_path, monkeypatch):
    short = tmp_path / "short.py"
    short.write_text("import sys\nsys.stdout.buffer.write(bytes(7) + b'\\x09' + b'{}')\n")
    monkeypatch.setattr(pdf_reader, "PROCESS", short)
    assert "太复杂" in refused(FILE)


def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf_reader, "SECONDS", 0.01)
    assert "太复杂" in refused(FILE)


def test_a_process_that_dies_is_a_refusal_and_a_line_of_the_log(monkeypatch, tmp_path, caplog):
    dying = tmp_path / "dies.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(pdf_reader, "PROCESS", dying)
    assert "太复杂" in refused(FILE)
    assert "a PDF could not be taken apart" in caplog.text


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_who_ends_the_process_does_not_condemn_the_file(monkeypatch, tmp_path, number):
    ended = tmp_path / "ended.py"
    ended.write_text(
        f"import os, signal\nsignal.signal(signal.{number}, signal.SIG_DFL)\nos.kill(os.getpid(), signal.{number})\n"
    )
    monkeypatch.setattr(pdf_reader, "PROCESS", ended)
    with pytest.raises(BrokenOff, match="请再试一次"):
        read("a.pdf", FILE)


def test_the_process_is_of_no_group_or_terminal_of_ours(monkeypatch, tmp_path):
    telling = tmp_path / "tells.py"
    told = tmp_path / "told"
    telling.write_text(
        f"import os\nopen({str(told)!r}, 'w').write(f'{{os.getsid(0)}} {{os.getpid()}}')\nexit(1)\n"
    )
    monkeypatch.setattr(pdf_reader, "PROCESS", telling)
    refused(FILE)
    session, own = map(int, told.read_text().split())
    assert session == own != os.getsid(0)


def test_the_process_knows_nothing_of_the_portal():
    done = subprocess.run(
        ["grep", "-nE", r"^(from|import) (policies|portal|django)", str(pdf_reader.PROCESS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
