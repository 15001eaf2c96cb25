"""What `tests.benchmarks.editors` says of saves: nothing where all are there, and which where one is not."""

from __future__ import annotations

import json

import pytest

from policies.models import Section, Topic
from tests.admin.browser import form_on
from tests.admin.desk import address
from tests.benchmarks import edited

pytestmark = pytest.mark.django_db

FIRST, SECOND, NEVER = "标记E1N1Z", "标记E1N2Z", "标记E1N3Z"


@pytest.fixture
def judged(editor, draft, tmp_path, capsys):
    """What is wrong, of saves of which two were made, one after the other."""
    Topic.objects.create(slug=edited.TOPIC, name="批量主题")
    for marker in (FIRST, SECOND):
        page = editor.get(address(draft))
        assert editor.post(address(draft), form_on(page, **{"sections-1-body": marker})).status_code == 302

    def judge(*saves):
        file = tmp_path / "saves.json"
        file.write_text(json.dumps(saves))
        edited.judge(str(file))
        wrong = json.loads(capsys.readouterr().out)["wrong"]
        return {name: against for name, against in wrong.items() if against}

    return judge


def save(marker, status=302, shown=(), who="小编", what="draft", number=1):
    shown = list(shown)
    return {"what": what, "who": who, "status": status, "marker": marker, "shown": shown, "number": number}


def test_all_is_well_where_each_save_is_there_and_saw_what_it_replaced(judged):
    assert judged(save(FIRST), save(SECOND, shown=[FIRST]), save(NEVER, status=409)) == {}


def test_what_was_acknowledged_and_is_nowhere_is_named(judged):
    wrong = judged(save(NEVER))
    assert wrong.keys() == {"one event each", "its text is there", "gone only by a later event"}


def test_what_was_replaced_unseen_is_named(judged):
    assert list(judged(save(FIRST), save(SECOND))) == ["what it replaced was on the page"]


def test_what_was_refused_and_written_is_named(judged):
    assert list(judged(save(FIRST, status=409))) == ["nothing of a refused save"]


def test_what_another_signed_is_named(judged):
    assert list(judged(save(FIRST, who="小审"))) == ["one event each"]


def test_a_text_that_went_past_the_journal_is_named(judged, draft):
    Section.objects.filter(policy=draft, kind="support").update(body="改了。")
    assert list(judged(save(FIRST), save(SECOND, shown=[FIRST]))) == ["gone only by a later event"]


def test_a_bulk_change_without_its_events_is_named(judged):
    assert list(judged(save("", what="bulk", number=3))) == ["an event for each of a bulk change"]
