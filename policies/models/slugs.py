"""The slug that a new policy is offered: xuhui-2015-15 by its 文号, else xuhui-2026-rcgyglbf by the sound of its title."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import chain, count

from policies.models.old_slug import OldSlug
from policies.models.policy import Policy
from policies.text import docnumber, pinyin, titles

# The first letters of a longer title nobody reads; so many tell two titles of one year apart.
MOST_LETTERS = 20
# 无题, where nothing of a title can be written in an address.
UNTITLED = "wuti"
_NOT_IN_A_SLUG = re.compile("[^a-z0-9]+")


def propose_slug(district: str, year: int | None, doc_number: str, title: str) -> str:
    """By what a policy says of itself, whether or not it is free.

    >>> propose_slug("xuhui", None, "徐委〔2015〕15号", "关于人才安居的意见")
    'xuhui-2015-15'
    >>> propose_slug("xuhui", 2026, "", "徐汇区人才公寓管理办法"), propose_slug("", None, "", "关于人才安居的意见")
    ('xuhui-2026-rcgyglbf', 'rcajdyj')
    """
    if number := docnumber.DocNumber.parse(doc_number):
        parts = [district or _letters(number.agency), str(number.year), str(number.serial)]
    else:
        core = titles.key(title).removeprefix(titles.place(title))
        parts = [district, str(year or ""), _letters(core) or UNTITLED]
    return "-".join(filter(None, parts))


def free_slug(district: str, year: int | None, doc_number: str, title: str) -> str:
    """As `propose_slug`, and behind it -2, -3, … where that is taken, today or before: 1 query."""
    base = propose_slug(district, year, doc_number, title)
    alike = {"slug__startswith": base}
    today, old = (model.objects.filter(**alike).order_by().values_list("slug") for model in (Policy, OldSlug))
    return next_free(base, {slug for (slug,) in today.union(old)})


def next_free(base: str, taken: Container[str]) -> str:
    """
    >>> next_free("xuhui-2015-15", {"xuhui-2015-15", "xuhui-2015-15-2"})
    'xuhui-2015-15-3'
    """
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)


def _letters(text: str) -> str:
    return _NOT_IN_A_SLUG.sub("", pinyin.initials(text))[:MOST_LETTERS]
