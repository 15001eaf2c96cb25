"""What was looked up and not found is counted: words alone, together with what others count, and for nobody to wait for."""

import threading
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from policies import misses
from policies.misses import MOST_WORDS, TALLY, Missed
from policies.models import MissedWord, Revision
from policies.text.personal import looks_personal
from tests.data import ON
from tests.library import load_library
from tests.lookup.library import ask

LIST = "/policies/"
ONCE = [("宠物", 1)]


def counted():
    TALLY.flush()
    return list(MissedWord.objects.order_by("word").values_list("word", "times"))


@pytest.fixture
def library(db):
    load_library()


def look_up(client, words, headers=None, **filters):
    return client.get(LIST, {"q": words, **filters}, headers=headers)


def test_a_word_that_no_policy_holds_is_counted(client, library):
    assert look_up(client, "宠物").status_code == 200
    assert counted() == ONCE


def test_a_word_is_counted_together_however_it_is_typed(client, library):
    for typed in ("宠物", "寵物", " 宠物 ", "“宠物”", "宠物怎么办", "宠物 -落户", "徐汇 宠物", "徐汇宠物"):
        look_up(client, typed)
    assert counted() == [("宠物", 8)]


def test_a_page_that_is_kept_counts_as_one_that_is_made(client, library, monkeypatch):
    made = [look_up(client, "宠物") for _ in range(2)]
    monkeypatch.setattr("policies.views.render", None)
    look_up(client, "宠物")
    assert look_up(client, "宠物", {"If-None-Match": made[1]["ETag"]}).status_code == 304
    look_up(client, "宠物", {"Sec-Purpose": "prefetch"})
    assert counted() == [("宠物", 4)]


def test_the_order_of_words_makes_no_other_question(client, library):
    look_up(client, "宠物 量子")
    look_up(client, "量子　宠物")
    assert counted() == [("宠物 量子", 2)]


def test_what_finds_something_or_is_no_word_is_not(client, library):
    for typed in ("人才", "徐汇", "公租房", "沪人社规〔2099〕1号", "https://a.cn/b", "-宠物", "怎么办", ""):
        look_up(client, typed)
    assert counted() == []


def test_a_word_that_only_a_filter_hides_is_not(client, library):
    assert ask("公租房", district="xuhui", year="2015", only="own").total == 0
    look_up(client, "公租房", district="xuhui", year="2015", only="own")
    assert counted() == []


def test_of_filters_nothing_is_kept(client, library):
    look_up(client, "宠物", district="xuhui", topic="housing", sort="newest")
    look_up(client, "宠物")
    assert counted() == [("宠物", 2)]


PERSONAL = [
    *("310104199001011234", "31010419900101123X", "138 0013 8000", "138-0013-8000", "021-64872222"),
    *("１３８００１３８０００", "（021）6487 2222", "a@b.cn", "张三310104", "沪A12345", "E12345678"),
    *("一三八零零一三八零零零", "漕宝路3000弄", "虹梅路12号", "3栋", "12号501室"),
    *("沪A·12345", "沪A1B234", "漕宝路 3000 弄", "漕宝路三千弄3号", "六弄三号", "3 号楼 202 室", "5号楼"),
    *("138,0013,8000", "138_0013_8000", "一三八 零零一三 八零零零", "壹叁捌零零壹叁"),
]
NOT_PERSONAL = [
    "宠物",
    "2026年租房",
    "12345",
    "12333热线",
    "50000元",
    "60号文",
    "3年",
    "h1b宠物",
    "二〇二六年",
]


@pytest.mark.parametrize("typed", PERSONAL)
def test_what_looks_personal_is_known(typed):
    assert looks_personal(typed)
    assert looks_personal(f"宠物 {typed}")


def test_what_looks_personal_is_never_counted(client, library):
    for typed in PERSONAL:
        assert look_up(client, f"宠物 {typed}").status_code == 200
    assert counted() == []


@pytest.mark.parametrize("typed", NOT_PERSONAL)
def test_other_numbers_are_not_taken_for_personal(typed):
    assert not looks_personal(typed)


def test_a_long_question_is_not_counted(client, library):
    look_up(client, "量子纠缠" * 6)
    assert counted() == []


def test_what_was_typed_is_measured_as_it_was_typed(client, library):
    look_up(client, "宠物宠物宠物宠物宠物宠物宠物_上海市静安区人民政府")
    assert counted() == []


def test_who_filters_what_he_looked_up_counts_once(client, library):
    asked = {"q": "宠物"}
    look_up(client, "宠物")
    look_up(client, "宠物", {"Referer": f"http://testserver{LIST}?{urlencode(asked)}"}, district="xuhui")
    assert counted() == ONCE
    look_up(client, "宠物", {"Referer": f"http://testserver{LIST}?{urlencode({'q': '别的'})}"})
    assert counted() == [("宠物", 2)]


