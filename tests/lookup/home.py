"""A portal with a database of its own, in which real processes work; `rebuild_index --check` judges them."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from django.utils import timezone

from policies.lookup.generations import Generations
from policies.lookup.index import index
from policies.models import Policy, Section
from tests.data import make_district

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
        self.directory, self.generations = directory, Generations(directory / "index")
        self.environment = {
            **os.environ,
            "PORTAL_DATA_DIR": str(directory),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONUNBUFFERED": "1",
        }

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


def on_server(statement):
    with psycopg.connect(DATABASE_URL, autocommit=True) as server:
        server.execute(statement)


def named(database):
    return urlsplit(DATABASE_URL)._replace(path=f"/{database}").geturl()
