"""Nothing is deleted, published or withdrawn but what stood on the page where a person said yes.

That page carries a token of all it lists. What changed since, or was not asked, is asked (again).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as delete_chosen
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import NestedObjects, unquote
from django.db import models, router
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from policies.admin import checkpoint
from policies.admin.checkpoint import Checkpoint
from policies.admin.fields import is_key
from policies.admin.saving import as_if_opened, drop_strange_keys
from policies.admin.waiting import my_turn, or_told_to_wait, status_of
from policies.vocabulary import Move

# Each is a field of the page that asks, and Django refuses forms of more than a thousand.
MAX_CHOSEN = 500

# The unseen button that Enter in a field presses, since it is the first of its form: it says no yes.
ENTER = "_enter"


class Confirmed:
    """For ModelAdmin, before it and behind CarefulSaving."""

    actions: tuple[str, ...] = ("delete_selected",)

    @or_told_to_wait
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        drop_strange_keys(request)
        if request.method != "POST":
            return self._ask_to_delete(request, object_id, extra_context)
        with my_turn():
            token = self._token_to_delete(request, object_id)
            if not token or request.POST.get(checkpoint.FIELD) == token:
                return super().delete_view(request, object_id, extra_context)
            asking = as_if_opened(request)
            # Django deletes wherever anything was sent.
            asking.POST = QueryDict()
            page = self._ask_to_delete(asking, object_id, {**(extra_context or {}), "asked_again": True})
            page.status_code = status_of(True)
            return page

    def _ask_to_delete(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        # Taken before the page is read, as in CarefulSaving.
        token = self._token_to_delete(request, object_id)
        return super().delete_view(request, object_id, {**(extra_context or {}), "checkpoint": token})

    def _token_to_delete(self, request: HttpRequest, object_id: str) -> str:
        """Empty where there is nothing, and for who may not delete it; Django tells either."""
        instance = self.get_object(request, unquote(object_id))
        if instance is None or not self.has_delete_permission(request, instance):
            return ""
        return self._deletion_token([instance])

    @or_told_to_wait
    def response_action(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Django looks up whatever a forged list of chosen rows holds, and stops with an error."""
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            self.message_user(request, "所选的条目无效，什么也没有做。请重新选择。", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        with my_turn():
            return super().response_action(request, queryset)

    @admin.action(description=delete_chosen.short_description, permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        if self._are_too_many(request, queryset):
            return None
        token = self._deletion_token(list(queryset))
        if request.POST.get(checkpoint.FIELD) == token:
            return delete_chosen(self, request, queryset)
        asking = as_if_opened(request)
        asking.POST = request.POST.copy()
        asking.POST.pop("post", None)
        page = delete_chosen(self, asking, queryset)
        asked_again = checkpoint.FIELD in request.POST
        page.context_data |= {"checkpoint": token, "asked_again": asked_again}
        page.status_code = status_of(asked_again)
        return page

    def unless_confirmed(
        self,
        request: HttpRequest,
        chosen: Sequence[models.Model],
        move: Move,
        asked: Sequence[tuple[str, str]],
        form: Form,
    ) -> HttpResponse | None:
        """The page that asks; None where a person has said yes to exactly this, as it is.

        `asked` are, for each of the chosen, its name and what stands in the way; `form` is what else is to be said.
        """
        if self._are_too_many(request, chosen):
            return HttpResponseRedirect(request.get_full_path())
        # Of what the page says too, which may be of others: a working copy, a time that a colleague has set.
        token = checkpoint.digest([self._token_of_all(chosen), sorted(asked)])
        is_as_it_was = request.POST.get(checkpoint.FIELD) == token
        is_yes = is_as_it_was and ENTER not in request.POST
        if is_yes and form.is_valid():
            return None
        asked_again = checkpoint.FIELD in request.POST and not is_as_it_was
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": f"{move.label}所选的{self.opts.verbose_name}",
            "verb": move.label,
            "asked": asked,
            "free": sum(not obstacle for _, obstacle in asked),
            "chosen": chosen,
            # The actions of the list are named as the moves are.
            "action": move.value,
            "checkpoint": token,
            "asked_again": asked_again,
            "not_pressed": is_as_it_was and not is_yes,
            **self._addresses(request, chosen),
        }
        status = status_of(asked_again)
        return TemplateResponse(request, "admin/confirm_action.html", context, status=status)

    def _addresses(self, request: HttpRequest, chosen: Sequence[models.Model]) -> dict[str, str]:
        """Where the yes goes, and the way back: the list as it was filtered, or the page of the one that is asked about."""
        if request.method == "POST":
            return {"list": request.get_full_path(), "back": request.get_full_path()}
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        [one] = chosen
        return {"list": reverse(f"{name}_changelist"), "back": reverse(f"{name}_change", args=[one.pk])}

    def _are_too_many(self, request: HttpRequest, chosen: models.QuerySet | Sequence[models.Model]) -> bool:
        number = len(chosen)
        if number > MAX_CHOSEN:
            told = f"选了 {number} 条，一次最多 {MAX_CHOSEN} 条，什么也没有做。请用筛选缩小范围，分几次做。"
            self.message_user(request, told, messages.ERROR)
        return number > MAX_CHOSEN

    def _token_of_all(self, chosen: Sequence[models.Model]) -> str:
        found = Checkpoint.of_all(self, chosen)
        return checkpoint.digest(sorted((str(key), each.token) for key, each in found.items()))

    def _deletion_token(self, chosen: Sequence[models.Model]) -> str:
        """Of what is chosen, and of every row that goes with it."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=chosen)
        collector.collect(chosen)
        rows = sorted(
            (model._meta.label, str(row.pk)) for model, rows in collector.model_objs.items() for row in rows
        )
        return checkpoint.digest([self._token_of_all(chosen), rows])
