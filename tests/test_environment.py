"""What the portal reads from its environment, and how it refuses what it cannot use."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import run_checks

from portal import env
from tests.plugin import DATA_DIR
from tests.serving import COMMAND, collected_files

ROOT = Path(__file__).parent.parent
# Part of every bad value below; wherever it is printed, a value was printed.
MARKER = "geheim7x"
SECRET = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {
    "DJANGO_DEBUG": "off",
    "DJANGO_SECRET_KEY": SECRET,
    "DJANGO_ALLOWED_HOSTS": "policy.example,www.policy.example",
}


def environment(directory, variables):
    """With None a variable is not set."""
    every = {"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(directory), **variables}
    return {name: value for name, value in every.items() if value is not None}


def run(*arguments, directory, **variables):
    """Run Python with these variables and next to none from here."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(directory, variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_refused(done, name):
    assert done.returncode == 1, done.stderr
    assert MARKER not in done.stdout + done.stderr
    assert_names(done.stderr, name)


def assert_names(told, name):
    """In one line, without the value."""
    assert MARKER not in told
    [line] = told.splitlines()
    assert line.startswith(f"{name}: ")


# What is wrong, the variable, its value: with production's other variables, or with none.
REFUSED_IN_PRODUCTION = [
    ("no secret", "DJANGO_SECRET_KEY", None),
    ("short secret", "DJANGO_SECRET_KEY", MARKER),
    ("monotonous secret", "DJANGO_SECRET_KEY", "ab" * 40),
    ("secret with a control character", "DJANGO_SECRET_KEY", f"{SECRET}\x1b{MARKER}"),
    ("number with letters", "DJANGO_HSTS_SECONDS", f"1{MARKER}"),
    ("number too large", "DJANGO_HSTS_SECONDS", "999999999999"),
    ("no hosts", "DJANGO_ALLOWED_HOSTS", None),
    ("hosts that are addresses", "DJANGO_ALLOWED_HOSTS", f"https://{MARKER}.example/"),
    ("hosts of commas", "DJANGO_ALLOWED_HOSTS", ",,"),
]
REFUSED_EVERYWHERE = [
    ("short secret", "DJANGO_SECRET_KEY", MARKER),
    ("flag", "DJANGO_DEBUG", MARKER),
    ("database of a wrong kind", "DATABASE_URL", f"mysql://staff:{MARKER}@db/portal"),
    ("database without a name", "DATABASE_URL", f"postgresql://staff:{MARKER}@db/"),
    ("database with a bad port", "DATABASE_URL", f"postgresql://staff:{MARKER}@db:port/portal"),
    ("database with half a bracket", "DATABASE_URL", f"postgresql://staff:{MARKER}@[db/portal"),
    ("database that is a word", "DATABASE_URL", MARKER),
    ("SQLite without a file", "DATABASE_URL", "sqlite:///"),
    ("SQLite on another host", "DATABASE_URL", f"sqlite://{MARKER}/portal.sqlite3"),
    ("SQLite below a file", "DATABASE_URL", f"sqlite:///{__file__}/{MARKER}/portal.sqlite3"),
    ("SQLite with a NUL", "DATABASE_URL", f"sqlite:///%00{MARKER}"),
    ("site code with too few digits", "PORTAL_SITE_ID", "31000000"),
    ("site code with signs", "PORTAL_SITE_ID", f"31-{MARKER[:7]}"),
    ("address without a scheme", "PORTAL_REPORT_ERROR_URL", f"{MARKER}.example/report"),
    ("address that is a script", "PORTAL_REPORT_ERROR_URL", f"javascript:{MARKER}"),
    ("address with half a bracket", "PORTAL_REPORT_ERROR_URL", f"https://[{MARKER}/"),
    ("contact without a scheme", "PORTAL_SECURITY_CONTACT", f"{MARKER}@policy.example"),
    ("contact that is a script", "PORTAL_SECURITY_CONTACT", f"javascript:{MARKER}"),
    ("cache of a wrong kind", "CACHE_URL", f"memcached://{MARKER}:11211"),
    ("cache with a bad port", "CACHE_URL", f"redis://:{MARKER}@cache:port/0"),
    ("cache without a host", "CACHE_URL", f"redis:///{MARKER}"),
    ("operator with a control character", "PORTAL_OPERATOR", f"{MARKER}\x07"),
    ("mail server of a wrong kind", "PORTAL_MAIL_URL", f"imap://staff:{MARKER}@mail"),
    ("mail server with a bad port", "PORTAL_MAIL_URL", f"smtps://staff:{MARKER}@mail:port"),
    ("mail server without a host", "PORTAL_MAIL_URL", f"smtps://staff:{MARKER}@"),
    ("mail server with a path", "PORTAL_MAIL_URL", f"smtp://mail/{MARKER}"),
    ("mail server with a line break", "PORTAL_MAIL_URL", f"smtps://staff:%0d%0a{MARKER}@mail"),
    ("mail server with a user alone", "PORTAL_MAIL_URL", f"smtps://{MARKER}@mail"),
    ("a password for all to read", "PORTAL_MAIL_URL", f"smtp://staff:{MARKER}@mail"),
    ("sender that is a name", "PORTAL_MAIL_FROM", MARKER),
    ("sender with a name", "PORTAL_MAIL_FROM", f"{MARKER} <policy@policy.example>"),
    ("two senders", "PORTAL_MAIL_FROM", f"{MARKER}@policy.example,b@policy.example"),
    ("portal without a scheme", "PORTAL_ADDRESS", f"{MARKER}.example"),
    ("portal below a path", "PORTAL_ADDRESS", f"https://policy.example/{MARKER}"),
    ("portal at no port", "PORTAL_ADDRESS", f"https://{MARKER}.example:99999"),
    ("portal that is a script", "PORTAL_ADDRESS", f"javascript:{MARKER}"),
    ("data below a file", "PORTAL_DATA_DIR", f"{__file__}/{MARKER}"),
]


