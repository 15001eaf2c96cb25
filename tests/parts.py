"""Parts of the suite that run beside the rest of it, each in a process of its own, and are reported after it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres

# Tells a process which part it is.
VARIABLE = "PORTAL_TESTS_PART"
FILES, FOLDERS, BROWSER = "files", "folders", "browser"
FILES_ON_POSTGRESQL, FOLDERS_ON_POSTGRESQL = "files-on-postgresql", "folders-on-postgresql"
# Where each looks, as its report says.
ON_SQLITE = {FILES: "the files of tests", FOLDERS: "the folders of tests", BROWSER: "in a browser"}
ON_POSTGRESQL = {
    FILES_ON_POSTGRESQL: f"{ON_SQLITE[FILES]}, and in a browser",
    FOLDERS_ON_POSTGRESQL: ON_SQLITE[FOLDERS],
}


def start(name: str, config: pytest.Config) -> Part | Missing:
    closing = ExitStack()
    if name in ON_SQLITE:
        return Part(name, config, closing, dict(os.environ))
    try:
        url = closing.enter_context(postgres.running())
    except postgres.UnavailableError as reason:
        return Missing(str(reason))
    # libpq's own variables would change how the tests connect.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return Part(name, config, closing, env | {"DATABASE_URL": url})


class Part:
    """The same command as that of this process, from the moment this is made; `closing` is closed after it."""

    def __init__(self, name: str, config: pytest.Config, closing: ExitStack, env: dict[str, str]) -> None:
        self.closing = closing
        command = [sys.executable, "-m", "pytest"]
        if config.pluginmanager.hasplugin("cacheprovider"):
            # A cache of its own: otherwise a test that fails in one part only is forgotten by --last-failed.
            command += ["-o", f"cache_dir=.pytest_cache/{name}"]
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-"))
        self.report = Path(folder, "report")
        with self.report.open("wb") as output:
            self.run = subprocess.Popen(
                [*command, *config.invocation_params.args],
                cwd=config.invocation_params.dir,
                env=env | {VARIABLE: name},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def finish(self) -> int:
        """Print what it says until it ends; its status."""
        with self.closing, self.report.open("rb") as report:
            while True:
                ended = self.run.poll() is not None
                new = report.read()
                sys.stdout.buffer.write(new)
                sys.stdout.flush()
                if ended and not new:
                    break
                if not new:
                    time.sleep(0.2)
        # Of what was chosen nothing belongs to it.
        nothing = self.run.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
        # One that a signal ended says less than 0.
        return pytest.ExitCode.OK if nothing else abs(self.run.returncode)

    def give_up(self) -> None:
        """Let it drop its database, and stop the server. After Ctrl-C it has had the same."""
        with self.closing:
            self.run.send_signal(signal.SIGINT)
            self.run.wait()


class Missing:
    """Stands for the parts on PostgreSQL where there is none."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def finish(self) -> int:
        line = "!" * 80
        print(
            f"\n{line}\n"
            "The PostgreSQL half of the suite was NOT run.\n"
            f"Why: {self.reason}.\n"
            "To run it, install PostgreSQL (apt-get install postgresql, or brew install postgresql),\n"
            "or set DATABASE_URL to a server where the tests may create a database.\n"
            f"{line}",
            flush=True,
        )
        return pytest.ExitCode.TESTS_FAILED if os.environ.get("CI") == "true" else pytest.ExitCode.OK

    def give_up(self) -> None:
        """There is nothing to stop."""