def test_a_page_that_no_resident_opened_is_not_counted(client, library):
    for headers in (
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Referer": "http://testserver/admin/policies/missedword/"},
    ):
        look_up(client, "宠物", headers)
    assert counted() == []
    look_up(client, "宠物", {"Referer": "http://testserver/policies/"})
    assert counted() == ONCE


def test_only_the_list_counts(client, library):
    client.head(LIST, {"q": "宠物"})
    for path in ("suggest", "print"):
        client.get(f"{LIST}{path}", {"q": "宠物"})
    assert counted() == []


def test_words_that_are_made_up_fill_no_memory():
    for n in range(MOST_WORDS + 10):
        TALLY.add(f"词{n}", ON)
    TALLY.add("词0", ON)
    TALLY.add("新词", ON)
    missed = TALLY.take()
    assert (len(missed), missed["词0"].times) == (MOST_WORDS, 2)
    assert "新词" not in missed


@pytest.mark.django_db
def test_words_that_are_made_up_fill_no_table(monkeypatch):
    monkeypatch.setattr(misses, "MOST_ROWS", 2)
    for word, times in (("甲", 1), ("乙", 3), ("丙", 2)):
        for _ in range(times):
            TALLY.add(word, timezone.localdate())
    assert [word for word, _ in counted()] == ["丙", "乙"]


@pytest.mark.django_db
def test_each_day_counts_for_itself_when_it_is_written_after_midnight():
    TALLY.add("宠物", ON)
    TALLY.add("宠物", ON + timedelta(days=1))
    misses.write(TALLY.take())
    # Another process is a minute late.
    misses.write({"宠物": Missed(1, ON - timedelta(days=1), ON)})
    row = MissedWord.objects.get()
    assert (row.times, row.first_on, row.last_on) == (3, ON - timedelta(days=1), ON + timedelta(days=1))


@pytest.mark.django_db
def test_what_nobody_missed_for_half_a_year_is_forgotten():
    misses.write({"宠物": Missed(9, ON, ON), "量子": Missed(1, ON, ON + timedelta(days=1))})
    assert misses.tidy(ON + misses.KEPT) == 0
    assert misses.tidy(ON + misses.KEPT + timedelta(days=1)) == 1
    assert MissedWord.objects.get().word == "量子"


@pytest.mark.django_db
def test_what_is_taken_away_begins_anew():
    for _ in range(7):
        TALLY.add("宠物", ON)
    misses.write(TALLY.take())
    MissedWord.objects.all().delete()
    TALLY.add("宠物", ON)
    misses.write(TALLY.take())
    assert MissedWord.objects.get().times == 1


@pytest.mark.django_db
def test_counting_moves_no_revision():
    before = Revision.current().number
    misses.write({"宠物": Missed(1, ON, ON)})
    misses.tidy(ON)
    assert Revision.current().number == before


def in_threads(*acts):
    """Each over a connection of its own; all begin at the same moment."""
    ready = threading.Barrier(len(acts))

    def run(act):
        try:
            ready.wait()
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_no_count():
    """Each as a process does: out of its own memory, in an order of its own, and tidies up behind it."""
    words = [f"词{n}" for n in range(40)]

    def process(order):
        own = misses.MissTally()
        for _ in range(10):
            for word in order:
                own.add(word, ON)
            misses.write(own.take())
            misses.tidy(ON)

    in_threads(lambda: process(words), lambda: process(words[::-1]), lambda: process(words))
    assert {*MissedWord.objects.values_list("times", flat=True)} == {30}
    assert MissedWord.objects.count() == len(words)


@pytest.mark.django_db(transaction=True)
def test_threads_of_one_process_lose_no_count():
    in_threads(*[lambda: [TALLY.add("宠物", ON) for _ in range(500)]] * 4)
    misses.write(TALLY.take())
    assert MissedWord.objects.get().times == 2000


@pytest.mark.django_db(transaction=True)
def test_the_minute_is_written_beside_the_visitor(client, monkeypatch):
    monkeypatch.setattr(misses, "SECONDS", 0.05)
    TALLY.add("宠物", ON)
    deadline = time.monotonic() + 20
    while not MissedWord.objects.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert MissedWord.objects.get().times == 1


@pytest.fixture
def away(transactional_db):
    """The table is not there to be written."""
    rename = "ALTER TABLE {} RENAME TO {}".format
    with connection.cursor() as cursor:
        cursor.execute(rename("policies_missedword", "away"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(rename("away", "policies_missedword"))


def test_what_cannot_be_written_is_dropped_and_nobody_is_told(client, away, caplog):
    load_library()
    assert look_up(client, "宠物").status_code == 200
    TALLY.flush()
    assert "1 words are dropped" in caplog.text
    assert "宠物" not in caplog.text
    assert TALLY.take() == {}
    assert look_up(client, "宠物").status_code == 200
