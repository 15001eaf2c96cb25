"""A life that leaves something in every kind of table, for whatever keeps all of them."""

from __future__ import annotations

from datetime import date

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from policies.models import (
    Benefit,
    Event,
    HeldPost,
    ImportedSource,
    Material,
    MissedWord,
    Picture,
    Policy,
    PolicyServicePoint,
    Round,
    Section,
    SentForm,
    ServicePoint,
    SignInCount,
)
from policies.vocabulary import EventKind
from tests.data import give_points


def live_a_little():
    """Something in every kind of table, and numbers that were given to what is gone."""
    user = User.objects.create_user("小编", password="Baoyu-1754-Daguan", is_staff=True)
    Event.record(EventKind.SIGNED_IN, account=user, address="192.0.2.1", details={"refused": 1})
    LogEntry.objects.create(user=user, action_flag=2, object_repr="甲\n乙", change_message="[]")
    Session.objects.create(session_key="stolen", expire_date=timezone.now())
    SignInCount.objects.create(key="k", until=timezone.now())
    MissedWord.objects.create(word="签证", times=5, first_on=date(2026, 1, 1), last_on=date(2026, 1, 2))
    HeldPost.objects.create(key="k", owner=user, address="/", content=b"", held_at=timezone.now())
    SentForm.objects.create(token="t", sent_at=timezone.now())
    policy = Policy.objects.get(slug="jia")
    source = ImportedSource.objects.create(policy=policy, name="甲.txt", raw=bytes(range(256)))
    Picture.objects.create(source=source, number=1, line=1, media_type="image/png", data=bytes(range(256)))
    give_points([policy])
    Round.objects.create(policy=policy, name="2025年", closes_on=date(2025, 3, 31))
    Benefit.objects.create(policy=policy, what="租房补贴", kind="rent", quote="一次性补贴")
    for model in (Round, Benefit, Material, PolicyServicePoint):
        model.objects.update(order=5)
    ServicePoint.objects.update(hours="工作日")
    Section.objects.filter(policy=policy).update(body="换过的内容：一次性补贴\u3000三万元。")
    Policy.objects.get(slug="yi").delete()
    Policy.objects.create(slug="short-lived", title="甲").delete()
