"""A policy that is too long for one page: its parts, their addresses, and the ways between them."""

import re
from datetime import date

import pytest

from policies.kept import PAGES, TEXTS
from policies.models import Benefit, Round
from policies.text import parting
from tests.data import make_public, put
from tests.pages import html

pytestmark = pytest.mark.django_db

PLAIN = "/policies/a-1/"
BODY = (
    "\n".join(f"{number}、标题{number}\n（一）甲\n文字{number}。" for number in "一二三四五六七八九")
    + "文" * 1000
)


@pytest.fixture(autouse=True)
def short_parts(monkeypatch):
    """Parts of a few lines."""
    monkeypatch.setattr(parting, "PART_WEIGHT", 1400)
    TEXTS.clear()
    yield
    TEXTS.clear()


@pytest.fixture
def policy():
    policy = make_public()
    put(policy, BODY)
    put(policy, "给予补贴。", "support")
    return policy


def parts(client):
    """The pages of all parts."""
    count = int(re.search(r"第 1 部分，共 (\d+) 部分", html(client, PLAIN))[1])
    return [html(client, PLAIN), *(html(client, f"{PLAIN}?part={n}") for n in range(2, count + 1))]


def ids(page):
    return re.findall(r' id="([^"]+)"', page)


def test_each_paragraph_stands_in_one_part(client, policy):
    pages = parts(client)
    assert len(pages) > 1
    for number in "一二三四五六七八九":
        assert sum(f"文字{number}。" in page for page in pages) == 1


def test_all_places_keep_their_anchors(client, policy, monkeypatch):
    in_parts = [name for page in parts(client) for name in ids(page) if name.startswith("original-")]
    monkeypatch.setattr(parting, "PART_WEIGHT", 100_000)
    TEXTS.clear()
    PAGES.clear()
    whole = [name for name in ids(html(client, PLAIN)) if name.startswith("original-")]
    heading = "original-heading"
    assert [name for name in in_parts if name != heading] == [name for name in whole if name != heading]


def test_every_link_into_the_text_leads_to_the_part_that_has_the_passage(client, policy):
    pages = parts(client)
    for shown, page in enumerate(pages):
        links = re.findall(r'href="(/policies/a-1/)?(?:\?part=(\d+))?#([^"]+)"', page)
        assert {target for _, _, target in links} >= {"original-9", "original-9-1", "original", "support"}
        for path, part, target in links:
            led_to = pages[int(part) - 1 if part else 0 if path else shown]
            assert target in ids(led_to), (path, part, target)


def test_the_contents_of_all_parts_stand_on_each(client, policy):
    for page in parts(client):
        assert page.index("政策原文的目录") < page.index('class="prose')


def test_a_section_that_begins_in_another_part_says_so(client, policy):
    first, *_, last = parts(client)
    assert "接着看政策原文" in first
    assert re.search(r"这一栏在第 \d 部分", first)
    assert "政策原文（续）" in last or "这一栏在第 1 部分" in last
    assert "给予补贴。" in last


def test_the_first_part_has_the_plain_address(client, policy):
    for asked in ("1", "01", "", "abc", "original-", "original", "original-1"):
        response = client.get(PLAIN, {"part": asked, "view": "care"})
        assert response.status_code == 302
        path, _, fragment = response["Location"].partition("#")
        assert path == f"{PLAIN}?view=care"
        assert fragment == (asked if asked in ("original", "original-1") else "")


def test_an_anchor_is_led_to_its_part(client, policy):
    for anchor in ("original-9", "original-9-1", "original-9-1-p1", "support"):
        response = client.get(PLAIN, {"part": anchor})
        address, _, fragment = response["Location"].partition("#")
        assert fragment == anchor
        assert anchor in ids(html(client, address))


@pytest.mark.parametrize("asked", ["0", "99", "9" * 5000])
def test_a_part_that_is_not_there_is_404_with_ways_on(client, policy, asked):
    page = html(client, f"{PLAIN}?part={asked}", 404)
    assert f'<a href="{PLAIN}">从头看这条政策</a>' in page
    assert re.search(rf'<a href="{re.escape(PLAIN)}\?part=\d+">看最后一部分', page)


def test_a_usual_policy_has_no_parts(client, policy):
    put(policy, "一、甲\n文。")
    assert "部分，共" not in html(client, PLAIN)
    assert client.get(PLAIN, {"part": "1"})["Location"] == PLAIN
    assert f'<a href="{PLAIN}">看这条政策</a>' in html(client, f"{PLAIN}?part=2", 404)


def test_paper_says_which_part_it_has_and_where_it_is(client, policy):
    printed = re.search(r'<div class="printed.*?</div>', html(client, f"{PLAIN}?part=2"), re.DOTALL)[0]
    assert re.search(r"这里只有第 2 部分，共 \d 部分", printed)
    assert "网址：http://testserver/policies/a-1/?part=2" in printed


def test_a_changed_text_is_shown_at_once(client, policy):
    assert "给予补贴。" in parts(client)[-1]
    put(policy, "给予奖励。", "support")
    assert "给予奖励。" in parts(client)[-1]
    put(policy, "改过的第一段。\n" + BODY)
    assert "改过的第一段。" in parts(client)[0]


def test_what_was_printed_is_kept(client, policy, monkeypatch):
    before = html(client, PLAIN)
    monkeypatch.setattr("policies.results.parts.outline", lambda body: pytest.fail("read again"))
    assert html(client, PLAIN) == before


def test_records_stand_where_their_section_begins(client, policy):
    Benefit.objects.create(policy=policy, uid="b1", what="补贴", amount="1元", kind="cash", quote="给予补贴")
    Round.objects.create(policy=policy, uid="r1", name="2025年", closes_on=date(2025, 1, 1))
    pages = parts(client)
    last = len(pages)
    assert [number for number, page in enumerate(pages, 1) if 'id="benefit-b1"' in page] == [last]
    assert [number for number, page in enumerate(pages, 1) if 'id="round-r1"' in page] == [1]
    assert f'href="{PLAIN}?part={last}#benefit-b1"' in pages[0]
    assert 'href="#benefit-b1"' in pages[-1]
    assert f'href="{PLAIN}#round-r1"' in pages[-1]
    assert f'href="{PLAIN}?part={last}#support' in pages[0]


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("benefit-b1", "?part={last}#benefit-b1"),
        ("round-r1", "#round-r1"),
        ("benefit-<b>", ""),
        ("benefit-", ""),
    ],
)
def test_the_anchor_of_a_record_leads_to_its_part(client, policy, asked, led):
    last = len(parts(client))
    response = client.get(PLAIN, {"part": asked})
    assert response.status_code == 302
    assert response["Location"] == PLAIN + led.format(last=last)
