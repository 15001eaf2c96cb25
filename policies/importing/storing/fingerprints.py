"""Find policies whose text is nearly the same, without reading the texts of all of them.

Of each policy the eight smallest digests of its sentences are kept, and one of its title. Two texts that share
most of their sentences share most of these too, and an index finds them (bottom-k sketch: Broder, "On the
resemblance and containment of documents", 1997). Like the lookup index they follow the revision: whatever
changed since the last import is read again, first.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Count, QuerySet

from policies.models import Change, Fingerprint, Fingerprinted, Policy, Revision, Section
from policies.text import titles
from policies.vocabulary import SectionKind

SKETCH = 8
# A shorter sentence stands in too many documents: 特此通知, 请认真贯彻执行.
SENTENCE_CHARS = 12
# A longer one is a list without a 。 in it, and each of its lines counts: one changed sign would hide the whole.
LIST_CHARS = 200
# One more whenever `of` gives other numbers: those that are held are then computed anew.
RULES = 2
# Policies read at once.
BATCH = 500
# More alike policies than a person wants to compare.
MOST_CANDIDATES = 5

EPOCH_CHARS = Fingerprinted._meta.get_field("epoch").max_length

_END = re.compile("[。；;！!？?]")
_SIGNS, _SIGNS_WITHIN = re.compile(r"[\W_]+"), re.compile(r"[^\w。；;！!？?\n]+|_+")


def of(title: str, text: str) -> set[int]:
    """The numbers that are kept of a policy."""
    sketch = sorted({_digest(sentence) for sentence in sentences(text)})[:SKETCH]
    return {*sketch, *(_digest(f"title {key}") for key in titles.keys(title))}


def same_title(title: str, *, apart_from: Collection[int] = ()) -> list[int]:
    """Ids of the policies with this title in any of its dresses; `follow` first."""
    digests = [_digest(f"title {key}") for key in titles.keys(title)]
    found = _holding(digests).exclude(policy_id__in=apart_from)
    return list(found.values_list("policy_id", flat=True).distinct()[:MOST_CANDIDATES])


def near(text: str, *, apart_from: Collection[int] = ()) -> list[int]:
    """Ids of the policies that share at least a quarter of what is kept of `text`, the nearest first; `follow` first."""
    sketch = sorted({_digest(sentence) for sentence in sentences(text)})[:SKETCH]
    others = _holding(sketch).exclude(policy_id__in=apart_from)
    counted = others.values("policy_id").annotate(shared=Count("digest", distinct=True))
    alike = counted.filter(shared__gte=max(1, len(sketch) // 4)).order_by("-shared", "policy_id")
    return [row["policy_id"] for row in alike[:MOST_CANDIDATES]]


def follow() -> int:
    """Bring the numbers in step with the policies, and return how many policies were read anew."""
    held = Fingerprinted.objects.filter(pk=1).first()
    # Nobody waits for a writer who has nothing to write.
    return 0 if held and _is_at(held, Revision.current()) else _catch_up()


def _is_at(held: Fingerprinted, now: Revision) -> bool:
    return (held.number, held.epoch) == (now.number, _epoch(now))


def _epoch(now: Revision) -> str:
    return f"{RULES}:{now.epoch}"[:EPOCH_CHARS]


@transaction.atomic
def _catch_up() -> int:
    Fingerprinted.objects.get_or_create(pk=1)
    held = Fingerprinted.objects.select_for_update().get(pk=1)
    now = Revision.current()
    if _is_at(held, now):
        return 0
    epoch = _epoch(now)
    if held.epoch == epoch and held.number < now.number:
        changed = Change.objects.filter(revision__gt=held.number).values_list("policy_id", flat=True)
    else:
        # Another database, or this one set back, or other rules: nothing that is held can be trusted.
        Fingerprint.objects.all().delete()
        changed = Policy.objects.values_list("pk", flat=True)
    keys = sorted(changed)
    for start in range(0, len(keys), BATCH):
        _renew(keys[start : start + BATCH])
    held.number, held.epoch = now.number, epoch
    held.save()
    return len(keys)


def _renew(keys: list[int]) -> None:
    Fingerprint.objects.filter(policy_id__in=keys).delete()
    texts = defaultdict(str, _originals(keys))
    # A working copy is no other document than its original.
    names = Policy.objects.originals().filter(pk__in=keys).values_list("pk", "title")
    Fingerprint.objects.bulk_create(
        Fingerprint(policy_id=key, digest=digest) for key, title in names for digest in of(title, texts[key])
    )


def _originals(keys: list[int]) -> Iterable[tuple[int, str]]:
    rows = Section.objects.filter(policy__in=keys, kind=SectionKind.ORIGINAL)
    return rows.values_list("policy", "body")


def _holding(digests: list[int]) -> QuerySet[Fingerprint]:
    return Fingerprint.objects.filter(digest__in=digests)


def sentences(text: str) -> Iterator[str]:
    """Letters and digits alone, so that neither line breaks nor the width of a sign make another sentence."""
    for each in _END.split(_folded(_SIGNS_WITHIN.sub("", text))):
        whole = each.replace("\n", "")
        pieces = [whole] if len(whole) <= LIST_CHARS else each.split("\n")
        yield from (piece for piece in pieces if len(piece) >= SENTENCE_CHARS)


def packed(text: str) -> str:
    """Letters and digits alone, in one width and case."""
    return _folded(_SIGNS.sub("", text))


def _folded(text: str) -> str:
    # Signs are gone by now: what is left is nearly always in this form already, and seen to be so at once.
    return unicodedata.normalize("NFKC", text).casefold()


def _digest(text: str) -> int:
    """63 bits, as the database's column takes them."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
