"""Earlier states at the desk: what a save keeps, and the pages where staff read and copy it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.admin import versions
from policies.models import Benefit, PolicyServicePoint, Round, Section, SectionVersion
from policies.text import parting
from tests.admin.desk import DRAFT, PUBLISHED, WITHDRAWN, address, form_data, pressed, run, seen, signed_in
from tests.admin.test_chinese import foreign
from tests.data import give_points, kept

pytestmark = pytest.mark.django_db

DRAFT_TEXT, PUBLIC_TEXT = "草稿里的话。", "公开过的话。"


def save(client, policy, state, body):
    policy.refresh_from_db()
    data = form_data(
        district=policy.district_id,
        source_note="扫描件。",
        reason="只有我一人。",
        **(pressed(state) if state != policy.state else {}),
        **{"sections-0-state": "content", "sections-0-body": body},
    )
    assert client.post(address(policy), data).status_code == 302
    policy.refresh_from_db()
    assert (policy.state, policy.sections.get(kind="original").body) == (state, body)


@pytest.fixture
def written(draft):
    Section.objects.create(policy=draft, kind="original", state="content", body=DRAFT_TEXT)
    return draft


def test_a_save_keeps_the_text_before_it_once(editor, written):
    save(editor, written, DRAFT, "二稿。")
    save(editor, written, DRAFT, "二稿。")
    assert kept(written) == [(None, DRAFT_TEXT)]


def test_publishing_and_correcting_in_one_save_does_not_make_the_draft_public(reviewer, written):
    save(reviewer, written, PUBLISHED, PUBLIC_TEXT)
    assert kept(written) == [(None, DRAFT_TEXT)]


def test_a_text_that_was_withdrawn_was_public(reviewer, written):
    run(reviewer, "publish", written)
    run(reviewer, "withdraw", written)
    save(reviewer, written, WITHDRAWN, "改一半。")
    save(reviewer, written, PUBLISHED, PUBLIC_TEXT)
    assert kept(written) == [(1, DRAFT_TEXT), (None, "改一半。")]


# The pages


def links(client, policy):
    page = client.get(address(policy, "versions")).content.decode()
    return re.findall(rf'href="({address(policy, "versions")}[0-9]+/)"', page)


def test_who_may_look_at_a_policy_reads_and_copies_its_earlier_texts(editor, written):
    save(editor, written, DRAFT, "二稿。")
    save(editor, written, DRAFT, "三稿。")
    assert f'href="{address(written, "versions")}"' in editor.get(address(written)).content.decode()
    assert "政策原文" in seen(editor.get(address(written, "versions")))
    texts = [
        re.search(r"<textarea[^>]* readonly>\n(.*?)</textarea>", editor.get(link).content.decode())[1]
        for link in links(editor, written)
    ]
    assert texts == ["二稿。", DRAFT_TEXT]


def test_staff_see_what_residents_see(reviewer, written):
    save(reviewer, written, DRAFT, "二稿。")
    save(reviewer, written, PUBLISHED, "二稿。")
    written.sections.filter(kind="original").update(body=PUBLIC_TEXT)
    told = re.findall(r"公开过：旧版 1|没有公开过", seen(reviewer.get(address(written, "versions"))))
    assert told == ["公开过：旧版 1", "没有公开过"]


def test_a_policy_that_never_changed_has_nothing_to_show(editor, written):
    assert "没有以前的内容" in seen(editor.get(address(written, "versions")))


def test_a_published_policy_is_open_to_editors_for_looking(editor, reviewer, written):
    save(reviewer, written, PUBLISHED, PUBLIC_TEXT)
    assert len(links(editor, written)) == 1


def test_the_pages_are_chinese(superuser, written):
    save(superuser, written, DRAFT, "二稿。")
    written.sections.filter(kind="original").update(body="", state="absent")
    written.sections.filter(kind="original").update(body="三稿。", state="content")
    paths = [address(written, "versions"), *links(superuser, written)]
    assert len(paths) == 4
    assert [foreign(superuser.get(path)) for path in paths] == [set()] * 4


def test_strangers_see_nothing(client, written):
    plain = signed_in("新人")
    Section.objects.update(body="二稿。")
    version = SectionVersion.objects.get().pk
    for path in (address(written, "versions"), f"{address(written, 'versions')}{version}/"):
        assert client.get(path).status_code == 302
        assert plain.get(path).status_code == 403


def test_nothing_else_is_found_and_nothing_is_written(editor, written, published):
    Section.objects.update(body="二稿。")
    own = f"{address(written, 'versions')}{SectionVersion.objects.get().pk}/"
    assert editor.get(own).status_code == 200
    others = own.replace(f"/{written.pk}/", f"/{published.pk}/", 1)
    huge = "9" * 30
    for path in (
        others,
        f"{address(written, 'versions')}{huge}/",
        own.replace(f"/{written.pk}/", f"/{huge}/", 1),
    ):
        assert editor.get(path).status_code == 404
    assert editor.post(own, {"body": "改"}).status_code == 405
    assert editor.post(address(written, "versions")).status_code == 405


def test_the_queries_of_the_list_do_not_grow_and_it_loads_no_texts(editor, written):
    counts = []
    for start in (0, 10):
        for n in range(start, start + 10):
            Section.objects.update(body=f"第{n}稿。")
        with CaptureQueriesContext(connection) as queries:
            editor.get(address(written, "versions"))
        counts.append(len(queries))
        assert not any('"body"' in query["sql"] for query in queries)
    assert counts[0] == counts[1]


def test_a_long_text_is_read_in_parts(editor, written, monkeypatch):
    monkeypatch.setattr(parting, "PART_WEIGHT", 1000)
    paragraphs = [f"第{number}段的文字。" for number in range(60)]
    save(editor, written, DRAFT, "\n".join(paragraphs))
    save(editor, written, DRAFT, "短。")
    url = links(editor, written)[0]
    pages = [seen(editor.get(url, {"part": number})) for number in (1, 2, 3)]
    assert all("共 3 部分" in page for page in pages)
    assert all(sum(paragraph in page for page in pages) == 1 for paragraph in paragraphs)


# Rounds, benefits and the like


@pytest.fixture
def answered(written):
    give_points([written])
    Round.objects.create(policy=written, name="2025年", closes_on=date(2025, 3, 31), open_all_year=False)
    Benefit.objects.create(policy=written, what="租房补贴", kind="rent", per="month", quote=DRAFT_TEXT)
    return written


def records(page):
    rows = re.findall(r"<tr>(.*?)</tr>", seen_html(page, "以前的申报轮次"), re.S)
    return [re.findall(r"<td>(.*?)</td>", row, re.S) for row in rows[1:]]


def seen_html(page, heading):
    return page.content.decode().partition(heading)[2]


def test_earlier_rounds_and_benefits_are_told_in_words(editor, answered):
    Round.objects.update(closes_on=date(2025, 4, 30))
    Benefit.objects.all().delete()
    PolicyServicePoint.objects.filter(point__uid="shared").delete()
    assert records(editor.get(address(answered, "versions"))) == [
        ["受理点", "受理点：测试窗口", "草稿"],
        [
            "待遇",
            "给什么：租房补贴<br>方式：租房<br>怎么给：每月<br>摘自哪一栏：扶持力度<br>摘录：草稿里的话。",
            "草稿",
        ],
        ["申报轮次", "名称：2025年<br>截止日期：2025-03-31", "草稿"],
    ]


def test_what_never_changed_is_not_spoken_of(editor, answered):
    assert "以前的申报轮次" not in seen(editor.get(address(answered, "versions")))


def test_many_of_them_take_no_more_queries_and_the_page_says_where_it_ends(editor, answered, monkeypatch):
    monkeypatch.setattr(versions, "LISTED", 5)
    counts = []
    for number in range(8):
        Round.objects.update(name=f"第{number}批")
        with CaptureQueriesContext(connection) as queries:
            page = editor.get(address(answered, "versions"))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert len(records(page)) == 5
    assert "只列出最近的 5 次。" in seen(page)
