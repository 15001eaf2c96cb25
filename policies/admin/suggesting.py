"""What the texts of a policy may hold, offered beside the rows: a button puts it into the form, and nothing is stored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from policies.admin import checkpoint
from policies.admin.checkpoint import Checkpoint, Rows
from policies.admin.offers import READERS, WORDS, Offers, Texts, Values
from policies.admin.refill import Refill
from policies.admin.sections import typed_body
from policies.models import Policy
from policies.vocabulary import SectionKind

# The name of the buttons; their value is the prefix of the rows, a colon, and which of the offers.
ADOPT = "_adopt"
ALL = "all"


@dataclass(slots=True)
class Adopting(Refill):
    """What was typed, and what was taken of what the texts may hold."""

    of: str = ""
    adopted: Sequence[Values] = ()

    def more_rows(self, rows: Rows) -> list[dict[str, Any]]:
        return [dict(row) for row in self.adopted] if rows.prefix == self.of else []


class Suggesting(admin.ModelAdmin):
    """For PolicyAdmin, before DeskAdmin."""

    def shown_instead(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        if ADOPT not in request.POST:
            return super().shown_instead(request, object_id)
        policy = None if object_id is None else self._found(request, object_id)
        refill = self._adopting(request, policy)
        self._tell_adopted(request, refill)
        return self.shown_again(request, object_id, refill)

    def _adopting(self, request: HttpRequest, policy: Policy | None) -> Adopting:
        stored = Checkpoint.of(self, policy) if policy else None
        made_from = checkpoint.read_token(request.POST.get(checkpoint.FIELD, ""))
        of, adopted = _adopted(request, policy)
        return Adopting(request, made_from, stored, of=of, adopted=adopted)

    def _tell_adopted(self, request: HttpRequest, refill: Adopting) -> None:
        if refill.adopted:
            told = f"已填入“{WORDS[refill.of]}”的最后 {len(refill.adopted)} 条，还没有保存。请核对、补全，再保存。"
            self.message_user(request, told, messages.INFO)
        else:
            told = "没有填入：文字里已经没有这句话，或者已经填过。下面是按现在的文字重新找的。"
            self.message_user(request, told, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        if self.has_change_permission(request, policy) if policy else self.has_add_permission(request):
            texts = _texts(request, policy)
            for each in context["inline_admin_formsets"]:
                prefix = each.formset.prefix
                each.offers = _offers(request, policy, prefix, texts, context.get("refill"))
        return super().render_change_form(request, context, *args, **kwargs)


def _adopted(request: HttpRequest, policy: Policy | None) -> tuple[str, list[Values]]:
    """The prefix of the rows, and those that the button which was pressed takes."""
    # A browser sends each line break of a value as two characters.
    of, _, asked = request.POST[ADOPT].replace("\r\n", "\n").partition(":")
    offers = _offers(request, policy, of, _texts(request, policy))
    found = offers.found if offers else []
    return of, [each.row for each in found if asked in (ALL, each.value)]


def _offers(
    request: HttpRequest, policy: Policy | None, prefix: str, texts: Texts, refill: Refill | None = None
) -> Offers | None:
    """What `texts` offer beside the rows with this prefix; None beside those that no text tells of."""
    if prefix not in READERS:
        return None
    entered = _typed_rows(request, prefix) if request.POST else _stored_rows(policy, prefix)
    if isinstance(refill, Adopting) and refill.of == prefix:
        entered += refill.adopted
    return READERS[prefix](texts, entered)


def _texts(request: HttpRequest, policy: Policy | None) -> dict[str, str]:
    """The sections as they were typed, else as they are stored."""
    texts = {section.kind: section.body for section in policy.sections.all()} if policy else {}
    for kind in SectionKind:
        typed = request.POST.get(typed_body(kind))
        if typed is not None:
            texts[kind] = typed.replace("\r\n", "\n")
    return texts


def _typed_rows(request: HttpRequest, prefix: str) -> list[Values]:
    field = re.compile(rf"{re.escape(prefix)}-(\d+)-(\w+)")
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for name, value in request.POST.items():
        if match := field.fullmatch(name):
            rows[match[1]][match[2]] = value
    return [row for row in rows.values() if "DELETE" not in row]


def _stored_rows(policy: Policy | None, prefix: str) -> list[Values]:
    rows = getattr(policy, prefix).all() if policy else ()
    return [{column.name: column.value_from_object(row) for column in row._meta.fields} for row in rows]
