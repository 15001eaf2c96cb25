"""A new version takes over without anybody noticing, or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """A copy of the file as it is shipped."""
    return Path(shutil.copy(SHIPPED, tmp_path_factory.mktemp("config") / "config.py"))


@pytest.fixture(scope="module")
def server(config, tmp_path_factory):
    """One that no test brings to another version."""
    directory = tmp_path_factory.mktemp("server")
    options = ("-c", str(config), "-p", str(directory / "pid"))
    with gunicorn(directory, options=options, DJANGO_SECRET_KEY=SECRET) as running:
        yield running


def test_a_version_that_cannot_start_changes_nothing(server, config):
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


@dataclass(frozen=True)
class Renewal:
    """What was seen of a new version that took over."""

    before: str
    """The page 关于本站, and what it was `after`."""
    after: str
    first: int
    """The process that was started, and how it `ended`."""
    ended: int
    told: tuple[int, int]
    """Which processes systemd was told of, one after the other."""


@pytest.fixture(scope="module")
def renewal(tmp_path_factory):
    """As README brings a new version: each in a directory of its own, `current` leads to one of them."""
    directory = tmp_path_factory.mktemp("renewal")
    current, data = directory / "current", directory / "data"
    data.mkdir()
    for version, words in (("v1", "第一版"), ("v2", "第二版")):
        released(directory / version, words)
    current.symlink_to("v1")
    options = (*CONFIGURED, "-p", str(data / "pid"))
    variables = {"PWD": str(current), "NOTIFY_SOCKET": str(directory / "notify")}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(variables["NOTIFY_SOCKET"])
        systemd.settimeout(START_SECONDS)
        with gunicorn(
            data, options=options, checkout=current, DJANGO_SECRET_KEY=SECRET, **variables
        ) as server:
            told, before = main_pid(systemd), server.ask("/about/").said
            current.unlink()
            current.symlink_to("v2")
            os.kill(server.process.pid, signal.SIGUSR2)
            successor = main_pid(systemd)
            try:
                ended = server.process.wait(START_SECONDS)
                after = server.ask("/about/").said
            finally:
                with suppress(ProcessLookupError):
                    os.kill(successor, signal.SIGTERM)
    return Renewal(before, after, server.process.pid, ended, (told, successor))


def main_pid(systemd):
    while True:
        told = systemd.recv(4096).decode()
        if told.startswith("MAINPID="):
            return int(told.splitlines()[0].removeprefix("MAINPID="))


def test_a_reload_starts_what_the_link_leads_to_by_then(renewal):
    assert "第一版" in renewal.before
    assert "第二版" in renewal.after


def test_systemd_is_told_which_process_is_the_portal(renewal):
    told, successor = renewal.told
    assert told == renewal.first != successor
    assert renewal.ended == 0


def test_nothing_is_opened_before_the_workers_are_forked(server):
    """Threads and connections of the master would be broken in its workers."""
    directory = f"/proc/{server.process.pid}"
    if not os.path.isdir(directory):
        pytest.skip("this system does not tell what a process has open")
    assert server.ask("/policies/").status in {200, 503}
    assert len(os.listdir(f"{directory}/task")) == 1
    opened = {os.readlink(f"{directory}/fd/{number}") for number in os.listdir(f"{directory}/fd")}
    assert [path for path in opened if "sqlite" in path or "index" in path] == []
