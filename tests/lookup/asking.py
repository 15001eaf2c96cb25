"""Policies written in a line, and what the engine answers to a question about them."""

from django.http import QueryDict

from policies.lookup.engine import Engine, Lookup
from policies.lookup.query import Typed
from policies.models import District, Policy, Section
from policies.pages import ListPage
from policies.vocabulary import Sort
from tests.data import ON, make_policies

EVERY = 10_000


def write(slug, title, body="", **fields):
    make_policies(0, seed=0)
    fields.setdefault("district", District.objects.first())
    policy = Policy.objects.create(slug=slug, title=title, state="published", source_note="测试", **fields)
    if body:
        Section.objects.create(policy=policy, kind="original", state="content", body=body)
    return policy


def ranked(question):
    slugs = dict(Policy.objects.values_list("pk", "slug"))
    return [
        slugs[key] for key in Engine.on(ON).page(Lookup(Typed.parse(question), sort=Sort.RELEVANCE), 0, EVERY)
    ]


def follow(url):
    """The list at an address that a page names."""
    return ListPage.build(QueryDict(url.partition("?")[2]), ON)


def slugs(page):
    """Of its rows, in order."""
    return [row.url.split("/")[2] for row in page.rows]