def rows(refused):
    return [pytest.param(name, value, id=what) for what, name, value in refused]


@pytest.fixture
def read(tmp_path):
    """`read(variables)`: the settings that a program would read from these variables alone, by their names."""

    def read(variables):
        given = environment(tmp_path, variables)
        with patch.dict(os.environ, given, clear=True):
            return runpy.run_path(str(ROOT / "portal/settings.py"))

    return read


def refusal(read, variables):
    """The line with which a program would end: Python prints it and ends with status 1."""
    with pytest.raises(env.BadEnvironment) as refused:
        read(variables)
    return refused.value.code


@pytest.mark.parametrize(("name", "value"), rows(REFUSED_IN_PRODUCTION))
def test_production_refuses(name, value, read):
    assert_names(refusal(read, {**PRODUCTION, name: value}), name)


@pytest.mark.parametrize(("name", "value"), rows(REFUSED_EVERYWHERE))
def test_development_refuses(name, value, read):
    assert_names(refusal(read, {name: value}), name)


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("DJANGO_SECRET_KEY", {**PRODUCTION, "DJANGO_SECRET_KEY": MARKER}),
        ("DATABASE_URL", {"DATABASE_URL": MARKER}),
    ],
    ids=["production", "development"],
)
def test_what_is_refused_ends_a_program(name, variables, tmp_path):
    assert_refused(run("manage.py", "check", directory=tmp_path, **variables), name)


def test_development_needs_no_variable(tmp_path):
    done = run("manage.py", "check", directory=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """What the deployment checks say of production without any duty of a government site."""
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return run(*command, directory=tmp_path_factory.mktemp("deployed"), **PRODUCTION)


def test_production_settings_pass_the_deployment_checks(deployed):
    assert deployed.returncode == 0, deployed.stderr


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        (PRODUCTION, "__Host-sessionid __Host-csrftoken"),
        ({**PRODUCTION, "DJANGO_SSL_REDIRECT": "off"}, "sessionid csrftoken"),
        ({}, "sessionid csrftoken"),
    ],
    ids=["over HTTPS", "over HTTP", "development"],
)
def test_over_https_cookies_are_bound_to_this_host(variables, names, tmp_path):
    say = (
        "import django; django.setup(); from django.conf import settings as s; from django.test import Client;"
        "c = Client(headers={'host': (s.ALLOWED_HOSTS or ['localhost'])[0]}); "
        "got = c.get('/admin/login/', secure=s.SESSION_COOKIE_SECURE).cookies[s.CSRF_COOKIE_NAME];"
        "assert not got['domain'] and got['path'] == '/' and bool(got['secure']) == s.SESSION_COOKIE_SECURE;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings", **variables}
    shutil.copytree(collected_files(), tmp_path / "static")
    done = run("-c", say, directory=tmp_path, **settings)
    assert done.stdout == f"{names}\n", done.stderr


DUTIES = {
    "PORTAL_OPERATOR": "测试单位",
    "PORTAL_SITE_ID": "3100000000",
    "PORTAL_ICP": "沪ICP备00000000号-1",
    "PORTAL_POLICE_RECORD": "沪公网安备31000000000000号",
    "PORTAL_CONTACT": "测试电话",
    "PORTAL_REPORT_ERROR_URL": "https://report.example/?site_code=3100000000",
}


