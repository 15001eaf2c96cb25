"""Where the database only reads, pages go on, and the desk never claims a save that did not happen."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from policies import preview_links
from policies.models import ImportedSource, Policy, Topic
from policies.pages.preview import path_of
from portal.databases.broken import OUTAGES
from portal.databases.failures import Failure
from tests.admin.brought_in import IMPORT
from tests.admin.browser import form_on
from tests.data import make_indexed

pytestmark = pytest.mark.django_db

POLICY, TOPIC = "/admin/policies/policy/", "/admin/policies/topic/"
TYPED = "写不下的一条"


@contextmanager
def read_only():
    sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL ends it with the savepoint.
        cursor.execute("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if sqlite:
                cursor.execute("PRAGMA query_only = OFF")
        transaction.set_rollback(True)


def test_pages_go_on_and_whatever_is_sent_to_the_desk_is_told_that_it_cannot_be_written(client, admin_client):
    policy, topic = make_indexed()[0], Topic.objects.first()
    draft = Policy.objects.create(slug="draft", title="草稿一份", district=policy.district)
    before = (Policy.objects.count(), Topic.objects.get(pk=topic.pk).name, ImportedSource.objects.count())
    edited, deleted = f"{TOPIC}{topic.pk}/change/", f"{POLICY}{draft.pk}/delete/"
    with read_only():
        pages = ["/", "/policies/", f"/policies/{policy.slug}/"]
        desk = [POLICY, TOPIC, f"{POLICY}add/", edited, deleted, IMPORT]
        opened = {address: admin_client.get(address) for address in desk}
        assert {client.get(page).status_code for page in pages} == {200}
        assert {answer.status_code for answer in opened.values()} == {200}
        sent = {
            f"{POLICY}add/": form_on(opened[f"{POLICY}add/"]) | {"title": TYPED, "_save": "保存"},
            edited: form_on(opened[edited]) | {"name": TYPED, "_save": "保存"},
            deleted: form_on(opened[deleted]) | {"title": TYPED},
            IMPORT: {"text": f"{TYPED}\n\n一段。"},
        }
        for address, fields in sent.items():
            answer = admin_client.post(address, fields)
            page = answer.content.decode()
            told = (answer.status_code, "只能读，不能写" in page, TYPED in page)
            assert told == (503, True, True), address
    assert (
        Policy.objects.count(),
        Topic.objects.get(pk=topic.pk).name,
        ImportedSource.objects.count(),
    ) == before


def test_a_preview_is_read_by_its_link_and_a_section_is_previewed(client, admin_client):
    district = make_indexed()[0].district
    draft = Policy.objects.create(slug="draft", title="草稿一份", district=district)
    links = f"{POLICY}{draft.pk}/preview/links/"
    admin_client.post(links, {"_give": "生成预览链接"})
    [link] = preview_links.links_of(draft, timezone.now())
    with read_only():
        assert client.get(path_of(link.token)).status_code == 200
        sent = {"section": "support", "sections-1-body": TYPED}
        assert TYPED in admin_client.post(f"{POLICY}section/", sent).content.decode()
        assert admin_client.get(links).status_code == 200
        answer = admin_client.post(links, {"_end": "收回全部链接"})
        assert (answer.status_code, "只能读，不能写" in answer.content.decode()) == (503, True)
    assert client.get(path_of(link.token)).status_code == 200


def test_sqlite_and_postgresql_say_it_in_their_own_words():
    with read_only(), pytest.raises(OUTAGES) as error, transaction.atomic():
        Topic.objects.update(name=TYPED)
    assert Failure.of(error.value) is Failure.READ_ONLY
