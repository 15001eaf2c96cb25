"""没查到的词 at the desk: who sees them, what can be done about them, and that nothing of a word stays behind."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies import misses
from policies.misses import Missed
from policies.models import MissedWord, SynonymGroup
from tests.admin.browser import form_on
from tests.admin.desk import english, seen
from tests.data import ON
from tests.lookup.asking import write

pytestmark = pytest.mark.django_db

LIST = "/admin/policies/missedword/"
ADD = "/admin/policies/synonymgroup/add/"


def miss(**times):
    misses.write({word: Missed(each, ON, ON) for word, each in times.items()})


def test_a_word_is_shown_from_five_times_on(reviewer):
    miss(签证=5, 量子=4)
    words = seen(reviewer.get(LIST))
    assert "签证" in words
    assert "量子" not in words
    assert english(words) == set()


def test_the_page_says_so_where_there_is_none(reviewer):
    assert "0 没查到的词" in seen(reviewer.get(LIST))


def test_whoever_may_see_synonyms_sees_them(editor, reviewer, client):
    miss(签证=5)
    assert "签证" in seen(editor.get(LIST))
    assert "新增一组同义词" not in seen(editor.get(LIST))
    assert "新增一组同义词" in seen(reviewer.get(LIST))
    assert client.get(LIST).status_code == 302
    for path in (f"{LIST}add/", f"{LIST}{MissedWord.objects.get().pk}/change/"):
        assert reviewer.post(path, {"word": "甲"}).status_code == 403


def test_who_may_not_see_synonyms_does_not(editor):
    miss(签证=5)
    group = Group.objects.get(name="编辑")
    group.permissions.remove(*group.permissions.filter(codename="view_synonymgroup"))
    assert editor.get(LIST).status_code == 403


def test_a_word_leads_to_a_new_group_that_has_it(reviewer):
    miss(签证=5)
    assert f'href="{ADD}?words=%E7%AD%BE%E8%AF%81"' in reviewer.get(LIST).content.decode()
    page = reviewer.get(f"{ADD}?words=签证")
    sent = form_on(page) | {"name": "居留许可"}
    assert reviewer.post(ADD, sent).status_code == 302
    assert SynonymGroup.objects.get(name="居留许可").words == ["签证"]


def test_a_word_says_what_it_finds_today(reviewer):
    miss(签证=6, 量子=5)
    write("jia", "外国人签证办法")
    words = seen(reviewer.get(LIST))
    assert "已经能查到 1 条" in words
    assert "仍然查不到" in words
    assert 'href="/policies/?q=%E9%87%8F%E5%AD%90"' in reviewer.get(LIST).content.decode()


def test_the_queries_of_the_list_do_not_grow_with_its_rows(reviewer):
    counts = []
    for start in (0, 10):
        miss(**{f"词{n}": 5 for n in range(start, start + 10)})
        reviewer.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert f"词{start}" in seen(reviewer.get(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_word_that_is_taken_away_stays_nowhere(editor):
    miss(张三丰=5)
    row = MissedWord.objects.get()
    asked = editor.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk]})
    assert "张三丰" in seen(asked)
    # Somebody looks it up meanwhile.
    miss(张三丰=1)
    done = editor.post(LIST, form_on(asked), follow=True)
    assert "成功" in seen(done)
    assert not MissedWord.objects.exists()
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["一个没查到的词"]
    miss(张三丰=1)
    assert "张三丰" not in seen(editor.get(LIST))
