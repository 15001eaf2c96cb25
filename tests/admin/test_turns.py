"""Two people save at the same time what hangs together: the second waits for the first, and both are heard."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from policies.admin import waiting
from policies.admin.policy import PolicyAdmin
from policies.importing.storing import review, store
from policies.importing.storing.intake import bring_in
from policies.importing.storing.review import Review
from policies.importing.storing.store import ImportVerdict
from policies.models import Policy, PolicyTopic, Section, Topic
from policies.models.revision import Revision
from policies.models.turns import BusyError, in_turn
from tests.admin.brought_in import file
from tests.admin.browser import form_on
from tests.admin.desk import LIST, address, ask, form_data, make_policy, seen
from tests.admin.test_chinese import foreign

pytestmark = pytest.mark.django_db(transaction=True)

# Far more than anything here takes, so that a slow machine fails no test.
DEADLINE_SECONDS = 20.0


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_SECONDS", DEADLINE_SECONDS)


class Colleague(threading.Thread):
    """Sends one POST beside the test, in a connection of its own."""

    def __init__(self, client, path, data):
        super().__init__(daemon=True)
        self.client, self.path, self.data = client, path, data
        self.status = None

    def run(self):
        self.client.raise_request_exception = False
        try:
            self.status = self.client.post(self.path, self.data).status_code
        finally:
            connection.close()

    def is_waiting(self):
        """Whether the database keeps somebody waiting; on SQLite nobody can see that from outside."""
        if connection.vendor == "sqlite":
            return True
        with connection.cursor() as cursor:
            # Within one transaction it knows no connection that is younger than its first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return cursor.fetchone()[0] > 0

    def begin(self):
        self.start()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not self.is_waiting():
            assert self.is_alive(), "nothing was waited for"
            assert time.monotonic() < deadline, "it never came so far"
            time.sleep(0.02)

    def end(self):
        self.join(DEADLINE_SECONDS)
        return self.status


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(colleague)`: he begins when the next policy has been saved, but not yet what belongs to it."""

    def arrange(colleague):
        def save_related(*args, **kwargs):
            colleague.begin()
            return original(*args, **kwargs)

        original = PolicyAdmin.save_related
        monkeypatch.setattr(PolicyAdmin, "save_related", save_related)
        return colleague

    return arrange


def renames(client, value, **values):
    model = value._meta.model_name
    return Colleague(client, f"/admin/policies/{model}/{value.pk}/change/", values)


def test_a_topic_is_renamed_while_a_policy_is_filed_under_it(editor, superuser, draft, topic, meanwhile):
    rename = meanwhile(renames(superuser, topic, name="安家", order="0", synonyms="户口"))
    answer = editor.post(address(draft), form_data(district=draft.district.pk, topics=[topic.pk]))
    assert (answer.status_code, rename.end()) == (302, 302)
    assert list(draft.topics.values_list("name", flat=True)) == ["安家"]


def test_a_district_is_renamed_while_a_policy_is_added_to_it(editor, superuser, xuhui, meanwhile):
    formers = {"former_names-TOTAL_FORMS": "0", "former_names-INITIAL_FORMS": "0"}
    values = {"name": "徐汇新区", "short": "徐汇", "code": "310104", "order": "1"}
    rename = meanwhile(renames(superuser, xuhui, **values, **formers))
    answer = editor.post("/admin/policies/policy/add/", form_data(district=xuhui.pk))
    assert (answer.status_code, rename.end()) == (302, 302)
    assert Policy.objects.get().district.name == "徐汇新区"


def test_policies_are_deleted_while_one_of_them_is_saved(editor, superuser, draft, monkeypatch):
    deletion = Colleague(superuser, LIST, form_on(ask(superuser, "delete_selected", draft)))

    def save_model(*args, **kwargs):
        deletion.begin()
        return original(*args, **kwargs)

    original = PolicyAdmin.save_model
    monkeypatch.setattr(PolicyAdmin, "save_model", save_model)
    answer = editor.post(address(draft), form_data(district=draft.district.pk))
    assert (answer.status_code, deletion.end()) == (302, 409)
    assert Policy.objects.exists(), "what was saved meanwhile is asked about again"


def test_a_policy_is_deleted_while_a_newer_file_of_it_is_brought_in(superuser, xuhui, tmp_path, monkeypatch):
    file = tmp_path / "notice.txt"
    notice = "徐府规〔2020〕3号\n徐汇区人才公寓管理办法\n一、申报条件\n在徐汇区工作满一年。\n{}"
    file.write_text(notice.format("二、其他事项"), encoding="utf-8")
    assert [each.verdict for each in bring_in([file])] == [ImportVerdict.CREATED]
    deletion = Colleague(superuser, LIST, form_on(ask(superuser, "delete_selected", Policy.objects.get())))

    def save(*args):
        deletion.begin()
        original(*args)

    original = store.write
    monkeypatch.setattr(store, "write", save)
    file.write_text(notice.format("二、服务窗口"), encoding="utf-8")
    assert [each.verdict for each in bring_in([file])] == [ImportVerdict.UPDATED]
    assert deletion.end() == 409
    assert Policy.objects.exists(), "what was brought in meanwhile is asked about again"


def test_two_people_save_the_same_document_and_one_policy_comes_of_it(editor, reviewer, monkeypatch):
    notice = "徐府规〔2020〕3号\n徐汇区人才公寓管理办法\n一、申报条件\n在徐汇区工作满一年。"
    kept = review.keep("notice.txt", notice.encode())
    url, data = f"/admin/policies/policy/import/{kept.pk}/", {"version": Review(kept).version, "save": "1"}
    colleague = Colleague(reviewer, url, data)

    def save(*args):
        colleague.begin()
        original(*args)

    original = store.write
    monkeypatch.setattr(store, "write", save)
    answer = editor.post(url, data)
    assert answer.url == f"/admin/policies/policy/{Policy.objects.get().pk}/change/"
    assert colleague.end() == 302
    assert not review.waiting().exists()


