"""The detail page as a document: ids, links to every passage, the table of contents, neighbours."""

import re
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import Client, override_settings

from policies.models import District, Policy, Section
from policies.vocabulary import PublicationState
from tests.library import load_library

pytestmark = pytest.mark.django_db

SEED = "/policies/xuhui-2015-kechuang-zhongxin/"


@pytest.fixture(scope="module")
def seed(django_db_setup, django_db_blocker, tmp_path_factory):
    """Nothing changes the page, so it is asked for once."""
    own_index = override_settings(SEARCH_INDEX_DIR=tmp_path_factory.mktemp("index"))
    with django_db_blocker.unblock(), transaction.atomic(), own_index:
        load_library()
        page = Client().get(SEED).content.decode()
        transaction.set_rollback(True)
    return page


@pytest.fixture
def show(client):
    """A function that shows the page of a policy with one 政策原文."""
    district = District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104")
    policy = Policy.objects.create(
        slug="a-1", title="测试政策", doc_number="测〔2026〕1号", district=district,
        source_note="测试", state=PublicationState.PUBLISHED,
    )  # fmt: skip

    def page(body):
        Section.objects.update_or_create(
            policy=policy, kind="original", defaults={"state": "content", "body": body}
        )
        return client.get(policy.get_absolute_url()).content.decode()

    return page


def contents(page):
    return re.findall(
        r'<a href="(#[^"]+)">([^<]+)</a>', "".join(re.findall(r"<details.*?</details>", page, re.DOTALL))
    )


def test_every_id_stands_once_and_every_link_on_the_page_has_its_id(seed):
    ids = re.findall(r' id="([^"]+)"', seed)
    assert len(ids) == len(set(ids)) > 130
    targets = re.findall(r'href="#([^"]+)"', seed)
    assert len(targets) > 190
    assert set(targets) <= set(ids)


def test_headings_of_the_page_leave_no_rank_out(seed):
    ranks = [int(rank) for rank in re.findall(r"<h([1-6])[ >]", seed)]
    assert ranks.count(3) >= 10
    assert ranks.count(4) >= 31
    assert ranks.count(5) == 5
    assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_all_places_of_the_seed_link_to_themselves(seed):
    links = re.findall(r'<a class="self[^"]*" href="#(original-[^"]+)" aria-label="([^"]+)">', seed)
    assert len(links) == 128
    assert ("original-6-1", "六(一)") in links
    assert ("original-1-2-5", "一(二)5") in links
    assert ("original-1-3-6", "一(三)6") in links
    assert ("original-6-1-p1", "六(一)第1段") in links
    assert 'data-citation="《' in seed
    assert "的实施意见》(徐委[2015]15)" in seed


def test_the_contents_are_nested_and_hold_headings_alone(seed):
    assert len(contents(seed)) == 10 + 31 + 5
    assert contents(seed)[0] == ("#original-1", "一、指导思想和总体目标")
    assert ("#original-1-2-1", "1.空间布局承载功能") in contents(seed)
    assert "政策原文的目录</summary>" in seed


def test_a_short_section_has_no_contents(show):
    page = show("一、甲\n文。\n二、乙\n文。")
    assert contents(page) == []
    assert "下一部分" not in page


def test_headings_in_few_words_have_no_contents(show):
    few, many = (
        "一、甲\n文。\n二、乙\n文。\n三、丙\n文。",
        "一、甲\n文。\n二、乙\n文。\n三、丙\n" + "文" * 1000,
    )
    assert contents(show(few)) == []
    assert len(contents(show(many))) == 3


def test_contents_of_very_many_headings_keep_the_upper_levels(show):
    page = show(
        "\n".join(
            f"第{n}章 甲\n" + "\n".join(f"第{n * 100 + m}条 乙" for m in range(40)) for n in range(1, 6)
        )
    )
    assert [href for href, _ in contents(page)] == [f"#original-zhang{n}" for n in range(1, 6)]


def test_headings_without_end_have_no_contents(show):
    page = show("一、甲\n文。\n" * 201)
    assert contents(page) == []
    assert page.count("<h3 ") == 201


def test_parts_lead_to_their_neighbours(show):
    page = show("前言\n一、甲\n文。\n二、乙\n文。\n三、丙\n" + "文" * 1000)
    turns = re.findall(r'<a href="#([^"]+)">(上一部分|下一部分)：([^<]+)', page)
    assert turns == [
        ("original-2", "下一部分", "二、乙"),
        ("original-1", "上一部分", "一、甲"),
        ("original-3", "下一部分", "三、丙"),
        ("original-2", "上一部分", "二、乙"),
    ]


def test_a_table_scrolls_in_its_own_box_and_has_headers(show):
    page = show("见：\n类别|标准\n-|-\nA|50")
    assert re.search(
        r'<div class="table" id="original-t1" role="region" tabindex="0" aria-label="政策原文表1[^"]*">', page
    )
    assert '<th scope="col">类别' in page
    assert re.search(r"<td>A\s*</td><td>50\s*</td>", page)


def test_a_run_in_heading_and_its_text_share_a_line(show):
    page = show("一、甲\n（一）优化机制。各部门各司其职。")
    assert re.search(
        r'<div class="run-in">\s*<h4 id="original-1-1">（一）优化机制。</h4><p>各部门各司其职。\s*</p>',
        page,
    )
