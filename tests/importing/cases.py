"""Import each case and say what is not right: `python -m tests.importing.cases`, with names of cases for only these."""

from __future__ import annotations

import os
import sys
import tempfile
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
        sys.stdout.writelines(f"{line}\n" for line in _of_cases(names))


def _of_cases(names: list[str]):
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
