"""`manage.py demo`, run as a newcomer runs it: in a process of its own, in an empty data directory."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

import pytest

from tests.library import SHIPPED, rows


def environment(tmp_path, **changes):
    # SQLite as shipped, whatever database the suite runs on.
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**clean, "PORTAL_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", **changes}


@contextmanager
def demo(tmp_path):
    """The base address of a running demo, and what it printed before it began to serve."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", str(port)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Quit the server" in line:
                break
        assert process.poll() is None, "".join(printed)
        yield f"http://127.0.0.1:{port}", "".join(printed)
    finally:
        process.terminate()
        process.communicate()


def fetch(address, opener=None):
    with (opener or urllib.request.build_opener()).open(address) as response:
        return response.read().decode()


def login(base, name, password):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = fetch(f"{base}/admin/login/?next=/admin/policies/policy/", opener)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    fields = {
        "csrfmiddlewaretoken": token,
        "username": name,
        "password": password,
        "next": "/admin/policies/policy/",
    }
    with opener.open(f"{base}/admin/login/", urllib.parse.urlencode(fields).encode()) as response:
        return response.read().decode()


def test_the_demo_serves_real_entries_and_keeps_them(tmp_path):
    shipped = sum(row["fields"].get("state") == "published" for row in rows(SHIPPED, "policies"))
    with demo(tmp_path) as (base, printed):
        assert f"{base}/" in printed
        assert "科技创新中心的实施意见" in fetch(f"{base}/policies/?district=xuhui&year=2015")
        assert "--accent" in fetch(f"{base}/static/css/tokens.css")
        with pytest.raises(urllib.error.HTTPError) as error:
            fetch(f"{base}/nothing/")
        assert "没有找到这个页面" in error.value.read().decode()
        name, password = re.search(r"Staff: +(\S+) / (\S+)", printed).groups()
        assert "选择 政策 来修改" in login(base, name, password)
    with demo(tmp_path) as (base, printed):
        assert password not in printed
        assert f"Policies: {shipped} published." in printed
        assert "选择 政策 来修改" in login(base, name, password)


def test_the_demo_refuses_production_settings(tmp_path):
    production = environment(
        tmp_path,
        DJANGO_DEBUG="off",
        DJANGO_SECRET_KEY="correct-horse-battery-staple-" * 2,
        DJANGO_ALLOWED_HOSTS="a.example",
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], env=production, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "DJANGO_DEBUG" in done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))
