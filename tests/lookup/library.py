"""A small library, how the tests ask it, and what they look at from outside."""

import shutil
import time

from django.http import QueryDict

from policies.lookup import index as lookup_index
from policies.lookup.check import differences
from policies.lookup.index import index
from policies.models import Policy
from policies.pages import ListPage
from tests.data import ON, file_alike, make_district

# Far more than anything here takes, so that a slow machine fails no test.
DEADLINE_SECONDS = 20.0

JIA, YI = Policy.objects.filter(slug="jia"), Policy.objects.filter(slug="yi")
BOTH = {"jia", "yi"}


def make(slug, title, **values):
    return Policy(**{"slug": slug, "title": title, "state": "published", "source_note": "测试数据", **values})


def make_cast():
    """甲 and 乙 in force, filed alike; 丙 a draft. Nothing is asked yet."""
    district = make_district("xuhui")
    policies = [
        make(slug, title, district=district)
        for slug, title in (("jia", "甲种住房办法"), ("yi", "乙种津贴办法"))
    ]
    for policy in policies:
        policy.save()
        policy.ensure_sections()
    file_alike(policies)
    make("bing", "丙种创业办法", district=district, state="draft").save()


def edit(slug, **values):
    policy = Policy.objects.get(slug=slug)
    for name, value in values.items():
        setattr(policy, name, value)
    policy.save()


def ask(words="", on=ON, **parameters):
    params = QueryDict(mutable=True)
    if words:
        params["q"] = words
    params.update(parameters)
    return ListPage.build(params, on)


def slugs(words="", on=ON, **parameters):
    page = ask(words, on, **parameters)
    assert page.available
    return {row.url.split("/")[2] for row in page.rows}


def agrees(on=ON):
    assert differences(index(), on) == []
    return True


def wait_until(condition):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def generation():
    return index().generations.directory / index().generations.current


def as_another_process():
    """What was opened stays open; whoever asks now opens for himself."""
    lookup_index._at.cache_clear()


def remove(directory):
    # The threads of an open index remove files of their own meanwhile, and make some.
    while directory.exists():
        shutil.rmtree(directory, ignore_errors=True)
