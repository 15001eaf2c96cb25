"""`/policies/<slug>/versions/…`: what residents can read of earlier states, and what they cannot."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Policy, Section, SectionVersion
from policies.pages import changes, versions
from policies.pages.versions import ChangesPage
from policies.vocabulary import PublicationState
from tests.data import make_public, write
from tests.pages import html

pytestmark = pytest.mark.django_db

HOME = "/policies/a-1/"
FIRST, SECOND, THIRD = "一、总则\n补贴30万元。", "一、总则\n补贴50万元。", "一、总则\n补贴50万元。\n二、附则"


@pytest.fixture
def policy():
    policy = make_public()
    Section.objects.create(policy=policy, kind="original", state="content", body=FIRST)
    return policy


@pytest.fixture
def history(policy):
    """政策原文 in three states, and 扶持力度 in two; all replaced on one day."""
    Section.objects.create(policy=policy, kind="support", state="content", body="每月。")
    write(policy, SECOND)
    write(policy, "每年。", kind="support")
    write(policy, THIRD)
    SectionVersion.objects.update(replaced_at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
    return policy


def words(page):
    """The text of the main part, tags taken away."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main))


def test_a_policy_that_never_changed_says_so(client, policy):
    assert "只有现在的版本，没有旧版" in words(html(client, f"{HOME}versions/"))
    assert "更新过" not in html(client, HOME)
    assert client.get(f"{HOME}versions/1/").status_code == 404
    assert client.get(f"{HOME}versions/1/changes/").status_code == 404


def test_a_section_says_when_it_was_updated_and_leads_to_what_changed(client, history):
    page = html(client, HOME)
    [original] = re.findall(r'<section class="section section--original".*?</section>', page, re.DOTALL)
    assert "本栏于2026年11月25日更新过。与上一版比较全部旧版" in re.sub(r"\s+|<[^>]+>", "", original)
    assert f'href="{HOME}versions/3/changes/"' in original
    assert f'href="{HOME}versions/2/changes/"' in page
    assert page.count("更新过") == 2


def test_the_list_names_every_state_the_last_one_first(client, history):
    page = html(client, f"{HOME}versions/")
    assert re.findall(r"旧版 (\d) · (\S+?)</a>", page) == [
        ("3", "政策原文"),
        ("2", "扶持力度"),
        ("1", "政策原文"),
    ]
    assert page.count("2026年11月25日被替换") == 3


def test_a_long_list_is_cut_and_says_so(client, history, monkeypatch):
    monkeypatch.setattr(versions, "LISTED", 2)
    page = html(client, f"{HOME}versions/")
    assert page.count('<li class="row">') == 2
    assert "只列出最近的 2 版" in page


def test_an_old_state_stays_where_it_was_and_is_marked_as_old(client, history):
    addresses = [f"{HOME}versions/{number}/" for number in (1, 2, 3)]

    def shown():
        pages = [words(html(client, address)) for address in addresses[:2]]
        return [re.split("后来的旧版|网址：", page)[0] for page in pages]

    before = shown()
    write(history, "全新。")
    write(history, "全新。", kind="support")
    assert shown() == before
    page = html(client, addresses[0])
    assert "这是旧版，不是现在的内容。" in page
    assert "补贴30万元。" in page
    assert "补贴50万元。" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="{HOME}#original"' in page
    assert "后来的旧版 3" in page
    assert "更早的旧版" not in page


def marked(page):
    return re.findall(r"<(del|ins)><span[^>]*>（\w+）</span>(.*?)<span", page, re.DOTALL)


def test_a_state_is_compared_with_the_next_one_of_its_section(client, history):
    page = html(client, f"{HOME}versions/1/changes/")
    assert marked(page) == [("del", "30"), ("ins", "50")]
    assert f'href="{HOME}versions/3/"' in page
    assert "有改动的段落共1段。" in words(page)
    page = html(client, f"{HOME}versions/3/changes/")
    assert marked(page) == [("ins", "二、附则")]
    assert "与现在的版本的比较" in page
    assert marked(html(client, f"{HOME}versions/2/changes/")) == [("del", "月"), ("ins", "年")]


