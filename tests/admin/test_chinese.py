"""Everything that staff see is Chinese."""

from __future__ import annotations

import gettext
import re
from datetime import date
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from policies.importing.storing import review
from policies.models import (
    Area,
    CitationException,
    Event,
    FormerDistrict,
    MissedWord,
    Policy,
    PolicyIssuer,
    Relation,
    Scheduled,
    SectionLabel,
    ServicePoint,
    SynonymGroup,
)
from policies.vocabulary import EventKind
from tests.admin.desk import (
    INLINES,
    PUBLISHED,
    REGISTERED,
    address,
    english,
    form_data,
    seen,
)

# The words of a page come from templates, catalogues and forms, whatever database holds the rows.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Chinese everywhere


def foreign(answer) -> set[str]:
    return english(seen(answer))


@pytest.fixture
def everything(draft, published, xuhui, topic, audience, issuer):
    """One row of each model, all of them filed under each other."""
    for policy in (draft, published):
        policy.topics.add(topic)
        policy.audiences.add(audience)
        PolicyIssuer.objects.create(policy=policy, issuer=issuer)
        policy.ensure_sections()
        Policy.objects.filter(pk=policy.pk).update(title="人才安居的意见", issued_on=date(2015, 8, 14))
    former, _ = FormerDistrict.objects.get_or_create(name="旧区", defaults={"district": xuhui})
    draft.refresh_from_db()
    synonyms, _ = SynonymGroup.objects.get_or_create(name="落户", words=["户口"])
    Relation.objects.create(source=draft, target=published, kind="replaces", note="第二十条。")
    exception = CitationException.objects.create(name="旧办法", policy=draft)
    label = SectionLabel.objects.create(words="扶持内容", kind="support")
    point, area = _with_answers(draft, xuhui)
    return [draft, published, xuhui, former, area, topic, audience, issuer, point, synonyms, exception, label]


def _with_answers(policy, district):
    """Whatever answers a resident; the point and the area."""
    policy.sections.filter(kind="support").update(state="content", body="每月3000元租房补贴。每人奖励5万元。")
    policy.rounds.create(name="2025年", opens_on=date(2025, 3, 1), closes_on=date(2025, 3, 31))
    policy.benefits.create(what="租房补贴", kind="rent", per="month", quote="每月3000元租房补贴")
    policy.materials.create(name="学位证书")
    point = ServicePoint.objects.create(name="测试区窗口", district=district, telephones=["12345"])
    policy.policyservicepoint_set.create(point=point)
    area = Area.objects.create(slug="settle", name="测试片区", short="片区")
    area.areadistrict_set.create(district=district)
    policy.areas.add(area)
    return point, area


def test_the_sweep_covers_all_registered_models(everything):
    app = {model for model in admin.site._registry if model._meta.app_label == "policies"}
    # These are for reading only: `test_the_journal_is_chinese`, `test_misses`, and `test_scheduling`.
    assert app - {Event, MissedWord, Scheduled} == REGISTERED == {type(row) for row in everything}


@pytest.mark.parametrize(
    ("who", "closed"),
    [
        ("superuser", set()),
        ("reviewer", {"district"}),
        (
            "editor",
            {
                *("district", "formerdistrict", "area", "topic", "audience"),
                *("servicepoint", "synonymgroup", "citationexception", "sectionlabel"),
            },
        ),
    ],
)
def test_all_pages_are_chinese(who, closed, request, everything):
    """`closed`: the values that this person may look at and not add to."""
    client = request.getfixturevalue(who)
    kept = review.keep("通知.txt", "徐府规[2020]3号\n关于人才公寓的通知\n为了人才,现通知如下。".encode())
    importing = "/admin/policies/policy/import/"
    answers = {
        path: client.get(path)
        for path in ("/admin/", "/admin/policies/", importing, f"{importing}{kept.pk}/")
    }
    for row in everything:
        name = f"admin:policies_{row._meta.model_name}"
        for page in ("change", "history"):
            path = reverse(f"{name}_{page}", args=[row.pk])
            answers[path] = client.get(path)
        answers[reverse(f"{name}_changelist")] = client.get(reverse(f"{name}_changelist"), {"q": "区"})
        answers[reverse(f"{name}_add")] = client.get(reverse(f"{name}_add"))
    forbidden = {path.split("/")[3] for path, answer in answers.items() if answer.status_code == 403}
    assert forbidden == closed
    assert all(path.endswith("/add/") for path, answer in answers.items() if answer.status_code == 403)
    assert {answer.status_code for answer in answers.values()} <= {200, 403}
    assert len(answers) == 4 + 2 * len(everything) + 2 * len(REGISTERED)
    assert {path: foreign(answer) for path, answer in answers.items() if foreign(answer)} == {}