@pytest.mark.parametrize(
    ("missing", "variables"),
    [
        (["PORTAL_ICP"], {**PRODUCTION, **DUTIES, "PORTAL_ICP": "  "}),
        ([], {**PRODUCTION, **DUTIES}),
        ([], {"DJANGO_DEBUG": "on"}),
    ],
    ids=["one is blank", "all are set", "development"],
)
def test_production_names_the_duties_of_a_government_site_that_are_not_set(
    missing, variables, read, settings
):
    own = read(variables)
    settings.DEBUG, settings.SITE_DUTIES = own["DEBUG"], own["SITE_DUTIES"]
    told = "".join(check.msg for check in run_checks() if check.id == "policies.I001")
    assert re.findall(r"PORTAL_[A-Z_]+", told) == missing


def test_it_names_all_of_them_where_none_is_set(deployed):
    assert re.findall(r"PORTAL_[A-Z_]+", deployed.stderr) == [*DUTIES]


def test_the_tests_are_cut_off_from_the_shell_they_run_in(tmp_path):
    """Collected with everything set wrongly, the suite still finds its own settings."""
    done = run(
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_environment.py",
        directory=f"{__file__}/{MARKER}",
        DJANGO_SETTINGS_MODULE=MARKER,
        DJANGO_DEBUG=MARKER,
        DJANGO_SECRET_KEY=MARKER,
        DJANGO_ALLOWED_HOSTS=f"{MARKER}/",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path(settings.DATA_DIR) == DATA_DIR


def test_without_a_cache_the_suite_runs_twice_too(tmp_path):
    one = "tests/test_models.py::test_a_slug_is_not_changed_by_the_form"
    options = ("-q", "-p", "no:cacheprovider", "--no-migrations")
    done = run("-m", "pytest", *options, one, directory=tmp_path, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    # Nothing in a folder that other runs of this user tidy meanwhile, and nothing is left.
    assert not list(tmp_path.glob("pytest-of-*"))
    assert "was NOT run" in done.stdout or done.stdout.count("1 passed") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before", "after"])
def test_a_test_that_commits_leaves_the_rows_of_migrations_to_the_next(time, django_user_model):
    assert set(Group.objects.values_list("name", flat=True)) >= {"编辑", "审核"}
    assert Group.objects.get(name="编辑").permissions.count() > 0
    assert not django_user_model.objects.exists()
    django_user_model.objects.create_user("bianji")


MAILED = {
    "PORTAL_MAIL_URL": "smtp://mail",
    "PORTAL_MAIL_FROM": "policy@policy.example",
    "PORTAL_ADDRESS": "https://policy.example",
}


@pytest.mark.parametrize("name", ["PORTAL_MAIL_FROM", "PORTAL_ADDRESS"])
def test_mail_is_not_sent_without_sender_and_address(name, read):
    assert_names(refusal(read, {**MAILED, name: None}), name)


def test_mail_is_sent_with_both(tmp_path):
    assert run("manage.py", "check", directory=tmp_path, **MAILED).returncode == 0


class TestGunicorn:
    @pytest.mark.parametrize(
        ("name", "variables"),
        [
            ("DJANGO_SECRET_KEY", {"DJANGO_ALLOWED_HOSTS": "policy.example"}),
            ("PORTAL_WORKERS", {**PRODUCTION, "PORTAL_WORKERS": MARKER}),
        ],
    )
    def test_a_bad_value_ends_the_start(self, name, variables, tmp_path):
        assert_refused(run(*COMMAND, directory=tmp_path, **variables), name)

    def test_it_names_the_duties_that_are_not_set(self, server):
        named = re.search(r"Not set: (.*?)\. ", server.log.read_text(encoding="utf-8"))
        assert named
        assert named[1].split(", ") == [*DUTIES]

    def test_it_serves_pages_and_their_hashed_files(self, server):
        page = server.ask("/admin/login/")
        styles = re.search(r'href="(/static/admin/css/base\.[0-9a-f]+\.css)"', page.said)
        assert styles, page.said
        sheet = server.ask(styles[1])
        assert sheet.status == 200
        early = server.ask("/static/prefetch.speculationrules", **{"Sec-Purpose": "prefetch"})
        answers = (page, sheet, early)
        assert [asked_for(server, answer) for answer in answers] == ['"-"', '"-"', '"prefetch"']


def asked_for(server, answer):
    """Why the browser made the request: the end of its line in the log."""
    return server.line_of(answer.headers["X-Request-ID"]).split()[-1]
