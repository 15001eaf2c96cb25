"""The list of policies, and what they are filed under."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.admin.fields import LinesField, PlainTextField
from policies.models import (
    CitationException,
    District,
    Event,
    FormerDistrict,
    Issuer,
    Policy,
    Scheduled,
    SectionLabel,
    ServicePoint,
    SynonymGroup,
    Topic,
)
from tests.admin.desk import (
    DRAFT,
    LIST,
    REGISTERED,
    address,
    ask,
    make_policy,
    run,
    seen,
)

pytestmark = pytest.mark.django_db

FORGIVEN = "地址里的筛选条件无效，已经忽略，现在显示全部。"

# The list


def test_the_list_says_what_matters(editor, draft, published, incomplete):
    Policy.objects.filter(pk=draft.pk).update(repealed_on=date(2016, 1, 1))
    words = seen(editor.get(LIST))
    for expected in (
        "已废止",
        "待核实",
        "徐汇区",
        "徐委〔2015〕15号",
        "已发布",
        "草稿",
        "今天的效力",
        "未填",
    ):
        assert expected in words


@pytest.mark.parametrize(
    "term", ["徐委〔2015〕15号", "徐委[2015]15", "徐委 ［２０１５］ 15 号", "xuhui-2015-15的"]
)
def test_search_finds_by_title_and_by_number_in_any_dress(editor, draft, published, term):
    words = seen(editor.get(LIST, {"q": term}))
    assert draft.title in words
    assert published.title not in words


def test_search_does_not_take_one_number_for_another(editor, draft):
    assert draft.title not in seen(editor.get(LIST, {"q": "徐委[2015]1"})).split("0 条结果")[-1]
    assert "0 条结果" in seen(editor.get(LIST, {"q": "徐委[2015]1号"}))


def test_filters_narrow_the_list(editor, draft, published, topic):
    draft.topics.add(topic)
    Policy.objects.filter(pk=draft.pk).update(year=2015, source_kind="third_party")
    page = seen(editor.get(LIST))
    for heading in ("以 区", "以 年份", "以 主题", "以 发布状态", "以 来源类别"):
        assert heading in page
    for query in (
        {"year": "2015"},
        {"topics__id__exact": topic.pk},
        {"state__exact": DRAFT},
        {"source_kind__exact": "third_party"},
    ):
        words = seen(editor.get(LIST, query))
        assert draft.title in words
        assert published.title not in words


def test_the_list_drills_down_by_day_of_publication(editor, draft, published):
    Policy.objects.filter(pk=draft.pk).update(published_on=date(2015, 8, 14))
    Policy.objects.filter(pk=published.pk).update(published_on=date(2016, 8, 14))
    assert "?published_on__year=2015" in editor.get(LIST).content.decode()
    words = seen(editor.get(LIST, {"published_on__year": "2015"}))
    assert draft.title in words
    assert published.title not in words


# What Django lets through to the database: NUL, and numbers that no column can hold.
IMPOSSIBLE = [("id__icontains", "\x00"), ("id__in", "9" * 40)]


# Committed, because PostgreSQL answers no more in a transaction in which it has refused something.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "model", sorted(REGISTERED | {Event, Scheduled, User, Group}, key=lambda model: model.__name__)
)
def test_an_address_that_asks_the_impossible_is_forgiven_in_every_list(superuser, model):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for name, value in IMPOSSIBLE:
        answer = superuser.get(path, {name: value}, follow=True)
        assert answer.status_code == 200
        # Either database can answer what the other one refuses: nothing is found.
        refused = (value == "\x00") is (connection.vendor == "postgresql")
        assert (FORGIVEN in seen(answer)) is refused, name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state__exact", "\x00"),
        ("title__icontains", "人\x00才"),
        ("district", "9" * 40),
        ("published_on__year", "-1"),
        ("published_on__year", "9" * 40),
    ],
)
def test_a_filter_that_cannot_be_is_never_a_server_error(editor, draft, published, name, value):
    answer = editor.get(LIST, {name: value}, follow=True)
    assert answer.status_code == 200
    words = seen(answer)
    # SQLite can look for NUL, and finds nothing.
    assert (FORGIVEN in words) is (draft.title in words) is (published.title in words)
    assert FORGIVEN in words or "0 条结果" in words or "0 政策" in words


def test_a_filter_that_only_does_not_fit_is_ignored_and_said_so(editor, draft):
    words = seen(editor.get(LIST, {"nothing__exact": "1"}, follow=True))
    assert FORGIVEN in words
    assert draft.title in words
    assert FORGIVEN not in seen(editor.get(LIST))


@pytest.mark.parametrize("model", sorted(REGISTERED, key=lambda model: model.__name__))
def test_the_queries_of_a_list_do_not_grow_with_its_rows(superuser, model, xuhui):
    path = reverse(f"admin:policies_{model._meta.model_name}_changelist")
    counts = []
    for start in (0, 10):
        for n in range(start, start + 10):
            _make_row(model, n, xuhui)
        superuser.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            words = seen(superuser.get(path))
        assert f"甲{start + 9}" in words
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _make_row(model, n: int, district: District) -> None:
    named = {"slug": f"row-{n}", "name": f"甲{n}"}
    if model is Policy:
        policy = make_policy(f"row-{n}", title=f"甲{n}", district=district, year_entered=2015)
        policy.topics.add(Topic.objects.get_or_create(slug="t", defaults={"name": "主"})[0])
    elif model is District:
        District.objects.create(**named, short="甲", code=f"9{n:05}")
    elif model is FormerDistrict:
        FormerDistrict.objects.create(name=f"甲{n}", district=district)
    elif model in (Issuer, ServicePoint, SynonymGroup):
        model.objects.create(name=f"甲{n}")
    elif model is SectionLabel:
        SectionLabel.objects.create(words=f"甲{n}", kind="support")
    elif model is CitationException:
        policy = make_policy(f"row-{n}", title=f"政策{n}", district=district)
        CitationException.objects.create(name=f"甲{n}", policy=policy)
    else:
        model.objects.create(**named)


def test_the_number_of_policies_is_counted(superuser, draft, published, topic):
    draft.topics.add(topic)
    published.topics.add(topic)
    row = re.search(
        rf"{topic.name}.*?</tr>", superuser.get("/admin/policies/topic/").content.decode(), re.DOTALL
    )
    assert 'class="field-policies">2</td>' in row[0]


def test_on_the_site_is_offered_for_published_policies_only(editor, reviewer, published, draft):
    for client in (editor, reviewer):
        page = client.get(address(published))
        assert "在网站上查看" in seen(page)
        assert f'href="{published.get_absolute_url()}"' in page.content.decode()
        assert "在网站上查看" not in seen(client.get(address(draft)))


# Taxonomy


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        ("policy", "district", "徐汇", "徐汇区"),
        ("policy", "topics", "落户测", "落户测试"),
        ("policy", "audiences", "留学测", "留学测试"),
        ("policyissuer", "issuer", "测试区委", "中共测试区委员会"),
    ],
)
def test_autocomplete_works_for_editors(editor, xuhui, topic, audience, issuer, model, field, term, found):
    query = {"app_label": "policies", "model_name": model, "field_name": field, "term": term}
    answer = editor.get("/admin/autocomplete/", query)
    assert answer.status_code == 200
    assert [each["text"] for each in answer.json()["results"]] == [found]
    answer = editor.get("/admin/autocomplete/", query | {"term": f"{term}\x00"})
    assert [each["text"] for each in answer.json()["results"]] == [found]


def test_synonyms_are_written_one_per_line(reviewer, topic):
    path = reverse("admin:policies_topic_change", args=[topic.pk])
    assert re.search(
        r'<textarea name="synonyms"[^>]*>\s*户口</textarea>', reviewer.get(path).content.decode()
    )
    data = {"name": topic.name, "order": "1", "synonyms": "户口\r\n\r\n 落沪 \r\n户口\r\nＶＩＰ\r\nvip"}
    assert reviewer.post(path, data).status_code == 302
    topic.refresh_from_db()
    assert topic.synonyms == ["户口", "落沪", "ＶＩＰ"]
    assert reviewer.post(path, data | {"synonyms": ""}).status_code == 302
    topic.refresh_from_db()
    assert topic.synonyms == []
    answer = reviewer.post(path, data | {"synonyms": "户\x00口"})
    assert "含有看不见的空字符（NUL），不能保存。" in seen(answer)


def test_the_slug_of_a_value_is_for_ever(superuser, topic):
    path = reverse("admin:policies_topic_change", args=[topic.pk])
    superuser.post(path, {"name": "新名", "slug": "forged", "order": "1", "synonyms": ""})
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("新名", "settle")


def test_a_used_topic_cannot_be_deleted(superuser, draft, topic):
    draft.topics.add(topic)
    path = reverse("admin:policies_topic_delete", args=[topic.pk])
    for answer in (superuser.get(path), superuser.post(path, {"post": "yes"})):
        assert "无法删除 主题" in seen(answer)
        assert draft.title in seen(answer)
        assert topic.name in seen(answer)
    assert "无法删除 主题" in seen(ask(superuser, "delete_selected", topic, path="/admin/policies/topic/"))
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert draft.topics.count() == 1


def test_an_unused_topic_can_be_deleted(superuser, topic):
    run(superuser, "delete_selected", topic, path="/admin/policies/topic/")
    assert not Topic.objects.filter(pk=topic.pk).exists()


def test_a_district_keeps_its_former_names(superuser, xuhui):
    data = {"name": xuhui.name, "short": xuhui.short, "code": xuhui.code, "order": "1"}
    rows = {"TOTAL_FORMS": "2", "INITIAL_FORMS": "0", "0-name": "旧区", "1-name": "旧区"}
    rows = {f"former_names-{name}": value for name, value in rows.items()}
    path = reverse("admin:policies_district_change", args=[xuhui.pk])
    assert "“原名”有重复，同一个只能填写一次。" in seen(superuser.post(path, data | rows))
    superuser.post(path, data | rows | {"former_names-1-name": "更旧区"})
    assert set(xuhui.former_names.values_list("name", flat=True)) >= {"旧区", "更旧区"}


def test_lines_and_text_fields_alone():
    assert LinesField(required=False).clean(None) == []
    assert not LinesField().has_changed(["一", "二"], "一\r\n二\r\n")
    assert LinesField().has_changed(["一"], "二")
    assert PlainTextField().clean("a\rb\r\nc") == "a\nb\nc"
