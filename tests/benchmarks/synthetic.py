"""Make synthetic policies, by the hundred or the million, for benchmarks and demos.

None can be mistaken for a real document: slug, title, 文号 and source note all say 演示. Policy n of a seed
is always the same, however the work is cut into calls and batches, as long as the taxonomy is the same.
Lengths and shapes follow the real entries: titles of about 32 characters (fixtures/policies.json), few
topics and districts that hold most policies, more recent years than old ones.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Self, TypeVar

from django.db import models, transaction

from policies.models import (
    Audience,
    District,
    Policy,
    PolicyAudience,
    PolicyTopic,
    RecordVersion,
    Section,
    SectionVersion,
    Topic,
)
from policies.querysets import PolicyQuerySet
from policies.vocabulary import PublicationState, SectionKind, SectionState
from tests.benchmarks import answers
from tests.benchmarks.answers import Answers, Shared
from tests.benchmarks.phrases import (
    COINED_SENTENCES,
    DEPARTMENTS,
    EDITIONS,
    FORMS,
    SUBJECTS,
    TITLES,
    Library,
    Phrasebook,
    Ranked,
)

SLUG_PREFIX = "yanshi-"
# Of one width, so that the highest slug is also the highest number.
SLUG_DIGITS = 8
TITLE_MARK = "（演示数据）"
SOURCE_NOTE = "演示数据：由程序生成，不是真实政策。"
DOC_NUMBER_MARK = "演示"

FIRST_YEAR = 2005
# No clock: nothing is issued or verified after this day, whenever the program runs.
LAST_DAY = date(2026, 10, 31)
# Each year has this many times the policies of the year before.
YEARLY_GROWTH = 1.12

# Characters of 政策原文; a log-normal, its spread such that one text in 500 would reach the longest.
MEDIAN_CHARS, SPREAD, SHORTEST_CHARS, LONGEST_CHARS = 1500, 0.9, 200, 20_000
# The last paragraph and the closing line may go this far beyond where a text should end.
OVERRUN_CHARS = 1000
SHORT_CHARS = (60, 200)
# Share of the policies somebody has cut into sections; in those most are filled, in the others few.
WORKED_ON, FILLED_IF_WORKED_ON, FILLED_OTHERWISE, ABSENT = 0.4, 0.8, 0.08, 0.25
REMOVE_BATCH = 2000

YEARS = Ranked.weighted(
    [(year, YEARLY_GROWTH**place) for place, year in enumerate(range(FIRST_YEAR, LAST_DAY.year + 1))]
)

_NUMERALS = tuple(
    f"{'' if tens == 1 else '一二三四五六七八九'[tens - 1]}十{ones}" if tens else ones
    for tens in range(10)
    for ones in ("", *"一二三四五六七八九")
)[1:]

_GENERATED = rf"^{SLUG_PREFIX}[0-9]{{{SLUG_DIGITS}}}\Z"

T = TypeVar("T")


class TaxonomyMissingError(Exception):
    """There is nothing to file a policy under."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(
            f"No {model.__name__}: load the fixtures first: manage.py loaddata districts topics audiences"
        )


# A second to make, and only read.
library_of = lru_cache(maxsize=2)(Library)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What policies are filed under; the first in the official order are used most."""

    districts: Ranked[District]
    topics: Ranked[Topic]
    audiences: Ranked[Audience]

    @classmethod
    def load(cls) -> Self:
        return cls(*map(cls._rows, (District, Topic, Audience)))

    @staticmethod
    def _rows(model: type[T]) -> Ranked[T]:
        rows = list(model.objects.all())
        if not rows:
            raise TaxonomyMissingError(model)
        return Ranked.zipf(rows)


@dataclass(frozen=True, slots=True)
class Draft:
    """One policy with its rows in other tables; nothing is saved yet."""

    policy: Policy
    sections: list[Section]
    topics: list[PolicyTopic]
    audiences: list[PolicyAudience]
    answers: Answers


def generate(
    number: int,
    *,
    seed: int,
    short: bool = False,
    batch: int = 2000,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write `number` published policies, one transaction for each `batch`, and return how many.

    Numbering goes on after the policies that are there. With `short` a policy has only 政策原文, of 60 to 200
    characters. `progress` is told after each batch how many are written. Raises TaxonomyMissingError.
    """
    if number < 0 or batch < 1:
        raise ValueError("number must be at least 0 and batch at least 1")
    taxonomy, library = Taxonomy.load(), library_of(seed)
    shared = Shared.make(sorted(taxonomy.districts.values, key=lambda district: district.slug))
    first = _highest_number() + 1
    for start in range(first, first + number, batch):
        numbers = range(start, min(start + batch, first + number))
        _save([draft(n, seed, taxonomy, library, shared, short=short) for n in numbers])
        if progress:
            progress(numbers.stop - first)
    return number


