"""A portal with a database of its own, in which real processes work; `rebuild_index --check` judges them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.utils import load_backend
from django.test import override_settings
from django.utils import timezone

from policies.lookup.generations import Generations
from policies.lookup.index import index
from policies.models import Policy, Section
from portal import env
from tests.data import make_district
from tests.forked import Forked

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0
DATABASE_URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRES = DATABASE_URL.startswith("postgres")

# How a child begins: with the settings of its environment, then a function of the module that is named.
BEGIN = """
import importlib, sys, django
django.setup()
getattr(importlib.import_module(sys.argv[1]), sys.argv[2])(*sys.argv[3:])
"""


# What children do


def tell(*what):
    print(*what, flush=True)


def furnish():
    district = make_district("xuhui")
    for slug, title in (("jia", "甲种住房办法"), ("yi", "乙种津贴办法"), ("bing", "丙种创业办法")):
        policy = Policy(slug=slug, title=title, district=district, state="published", source_note="测试数据")
        policy.save()
        Section.objects.create(policy=policy, kind="support", state="content", body="一次性补贴。")
    index().rebuild(timezone.localdate())


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tell_policies():
    tell(json.dumps({policy.slug: [policy.pk, policy.title] for policy in Policy.objects.all()}))


# Where they live


class Home:
    """A data directory and a database of their own, and what can be done from outside."""

    def __init__(self, directory, url):
        self.directory, self.url = directory, url
        self.generations = Generations(directory / "index")
        self.environment = {
            **os.environ,
            "PORTAL_DATA_DIR": str(directory),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONUNBUFFERED": "1",
        }

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This process works in the portal. One of the portal's own takes a second to start: that is for what is tested
        of processes."""
        with patch.dict(os.environ, DATABASE_URL=self.url):
            configured = {"default": env.database("DATABASE_URL", self.directory)}
        settings = connections.configure_settings(configured)["default"]
        own, theirs = connections["default"], load_backend(settings["ENGINE"]).DatabaseWrapper(settings)
        connections["default"] = theirs
        ContentType.objects.clear_cache()
        try:
            # Threads make connections of their own from the settings.
            with (
                patch.dict(connections.settings, default=settings),
                override_settings(SEARCH_INDEX_DIR=self.generations.root, PAGES_DIR=self.directory / "pages"),
            ):
                yield
        finally:
            theirs.close()
            connections["default"] = own
            ContentType.objects.clear_cache()

    @contextmanager
    def child(self, role, *args):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-c", BEGIN, role.__module__, role.__name__, *map(str, args)]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def told_by(self, role, *args):
        with self.child(role, *args) as process:
            told, _ = process.communicate(timeout=PATIENCE_SECONDS)
            assert process.returncode == 0
        return told

    def kill(self, role, *args):
        """Let it come to the moment in which it dies by SIGKILL."""
        with self.child(role, *args) as process:
            assert process.stdout.readline() == "ready\n"

    def manage(self, *command):
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def agrees(self):
        done = self.manage("rebuild_index", "--check")
        assert (done.returncode, done.stdout) == (0, "Index and database agree.\n"), done.stderr
        return True

    def policies(self):
        return json.loads(self.told_by(tell_policies))

    def index_directories(self):
        return {path.name for path in self.generations.directory.glob("g-*")}


class Forking(Home):
    """Its children are forked and then enter it, which saves a second of CPU each. `environment` means nothing to them,
    only to what `manage` starts: their settings are those of the tests."""

    @contextmanager
    def child(self, role, *args):
        process = Forked(work_in, self.directory, self.url, role, *map(str, args))
        try:
            yield process
        finally:
            process.kill()
            if not process.stdout.closed:
                process.communicate(PATIENCE_SECONDS)


def work_in(directory, url, role, *args):
    with Home(directory, url).entered():
        role(*args)


@contextmanager
def new(directory: Path, name: str, *, on_postgres: bool = ON_POSTGRES) -> Iterator[Home]:
    """A portal whose database has no table yet; `name` is that of the database on the server."""
    directory.mkdir()
    with _database(name) if on_postgres else nullcontext("") as url:
        yield Home(directory, url)


@contextmanager
def copied(pattern: Home, directory: Path, name: str) -> Iterator[Home]:
    """Another portal like this one, in which nothing runs."""
    shutil.copytree(pattern.directory, directory)
    like = f"TEMPLATE {urlsplit(pattern.url).path[1:]}"
    with _database(name, like) if pattern.url else nullcontext("") as url:
        yield Home(directory, url)


@contextmanager
def _database(name: str, how: str = "") -> Iterator[str]:
    own = f"portal_{name}_{os.getpid()}"
    on_server(f"CREATE DATABASE {own} {how}")
    try:
        yield urlsplit(DATABASE_URL)._replace(path=f"/{own}").geturl()
    finally:
        on_server(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")


def on_server(statement):
    with psycopg.connect(DATABASE_URL, autocommit=True) as server:
        server.execute(statement)
