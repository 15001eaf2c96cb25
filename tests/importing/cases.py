"""Import each case and say what is not right: `python -m tests.importing.cases`, with the numbers of cases for only these.

With --own the documents of `laid_out` are imported instead, and it is measured how much of them is found; --wrong adds each fault.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {"PORTAL_DATA_DIR": directory, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("loaddata", "districts", "areas", "topics", "audiences", verbosity=0)
        found = _of_own("--wrong" in names) if "--own" in names else _of_cases(names)
        sys.stdout.writelines(f"{line}\n" for line in found)


def _of_own(shows_wrong: bool) -> Iterator[str]:
    from tests.importing.measured import measure

    with tempfile.TemporaryDirectory() as workspace:
        total = measure(Path(workspace))
    yield from total.wrong if shows_wrong else ()
    yield from total.lines()


def _of_cases(names: list[str]) -> Iterator[str]:
    from django.db import transaction

    from tests.importing import judged

    right = 0
    folders = [folder for folder in judged.folders() if not names or folder.name.split("-")[0] in names]
    for folder in folders:
        with tempfile.TemporaryDirectory() as workspace, transaction.atomic():
            different = judged.differences(folder, Path(workspace))
            transaction.set_rollback(True)
        right += not different
        yield f"{'wrong' if different else 'right'}  {folder.name}"
        yield from (f"         {line}" for line in different)
    yield f"{right} of {len(folders)} cases are right."


if __name__ == "__main__":
    main(sys.argv[1:])