def remove() -> int:
    """Delete every generated policy, edited or not, and return how many there were."""
    removed = last = 0
    while keys := list(
        generated().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:REMOVE_BATCH]
    ):
        with transaction.atomic():
            _, by_model = Policy.objects.filter(pk__in=keys).delete()
            # Nobody is to find made-up texts in the archive.
            for version in (SectionVersion, RecordVersion):
                version.objects.filter(policy_id__in=keys).delete()
        removed += by_model.get(Policy._meta.label, 0)
        last = keys[-1]
    answers.remove_shared()
    return removed


def generated() -> PolicyQuerySet:
    """The generated policies. A slug that merely begins alike, yanshi-zhongxin, is somebody's own."""
    return Policy.objects.filter(slug__startswith=SLUG_PREFIX, slug__regex=_GENERATED)


def draft(
    number: int, seed: int, taxonomy: Taxonomy, library: Library, shared: Shared, *, short: bool = False
) -> Draft:
    """Policy `number` of `seed`; the same for the same arguments."""
    rng = random.Random(f"{seed} {number}")
    phrases = library.themes.one(rng)
    topics = taxonomy.topics.several(rng, rng.choices((1, 2, 3, 4), (50, 30, 14, 6))[0])
    audiences = taxonomy.audiences.several(rng, rng.choices((0, 1, 2, 3), (30, 40, 20, 10))[0])
    policy = _policy(rng, number, taxonomy.districts.one(rng), topics[0], phrases)
    sections = [_short_original(rng, policy, phrases)] if short else _sections(rng, policy, phrases)
    return Draft(
        policy,
        sections,
        [PolicyTopic(policy=policy, topic=topic) for topic in topics],
        [PolicyAudience(policy=policy, audience=audience) for audience in audiences],
        Answers.of(rng, policy, sections, shared, LAST_DAY),
    )


def _highest_number() -> int:
    slug = generated().order_by("-slug").values_list("slug", flat=True).first()
    return int(slug.removeprefix(SLUG_PREFIX)) if slug else 0


@transaction.atomic
def _save(drafts: list[Draft]) -> None:
    Policy.objects.bulk_create([each.policy for each in drafts])
    Section.objects.bulk_create([row for each in drafts for row in each.sections])
    PolicyTopic.objects.bulk_create([row for each in drafts for row in each.topics])
    PolicyAudience.objects.bulk_create([row for each in drafts for row in each.audiences])
    answers.save([each.answers for each in drafts])


def _policy(rng: random.Random, number: int, district: District, topic: Topic, phrases: Phrasebook) -> Policy:
    year = YEARS.one(rng)
    department, code = DEPARTMENTS.one(rng)
    dates = _dates(rng, year)
    undated = dates["issued_on"] is None and dates["published_on"] is None
    policy = Policy(
        slug=f"{SLUG_PREFIX}{number:0{SLUG_DIGITS}}",
        title=_title(rng, phrases, district, department, topic.name, year),
        doc_number=_doc_number(rng, district, code, year),
        district=district,
        year_entered=year if undated and rng.random() >= 0.25 else None,
        source_note=SOURCE_NOTE,
        state=PublicationState.PUBLISHED,
        **dates,
    )
    policy.derive()
    return policy


def _title(
    rng: random.Random, phrases: Phrasebook, district: District, department: str, topic: str, year: int
) -> str:
    city = district.name.endswith("市")
    words = {
        "scope": district.name if rng.random() < 0.8 else "",
        "local": "本市" if city else "本区",
        "issuer": f"{'' if city or rng.random() < 0.3 else '上海市'}{district.name}{department}",
        "year": str(year),
        "topic": topic,
        "form": rng.choice(FORMS) + EDITIONS.one(rng),
    }
    if "{subject}" in (template := TITLES.one(rng)):
        words["subject"] = phrases.fill(rng, SUBJECTS.one(rng), **words)
    return phrases.fill(rng, template, **words) + TITLE_MARK


def _doc_number(rng: random.Random, district: District, code: str, year: int) -> str:
    if rng.random() < 0.2:
        return ""
    kind = rng.choice(("规", "规", "发", ""))
    return f"{DOC_NUMBER_MARK}{district.short}{code}{kind}〔{year}〕{rng.randint(1, 400)}号"


