"""Several people write at once: each in turn, nobody over the work of another, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import TO_FIELD_VAR, DisallowedModelAdminToField
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from policies.accounts import held
from policies.accounts.held import HELD, TYPIST
from policies.admin import checkpoint, once
from policies.admin.checkpoint import Checkpoint, Rows
from policies.admin.copied_out import typed_in_words
from policies.admin.fields import is_key
from policies.admin.pieces import TAKE
from policies.admin.refill import Refill
from policies.admin.waiting import my_turn, or_told_to_wait

# The button by which a browser offers what it kept while somebody typed (static/js/unsaved.js).
RESTORE = "_restore"
# Why a page came back whose entry others wrote, or which itself was saved already, with something else typed.
CONFLICTS = ("stale", "overtaken", "made")


class CarefulSaving:
    """For ModelAdmin, before it. A change form carries what it was made from (`policies.admin.checkpoint`)."""

    not_in_checkpoint: tuple[str, ...] = ()
    """Columns that change by themselves."""

    def shown_beside(self, instances: Collection[models.Model]) -> Iterable[tuple[Any, str, Any]]:
        """What else the page shows that a writer might change: key, name of the relation, plain values."""
        return ()

    @or_told_to_wait
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        drop_strange_keys(request)
        if request.method != "POST":
            if page := self._given_back(request, object_id):
                return page
            # Taken before the page is read: should somebody write in between, it is out of date from the start.
            token = self._token(request, object_id)
            context = {**(extra_context or {}), "checkpoint": token, "once": once.new_token()}
            return super().changeform_view(request, object_id, form_url, context)
        with my_turn():
            refused = self._made_before(request) if object_id is None else self._refuse(request, object_id)
            if page := refused or self.shown_instead(request, object_id):
                return page
            context = {**(extra_context or {}), **_carried(request)}
            return super().changeform_view(request, object_id, form_url, context)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        once.spend(request, form.instance)

    def shown_instead(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The page for somebody who did not ask to save, see `shown_again`. Nobody else can write meanwhile."""
        why = "restored" if RESTORE in request.POST else "taken"
        if not {RESTORE, TAKE} & request.POST.keys():
            return None
        return self._filled(request, object_id, self._stored(request, object_id), why)

    def _given_back(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The form as it was sent after the session had ended; None where nothing is held for this person."""
        post = held.find(request.GET.get(HELD, ""), request.user)
        if post is None:
            return None
        instance = self._stored(request, object_id)
        if object_id is not None and not self._may_change(request, instance):
            # What became of it is told, and may be begun anew, when it is sent.
            page = reverse("admin:policies_policy_held", args=[post.pk], query={"plain": 1})
            return redirect(page)
        sent = copy(request)
        sent.POST = held.sent_in(post)
        return self._filled(sent, object_id, instance, "held", post.address)

    def _stored(self, request: HttpRequest, object_id: str | None) -> models.Model | None:
        """None for a new one, and for one that is gone."""
        return None if object_id is None else self._found(request, object_id)

    def _may_change(self, request: HttpRequest, instance: models.Model | None) -> bool:
        return instance is not None and self.has_change_permission(request, instance)

    def _filled(
        self,
        request: HttpRequest,
        object_id: str | None,
        instance: models.Model | None,
        why: str,
        form_url: str = "",
    ) -> HttpResponse:
        """The page with what was sent, over what is stored now."""
        now = Checkpoint.of(self, instance) if instance else None
        made_from = checkpoint.read_token(request.POST.get(checkpoint.FIELD, ""))
        # Of another state than the page showed nothing is taken: it came back before, as out of date.
        refill = Refill(request, made_from, now, takes=why == "taken")
        told = {"checkpoint": now.token if now else "", "why": why}
        return self.shown_again(request, object_id, refill, form_url, **told)

    def shown_again(
        self,
        request: HttpRequest,
        object_id: str | None,
        refill: Refill,
        form_url: str = "",
        **context: Any,
    ) -> HttpResponse:
        """The page with all that was typed, and with what `refill` adds; nothing is saved. It is sent to `form_url`."""
        context = {**_carried(request), "refill": refill, **context}
        answer = super().changeform_view(as_if_opened(request), object_id, form_url, context)
        if context.get("why") in CONFLICTS:
            answer.status_code = HTTPStatus.CONFLICT
        return answer

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if refill := context.get("refill"):
            refill.fill(context["adminform"].form)
            for inline in context["inline_admin_formsets"]:
                refill.fill_rows(inline.formset, Rows.of(self.model, type(inline.opts)))
        return super().render_change_form(request, context, *args, **kwargs)

    def _token(self, request: HttpRequest, object_id: str | None) -> str:
        instance = self._stored(request, object_id)
        return Checkpoint.of(self, instance).token if instance else ""

    def _found(self, request: HttpRequest, object_id: str) -> models.Model | None:
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
        return self.get_object(request, unquote(object_id), to_field)

    def _refuse(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The page that comes back instead of a save; None where nothing stands in the way."""
        if not self.has_change_permission(request):
            return self._barred(request)
        instance = self._found(request, object_id)
        if instance is None:
            return self._when_not_found(request, unquote(object_id))
        if self.was_saved(request, instance):
            return redirect(self._page_of(instance.pk))
        if not self.has_change_permission(request, instance):
            return self.when_closed(request, instance)
        now, sent = Checkpoint.of(self, instance), request.POST.get(checkpoint.FIELD, "")
        if now.token == sent:
            return None
        refill = Refill(request, checkpoint.read_token(sent), now)
        return self.shown_again(request, object_id, refill, checkpoint=now.token, why="stale")

    def _made_before(self, request: HttpRequest) -> HttpResponse | None:
        """The way to the entry that the same form has made already; what was typed since is shown there."""
        if not self.has_add_permission(request):
            return self._barred(request)
        key, is_the_same = once.made_before(request, self.model) or ("", False)
        instance = self.get_object(request, key) if key else None
        if instance is None:
            return None
        page = self._page_of(key)
        if is_the_same:
            self.message_user(request, "刚才已经保存过了，没有再建一条。", messages.SUCCESS)
            return redirect(page)
        if not self.has_change_permission(request, instance):
            return self.when_closed(request, instance)
        now = Checkpoint.of(self, instance)
        told = {"checkpoint": now.token, "why": "made"}
        return self.shown_again(request, key, Refill(request, {}, now), page, **told)

    def was_saved(self, request: HttpRequest, entry: models.Model | None = None) -> bool:
        """Whether the same was saved from the same page already, as by a double click; the person is told. `entry` is what
        is to be saved now, where it is there still."""
        key, is_the_same = once.made_before(request, self.model) or ("", False)
        is_again = is_the_same and (entry is None or key == str(entry.pk))
        if is_again:
            told = "这一页刚才已经保存过了，没有再保存一次。现在的内容在下面。"
            self.message_user(request, told, messages.SUCCESS)
        return is_again

    def _page_of(self, key: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])

    def _barred(self, request: HttpRequest) -> HttpResponse:
        """What was typed by who lost the right meanwhile. Raises PermissionDenied where this person had no such page."""
        if held.owner_of(request.POST.get(TYPIST, "")) != request.user:
            raise PermissionDenied
        return self._read_only(request, "barred", 403)

    def _when_not_found(self, request: HttpRequest, key: str) -> HttpResponse:
        """It was deleted, or is another district's by now."""
        is_there = is_key(key) and self.model._default_manager.filter(pk=key).exists()
        return self._read_only(request, "unseen", 403) if is_there else self.when_gone(request)

    def when_gone(self, request: HttpRequest) -> HttpResponse:
        """What was typed into a row that was deleted meanwhile."""
        return self._offered_anew(request, "gone", HTTPStatus.CONFLICT)

    def when_closed(self, request: HttpRequest, instance: models.Model) -> HttpResponse:
        """What was typed into a row that this person may no longer change."""
        return self._read_only(request, "closed", 403)

    def _offered_anew(self, request: HttpRequest, why: str, status: int) -> HttpResponse:
        """What was typed, on the page of a new entry."""
        if not self.has_add_permission(request):
            return self._read_only(request, why, status)
        context = {**_carried(request), "refill": Refill(request, {}, None), "why": why}
        context |= {"checkpoint": "", "once": once.new_token()}
        add = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        answer = super().changeform_view(as_if_opened(request), None, add, context)
        answer.status_code = status
        return answer

    def _read_only(self, request: HttpRequest, why: str, status: int) -> HttpResponse:
        """What was typed, for somebody who can do no more than copy it."""
        typed = list(typed_in_words(self, request))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "why": why, "typed": typed}
        return TemplateResponse(request, "admin/typed.html", context, status=status)


def _carried(request: HttpRequest) -> dict[str, str]:
    """What a page that comes back has from the one that was sent."""
    names = {"checkpoint": checkpoint.FIELD, "held": HELD, "once": once.FIELD}
    return {name: request.POST.get(field, "") for name, field in names.items()}


def drop_strange_keys(request: HttpRequest) -> None:
    """What no form of the desk sends. Django takes it from anybody, and may stop with an error."""
    request.GET, request.POST = _usual(request.GET), _usual(request.POST)


class Sent(QueryDict):
    """What was sent, as a page of many inlines asks for it: Django copies it for each, and would copy each word too."""

    def copy(self) -> Sent:
        return copy(self)


def _usual(sent: QueryDict) -> Sent:
    kept = Sent("", mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        kept.setlist(name, values)
    kept.pop("_saveasnew", None)
    if kept.get(TO_FIELD_VAR) == "":
        del kept[TO_FIELD_VAR]
    return kept


def as_if_opened(request: HttpRequest) -> HttpRequest:
    shown = copy(request)
    shown.method = "GET"
    return shown
