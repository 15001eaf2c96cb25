"""Benefits that the text of 扶持力度 may hold, offered beside 待遇. A button puts one into the form; nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from policies.admin import checkpoint
from policies.admin.answers import typed_body
from policies.admin.checkpoint import Checkpoint, Rows
from policies.admin.refill import Refill
from policies.models import Benefit, Policy
from policies.suggesting import Suggestion, suggest
from policies.text.amounts import Role
from policies.vocabulary import SectionKind

# The name of the buttons; their value is the quote.
ADOPT = "_adopt"
_QUOTE = re.compile(r"benefits-\d+-quote")


@dataclass(slots=True)
class Adopting(Refill):
    """What was typed, and one benefit more."""

    adopted: Suggestion | None = None

    def more_rows(self, rows: Rows) -> list[dict[str, Any]]:
        if rows.model is not Benefit or self.adopted is None:
            return []
        names = ("what", "amount", "kind", "cap_yuan", "quote")
        row = {name: getattr(self.adopted, name) for name in names}
        return [{**row, "per": self.adopted.per or "", "section": SectionKind.SUPPORT}]


@dataclass(frozen=True, slots=True)
class Offered:
    benefits: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...]
    """Amounts that seem to be a budget, a target or a condition; staff see that they were read."""

    @classmethod
    def out_of(cls, text: str, quoted: Collection[str]) -> Offered:
        """Without those that share words with one of the quotes: they have been entered."""
        new = [each for each in suggest(text) if not any(_overlap(each.quote, quote) for quote in quoted)]
        return cls(
            tuple(each for each in new if each.role is Role.BENEFIT),
            tuple(each for each in new if each.role not in (Role.BENEFIT, None)),
        )


def _overlap(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


class Suggesting(admin.ModelAdmin):
    """For PolicyAdmin, before DeskAdmin."""

    def shown_instead(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        quote = request.POST.get(ADOPT)
        if quote is None:
            return super().shown_instead(request, object_id)
        policy = self._found(request, object_id) if object_id is not None else None
        stored = Checkpoint.of(self, policy) if policy else None
        made_from = checkpoint.read_token(request.POST.get(checkpoint.FIELD, ""))
        found = (each for each in suggest(_text(request, policy)) if each.quote == quote)
        refill = Adopting(request, made_from, stored, adopted=next(found, None))
        self._tell_adopted(request, refill)
        return self.shown_again(request, object_id, refill)

    def _tell_adopted(self, request: HttpRequest, refill: Adopting) -> None:
        if refill.adopted:
            told = "已填入“待遇”的最后一条，还没有保存。请核对、补上“给谁”，再保存。"
            self.message_user(request, told, messages.INFO)
        else:
            told = "没有填入：“扶持力度”里已经没有这句话。下面是按现在的文字重新找的。"
            self.message_user(request, told, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        policy = kwargs.get("obj")
        if self.has_change_permission(request, policy) if policy else self.has_add_permission(request):
            adopted = getattr(context.get("refill"), "adopted", None)
            quoted = [*_quoted(request, policy), *([adopted.quote] if adopted else [])]
            context["offered"] = Offered.out_of(_text(request, policy), quoted)
        return super().render_change_form(request, context, *args, **kwargs)


def _text(request: HttpRequest, policy: Policy | None) -> str:
    """扶持力度 as it was typed, else as it is stored."""
    typed = request.POST.get(typed_body(SectionKind.SUPPORT))
    if typed is not None:
        return typed.replace("\r\n", "\n")
    stored = policy.sections.filter(kind=SectionKind.SUPPORT) if policy else ()
    return next((section.body for section in stored), "")


def _quoted(request: HttpRequest, policy: Policy | None) -> list[str]:
    typed = [value for name, value in request.POST.items() if _QUOTE.fullmatch(name)]
    return typed or ([each.quote for each in policy.benefits.all()] if policy else [])