def _dates(rng: random.Random, year: int) -> dict[str, date | None]:
    """Dates in the order of a document's life, then some of them left out as in the real entries."""

    def after(day: date, *days: int) -> date:
        return day + timedelta(days=rng.randint(*days))

    new_year = date(year, 1, 1)
    issued = after(new_year, 0, (min(date(year, 12, 31), LAST_DAY) - new_year).days)
    # Published in the same year, so that the year does not depend on which date is known.
    published = min(after(issued, 0, 20), date(year, 12, 31), LAST_DAY)
    effective = after(published, 0, 60)
    expires = effective + timedelta(days=rng.choice((365, 730, 1095, 1826, 1826)) - 1)
    repealed = min(after(issued, 200, 4000), LAST_DAY + timedelta(days=60))
    verified = max(issued, after(LAST_DAY, -900, 0))
    known = {
        "issued_on": (issued, 0.65),
        "published_on": (published, 0.8),
        "effective_on": (effective, 0.6),
        "expires_on": (expires, 0.45),
        "repealed_on": (repealed, 0.08),
        "verified_on": (verified, 0.2),
    }
    return {name: day if rng.random() < chance else None for name, (day, chance) in known.items()}


def _sections(rng: random.Random, policy: Policy, phrases: Phrasebook) -> list[Section]:
    filled = FILLED_IF_WORKED_ON if rng.random() < WORKED_ON else FILLED_OTHERWISE
    sections = [_content(policy, SectionKind.ORIGINAL, _original(rng, phrases))]
    for kind, lines in phrases.lines.items():
        if rng.random() < filled:
            chosen = rng.sample(lines, rng.randint(2, 5))
            body = "\n".join(f"（{number}）{line}" for number, line in zip(_NUMERALS, chosen, strict=False))
            sections.append(_content(policy, kind, body))
        else:
            state = SectionState.ABSENT if rng.random() < ABSENT else SectionState.PENDING
            sections.append(Section(policy=policy, kind=kind, state=state))
    return sections


def _content(policy: Policy, kind: SectionKind, body: str) -> Section:
    return Section(policy=policy, kind=kind, state=SectionState.CONTENT, body=body)


def _short_original(rng: random.Random, policy: Policy, phrases: Phrasebook) -> Section:
    shortest, longest = SHORT_CHARS
    room, text = rng.randint(shortest, longest), ""
    if rng.random() < 0.3:
        text = phrases.fill(rng, rng.choice(COINED_SENTENCES))
    for sentence in rng.choices(phrases.sentences, k=8):
        if len(text) >= shortest and len(text) + len(sentence) > room:
            break
        text += sentence
    return _content(policy, SectionKind.ORIGINAL, text)


def _original(rng: random.Random, phrases: Phrasebook) -> str:
    """A whole document: opening, parts 一、 with subparts （一）, closing; a few coined names among it."""
    room = rng.lognormvariate(math.log(MEDIAN_CHARS), SPREAD)
    room = min(max(room, SHORTEST_CHARS), LONGEST_CHARS - OVERRUN_CHARS)
    lines = [rng.choice(phrases.openings)]
    room -= len(lines[0])
    for numeral in _NUMERALS:
        part = _part(rng, phrases, numeral, room)
        lines += part
        room -= sum(map(len, part)) + len(part)
        if room <= 0:
            break
    return "\n".join([*lines, rng.choice(phrases.closings)])


def _part(rng: random.Random, phrases: Phrasebook, numeral: str, room: float) -> list[str]:
    """Heading and paragraphs of one part, which ends with the paragraph that leaves no `room`."""
    lines = [f"{numeral}、{rng.choice(phrases.parts)}"]
    for number in _NUMERALS[: rng.randint(1, 5)]:
        lines.append(f"（{number}）{rng.choice(phrases.subparts)}")
        for _ in range(rng.choice((1, 1, 2, 3))):
            lines.append(_paragraph(rng, phrases))
            if sum(map(len, lines)) >= room:
                return lines
    return lines


def _paragraph(rng: random.Random, phrases: Phrasebook) -> str:
    sentences = rng.choices(phrases.sentences, k=rng.choice((1, 2, 2, 3, 4, 5)))
    if rng.random() < 0.05:
        sentences.append(phrases.fill(rng, rng.choice(COINED_SENTENCES)))
    return "".join(sentences)
