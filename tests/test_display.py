"""How a page is shown is said by its address, and every link of such a page says it too."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, resolve

from policies.display import KINDS, Display, Modes
from policies.models import Section
from policies.vocabulary import Contrast, Size, ViewMode
from portal import display as portal_display
from portal.display import keep_display
from portal.keeping import KeepingMiddleware
from tests.data import clear
from tests.library import load_library

CARE = Display(view=ViewMode.CARE)
ALL = Display(ViewMode.CARE, Size.LARGER, Contrast.HIGH)
MODES = ["view=care", "view=plain", "size=large", "contrast=high", "view=care&size=larger&contrast=high"]
SEED = "/policies/xuhui-2015-kechuang-zhongxin/"
ADDRESSES = [
    "/",
    "/policies/",
    "/policies/?page=2&sort=oldest",
    "/policies/?district=xuhui&district=fengxian&q=管理办法&in=original",
    "/policies/?q=没有这个词&district=xuhui",
    "/policies/?q=居注证",
    "/policies/print?district=xuhui&sort=oldest",
    "/policies/suggest?q=公租",
    SEED,
    "/policies/fengxian-2022-gongzufang/",
    f"{SEED}versions/",
    f"{SEED}versions/1/",
    f"{SEED}versions/1/changes/",
    "/start/",
    "/start/?audience=&district=xuhui",
    "/matrix/?topic=zhufang",
    "/compare/?p=xuhui-2015-kechuang-zhongxin&p=fengxian-2022-gongzufang",
    "/about/",
    "/help/",
    "/accessibility/",
    "/privacy/",
    "/nothing/",
]


def of(address):
    return Display.of(RequestFactory().get(address))


@pytest.mark.parametrize(
    ("query", "display"),
    [
        ("", Display()),
        ("view=care", CARE),
        ("view=care&size=larger&contrast=high", ALL),
        ("VIEW=care", Display()),
        ("view=CARE", CARE),
        ("view=长者模式", CARE),
        ("view=plain&view=care", CARE),
        ("view=standard&size=&contrast=2", Display()),
        ("view=" + "care" * 10_000, Display()),
        ("view=%00&size=%ff&contrast=<b>", Display()),
    ],
)
def test_what_the_address_says_and_nothing_else(query, display):
    assert of(f"/?{query}") == display
    assert bool(display) == any((display.view, display.size, display.contrast))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", "/?view=care"),
        ("/policies/?district=xuhui&district=putuo", "/policies/?district=xuhui&district=putuo&view=care"),
        ("/help/#absent", "/help/?view=care#absent"),
        ("/policies/?q=a%23b&page=2#results", "/policies/?q=a%23b&page=2&view=care#results"),
        ("?page=2", "?page=2&view=care"),
        ("?", "?view=care"),
        ("/?q=what?#a?b#c", "/?q=what?&view=care#a?b#c"),
        # What an address says of itself stands.
        ("/?view=plain", "/?view=plain"),
        ("/?preview=1", "/?preview=1&view=care"),
    ],
)
def test_an_address_keeps_the_display(address, kept):
    assert CARE.kept_by(address) == kept
    assert CARE.kept_by(kept) == kept
    assert Display().kept_by(address) == ("" if address == "?" else address)


def test_each_choice_changes_one_thing_and_keeps_all_else():
    modes = Modes.of(RequestFactory().get("/policies/?district=xuhui&view=care&district=putuo&q=%3C%26"))
    rest = "district=xuhui&district=putuo&q=%3C%26"
    assert modes.address == f"/policies/?{rest}"
    view, size, contrast = modes.kinds
    assert [(choice.label, choice.url, choice.is_current) for choice in view.choices] == [
        ("标准", f"/policies/?{rest}", False),
        ("长者模式", f"/policies/?{rest}&view=care", True),
        ("纯文本", f"/policies/?{rest}&view=plain", False),
    ]
    assert [(choice.label, choice.url, choice.is_current) for choice in size.choices] == [
        ("标准", f"/policies/?{rest}&view=care", True),
        ("大", f"/policies/?{rest}&view=care&size=large", False),
        ("特大", f"/policies/?{rest}&view=care&size=larger", False),
    ]
    assert [choice.label for choice in contrast.choices] == ["标准", "高对比"]


def test_a_path_that_looks_like_another_host_is_no_way_out():
    modes = Modes.of(RequestFactory().get("/", PATH_INFO="//evil.example/"))
    assert modes.care == "/%2Fevil.example/?view=care"


def kept(html, display=CARE, path="/", status=200, **headers):
    answer = HttpResponse(html, status=status, headers=headers or None)
    keep_display(RequestFactory().get(display.kept_by(path)), answer)
    return answer


@pytest.mark.parametrize(
    ("tag", "kept_tag"),
    [
        ('<a href="/help/">', '<a href="/help/?view=care">'),
        ('<a class="a" href="/?q=1&amp;page=2#x">', '<a class="a" href="/?q=1&amp;page=2&amp;view=care#x">'),
        ('<a\n  href="?page=2">', '<a\n  href="?page=2&amp;view=care">'),
        ('<a title="a &gt; b" href="/">', '<a title="a &gt; b" href="/?view=care">'),
        ('<a href="/?q=%22&#x27;">', '<a href="/?q=%22&#x27;&amp;view=care">'),
        ('<a data-display href="/">', '<a data-display href="/">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<a href="https://a.example/">', '<a href="https://a.example/">'),
        ('<a href="//a.example/">', '<a href="//a.example/">'),
        ('<a href="/static/icon.svg">', '<a href="/static/icon.svg">'),
        ('<a href="/admin/">', '<a href="/admin/">'),
        ('<a href="mailto:a@a.example">', '<a href="mailto:a@a.example">'),
        ('<a id="place">', '<a id="place">'),
        ('<abbr title="/">', '<abbr title="/">'),
        ('<link href="/">', '<link href="/">'),
        ('&lt;a href="/"&gt;', '&lt;a href="/"&gt;'),
        ('<form action="/policies/">', '<form action="/policies/"><input type="hidden" name="view" value="care">'),
        ("<form>", '<form><input type="hidden" name="view" value="care">'),
        ('<form method="post" action="/">', '<form method="post" action="/">'),
        ('<form action="https://a.example/">', '<form action="https://a.example/">'),
        (
            '<input name="q" data-suggest="/policies/suggest">',
            '<input name="q" data-suggest="/policies/suggest?view=care">',
        ),
        ('<input value="/">', '<input value="/">'),
        ("<details>", "<details open>"),
        ('<details class="not open">', '<details class="not open" open>'),
        ("<details open>", "<details open>"),
    ],
)  # fmt: skip
def test_a_tag_keeps_the_display(tag, kept_tag):
    assert kept(f"<p>{tag}文字").content.decode() == f"<p>{kept_tag}文字"
    assert kept(tag, Display()).content.decode() == tag


def test_only_where_nothing_is_to_be_folded_it_is_opened():
    assert kept("<details>", Display(view=ViewMode.PLAIN)).content == b"<details open>"
    assert kept("<details>", Display(size=Size.LARGE, contrast=Contrast.HIGH)).content == b"<details>"


def test_what_is_cut_off_in_the_middle_of_a_tag_stays_as_it_is():
    for html in ('<a href="/', "<a " * 1000, '<form action="/"' * 1000, '<a href="/" title="<"></a>'):
        assert kept(html).content.decode() == html


@pytest.mark.parametrize(
    ("location", "goes_to"),
    [
        ("/policies/a-1/", "/policies/a-1/?view=care"),
        ("/policies/a-1/?view=care", "/policies/a-1/?view=care"),
        ("https://a.example/", "https://a.example/"),
        ("/static/icon.svg", "/static/icon.svg"),
    ],
)
def test_a_redirect_keeps_the_display(location, goes_to):
    assert kept("", status=302, Location=location)["Location"] == goes_to


def test_other_answers_pass_untouched():
    html = '<a href="/">'
    assert kept(html, **{"Content-Type": "application/json"}).content.decode() == html
    desk = KeepingMiddleware(lambda request: HttpResponse(html))
    assert desk(RequestFactory().get("/admin/?view=care")).content.decode() == html
    streamed = StreamingHttpResponse([html])
    keep_display(RequestFactory().get("/?view=care"), streamed)
    assert b"".join(streamed).decode() == html


class Page(HTMLParser):
    """Addresses of links and, form by form, names and values of hidden fields."""

    def __init__(self, html):
        super().__init__()
        self.html, self.links, self.forms, self.folded, self.sheets = {}, [], [], 0, []
        self.suggest = self.canonical = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        match tag:
            case "html":
                self.html = attributes
            case "a" if "data-display" not in attributes:
                self.links.append(attributes["href"])
            case "form":
                self.forms.append({})
            case "input":
                if attributes.get("type") == "hidden":
                    self.forms[-1][attributes["name"]] = attributes["value"]
                self.suggest = attributes.get("data-suggest", self.suggest)
            case "details":
                self.folded += "open" not in attributes
            case "link" if attributes["rel"] == "stylesheet":
                self.sheets.append(attributes["href"])
            case "link" if attributes["rel"] == "canonical":
                self.canonical = attributes["href"]


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_library()
        section = Section.objects.get(policy__slug=SEED.split("/")[2], kind="original")
        # A long text with one word changed, so that the comparison folds what did not change.
        section.body = section.body.replace("人才", "高层次人才", 1)
        section.save()
        yield
        clear()


def with_mode(address, mode):
    return f"{address}{'&' if '?' in address else '?'}{mode}"


# Not for residents; read by a link of its own (tests/admin/test_preview_links.py); and a former address, which shows nothing.
UNSWEPT = {"patterns/", "preview/<path:token>", "policies/<lower:slug>/versions/<number:number>/compare/"}


def test_the_sweep_has_an_address_of_every_route():
    routes = {str(route.pattern) for route in get_resolver("policies.urls").url_patterns} - UNSWEPT
    swept = {resolve(urlsplit(address).path).route for address in ADDRESSES if address != "/nothing/"}
    assert swept == routes


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES)
def test_every_link_and_form_of_every_page_keeps_the_display(client, library, mode):
    wanted = {name: [value] for name, value in (part.split("=") for part in mode.split("&"))}
    for address in ADDRESSES:
        response = client.get(with_mode(address, mode))
        page = Page(response.content.decode())
        assert not response.cookies
        assert {name for name in page.html if name.startswith("data-")} == {f"data-{name}" for name in wanted}
        links = [urlsplit(urljoin(address, link)) for link in page.links if not link.startswith("#")]
        inner = [link for link in links if not link.netloc and link.scheme != "tel"]
        assert len(inner) > 5
        for link in inner:
            query = parse_qs(link.query)
            assert {name: query.get(name) for name in wanted} == wanted, (address, link)
            assert not (KINDS.keys() - wanted.keys()) & query.keys(), (address, link)
        for form in page.forms:
            assert {name: [form.get(name)] for name in wanted} == wanted, address
        if page.suggest:
            assert parse_qs(urlsplit(page.suggest).query) == wanted
        assert "view=" in mode or "?" in address or page.folded
        assert not ("view=" in mode and page.folded), address
        assert [name for name in KINDS if f"{name}=" in page.canonical] == []
        assert page.canonical.startswith("http://testserver/") == (address != "/nothing/")


@pytest.mark.django_db
def test_an_ordinary_page_costs_nothing(client, library, monkeypatch):
    monkeypatch.setattr(portal_display, "in_display", None)
    for address in ADDRESSES:
        html = client.get(address).content.decode()
        assert "modes.css" not in html
        assert not re.search(r"<html[^>]*data-", html)
    with pytest.raises(TypeError):
        client.get("/?view=care")


@pytest.mark.django_db
def test_plain_text_has_one_sheet_of_its_own(client, library):
    plain = Page(client.get("/?view=plain").content.decode()).sheets
    assert plain == ["/static/css/plain.css", "/static/css/print.css"]
    care = Page(client.get("/?view=care").content.decode()).sheets
    assert "/static/css/plain.css" not in care
    assert "/static/css/modes.css" in care


@pytest.mark.django_db
def test_a_list_is_the_same_list_in_every_mode(client, library, contexts):
    query = "district=xuhui&year=2015"
    usual, care = (client.get(f"/policies/?{query}{mode}").context["page"] for mode in ("", f"&{MODES[-1]}"))
    assert care.notices == usual.notices == ()
    assert care.rows == usual.rows
    assert care.chips == usual.chips


@pytest.mark.django_db
def test_what_was_found_comes_before_the_means_to_find_something_else(client, library):
    def order(address):
        html = client.get(address).content.decode()
        return html.index('id="results"') < html.index('id="finder"')

    assert not order("/policies/")
    assert order("/policies/?view=care")
    assert order("/policies/?view=plain")


@pytest.mark.django_db
def test_redirects_of_the_portal_keep_the_display(client, library):
    for address in (SEED.replace("xuhui", "Xuhui"), SEED.rstrip("/")):
        response = client.get(f"{address}?view=care")
        assert response.status_code == 301
        assert response["Location"] == f"{SEED}?view=care"


@pytest.mark.django_db
def test_what_is_printed_and_cited_has_the_plain_address(client, library):
    html = client.get(f"{SEED}?{MODES[-1].replace('care', 'plain')}").content.decode()
    assert f"网址：http://testserver{SEED}<" in html
    assert Page(html).canonical == f"http://testserver{SEED}"
    html = client.get(f"{SEED}versions/1/?view=care").content.decode()
    assert f"网址：http://testserver{SEED}versions/1/<" in html
    html = client.get("/policies/?view=care&district=xuhui").content.decode()
    assert "网址：http://testserver/policies/?district=xuhui<" in html


@pytest.mark.django_db
def test_what_is_refused_is_refused_in_a_mode_too(client):
    many = "&".join(f"a={number}" for number in range(1_100))
    assert client.get(f"/policies/?view=care&{many}").status_code == 400
    assert client.get("/?view=care", headers={"host": "evil.example"}).status_code == 400
    assert client.post("/?view=care").status_code == 405


@pytest.mark.django_db
def test_the_desk_has_no_modes(client):
    html = client.get("/admin/login/?view=care").content.decode()
    assert 'name="view"' not in html
    assert "data-view" not in html


def test_scripts_know_the_same_parameters():
    for name in ("display.js", "copy.js"):
        [listed] = re.findall(r"\[('view'[^\]]*)\]", Path("static/js", name).read_text(encoding="utf-8"))
        assert QueryDict(listed.replace("'", "").replace(", ", "&")).keys() == KINDS.keys()
