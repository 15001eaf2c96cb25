"""The generated portal that is measured, and what it is asked. Models are imported here: only after `django.setup()`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length
from django.http import QueryDict

from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import index
from policies.lookup.query import Typed
from policies.lookup.reader import Reader
from policies.models import Policy, PolicyTopic, Section
from policies.pages.listing import ListPage
from policies.querysets import PolicyQuerySet
from policies.vocabulary import SectionKind, SectionState, Sort
from tests.benchmarks import phrases, synthetic
from tests.library import LIBRARY

SEED = 1
# A day on which every kind of validity occurs; no clock, so that every run builds the same index.
ON = synthetic.LAST_DAY
QUESTIONS = 50
PAGE_SIZE = 20
SAVED = 20
# Questions are made of the first policies of the seed, which are there at every size: growth compares like with like.
ASKED_ABOUT = 1000

# Files of tantivy.
PARTS = {".pos": "positions", ".idx": "postings", ".term": "terms", ".fast": "columns", ".store": "stored"}

LONG_FROM_CHARS = 15
LONG_TEMPLATES = (
    "我是{field}领域的{who}，请问怎么申请{thing}",
    "在{place}工作的{who}可以享受哪些{thing}和{thing}",
    "{who}申请{thing}需要提交{paper}和{paper}吗",
    "{who}到{place}创业，{body}有什么{thing}",
    "没有{paper}的{who}是否可以参加{field}的{thing}",
)

Ask = Callable[[Lookup], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is asked, how, and whether what was remembered is forgotten before each."""

    name: str
    lookups: list[Lookup]
    ask: Ask
    reader: Reader
    forget: bool = True

    def forget_counts(self) -> None:
        """What every request finds remembered, whatever it asks, is there again at once."""
        self.reader.memory.clear()
        fresh = Engine(self.reader, ON)
        _ = fresh.territory, fresh.reaches, fresh.values


def fill(number: int, *, short: bool, progress: Callable[[int], None]) -> int:
    """Bring the database to `number` generated policies; returns how many were missing."""
    call_command("migrate", verbosity=0)
    parts = ("districts", "topics", "audiences", "synonyms")
    # A database that is kept has them already, which only loaddata allows.
    call_command("loaddata", *(LIBRARY / f"{part}.json" for part in parts), verbosity=0)
    missing = number - synthetic.generated().count()
    if missing < 0:
        raise ValueError(f"there are already more than {number} generated policies")
    return synthetic.generate(missing, seed=SEED, short=short, progress=progress)


def characters() -> int:
    """Of all that the index is built from: titles and the bodies of sections with content."""
    policies = Policy.objects.published()
    sections = Section.objects.filter(policy__in=policies, state=SectionState.CONTENT)
    titles = policies.aggregate(sum=Sum(Length("title")))["sum"]
    return (titles or 0) + (sections.aggregate(sum=Sum(Length("body")))["sum"] or 0)


def build() -> int:
    """Build the index anew, merges included. Returns the number of policies."""
    return index().rebuild(ON)


