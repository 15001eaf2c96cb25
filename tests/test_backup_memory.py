"""A backup and its restore hold a few rows in memory, however large they are."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest
from django.db import connection
from django.db.models import QuerySet

from policies.backup import container, restoring, snapshot
from policies.models import ImportedSource, Picture, Policy

pytestmark = pytest.mark.django_db

MEGABYTE = 1_000_000
PICTURES = 24


@pytest.fixture
def archive(tmp_path):
    """A file with nothing in it but many large pictures."""
    policy = Policy.objects.create(slug="jia", title="甲")
    source = ImportedSource.objects.create(policy=policy, name="甲.txt", raw=b"")
    for number in range(1, PICTURES + 1):
        data = bytes([number]) * MEGABYTE
        Picture.objects.create(source=source, number=number, line=1, media_type="image/png", data=data)
    return tmp_path / "pictures.zip"


def written(path) -> container.TableEntry:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        writer = container.ArchiveWriter(file)
        snapshot._add(writer, connection, Picture)
        return writer._tables[0]


def test_a_backup_fetches_large_rows_one_by_one(archive):
    tracemalloc.start()
    try:
        table = written(archive)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert table.rows == PICTURES
    assert most < PICTURES * MEGABYTE / 2


def test_a_restore_hands_few_bytes_to_one_insert(archive, monkeypatch):
    table = written(archive)
    before = list(Picture.objects.values_list("pk", "data"))
    Picture.objects.all().delete()
    handed = []
    bulk_create = QuerySet.bulk_create

    def noted(self, rows, *args, **options):
        handed.append(sum(len(row.data) for row in rows))
        return bulk_create(self, rows, *args, **options)

    monkeypatch.setattr(QuerySet, "bulk_create", noted)
    with zipfile.ZipFile(archive) as file:
        restoring._load(connection, Picture, table, file)
    assert sum(handed) == PICTURES * MEGABYTE
    assert max(handed) <= container.BATCH_BYTES
    assert [(key, bytes(data)) for key, data in Picture.objects.values_list("pk", "data")] == [
        (key, bytes(data)) for key, data in before
    ]
