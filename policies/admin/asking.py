"""What a person says of a move on the page that asks before it is made: when, and of a withdrawal why."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest
from django.utils import timezone

from policies.admin import checkpoint
from policies.admin.counted import CountedArea
from policies.admin.fields import ChooseOne, DayField, is_key
from policies.admin.forms import reason_field
from policies.admin.refusals import NUL_MESSAGE
from policies.models import Policy, Withdrawal
from policies.text.normalize import clean
from policies.vocabulary import Move

REASON = Withdrawal._meta.get_field("reason")
SUCCESSOR = Withdrawal._meta.get_field("successor")


class OneField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        # SQLite stops with an error at a number that is longer than its integers.
        if value and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class HourField(forms.TimeField):
    """9:30, 09：30, 9时30分, 9点."""

    default_error_messages = {"invalid": "请输入几点几分，例如 09:30。"}
    input_formats = ("%H:%M", "%H时%M分", "%H时", "%H点%M分", "%H点")

    def to_python(self, value: Any) -> time | None:
        return super().to_python(clean(value).replace(" ", "") if isinstance(value, str) else value)


class MoveForm(forms.Form):
    """A time to come; without a day the move is made now."""

    day = DayField(
        label="哪一天",
        required=False,
        widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="留空就是现在。例如 2026-12-01。",
    )
    hour = HourField(
        label="几点",
        required=False,
        widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="例如 09:30。只填了日期，就是那一天零点。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="：", **kwargs)
        for field in self.fields.values():
            for validator in field.validators:
                if isinstance(validator, ProhibitNullCharactersValidator):
                    validator.message = NUL_MESSAGE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("hour") is not None and cleaned.get("day") is None and "day" not in self.errors:
            self.add_error("day", "填了几点，还要填哪一天。")
        if cleaned.get("day") and "hour" not in self.errors and self._at(cleaned) <= timezone.now():
            # A slip in the year would else withdraw at once what was meant for next year.
            self.add_error("day", "这个时间已经过去了。要现在就做，请把日期和几点都留空。")
        return cleaned

    @staticmethod
    def _at(cleaned: dict[str, Any]) -> datetime:
        return timezone.make_aware(datetime.combine(cleaned["day"], cleaned.get("hour") or time.min))

    @property
    def due_at(self) -> datetime | None:
        """In Shanghai; None for now."""
        return self._at(self.cleaned_data) if self.cleaned_data["day"] else None

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "successor") if name in self.fields}


class PublicationForm(MoveForm):
    reason = reason_field()
    field_order = ("reason", "day", "hour")


class WithdrawalForm(MoveForm):
    reason = forms.CharField(
        label=REASON.verbose_name,
        max_length=REASON.max_length,
        help_text=REASON.help_text,
        widget=CountedArea(attrs={"rows": 3}),
        error_messages={"required": "撤下要写明原因。", "max_length": f"最多写 {REASON.max_length} 个字。"},
    )
    successor = OneField(
        Policy.objects.published(),
        label=SUCCESSOR.verbose_name,
        required=False,
        help_text=SUCCESSOR.help_text,
        widget=ChooseOne(SUCCESSOR, admin.site),
        error_messages={"invalid_choice": "这条政策没有发布，不能用来接替。请选一条已发布的。"},
    )
    field_order = ("reason", "successor", "day", "hour")


FORMS: dict[Move, type[MoveForm]] = {Move.PUBLISH: PublicationForm, Move.WITHDRAW: WithdrawalForm}
# On the page of a policy a link leads to the question; what it is called there.
LINKS = {Move.PUBLISH: "定时发布", Move.WITHDRAW: "撤下"}
# Of these more has to be said than yes: no button of the form makes them together with a save.
NO_BUTTON = (Move.WITHDRAW,)


def form_for(move: Move, request: HttpRequest) -> MoveForm:
    """What can be said of the move, as it was sent; empty where the person has not seen it yet."""
    return FORMS[move](request.POST if checkpoint.FIELD in request.POST else None)
