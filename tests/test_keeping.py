"""Public pages that are kept: under which key, for how long, and what caches are told of them."""

from __future__ import annotations

import gzip
from datetime import timedelta

import brotli
import pytest
from django.http import HttpResponse
from django.utils import timezone

from policies import publishing, views
from policies.acting import Actor
from policies.kept import PAGES
from policies.lookup import index as lookup_index
from policies.lookup.index import LookupIndex, UnavailableError
from policies.models import Policy
from policies.urls import urlpatterns
from portal import keeping
from portal.caching import PUBLIC, STAFF
from portal.coding import Coding, best_of, decode, encode
from portal.release import release
from tests.data import make_indexed

pytestmark = pytest.mark.django_db

LIST = "/policies/?topic=topic-1&sort=oldest"


@pytest.fixture
def policies():
    return make_indexed()


def page_of(policy):
    return f"/policies/{policy.slug}/"


def title_of(policy, title):
    Policy.objects.filter(pk=policy.pk).update(title=title)


# What is kept


@pytest.mark.parametrize(
    "address", ["/", LIST, "/policies/?q=办法", "/policies/print", "/sitemap-policies.xml"]
)
def test_a_page_is_made_once(client, policies, address, django_assert_num_queries):
    first = client.get(address)
    # The reader's own look at the database.
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.content == first.content
    assert dict(again.headers) | {"X-Request-ID": ""} == dict(first.headers) | {"X-Request-ID": ""}
    assert again["X-Request-ID"] != first["X-Request-ID"]


