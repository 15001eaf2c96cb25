"""How many bytes a page weighs on a first visit: itself and all the styles and scripts that it names, compressed."""

from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client

from policies.models import Section
from tests.data import clear
from tests.library import load_library
from tests.test_site import Page

LIMIT = 60_000
LONGEST = "xuhui-2015-kechuang-zhongxin"
PAGES = [
    "/",
    "/policies/",
    "/policies/?q=人才&sort=date",
    "/policies/?q=应届生怎么落户&in=conditions",
    f"/policies/{LONGEST}/",
    f"/policies/{LONGEST}/versions/",
    f"/policies/{LONGEST}/versions/1/",
    f"/policies/{LONGEST}/versions/1/changes/",
    "/policies/print",
    "/start/",
    "/matrix/?topic=zhufang",
    "/policies/suggest?q=公租房",
    "/help/",
    "/about/",
    "/nothing/",
]
COMPRESSED = {"accept-encoding": "gzip, br"}


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_library()
        section = Section.objects.get(policy__slug=LONGEST, kind="original")
        Section.objects.filter(pk=section.pk).update(body=section.body.replace("人才", "各类人才"))
        yield
        clear()


@pytest.fixture
def client(db, settings, tmp_path):
    """A client of the portal with its styles and scripts collected as for production."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    # Django's own files are for the admin.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    return Client(headers=COMPRESSED)


def styles_and_scripts(html):
    """Their addresses; that for paper is among them, because a browser fetches it too."""
    for tag, attributes in Page(html).tags:
        if tag == "link" and attributes["rel"] == "stylesheet":
            yield attributes["href"]
        elif tag == "script":
            yield attributes["src"]


def size(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return len(response.getvalue())


def test_every_page_weighs_little_on_a_first_visit(library, client):
    heavy = []
    for page in PAGES:
        html = client.get(page)
        assert html["Content-Encoding"] == "br"
        names = [*styles_and_scripts(brotli.decompress(html.content).decode())]
        assert {Path(name).suffix for name in names} == {".css", ".js"}
        sizes = {name: size(client, name) for name in names}
        weight = len(html.content) + sum(sizes.values())
        css = sum(size for name, size in sizes.items() if name.endswith(".css"))
        print(
            f"{weight:6} = html {len(html.content):5} + css {css:5} + js {sum(sizes.values()) - css:5}",
            end="",
        )
        print(f"  {len(sizes) + 1:2} requests  {page}")
        heavy += [(page, weight)] if weight > LIMIT else []
    assert heavy == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("prefetch.speculationrules", "application/speculationrules+json"),
        ("css/tokens.css", 'text/css; charset="utf-8"'),
        ("js/combobox.js", 'text/javascript; charset="utf-8"'),
    ],
)
def test_a_file_is_compressed_kept_for_good_and_of_its_own_type(client, path, kind):
    response = client.get(static(path))
    assert response["Content-Type"] == kind
    assert response["Content-Encoding"] == "br"
    assert "immutable" in response["Cache-Control"]
    assert len(response.getvalue()) < Path(finders.find(path)).stat().st_size


def test_the_desk_is_not_compressed(db):
    """Its pages hold tokens, and the length of what is compressed would tell of them."""
    assert "Content-Encoding" not in Client(headers=COMPRESSED).get("/admin/login/")
