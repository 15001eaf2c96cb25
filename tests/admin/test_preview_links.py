"""预览链接: made at the desk, read by whoever has it, and worth nothing when there is something else to read."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies import publishing, revising
from policies.acting import Actor
from policies.canonical import Address
from policies.models import Event, Relation
from policies.preview_links import LASTS
from policies.vocabulary import EventKind
from tests.admin.browser import form_on
from tests.admin.desk import PUBLISHED, address, make_policy, seen, signed_in
from tests.data import only
from tests.test_crawlers import may_be_fetched

pytestmark = pytest.mark.django_db
COMMAND = Actor.of_command("测试")
LINKS = "preview_links"


def given(client, policy) -> str:
    """The path of a link that this person gives out."""
    page = client.post(address(policy, LINKS), {"_give": "生成预览链接"}, follow=True)
    [found] = re.findall(r'value="(http[^"]+)" readonly', page.content.decode())
    return urlsplit(found).path


def begun(policy):
    [copy] = revising.start_copy(only(policy), COMMAND).moved
    return copy


def is_private(page) -> bool:
    return (
        page.headers["Cache-Control"] == "private, no-store"
        and page.headers["X-Robots-Tag"] == "noindex"
        and page.headers["Referrer-Policy"] == "no-referrer"
        and "ETag" not in page.headers
        and not page.cookies
    )


def why_ended(client, path) -> str:
    page = client.get(path)
    assert page.status_code == 410
    assert is_private(page)
    assert 'content="noindex"' in page.content.decode()
    return seen(page)


@pytest.fixture
def with_text(draft):
    draft.ensure_sections()
    draft.sections.filter(kind="support").update(state="content", body="每月一千元。")
    return draft


def test_who_has_the_link_reads_the_whole_page(editor, with_text, client):
    page = client.get(given(editor, with_text))
    assert page.status_code == 200
    assert is_private(page)
    html, words = page.content.decode(), seen(page)
    assert 'content="noindex"' in html
    assert "rel=canonical" not in html.replace('"', "")
    assert [each for each in (with_text.title, "每月一千元。", "预览，还没有发布") if each not in words] == []
    assert "加入对比" not in words


def test_it_shows_the_entry_as_it_is_when_somebody_looks(editor, with_text, client):
    path = given(editor, with_text)
    with_text.sections.filter(kind="support").update(body="每月两千元。")
    assert "每月两千元。" in seen(client.get(path))


@pytest.mark.parametrize("query", ["view=care", "view=plain", "size=large", "contrast=high", "part=7"])
def test_it_is_read_in_every_mode(editor, with_text, client, query):
    page = client.get(f"{given(editor, with_text)}?{query}")
    assert page.status_code == 200
    assert is_private(page)
    assert "预览：居民现在看不到这里的内容" in seen(page)


def test_its_links_lead_to_public_pages_alone(editor, with_text, published, xuhui, client):
    other = make_policy("xuhui-2020-9", title="没有发布的另一条", district=xuhui)
    for target in (other, published):
        Relation.objects.create(source=with_text, target=target, kind="basis")
    path = given(editor, with_text)
    html = client.get(path).content.decode()
    assert other.title not in html
    assert published.get_absolute_url() in html
    own = {path, *(f"{path}?{name}" for name in ("view=care", "view=plain"))}
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
    inside = {link for link in links if not link.startswith(("/static/", "/preview/"))}
    assert inside
    assert [link for link in inside if client.get(link).status_code != 200] == []
    assert {link for link in links if link.startswith("/preview/")} >= own - {path}


def test_a_link_that_was_changed_is_none(editor, with_text, incomplete, client):
    path = given(editor, with_text)
    key, _, rest = path.removeprefix("/preview/").partition("-")
    forged = [
        path[:-3] + "/",
        path.replace(rest, "").rstrip("-") + "/",
        f"/preview/{key}-{incomplete.pk}:{rest.partition(':')[2]}",
        "/preview/%00/",
        "/preview/" + "9" * 500 + "/",
        f"/preview/{'9' * 30}-1:x/",
    ]
    for each in forged:
        page = client.get(each)
        assert page.status_code == 404, each
        assert is_private(page)
        assert "这个预览链接不对" in seen(page)
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("glued", ["", "。请看", "&from=timeline", "?from=timeline"])
def test_what_a_chat_program_glues_to_it_does_no_harm(editor, with_text, client, glued):
    assert client.get(given(editor, with_text) + glued).status_code == 200


def test_it_ends_after_seven_days(editor, with_text, client, monkeypatch):
    path = given(editor, with_text)
    made = Event.objects.get(kind=EventKind.LINKED).at
    for waited, status in ((LASTS - timedelta(seconds=1), 200), (LASTS, 410)):
        monkeypatch.setattr("policies.views.timezone.now", lambda waited=waited: made + waited)
        assert client.get(path).status_code == status
    assert "已经过了" in why_ended(client, path)


def test_a_draft_that_was_published_leads_to_its_page(editor, with_text, client):
    path = given(editor, with_text)
    publishing.publish(only(with_text), COMMAND)
    assert "已经发布" in why_ended(client, path)
    assert f'href="{with_text.get_absolute_url()}"' in client.get(path).content.decode()
    publishing.withdraw(only(with_text), COMMAND)
    assert with_text.title not in why_ended(client, path)


def test_a_draft_that_is_made_of_what_was_withdrawn_is_not_shown_by_an_old_link(editor, with_text, client):
    path = given(editor, with_text)
    publishing.publish(only(with_text), COMMAND)
    publishing.withdraw(only(with_text), COMMAND)
    only(with_text).update(state="draft")
    why_ended(client, path)
    assert client.get(given(editor, with_text)).status_code == 200


def test_a_copy_that_took_the_place_of_its_original_leads_there(editor, published, client):
    copy = begun(published)
    only(copy).update(title="改过的标题")
    path = given(editor, copy)
    page = client.get(path)
    assert "改过的标题" in seen(page)
    assert copy.slug not in page.content.decode()
    publishing.publish(only(copy), COMMAND)
    assert "已经发布" in why_ended(client, path)
    assert published.get_absolute_url() in client.get(path).content.decode()
    begun(published)
    assert client.get(path).status_code == 410


def test_a_copy_that_was_given_up_is_shown_no_more(editor, published, client):
    copy = begun(published)
    path = given(editor, copy)
    revising.discard_copy(only(copy), COMMAND)
    begun(published)
    assert "已经没有了" in why_ended(client, path)


def test_a_deleted_draft_is_shown_no_more(editor, reviewer, with_text, client):
    path = given(editor, with_text)
    asked = reviewer.get(address(with_text, "delete"))
    reviewer.post(address(with_text, "delete"), form_on(asked))
    assert not only(with_text).exists()
    assert "已经没有了" in why_ended(client, path)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_it_is_worth_what_its_giver_may_see(editor, with_text, client, change):
    path = given(editor, with_text)
    User.objects.filter(username="小编").update(**change)
    assert "已经不能这样看" in why_ended(client, path)


def test_it_does_not_follow_the_entry_into_the_district_of_others(with_text, xuhui, client):
    own = signed_in("徐汇的编辑", "编辑", districts=[xuhui])
    path = given(own, with_text)
    assert client.get(path).status_code == 200
    only(with_text).update(district=None)
    assert "已经不能这样看" in why_ended(client, path)


def test_an_entry_without_a_district_is_not_shown_yet(editor, with_text, client):
    path = given(editor, with_text)
    only(with_text).update(district=None)
    page = client.get(path)
    assert page.status_code == 404
    assert "还没有填写区" in seen(page)


def test_it_is_told_in_the_history_once(editor, reviewer, with_text):
    assert given(editor, with_text) == given(editor, with_text)
    assert Event.objects.filter(kind=EventKind.LINKED).count() == 1
    told = seen(editor.get(address(with_text, "history")))
    assert "生成预览链接" in told
    assert "有效到" in told
    page = seen(reviewer.get(address(with_text, LINKS)))
    assert "小编给出的链接" in page


def test_who_may_see_the_entry_takes_all_of_its_links_back(editor, reviewer, with_text, client):
    path = given(editor, with_text)
    page = reviewer.post(address(with_text, LINKS), {"_end": "收回全部链接"}, follow=True)
    assert "现在没有可以用的链接" in seen(page)
    assert "收回" in why_ended(client, path)
    assert client.get(given(editor, with_text)).status_code == 200


def test_who_may_not_see_the_entry_gives_out_nothing(with_text):
    other = signed_in("别区的编辑", "编辑", districts=[])
    assert other.post(address(with_text, LINKS), {"_give": "生成"}).status_code == 403
    assert Client().post(address(with_text, LINKS), {"_give": "生成"}).status_code == 302
    assert not Event.objects.filter(kind=EventKind.LINKED).exists()


def test_what_is_published_needs_none(reviewer, published):
    for answer in (reviewer.get(address(published, LINKS)), reviewer.post(address(published, LINKS))):
        assert answer.headers["Location"] == address(published)
    assert published.state == PUBLISHED


def test_the_form_and_the_page_of_the_reviewer_lead_to_it(editor, draft):
    for page in ("change", "decide"):
        assert address(draft, LINKS) in editor.get(address(draft, page)).content.decode()


def test_to_read_it_writes_nothing_and_no_page_of_it_is_kept(editor, with_text, client):
    path = given(editor, with_text)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs == {"SELECT"}
    assert len(queries) < 30
    assert Address.of(path, "") is None


def test_crawlers_may_read_that_they_are_to_list_none(client):
    assert may_be_fetched(client.get("/robots.txt").content.decode(), "/preview/abc/")
