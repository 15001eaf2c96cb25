"""The first page of the desk says what waits for a person; it reads it where the daily mail does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from policies import publishing, scheduling
from policies.acting import Actor
from policies.models import Policy, Writer
from policies.vocabulary import Move, PublicationState
from tests.admin.desk import address, make_policy, seen

pytestmark = pytest.mark.django_db


def test_the_first_page_tells_of_times_that_are_set(reviewer, editor, draft):
    only = Policy.objects.filter(pk=draft.pk)
    actor = Actor.person(User.objects.get(username="小审"))
    due = timezone.now() + timedelta(minutes=1)
    scheduling.schedule(Move.PUBLISH, only, actor, due)
    page = reviewer.get("/admin/")
    assert "排定在今天或者明天的：" in seen(page)
    assert f"{publishing.in_words(due)} 发布" in seen(page)
    assert "排定" not in seen(editor.get("/admin/")).replace("排定的发布和撤下", "")
    only.update(title="改过的意见")
    scheduling.make_due(due)
    page = reviewer.get("/admin/")
    assert "排定在今天或者明天的：" not in seen(page)
    assert scheduling.CHANGED in seen(page)
    assert address(draft) in page.content.decode()


def test_what_one_wrote_oneself_is_counted_as_others_to_publish(reviewer, xuhui, settings):
    for n in range(2):
        make_policy(f"p-{n}", district=xuhui, source_note="扫描件。", state=PublicationState.REVIEW)
    Writer.sign([Policy.objects.get(slug="p-0")], User.objects.get())
    assert "，其中 1 条有您写的，请别人发布" in seen(reviewer.get("/admin/"))
    settings.FOUR_EYES = False
    page = seen(reviewer.get("/admin/"))
    assert "待审 2 条" in page
    assert "请别人发布" not in page


def test_of_many_that_were_sent_back_ten_are_named_and_all_counted(editor, xuhui):
    person = User.objects.get()
    for n in range(12):
        policy = make_policy(f"p-{n}", district=xuhui, returned_because=f"第{n}个理由")
        Writer.sign([policy], person)
    page = seen(editor.get("/admin/"))
    assert page.count("个理由") == 10
    assert "还有 2 条。" in page
