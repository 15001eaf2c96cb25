"""The quick way to load fixture files leaves behind what `loaddata` would."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from policies.management.commands.demo import FIXTURES
from policies.models import Change, Policy, Revision, SectionVersion, ShownSection
from tests.library import LIBRARY, PARTS, SHIPPED, load_library, load_shipped
from tests.test_fixtures import dump

pytestmark = pytest.mark.django_db


def left_behind_by(load):
    """Every row without its number, the policies that count as changed, and how many earlier texts were kept."""
    with transaction.atomic():
        before = Revision.current().number
        load()
        assert Revision.current().number > before
        found = (
            {json.dumps(row, sort_keys=True) for row in dump()},
            set(
                Policy.objects.filter(pk__in=Change.objects.values("policy_id")).values_list(
                    "slug", flat=True
                )
            ),
            SectionVersion.objects.count() + ShownSection.objects.count(),
        )
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("folder", "names", "quickly"),
    [(LIBRARY, PARTS, load_library), (SHIPPED, FIXTURES, load_shipped)],
    ids=["library", "shipped"],
)
def test_loading_quickly_leaves_behind_what_loaddata_would(folder, names, quickly):
    def with_loaddata():
        call_command("loaddata", *(folder / f"{name}.json" for name in names), verbosity=0)

    rows, changed, kept = left_behind_by(quickly)
    assert (rows, changed, kept) == left_behind_by(with_loaddata)
    assert len(changed) >= 107
    assert kept == 0


def test_the_library_is_for_an_empty_database():
    load_library("topics")
    with pytest.raises(IntegrityError), transaction.atomic():
        load_library("topics")
