"""没查到的词: what residents looked up and no policy holds, most often first, and a way to do something about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from policies.admin.base import DeskAdmin
from policies.lookup.engine import Engine, Lookup
from policies.lookup.index import UnavailableError
from policies.lookup.query import Typed
from policies.misses import TOLD_FROM
from policies.models import MissedWord, SynonymGroup

MAY_SEE = ("policies.view_synonymgroup", "policies.change_synonymgroup")
MAY_ADD_SYNONYMS = "policies.add_synonymgroup"
# Stands in Django's log of the desk, which nobody can change, instead of what may have been a name.
UNNAMED = "一个没查到的词"


class LookedUpAgain(ChangeList):
    """Each row with what its word finds today, in `finds`: how many policies; None where there is no index to ask."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = _found_today([row.word for row in self.result_list])
        for row, finds in zip(self.result_list, found, strict=True):
            row.finds = finds


def _found_today(words: Sequence[str]) -> list[int | None]:
    try:
        engine = Engine.on(timezone.localdate())
        return [engine.count(Lookup(Typed.parse(word))) for word in words]
    except UnavailableError:
        return [None] * len(words)


@admin.register(MissedWord)
class MissedWordAdmin(DeskAdmin):
    """Rows are counted by `policies.misses`; here they are only looked at and taken away."""

    fields = ("word", "times", "first_on", "last_on")
    list_display = (*fields, "finds_today", "next_step")
    list_display_links = None
    search_fields = ("word",)
    # They go on being counted while somebody is asked whether to delete them.
    not_in_checkpoint = ("times", "first_on", "last_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MissedWord]:
        return super().get_queryset(request).filter(times__gte=TOLD_FROM)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LookedUpAgain

    def get_list_display(self, request: HttpRequest) -> Sequence[str]:
        may_add = request.user.has_perm(MAY_ADD_SYNONYMS)
        return self.list_display if may_add else self.list_display[:-1]

    def has_view_permission(self, request: HttpRequest, obj: MissedWord | None = None) -> bool:
        return any(map(request.user.has_perm, MAY_SEE))

    def has_delete_permission(self, request: HttpRequest, obj: MissedWord | None = None) -> bool:
        """Whoever sees that somebody typed his name should not have to ask a colleague."""
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissedWord | None = None) -> bool:
        return False

    def log_deletions(self, request: HttpRequest, queryset: Iterable[MissedWord]) -> Any:
        return super().log_deletions(request, [MissedWord(pk=row.pk, word=UNNAMED) for row in queryset])

    @admin.display(description="现在去查")
    def finds_today(self, row: MissedWord) -> str:
        match row.finds:
            case None:
                told = "查找功能正在恢复"
            case 0:
                told = "仍然查不到"
            case count:
                told = f"已经能查到 {count} 条"
        query = urlencode({"q": row.word})
        return format_html('<a href="{}?{}">{}</a>', reverse("policies:list"), query, told)

    @admin.display(description="补同义词")
    def next_step(self, row: MissedWord) -> str:
        add = reverse(f"admin:policies_{SynonymGroup._meta.model_name}_add")
        return format_html('<a href="{}?{}">新增一组同义词</a>', add, urlencode({"words": row.word}))
