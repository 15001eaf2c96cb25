"""A library that is served to be measured, and what it is asked. Models are imported here: only after `django.setup()`."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from policies.lookup.index import index
from policies.lookup.stamp import Stamp
from policies.management.commands.demo import FIXTURES
from policies.models import Audience, District, Policy, Topic
from policies.vocabulary import Sort
from tests.benchmarks import questions, synthetic

SEED = 1
SHIPPED = {
    "three filters": {"district": "xuhui", "year": "2015", "topic": "zhufang"},
    "one word": {"q": "租房"},
    "long question": {"q": "应届毕业生在上海怎么申请租房补贴"},
}
SHIPPED_POLICY = "xuhui-2015-kechuang-zhongxin"
SORTS = (Sort.USUAL.value, Sort.NEWEST.value, Sort.OLDEST.value)
# Of the different addresses so many are policies, as long as there are enough; the others are combinations of filters.
POLICIES_SHARE = 1 / 3


def prepare(size: int, number: int, file: Path) -> None:
    """Bring the library that the settings name to `size` generated policies, 0 meaning the entries that are shipped; and
    write into `file` what it is to be asked: the pages that are measured, and so many different addresses."""
    missing = questions.fill(size, short=False, progress=_say(size)) if size else _load()
    today = timezone.localdate()
    if missing or not index().generations.current:
        index().rebuild(today)
    # One that was left by an earlier run. The servers would have to bring it to today's verdicts first.
    while not _is_of(today, index().stamp(today)):
        time.sleep(0.5)
    file.write_text(json.dumps({"pages": _pages(size), "different": different(number)}))


def _is_of(today: date, stamp: Stamp | None) -> bool:
    return stamp is not None and (stamp.index_day, stamp.followed) == (today, stamp.shown)


def _load() -> bool:
    """Whether anything was missing."""
    call_command("migrate", verbosity=0)
    missing = not Policy.objects.exists()
    if missing:
        call_command("loaddata", *FIXTURES, verbosity=0)
    return missing


def _say(size: int) -> Callable[[int], None]:
    def progress(done: int) -> None:
        if done % 20_000 == 0 or done == size:
            print(time.strftime("%H:%M:%S"), f"{size:,} policies: generated {done:,}", file=sys.stderr)

    return progress


def _pages(size: int) -> dict[str, str]:
    slug = synthetic.generated().earliest("slug").slug if size else SHIPPED_POLICY
    lists = _generated_lists() if size else SHIPPED
    addresses = {name: _list_of(**params) for name, params in lists.items()}
    return {"home": reverse("policies:home"), "list": _list_of(), **addresses, "policy": _page_of(slug)}


def _generated_lists() -> dict[str, dict[str, str]]:
    """Of the first policies, which are there at every size: so something is found."""
    rng = random.Random(SEED)
    facets = questions.three_filters(rng)[0].facets
    return {
        "three filters": {name: value for name, (value,) in facets.items()},
        "one word": {"q": questions.short_words(rng)[0]},
        "long question": {"q": questions.long_questions(rng)[0]},
    }


def different(number: int) -> list[str]:
    """Addresses of pages that are all different, in an order of chance."""
    rng = random.Random(SEED)
    slugs = list(Policy.objects.published().order_by("slug").values_list("slug", flat=True))
    policies = rng.sample(slugs, min(len(slugs), int(number * POLICIES_SHARE)))
    found = dict.fromkeys(map(_page_of, policies))
    combinations = _combinations(rng)
    while len(found) < number:
        found[next(combinations)] = None
    addresses = list(found)
    rng.shuffle(addresses)
    return addresses


def _combinations(rng: random.Random) -> Iterator[str]:
    """Some 300,000 in all, at random."""
    districts, topics, audiences = (
        list(model.objects.order_by("slug").values_list("slug", flat=True))
        for model in (District, Topic, Audience)
    )
    years = range(synthetic.FIRST_YEAR, synthetic.LAST_DAY.year + 1)
    while True:
        yield _list_of(
            district=rng.choice(districts),
            year=str(rng.choice(years)),
            topic=rng.choice(topics),
            audience=rng.choice(audiences),
            sort=rng.choice(SORTS),
        )


def _list_of(**params: str) -> str:
    address = reverse("policies:list")
    return f"{address}?{urlencode(params)}" if params else address


def _page_of(slug: str) -> str:
    return reverse("policies:detail", args=[slug])
