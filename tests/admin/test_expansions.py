"""查一个词: what the search makes of a word, and where staff change it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Audience, SynonymGroup, Topic
from tests.admin.desk import Desk, signed_in
from tests.admin.test_chinese import foreign
from tests.lookup.asking import write

pytestmark = pytest.mark.django_db
EXPANSIONS = "/admin/policies/synonymgroup/expansions/"


@pytest.fixture
def library(db):
    SynonymGroup.objects.create(name="落户", words=["户口"])
    topic = Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["青年公寓", "户口"])
    write("settle", "落户办法", "落户，户口。").topics.add(topic)
    write("other", "户口办法", "户口。")


def told(client, word):
    return client.get(EXPANSIONS, {"q": word}).content.decode()


def address(row):
    return reverse(f"admin:policies_{row._meta.model_name}_change", args=[row.pk])


def test_each_other_word_has_its_count_and_where_it_comes_from(editor, library):
    page = told(editor, "落户")
    assert "居民查“落户”，找到 2 条" in page
    assert '<th scope="row">户口</th>\n            <td>2</td>' in page
    assert f'<a href="{address(SynonymGroup.objects.get())}">同义词：落户</a>' in page


def test_a_topic_that_knows_a_word_is_named_and_leads_where_nothing_else_is_found(editor, library):
    link = f'<a href="{address(Topic.objects.get(slug="zhufang"))}">主题：住房安居</a>'
    page = told(editor, "户口")
    assert page.count(link) == 1
    assert '<th scope="row">住房安居</th>' not in page
    page = told(editor, "青年公寓")
    assert page.count(link) == 2
    assert '<th scope="row">住房安居</th>\n            <td>1</td>' in page


def test_an_audience_that_is_called_so_is_named(editor, library):
    audience = Audience.objects.create(slug="boshihou", name="博士后")
    assert f'<a href="{address(audience)}">适用人群：博士后</a>' in told(editor, "博士后")


def test_a_question_is_parted_and_a_district_says_so(editor, library, xuhui):
    page = told(editor, "徐汇落户怎么申请")
    assert [f"<h2>{word}</h2>" in page for word in ("徐汇", "落户", "申请")] == [True] * 3
    assert "它是区名" in page
    assert f'<a href="{address(xuhui)}">区：徐汇区</a>' in page


def test_a_sound_and_a_mistyped_word_are_explained(editor, library):
    assert "按读音查的是“落户”" in told(editor, "luohu")
    assert "按读音可能是落户，请居民自己选" in told(editor, "lh")
    assert "会问居民是不是“落户”（2 条）" in told(editor, "落卢")


@pytest.mark.parametrize("word", ["", "？？", "<b>", "\x00", "没有这个词"])
def test_any_input_is_answered_in_chinese(editor, library, word):
    answer = editor.get(EXPANSIONS, {"q": word})
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()
    assert foreign(answer) <= {"b"}


def test_whoever_may_see_the_groups_may_look(editor, library):
    assert EXPANSIONS in editor.get("/admin/policies/synonymgroup/").content.decode()
    assert signed_in("外人").get(EXPANSIONS).status_code == 403
    stranger = Desk()
    stranger.force_login(User.objects.create_user("居民"))
    assert stranger.get(EXPANSIONS).status_code == 302


def test_the_queries_do_not_grow_with_the_groups(editor, library):
    counts = []
    for size in (2, 30):
        for number in range(size):
            SynonymGroup.objects.create(name=f"词{size}{number}", words=["落户", f"说法{number}"])
        editor.get(EXPANSIONS, {"q": "落户"})
        with CaptureQueriesContext(connection) as captured:
            editor.get(EXPANSIONS, {"q": "落户"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