def test_changes_are_told_in_words_for_who_hears_the_page(client, history):
    page = words(html(client, f"{HOME}versions/1/changes/"))
    assert "改动补贴（删去）30（删去完）（新增）50（新增完）万元。" in page


@pytest.mark.parametrize(
    ("body", "state", "told"),
    [
        (FIRST, "content", "两版完全相同。"),
        (FIRST + "\n\n", "content", "两版的文字相同，只有空行、空格或表格线不同。"),
        ("", "absent", "这一栏从“有内容”改为“原文未规定”。有改动的段落共2段。"),
        ("", "pending", "这一栏从“有内容”改为“待补”。有改动的段落共2段。"),
    ],
)
def test_what_became_of_a_text_is_told_plainly(client, policy, body, state, told):
    # By way of another text, which nobody could read.
    Policy.objects.update(state=PublicationState.WITHDRAWN)
    write(policy, SECOND)
    write(policy, body, state=state)
    Policy.objects.update(state=PublicationState.PUBLISHED)
    assert told in words(html(client, f"{HOME}versions/1/changes/"))


@pytest.mark.parametrize("query", ["", "?view=care&from=a&from=b"])
def test_the_former_address_of_the_changes_leads_to_them(client, history, query):
    answer = client.get(f"{HOME}versions/1/compare/{query}")
    assert (answer.status_code, answer["Location"]) == (301, f"{HOME}versions/1/changes/{query}")


def test_a_section_that_is_gone_is_compared_with_nothing(client, policy):
    policy.sections.all().delete()
    assert "改为“待补”" in html(client, f"{HOME}versions/1/changes/")


def test_a_state_without_text_is_shown_as_what_it_was(client, policy):
    write(policy, "", state="absent")
    write(policy, SECOND)
    assert "原文未规定。" in words(html(client, f"{HOME}versions/2/"))


def test_markup_in_a_text_is_text(client, policy):
    write(policy, "<script>alert(1)</script>甲")
    write(policy, "<script>alert(2)</script>甲")
    for address in ("2/", "2/changes/"):
        page = html(client, f"{HOME}versions/{address}")
        assert "&lt;script&gt;" in page
        assert "<script>" not in page


# Who may not


@pytest.mark.parametrize("state", [state for state in PublicationState if state != "published"])
def test_the_history_of_what_is_not_public_is_not_found(client, history, state):
    Policy.objects.update(state=state)
    for page in ("", "1/", "1/changes/"):
        assert client.get(f"{HOME}versions/{page}").status_code == 404


def test_what_was_written_before_publishing_or_while_withdrawn_is_nowhere(client, policy):
    Policy.objects.update(state=PublicationState.WITHDRAWN)
    write(policy, "只给编辑看的话。")
    write(policy, "定稿。")
    Policy.objects.update(state=PublicationState.PUBLISHED)
    assert SectionVersion.objects.filter(body="只给编辑看的话。").exists()
    seen = [html(client, f"{HOME}versions/{page}") for page in ("", "1/", "1/changes/")]
    assert not any("只给编辑看的话" in page for page in (*seen, html(client, HOME)))
    assert "补贴30万元" in seen[1]
    assert client.get(f"{HOME}versions/2/").status_code == 404


def test_another_policy_has_no_part_in_it(client, history):
    Policy.objects.create(
        slug="b-1", title="另一条", district=history.district, source_note="测试", state="published"
    )
    assert client.get("/policies/b-1/versions/1/").status_code == 404
    assert "没有旧版" in html(client, "/policies/b-1/versions/")


