"""A new version takes over without anybody noticing, or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from contextlib import suppress

import pytest

from tests.reloading import SHIPPED, master_of, reloaded
from tests.serving import CONFIGURED, ROOT, START_SECONDS, gunicorn
from tests.test_environment import SECRET


def wait_for(server, said):
    deadline = time.monotonic() + START_SECONDS
    while said not in server.log.read_text():
        if time.monotonic() > deadline:
            pytest.fail(f"nothing like {said!r} in {server.log.read_text()}")
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGUSR2, signal.SIGHUP], ids=["USR2", "HUP"])
def test_everybody_is_answered_while_workers_are_replaced(sent):
    watch = reloaded(SHIPPED, sent, times=2)
    assert watch.answered
    assert watch.failed == 0


def test_a_version_that_cannot_start_changes_nothing(tmp_path):
    config = tmp_path / "config.py"
    config.write_text(SHIPPED.read_text())
    options = ("-c", str(config), "-p", str(tmp_path / "pid"))
    with gunicorn(tmp_path, options=options, DJANGO_SECRET_KEY=SECRET) as server:
        before = master_of(server)
        config.write_text('raise SystemExit("the new version is broken")')
        os.kill(before, signal.SIGUSR2)
        wait_for(server, "the new version is broken")
        assert server.ask("/about/").status == 200
        assert master_of(server) == before
        assert "Handling signal: term" not in server.log.read_text()


def released(directory, words):
    """A checkout of its own, whose 关于本站 says something of its own. What is compiled already comes with it."""
    for part in ("portal", "policies", "templates", "static"):
        shutil.copytree(ROOT / part, directory / part)
    shutil.copy(ROOT / "manage.py", directory)
    page = directory / "templates/pages/about.html"
    page.write_text(page.read_text().replace("关于本站", words))


def test_a_reload_starts_what_the_link_leads_to_by_then(tmp_path):
    """As README brings a new version: each in a directory of its own, `current` leads to one of them."""
    current, data = tmp_path / "current", tmp_path / "data"
    data.mkdir()
    for version, words in (("v1", "第一版"), ("v2", "第二版")):
        released(tmp_path / version, words)
    current.symlink_to("v1")
    options = (*CONFIGURED, "-p", str(data / "pid"))
    variables = {"DJANGO_SECRET_KEY": SECRET, "PWD": str(current)}
    with gunicorn(data, options=options, checkout=current, **variables) as server:
        assert "第一版" in server.ask("/about/").said
        current.unlink()
        current.symlink_to("v2")
        try:
            os.kill(master_of(server), signal.SIGUSR2)
            wait_for(server, "Master has been promoted")
            assert "第二版" in server.ask("/about/").said
        finally:
            os.kill(master_of(server), signal.SIGTERM)


def test_nothing_is_opened_before_the_workers_are_forked(tmp_path):
    """Threads and connections of the master would be broken in its workers."""
    with gunicorn(tmp_path, DJANGO_SECRET_KEY=SECRET) as server:
        directory = f"/proc/{server.process.pid}"
        if not os.path.isdir(directory):
            pytest.skip("this system does not tell what a process has open")
        assert server.ask("/policies/").status in {200, 503}
        assert len(os.listdir(f"{directory}/task")) == 1
        opened = {os.readlink(f"{directory}/fd/{number}") for number in os.listdir(f"{directory}/fd")}
        assert [path for path in opened if "sqlite" in path or "index" in path] == []


def test_systemd_is_told_which_process_is_the_portal(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(START_SECONDS)
        variables = {"DJANGO_SECRET_KEY": SECRET, "NOTIFY_SOCKET": str(tmp_path / "notify")}
        options = (*CONFIGURED, "-p", str(tmp_path / "pid"))
        with gunicorn(tmp_path, options=options, **variables) as server:
            assert main_pid(systemd) == server.process.pid
            os.kill(server.process.pid, signal.SIGUSR2)
            successor = main_pid(systemd)
            assert successor != server.process.pid
            try:
                assert server.process.wait(START_SECONDS) == 0
                assert server.ask("/about/").status == 200
            finally:
                with suppress(ProcessLookupError):
                    os.kill(successor, signal.SIGTERM)


def main_pid(systemd):
    while True:
        told = systemd.recv(4096).decode()
        if told.startswith("MAINPID="):
            return int(told.splitlines()[0].removeprefix("MAINPID="))
