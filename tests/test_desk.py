"""The desk is put together with the addresses: commands that show no page start without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import ALL_CHECKS

ROOT = Path(__file__).parent.parent
STARTED = """
import sys, django
django.setup()
from django.contrib import admin
from django.core import checks
from policies.models import Policy
assert "policies.admin" not in sys.modules
{first}
assert not checks.run_checks(tags=[checks.Tags.admin])
admin.site.get_model_admin(Policy).__class__.list_display = ("nothing",)
assert [error.id for error in checks.run_checks(tags=[checks.Tags.admin])] == ["admin.E108"]
"""


@pytest.mark.parametrize("first", ["", "import portal.urls"])
def test_the_desk_is_checked_whether_anybody_asked_for_an_address_or_not(first):
    done = subprocess.run(
        [sys.executable, "-c", STARTED.format(first=first)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_only_what_shows_pages_looks_them_over_first():
    ours = {name for name, app in get_commands().items() if app == "policies"}
    checks = {name: load_command_class("policies", name).requires_system_checks for name in ours}
    assert {name for name in ours if checks[name] == ALL_CHECKS} == {"demo", "flush", "loaddata"}
    assert {name for name in ours if checks[name] and checks[name] != ALL_CHECKS} == {"migrate"}
