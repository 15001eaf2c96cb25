"""Whatever is brought in is read or refused with a reason; nothing crashes, and nothing takes the machine down."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importing.hostile import ADDRESS_SPACE, Outcome
from tests.importing.pathological import CASES, PAGES, TEXTS, WORDS

ROOT = Path(__file__).parent.parent.parent
CHINESE = range(0x4E00, 0x9FFF)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """All cases, each in a process that the operating system limits, started from one that imported little."""
    command = [sys.executable, "-m", "tests.importing.hostile", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]
    return {outcome.name: outcome for outcome in lines}


def test_there_are_at_least_sixty_cases_and_none_hides_another():
    assert len(CASES) == len(PAGES) + len(TEXTS) + len(WORDS) >= 60
    assert all(bool(case.holds) != bool(case.refused) for case in CASES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_source_is_read_or_refused(outcomes, name):
    outcome, case = outcomes[name], CASES[name]
    if case.refused:
        assert (outcome.result, case.refused in outcome.detail) == ("refused", True), outcome
        assert ord(outcome.detail[0]) in CHINESE or ord(outcome.detail[-2]) in CHINESE
        assert outcome.detail.endswith("。")
    else:
        assert (outcome.result, outcome.detail) == ("read", ""), outcome


def test_the_limits_are_real():
    """A reader that ran away would be ended, and the table would say so."""
    script = (
        "import pathlib, tempfile; from tests.importing import hostile, pathological\n"
        "hostile.read = lambda name, data: bytearray(2_000_000_000)\n"
        "case = pathological.Case(lambda: b'x', holds='x')\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    print(hostile.measured('x', case, pathlib.Path(folder)).result)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "MemoryError"
    assert ADDRESS_SPACE < 2_000_000_000