def test_pages_with_mistakes_are_chinese(superuser, everything):
    counters = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in (*INLINES, "sections", "former_names", "areadistrict_set")
        for name in ("TOTAL", "INITIAL")
    }
    for model in REGISTERED:
        answer = superuser.post(reverse(f"admin:policies_{model._meta.model_name}_add"), counters)
        assert answer.status_code == 200
        assert "有错误：" in seen(answer)
        assert "请填写" in seen(answer)
        assert foreign(answer) == set()


def test_pages_for_deleting_are_chinese(superuser, everything):
    for row in everything:
        if getattr(row, "state", "") != PUBLISHED:
            path = reverse(f"admin:policies_{row._meta.model_name}_delete", args=[row.pk])
            assert foreign(superuser.get(path)) == set()
            path = reverse(f"admin:policies_{row._meta.model_name}_changelist")
            data = {"action": "delete_selected", "_selected_action": [row.pk]}
            answer = superuser.post(path, data)
            assert row._meta.verbose_name in seen(answer)
            assert foreign(answer) == set()


def test_the_history_is_chinese(editor, draft, issuer):
    rows = {
        "policyissuer_set-TOTAL_FORMS": "1",
        "policyissuer_set-0-order": "1",
        "policyissuer_set-0-issuer": issuer.pk,
    }
    editor.post(address(draft), form_data(title="新", topics=[], **rows))
    history = editor.get(address(draft, "history"))
    assert f"发文机关：{issuer}" in seen(history)
    # Of the title that it had.
    assert foreign(history) == {"xuhui"}


def test_the_journal_is_chinese(reviewer):
    events = [Event.record(kind, address="192.0.2.1", details={"refused": 1}) for kind in EventKind]
    paths = [reverse("admin:policies_event_change", args=[event.pk]) for event in events]
    for path in ("/admin/policies/event/", "/admin/policies/event/?q=192", *paths):
        answer = reviewer.get(path)
        assert "192.0.2.1" in seen(answer)
        assert foreign(answer) == set()


def test_the_login_page_is_chinese():
    for answer in (
        Client().get("/admin/login/"),
        Client().post("/admin/login/", {"username": "甲", "password": "乙"}),
    ):
        assert "人才政策一网通查 · 管理" in seen(answer)
        assert foreign(answer) == set()


# Django's catalogues, and what they lack

CATALOGUES = sorted((settings.LOCALE_PATHS[0] / "zh_Hans/LC_MESSAGES").glob("*.po"))


def test_both_catalogues_are_there():
    assert [path.name for path in CATALOGUES] == ["django.po", "djangojs.po"]


def compiled(path):
    """What is in the file that Django reads: English, with its context before it -> Chinese."""
    with path.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    # A word that counts has its number behind it.
    return {key if isinstance(key, str) else key[0]: value for key, value in catalogue.items() if key}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_is_compiled_is_what_is_written(path):
    written = {}
    for entry in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = dict(re.findall(r'^(\w+)(?:\[0\])? "(.*)"$', entry, re.MULTILINE))
        words = lines["msgid"].replace('\\"', '"')
        written["\x04".join(filter(None, [lines.get("msgctxt"), words]))] = lines["msgstr"]
    assert compiled(path) == written
    assert len(written) > 10


def test_django_still_says_what_is_put_into_chinese():
    """A new Django may say it in other words."""
    root = Path(django.__file__).parent
    files = [path for end in ("py", "html", "js") for path in root.rglob(f"*.{end}")]
    texts = (re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8")) for path in files)
    said = "\n".join(texts).replace('\\"', '"')
    words = {key.split("\x04")[-1] for path in CATALOGUES for key in compiled(path)}
    # In a template a name stands between braces.
    assert {each for each in words if each not in said and "%(" not in each} == set()


def test_no_form_of_a_template_is_checked_by_the_browser():
    """It would say in its own language what is missing."""
    folder = settings.BASE_DIR / "templates"
    forms = [
        tag for path in folder.rglob("*.html") for tag in re.findall("<form[^>]*>", path.read_text("utf-8"))
    ]
    assert len(forms) > 10
    assert [tag for tag in forms if "novalidate" not in tag] == []
