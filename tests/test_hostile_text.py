"""Every payload of tests/golden/xss.json on a really rendered page: as text, and as nothing else."""

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client, override_settings

from policies.models import Section
from tests.data import make_public
from tests.test_text import golden

pytestmark = pytest.mark.django_db

# The portal's own addresses, the whole one of the page among them, anchors on the page, hosts without a user name, and the city's hotline.
TARGET = re.compile(
    r"(?:tel:12345|/|#|/[\w.%?&=#-][\w./%?&=#-]*|#[\w-]+|https?://(?:a|evil)\.example(?:/[^\s\"'<>@]*)?"
    r"|http://testserver/[\w./-]*)"
)
# What a link in the text has, and what else a payload that is cut at | or at a stop can turn a line into.
OF_THE_TEXT = {("a", "class"), ("a", "rel"), ("a", "href")}

PLACES = "{0}\n一、{0}\n（一）甲。{0}\n[{0}](https://a.example)\n[甲]({0})\n\n甲|乙\n-|-\n{0}|[丙]({0})"


class Reader(HTMLParser):
    """All tags with their attributes, and the text, entities read."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def read(client, text):
    """The page of a policy that is made of this text."""
    policy = make_public()
    policy.title, policy.doc_number = (text.replace("\n", " ")[:60],) * 2
    policy.save()
    Section.objects.update_or_create(
        policy=policy, kind="original", defaults={"state": "content", "body": PLACES.format(text)}
    )
    response = client.get(policy.get_absolute_url())
    assert response.status_code == 200
    return Reader(response.content.decode())


@pytest.fixture(scope="module")
def innocent(django_db_setup, django_db_blocker, tmp_path_factory):
    """The page of a text that is no payload."""
    own_index = override_settings(SEARCH_INDEX_DIR=tmp_path_factory.mktemp("index"))
    with django_db_blocker.unblock(), own_index, transaction.atomic():
        page = read(Client(), "甲")
        transaction.set_rollback(True)
    return page


@pytest.mark.parametrize("row", golden("xss.json"))
def test_a_payload_stays_text(client, innocent, row):
    page = read(client, row["text"])
    usual = {(tag, name) for tag, attributes in innocent.tags for name in attributes} | OF_THE_TEXT
    for tag, attributes in page.tags:
        assert {(tag, name) for name in attributes} <= usual
        assert all(
            TARGET.fullmatch(attributes[name]) for name in ("href", "src", "action") if name in attributes
        )
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in innocent.tags}
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [attributes for tag, attributes in innocent.tags if tag == "script"]
    line = row["text"].strip().splitlines()[0].strip()
    assert line in page.text, "and it can still be read"
