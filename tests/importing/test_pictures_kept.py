"""Pictures as rows: stored with the draft or not at all, replaced by those of the next file, and gone with their policy."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from policies import publishing
from policies.acting import Actor
from policies.importing.reading import export
from policies.importing.storing import bring_in, exported
from policies.importing.storing import rows as storing_rows
from policies.models import ImportedSource, Picture, Policy
from tests.importing.drawn import LONG, docx, drawing, img, paragraph, png
from tests.importing.test_store import taxonomy  # noqa: F401

pytestmark = pytest.mark.django_db

COMMAND = Actor.of_command("测试")


def page(*parts: str) -> bytes:
    title = "徐汇区人民政府关于申报的通知"
    return f"<html><h1>{title}</h1><p>{LONG}</p>{''.join(parts)}<p>{LONG}完</p></html>".encode()


@pytest.fixture
def bring(tmp_path):
    """One outcome of a folder with one file; the same name again is its newer state."""

    def one(data: bytes, name: str = "通知.html"):
        (tmp_path / name).write_bytes(data)
        # Two files of one test are not brought in at the same moment.
        earlier = timezone.now() - timedelta(hours=1)
        ImportedSource.objects.update(imported_at=earlier)
        [outcome] = bring_in([tmp_path])
        return outcome

    return one


def told(policy: Policy) -> list[tuple[int, str]]:
    return list(Picture.objects.of(policy).values_list("line", "words"))


def test_pictures_of_a_word_file_are_stored_with_its_draft(bring):
    body = (
        paragraph("徐汇区关于申报的通知") + paragraph(LONG) + paragraph("一、流程", drawing("rId1", "流程图"))
    )
    outcome = bring(docx(body, {"rId1": png()}), "通知.docx")
    assert [doubt.kind.label for doubt in outcome.doubts] == ["图片"]
    picture = Picture.objects.get()
    assert (picture.source.policy.slug, picture.number, picture.alt) == (outcome.slug, 1, "流程图")
    assert bytes(picture.data) == png()


def test_the_next_file_replaces_them(bring):
    bring(page(f"<p>一、流程{img(png())}</p>", f"<p>二、地图{img(png(300))}</p>"))
    policy = Policy.objects.get()
    assert told(policy) == [(3, "一、流程"), (4, "二、地图")]
    bring(page("<p>新的一段。</p>", f"<p>二、地图{img(png(400))}</p>"))
    assert told(policy) == [(4, "二、地图")]
    assert Picture.objects.count() == 1
    bring(page("<p>没有图了。</p>"))
    assert not Picture.objects.exists()


def test_what_breaks_leaves_neither_draft_nor_picture(bring, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(storing_rows, "keep_pictures", broken)
    with pytest.raises(ZeroDivisionError):
        bring(page(img(png())))
    assert not Policy.objects.exists()
    assert not ImportedSource.objects.exists()


def published(bring, *parts: str) -> Policy:
    bring(page(*parts))
    policy = Policy.objects.get()
    Policy.objects.update(source_note="扫描件。")
    publishing.publish(Policy.objects.filter(pk=policy.pk), COMMAND)
    return policy


def test_they_move_into_the_original_when_its_copy_is_published(bring):
    policy = published(bring, f"<p>一、流程{img(png())}</p>")
    assert told(policy) == [(3, "一、流程")], "they stay when the draft is published"
    bring(page("<p>新的一段。</p>", f"<p>二、地图{img(png(400))}</p>"))
    copy = Policy.objects.get(copy_of=policy)
    assert (told(copy), told(policy)) == ([(4, "二、地图")], [(3, "一、流程")])
    publishing.publish(Policy.objects.filter(pk=copy.pk), COMMAND)
    assert told(policy) == [(4, "二、地图")]
    assert Picture.objects.count() == 1


def test_a_copy_that_no_file_was_brought_into_has_those_of_its_original(bring):
    policy = published(bring, f"<p>一、流程{img(png())}</p>")
    assert told(Policy(copy_of=policy)) == [(3, "一、流程")]


def test_they_go_with_their_policy(bring):
    bring(page(img(png())))
    assert Picture.objects.exists()
    Policy.objects.get().delete()
    assert not Picture.objects.exists()


def test_they_are_in_dumpdata_and_not_in_what_residents_get(bring, client):
    policy = published(bring, f"<p>一、流程{img(png(), '流程图')}</p>")
    out = StringIO()
    call_command("dumpdata", "policies.picture", stdout=out)
    assert '"alt": "\\u6d41\\u7a0b\\u56fe"' in out.getvalue() or "流程图" in out.getvalue()
    shown = client.get(policy.get_absolute_url()).content.decode()
    assert "一、流程" in shown
    for words in (shown, export(exported(policy))):
        assert "流程图" not in words
        assert "image/png" not in words


def test_of_no_policy_there_is_none():
    assert not Picture.objects.of(Policy()).exists()
