"""Earlier states at the desk: what a save keeps, and the pages where staff read and copy it."""

from __future__ import annotations

import pytest

from policies.models import Section, SectionVersion
from tests.admin.desk import DRAFT, PUBLISHED, WITHDRAWN, address, form_data, run

pytestmark = pytest.mark.django_db

DRAFT_TEXT, PUBLIC_TEXT = "草稿里的话。", "公开过的话。"


def kept(policy):
    versions = SectionVersion.objects.filter(policy_id=policy.pk).order_by("pk")
    return list(versions.values_list("number", "body"))


def save(client, policy, state, body):
    data = form_data(
        district=policy.district_id,
        source_note="扫描件。",
        state=state,
        **{"sections-0-state": "content", "sections-0-body": body},
    )
    assert client.post(address(policy), data).status_code == 302
    policy.refresh_from_db()
    assert (policy.state, policy.sections.get(kind="original").body) == (state, body)


@pytest.fixture
def written(draft):
    Section.objects.create(policy=draft, kind="original", state="content", body=DRAFT_TEXT)
    return draft


def test_a_save_keeps_the_text_before_it_once(editor, written):
    save(editor, written, DRAFT, "二稿。")
    save(editor, written, DRAFT, "二稿。")
    assert kept(written) == [(None, DRAFT_TEXT)]


def test_publishing_and_correcting_in_one_save_does_not_make_the_draft_public(reviewer, written):
    save(reviewer, written, PUBLISHED, PUBLIC_TEXT)
    assert kept(written) == [(None, DRAFT_TEXT)]


def test_withdrawing_and_correcting_in_one_save_keeps_that_the_text_was_public(reviewer, written):
    run(reviewer, "publish", written)
    save(reviewer, written, WITHDRAWN, "改一半。")
    save(reviewer, written, PUBLISHED, PUBLIC_TEXT)
    assert kept(written) == [(1, DRAFT_TEXT), (None, "改一半。")]


def test_a_text_withdrawn_by_an_action_was_public(reviewer, written):
    run(reviewer, "publish", written)
    run(reviewer, "withdraw", written)
    save(reviewer, written, WITHDRAWN, "改一半。")
    assert kept(written) == [(1, DRAFT_TEXT)]