def database_bytes() -> int:
    """Of the SQLite file, after what lies beside it is written into it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(settings.DATABASES["default"]["NAME"]).stat().st_size


def index_parts() -> dict[str, int]:
    """Bytes of each kind of file; positions of tokens are what weighs the most."""
    generations = index().generations
    sizes = dict.fromkeys([*PARTS.values(), "the rest"], 0)
    for path in (generations.directory / generations.current).iterdir():
        sizes[PARTS.get(path.suffix, "the rest")] += path.stat().st_size
    return sizes


def engine() -> Engine:
    return Engine(index().reader(ON), ON)


def rows(engine: Engine) -> Iterator[Row]:
    """What the table measures. The same number of questions in each row, all different where there is a choice.

    The last row is asked after some policies were saved, so it must be the last.
    """
    rng = random.Random(f"questions {SEED}")
    whole, reader = _whole(engine), engine.reader
    anything = [Lookup()] * QUESTIONS
    short = short_words(rng)
    yield Row("newest page, no filter", anything, whole, reader)
    yield Row("newest page, counts remembered", anything, whole, reader, forget=False)
    yield Row("district + year + topic", filed := three_filters(rng), whole, reader)
    yield Row("short word", [_about(word) for word in short], whole, reader)
    long = [_about(text) for text in long_questions(rng)]
    yield Row("long question", long, whole, reader)
    yield Row("exact 文号", [_about(number) for number in _numbers(rng)], whole, reader)
    yield Row("facets alone, no filter", anything, _facets(engine), reader)
    yield Row("facets alone, remembered", anything, _facets(engine), reader, forget=False)
    districts = [{"district": lookup.facets["district"]} for lookup in three_filters(rng)]
    filtered = [_about(word, facets) for word, facets in zip(short, districts, strict=True)]
    yield Row("district + short word", filtered, whole, reader)
    phrases_of_three = [_about(word) for word in _three_characters(rng)]
    yield Row("three characters", phrases_of_three, whole, reader)
    in_section = [replace(lookup, scope=SectionKind.ORIGINAL) for lookup in phrases_of_three]
    yield Row("three characters in 政策原文", in_section, whole, reader)
    # The same with everything a resident waits for but the printing: rows of the database, passages, page object.
    yield Row("page of district + year + topic", filed, _page, reader)
    yield Row("page of district + short word", filtered, _page, reader)
    yield Row("page of long question", long, _page, reader)
    changed = _after_saves()
    yield Row("district + year + topic, after saves", filed, _whole(changed), changed.reader)


def _whole(engine: Engine) -> Ask:
    """As a request asks: of an engine that has counted nothing yet."""

    def ask(lookup: Lookup) -> object:
        fresh = Engine(engine.reader, engine.day)
        return fresh.counts(lookup), fresh.page(lookup, 0, PAGE_SIZE)

    return ask


def _facets(engine: Engine) -> Ask:
    return lambda lookup: Engine(engine.reader, engine.day).counts(lookup)


def _after_saves() -> Engine:
    for policy in _asked_about()[:SAVED]:
        policy.save()
    index().forget()
    return engine()


def _page(lookup: Lookup) -> object:
    params = QueryDict(mutable=True)
    for name, values in lookup.facets.items():
        params.setlist(name, values)
    if lookup.typed:
        params["q"] = lookup.typed.text
    return ListPage.build(params, ON)


def _about(text: str, facets: dict[str, tuple[str, ...]] | None = None) -> Lookup:
    return Lookup(Typed.parse(text), facets=facets or {}, sort=Sort.RELEVANCE)


def three_filters(rng: random.Random) -> list[Lookup]:
    """Combinations under which something is filed; common ones come as often as among the policies."""
    filed = PolicyTopic.objects.filter(policy__in=_asked_about()).exclude(policy__year=None)
    columns = ("policy__district__slug", "policy__year", "topic__slug")
    found = filed.order_by("policy__slug", "topic__slug").values_list(*columns)
    chosen = rng.sample(list(dict.fromkeys(found)), QUESTIONS)
    return [
        Lookup(facets={"district": (district,), "year": (str(year),), "topic": (topic,)})
        for district, year, topic in chosen
    ]


def short_words(rng: random.Random) -> list[str]:
    """Two characters each: a third in most policies, a third in some, a third in next to none."""
    third = QUESTIONS // 3
    common = [word for name in ("do", "how") for word in phrases.SLOTS[name] if len(word) == 2]
    some = rng.sample(phrases.COINED_HEADS, third)
    # Where two parts of a coined name meet: one of some 3,500 such meetings.
    meetings = (rng.sample(phrases.COINED_HEADS, 2) for _ in range(third))
    words = [*some, *(first[-1] + second[0] for first, second in meetings)]
    return [*rng.sample(common, QUESTIONS - len(words)), *words]


def _three_characters(rng: random.Random) -> list[str]:
    """What a coined name is called by, and words that stand side by side in very many policies."""
    some = [word for name in phrases.SLOTS for word in phrases.SLOTS[name] if len(word) == 3]
    return rng.choices(some, k=QUESTIONS)


def long_questions(rng: random.Random) -> list[str]:
    library = phrases.Library(SEED)
    found: dict[str, None] = {}
    while len(found) < QUESTIONS:
        text = library.themes.one(rng).fill(rng, rng.choice(LONG_TEMPLATES))
        if len(text) >= LONG_FROM_CHARS:
            found[text] = None
    return list(found)


def _numbers(rng: random.Random) -> list[str]:
    numbers = _asked_about().exclude(doc_number="").order_by("slug").values_list("doc_number", flat=True)
    return rng.sample(list(dict.fromkeys(numbers)), QUESTIONS)


def _asked_about() -> PolicyQuerySet:
    last = f"{synthetic.SLUG_PREFIX}{ASKED_ABOUT:0{synthetic.SLUG_DIGITS}}"
    return synthetic.generated().filter(slug__lte=last)