@pytest.mark.parametrize(
    "number",
    [
        "0",
        "01",
        "-1",
        "4",
        "999999999",
        "1" + "0" * 30,
        "9" * 5000,
        "²",
        "１",
        "1.0",
        "x",
        "1%00",
        "..%2f1",
    ],
)
def test_a_strange_number_is_not_found(client, history, number):
    for address in (f"{HOME}versions/{number}/", f"{HOME}versions/{number}/changes/"):
        response = client.get(address, follow=True)
        assert response.status_code == 404
        assert "没有找到这个页面" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("page", ["", "1/", "1/changes/"])
def test_the_history_is_only_read(client, history, method, page):
    assert getattr(client, method)(f"{HOME}versions/{page}").status_code == 405


# Size


def test_queries_do_not_grow_with_the_history(client, made_anew, history):
    def queries():
        counts = []
        for address in (HOME, f"{HOME}versions/", f"{HOME}versions/1/", f"{HOME}versions/1/changes/"):
            html(client, address)
            with CaptureQueriesContext(connection) as captured:
                html(client, address)
            counts.append(len(captured))
        return counts

    few = queries()
    for n in range(10):
        write(history, f"第{n}稿。")
        write(history, f"第{n}稿。", kind="support")
    assert queries() == few
    assert few[0] <= 12
    assert max(few[1:]) <= 5


def compared(policy, before, after):
    write(policy, before)
    write(policy, after)
    return ChangesPage.build(policy, SectionVersion.objects.get(policy_id=policy.pk, number=2))


def test_long_unchanged_stretches_are_folded_and_their_ends_stay_in_sight(policy):
    lines = [f"第{n}段原样" for n in range(1, 21)]
    page = compared(policy, "\n".join(lines), "\n".join([*lines[:10], "全新的内容", *lines[10:]]))
    told = [
        (stretch.folded, stretch.count, stretch.changes[0].pieces[0].text)
        for stretch in page.changes.stretches
    ]
    assert told == [
        (True, 9, "第1段原样"),
        (False, 1, "第10段原样"),
        (False, 1, "全新的内容"),
        (False, 1, "第11段原样"),
        (True, 9, "第12段原样"),
    ]
    assert [stretch.changes[0].word for stretch in page.changes.stretches] == ["", "", "新增", "", ""]


def test_few_unchanged_paragraphs_are_not_worth_folding(policy):
    page = compared(policy, "甲\n乙\n丙\n丁一二三", "甲\n乙\n丙\n丁一二四")
    assert not any(stretch.folded for stretch in page.changes.stretches)


def test_a_very_long_unchanged_stretch_is_counted_only(client, policy):
    lines = "\n".join(f"第{n}段原样" for n in range(1000))
    compared(policy, lines + "\n甲", lines + "\n新的结尾")
    page = html(client, f"{HOME}versions/2/changes/")
    assert "这里有 999 段没有改动，没有列出。" in page
    assert "第500段原样" not in page


def test_more_changes_than_anybody_reads_are_cut_and_told(client, policy):
    number = changes.CHANGES + 7
    page = compared(
        policy,
        "\n".join(f"第{n}条补贴{n}元。" for n in range(number)),
        "\n".join(f"第{n}条奖励{n}元。" for n in range(number)),
    )
    assert (page.changes.paragraphs, page.changes.cut) == (number, True)
    assert (
        sum(bool(change.word) for stretch in page.changes.stretches for change in stretch.changes)
        == changes.CHANGES
    )
    assert "改动太多，后面的没有列出。" in html(client, f"{HOME}versions/2/changes/")


def test_a_text_too_large_for_word_by_word_says_so(client, policy):
    compared(policy, "补贴三十万元。" * 30_000, "补贴五十万元。" * 30_000)
    page = html(client, f"{HOME}versions/2/changes/")
    assert "有的段落没有逐字比较" in page
    assert len(marked(page)) == 2


def test_another_kind_of_line_end_is_no_difference(client, policy):
    write(policy, FIRST.replace("\n", "\r\n"))
    assert "两版完全相同" in words(html(client, f"{HOME}versions/1/changes/"))