@pytest.mark.parametrize(
    "others",
    [
        lambda policy: Topic.objects.update(name="安家"),
        lambda policy: Policy.objects.filter(pk=policy.pk).update(title="另一个标题"),
        lambda policy: Section.objects.filter(policy=policy).delete(),
    ],
    ids=["a value", "the policy", "its sections"],
)
def test_who_writes_past_the_desk_waits_too(editor, draft, topic, meanwhile, others):
    """Nobody holds a row that the desk needs while he waits for his turn."""
    PolicyTopic.objects.create(policy=make_policy("other"), topic=topic)
    hand = Hand(draft, others)
    meanwhile(hand)
    before = Revision.current().number
    values = form_data(district=draft.district.pk, topics=[topic.pk], **{"sections-0-body": "正文。"})
    assert editor.post(address(draft), values).status_code == 302
    assert hand.end() == "done"
    assert Revision.current().number > before


class Hand(Colleague):
    def __init__(self, policy, act):
        super().__init__(None, "", None)
        self.policy, self.act = policy, act

    def run(self):
        try:
            self.act(self.policy)
            self.status = "done"
        finally:
            connection.close()


# Somebody writes for longer than anybody waits


class Writer(Hand):
    """Holds the counter until it is told to go, as an import would that takes too long."""

    def __init__(self):
        super().__init__(None, self.write)
        self.holds, self.goes = threading.Event(), threading.Event()

    def write(self, policy):
        with in_turn():
            self.holds.set()
            self.goes.wait(DEADLINE_SECONDS)

    def __enter__(self):
        self.start()
        assert self.holds.wait(DEADLINE_SECONDS)

    def __exit__(self, *error):
        self.goes.set()
        assert self.end() == "done"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_SECONDS", 0.2)


BUSY = "网站正在导入数据"


def test_a_save_that_waits_too_long_says_so_and_keeps_everything(editor, draft, impatient):
    page = editor.get(address(draft))
    typed = {"title": "改好的标题", "sections-0-body": "第一段。\r\n\r\n第二段。", "_continue": "1"}
    with Writer():
        answer = editor.post(address(draft), form_on(page, **typed))
        assert answer.status_code == 503
        assert int(float(answer["Retry-After"])) >= 0
        assert BUSY in seen(answer)
        assert foreign(answer) == set()
        assert editor.get(address(draft)).status_code == 200, "reading goes on"
    assert editor.post(address(draft), form_on(answer)).url == address(draft)
    draft.refresh_from_db()
    assert draft.title == "改好的标题"
    assert draft.sections.get(kind="original").body == "第一段。\n\n第二段。"


def test_what_was_changed_while_somebody_waited_is_told_with_the_next_attempt(editor, draft, impatient):
    page = editor.get(address(draft))
    with Writer():
        answer = editor.post(address(draft), form_on(page, editorial_note="我的备注。"))
    Policy.objects.update(title="别人的标题")
    assert "内容被改过" in seen(editor.post(address(draft), form_on(answer)))


@pytest.mark.parametrize("act", ["add", "delete", "publish"])
def test_whatever_is_asked_of_the_desk_can_be_asked_again(reviewer, draft, impatient, act):
    path, data = {
        "add": (
            "/admin/policies/topic/add/",
            {"slug": "anjia", "name": "安家", "order": "0", "synonyms": ""},
        ),
        "delete": (address(draft, "delete"), form_on(reviewer.get(address(draft, "delete")))),
        "publish": (LIST, form_on(ask(reviewer, "publish", draft))),
    }[act]
    with Writer():
        answer = reviewer.post(path, data)
        assert (answer.status_code, BUSY in seen(answer)) == (503, True)
    assert reviewer.post(path, form_on(answer)).status_code == 302
    done = {
        "add": Topic.objects.filter(slug="anjia").exists(),
        "delete": not Policy.objects.exists(),
        "publish": Policy.objects.filter(state="published").exists(),
    }
    assert done[act]


def test_what_cannot_be_taken_in_now_is_named_and_the_paste_stays(editor, impatient):
    text = "关于人才公寓的通知\n第一条 在本区工作。"
    with Writer():
        answer = editor.post(
            "/admin/policies/policy/import/", {"text": text, "files": [file("甲.txt", "甲的正文。")]}
        )
    assert "没有收下 甲.txt：网站正在导入数据" in seen(answer)
    assert form_on(answer)["text"] == [text]
    assert editor.post("/admin/policies/policy/import/", form_on(answer)).status_code == 302


def test_choices_and_a_farewell_to_a_document_can_be_sent_again(editor, impatient):
    kept = review.keep("notice.txt", "关于人才公寓的通知\n为了人才,现将办法印发。".encode())
    url = f"/admin/policies/policy/import/{kept.pk}/"
    data = form_on(editor.get(url), save="1")
    with Writer():
        answer = editor.post(url, data)
        farewell = editor.post(f"{url}discard/")
        assert (answer.status_code, farewell.status_code) == (503, 503)
    assert editor.post(url, form_on(answer)).status_code == 302
    assert Policy.objects.count() == 1


def test_patience_is_for_the_counter_alone(draft):
    def usual():
        with connection.cursor() as cursor:
            sqlite = connection.vendor == "sqlite"
            cursor.execute("PRAGMA busy_timeout" if sqlite else "SELECT current_setting('lock_timeout')")
            return cursor.fetchone()

    before = usual()
    with in_turn(0.2):
        assert usual() == before
    with Writer(), pytest.raises(BusyError), in_turn(0.2):
        pass
    assert usual() == before