def test_what_needs_no_database_asks_none(client, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(0):
            assert client.get("/about/").status_code == 200


@pytest.mark.parametrize(
    "same",
    [
        "/policies/?sort=oldest&topic=topic-1",
        f"{LIST}&from=singlemessage&isappinstalled=0",
        f"{LIST}&page=1&district=&q=",
        f"{LIST}&topic=topic-1",
        f"{LIST}&view=nonsense",
    ],
)
def test_addresses_with_one_meaning_are_one_page(client, policies, same):
    assert client.get(same).content == client.get(LIST).content
    assert len(PAGES) == 1


@pytest.mark.parametrize(
    "other",
    [
        LIST.replace("oldest", "newest"),
        f"{LIST}&view=care",
        f"{LIST}&size=large",
        "/policies/?topic=topic-2&sort=oldest",
        "/policies/print?topic=topic-1&sort=oldest",
    ],
)
def test_another_page_is_kept_beside_it(client, policies, other):
    assert client.get(other)["ETag"] != client.get(LIST)["ETag"]
    assert len(PAGES) == 2


def test_a_page_names_its_own_host_and_scheme(client, policies, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    told = {
        (host, secure): client.get(LIST, headers={"host": host}, secure=secure).content.decode()
        for host in settings.ALLOWED_HOSTS
        for secure in (False, True)
        for _ in range(2)
    }
    for (host, secure), html in told.items():
        assert f'<link rel="canonical" href="{"https" if secure else "http"}://{host}/policies/' in html
    assert client.get(LIST, headers={"host": "c.example"}).status_code == 400


def test_another_coding_of_a_page_is_made_of_the_one_that_is_kept(
    client, policies, django_assert_num_queries
):
    plain = client.get(LIST).content
    with django_assert_num_queries(2):
        compressed = {name: client.get(LIST, headers={"accept-encoding": name}) for name in ("br", "gzip")}
    assert brotli.decompress(compressed["br"].content) == gzip.decompress(compressed["gzip"].content) == plain
    assert {answer["Content-Encoding"] for answer in compressed.values()} == {"br", "gzip"}
    assert len({client.get(LIST)["ETag"], *(answer["ETag"] for answer in compressed.values())}) == 3


@pytest.mark.parametrize(
    ("header", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("deflate", ""), ("", "")],
)
def test_the_coding_is_the_smallest_that_is_taken(header, coding):
    assert best_of(header) == coding


@pytest.mark.parametrize("coding", Coding)
def test_a_coding_gives_back_what_it_took(coding):
    body = "人才政策".encode() * 100
    assert decode(encode(body, coding), coding) == body
    assert encode(body, coding) == encode(body, coding), "a page has the same bytes each time"


# For how long


def test_what_residents_can_see_ends_it_and_a_draft_does_not(client, policies):
    seen, draft = Policy.objects.published().first(), Policy.objects.filter(state="draft").first()
    before = client.get(LIST)["ETag"]
    title_of(draft, "改过的草稿")
    assert client.get(LIST)["ETag"] == before
    title_of(seen, "改过的政策")
    assert client.get(LIST)["ETag"] != before
    assert "改过的政策" in client.get(page_of(seen)).content.decode()


def test_a_new_day_ends_it(client, policies, monkeypatch):
    before = client.get(LIST)["ETag"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert client.get(LIST)["ETag"] != before


def test_a_policy_that_is_withdrawn_is_gone_for_who_has_its_page(client, policies):
    etag = client.get(page_of(policies[0]))["ETag"]
    publishing.withdraw(Policy.objects.filter(pk=policies[0].pk), Actor.of_command("test"))
    for known in (etag, ""):
        answer = client.get(page_of(policies[0]), headers={"if-none-match": known})
        assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
        assert "ETag" not in answer


def test_code_and_duties_are_part_of_the_release(settings):
    before = release()
    assert release.__wrapped__() == before
    settings.SITE_DUTIES = settings.SITE_DUTIES | {"PORTAL_OPERATOR": "测试单位"}
    assert release.__wrapped__() != before


# What is never kept


@pytest.mark.parametrize(
    "address", ["/nothing/", "/policies/no-such/", "/policies/?page=999", "/policies/?" + "a=1&" * 1_100]
)
def test_errors_are_not_kept(client, policies, address):
    assert client.get(address)["Cache-Control"] == "no-store"
    assert len(PAGES) == 0


def test_a_page_without_the_index_is_not_kept(client, policies, monkeypatch):
    def away(self, on):
        lookup_index.standing.set(lookup_index.Standing.MISSING)
        raise UnavailableError

    monkeypatch.setattr(LookupIndex, "reader", away)
    answer = client.get(LIST)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer
    assert len(PAGES) == 0


def test_an_index_that_fails_while_it_answers_makes_no_page_that_is_kept(client, policies, monkeypatch):
    def broken(self, *args):
        raise ValueError("a damaged file")

    monkeypatch.setattr("policies.lookup.engine.Engine._in_order", broken)
    answer = client.get(LIST)
    assert "查找功能正在恢复" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert len(PAGES) == 0


def test_the_desk_is_never_kept(client, admin_client, policies):
    for who in (client, admin_client):
        for address in ("/admin/", "/admin/login/", "/admin/policies/policy/"):
            assert who.get(address)["Cache-Control"] == STAFF
    assert len(PAGES) == 0


def test_staff_get_the_public_page_of_everyone(client, admin_client, policies):
    assert admin_client.get(LIST).content == client.get(LIST).content
    assert len(PAGES) == 1


def test_an_address_without_end_is_answered_and_not_kept(client, policies):
    answer = client.get("/policies/", {"q": "办" * 1_000})
    assert (answer.status_code, answer["Cache-Control"]) == (200, PUBLIC)
    assert (
        client.get("/policies/", {"q": "办" * 1_000}, headers={"if-none-match": answer["ETag"]}).status_code
        == 304
    )
    assert len(PAGES) == 0


def test_words_in_another_coding_ask_for_the_same_page(client, policies):
    in_gbk = client.get("/policies/?q=%C8%CB%B2%C5").content
    assert len(PAGES) == 1
    assert client.get("/policies/", {"q": "人才"}).content == in_gbk
    assert len(PAGES) == 1


def test_a_crawler_pushes_out_nothing_that_is_asked_for_again(client, policies, monkeypatch):
    popular = ["/", "/policies/", LIST]
    monkeypatch.setattr(PAGES, "max_bytes", 300_000)
    for address in popular * 2:
        client.get(address)
    for number in range(60):
        client.get(f"/policies/suggest?q={number}", headers={"accept-encoding": ""})
    assert PAGES.bytes <= PAGES.max_bytes
    monkeypatch.setattr(HttpResponse, "render", None, raising=False)
    monkeypatch.setattr("policies.views.render", None)
    assert {client.get(address).status_code for address in popular} == {200}


# What caches are told


@pytest.mark.parametrize(
    "address", ["/", LIST, "/about/", "/robots.txt", "/sitemap.xml", "/policies/suggest?q=办"]
)
def test_a_cache_may_have_it_for_a_second(client, policies, address):
    for answer in (client.get(address), client.get(address)):
        assert (answer["Cache-Control"], answer["Vary"]) == (PUBLIC, "Accept-Encoding")
        assert not answer.cookies
    head = client.head(address)
    assert head.content == b""
    same = ("ETag", "Content-Length", "Content-Type", "Cache-Control")
    assert [head[name] for name in same] == [answer[name] for name in same]


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"other", {}', '"a", W/{} , "b"'])
def test_who_has_the_page_is_told_so_without_making_it(client, policies, sent, django_assert_num_queries):
    etag = client.get(LIST)["ETag"]
    PAGES.clear()
    with django_assert_num_queries(1):
        answer = client.get(LIST, headers={"if-none-match": sent.format(etag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer["ETag"], answer["Cache-Control"], answer["Vary"]) == (etag, PUBLIC, "Accept-Encoding")
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("junk", ["*", "x", '"', "W/", '"' * 5_000, "\x00"])
def test_an_odd_etag_is_ignored(client, policies, junk):
    assert client.get(LIST, headers={"if-none-match": junk}).status_code == 200


def test_the_etag_of_another_coding_is_another(client, policies):
    etag = client.get(LIST, headers={"accept-encoding": "br"})["ETag"]
    assert client.get(LIST, headers={"if-none-match": etag}).status_code == 200


def test_a_redirect_may_be_had_for_a_second(client):
    for address in ("/policies/。", "/favicon.ico"):
        assert client.get(address)["Cache-Control"] == PUBLIC


# What is done for each answer


def test_what_a_view_wants_done_is_done_for_every_answer(client, policies, monkeypatch):
    """A search that finds nothing is counted, though its page is made once."""
    asked, show = [], views.policy_list

    def counting(request):
        response = show(request)
        response.each_time = asked.append
        return response

    [route] = [each for each in urlpatterns if each.name == "list"]
    monkeypatch.setattr(route, "callback", counting)
    made = [client.get(LIST) for _ in range(2)]
    client.get(LIST, headers={"accept-encoding": "br"})
    client.get(LIST, headers={"if-none-match": made[0]["ETag"]})
    assert len(asked) == 4


# The guard


def private(kind):
    def get_response(request):
        answer = HttpResponse("x" * 500)
        if kind == "cookie":
            answer.set_cookie("a", "b")
        else:
            answer["Vary"] = "Accept-Encoding, Cookie"
        return answer

    return get_response


@pytest.mark.parametrize("kind", ["cookie", "vary"])
def test_a_public_page_that_is_not_the_same_for_everyone_is_an_error(rf, kind):
    with pytest.raises(keeping.PrivateError):
        keeping.KeepingMiddleware(private(kind))(rf.get("/about/"))


@pytest.mark.parametrize("kind", ["cookie", "vary"])
def test_in_use_it_is_given_to_nobody_else(rf, kind, monkeypatch, caplog):
    monkeypatch.setattr(keeping, "complain", keeping.log.error)
    answer = keeping.KeepingMiddleware(private(kind))(rf.get("/about/"))
    assert (answer.status_code, answer["Cache-Control"]) == (200, STAFF)
    assert "sets a cookie" in caplog.text
    assert len(PAGES) == 0


# At once


def test_what_the_desk_sends_is_on_the_next_page(admin_client, policies, monkeypatch):
    """Whatever it was: this process looks at the database again before it answers anything that it has kept."""
    monkeypatch.setattr(lookup_index, "CHECK_SECONDS", 3_600.0)
    monkeypatch.setattr(lookup_index, "TRUSTED_SECONDS", 3_600.0)
    before = admin_client.get(page_of(policies[0]))
    title_of(policies[0], "改过的政策")
    assert admin_client.get(page_of(policies[0])).content == before.content
    admin_client.post("/admin/policies/topic/", {})
    assert "改过的政策" in admin_client.get(page_of(policies[0])).content.decode()


@pytest.mark.parametrize("more", ["", "&from=" + "a" * 2_000])
def test_what_looks_personal_is_kept_by_nobody(client, policies, more):
    answer = client.get(f"/policies/?q=138+0013+8000{more}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert len(PAGES) == 0


def test_a_304_to_a_head_says_no_length(client, policies):
    etag = client.get("/about/").headers["ETag"]
    answer = client.head("/about/", headers={"if-none-match": etag})
    assert (answer.status_code, answer.headers.get("Content-Length")) == (304, None)
