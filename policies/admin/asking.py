"""What a person says of a move on the page that asks before it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from policies.admin import checkpoint
from policies.admin.fields import NUL_MESSAGE, ChooseOne, is_key
from policies.models import Policy, Withdrawal
from policies.publishing import Said
from policies.vocabulary import Move

REASON = Withdrawal._meta.get_field("reason")
SUCCESSOR = Withdrawal._meta.get_field("successor")

# Moves of which more has to be said than yes: no button of the form makes them together with a save.
ASKED = (Move.WITHDRAW,)


class OneField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        # SQLite stops with an error at a number that is longer than its integers.
        if value and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=REASON.verbose_name,
        max_length=REASON.max_length,
        help_text=REASON.help_text,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="：", **kwargs)
        for validator in self.fields["reason"].validators:
            if isinstance(validator, forms.fields.validators.ProhibitNullCharactersValidator):
                validator.message = NUL_MESSAGE

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["reason"], self.cleaned_data["successor"])


FORMS = {Move.WITHDRAW: WithdrawalForm}


def form_for(move: Move, request: HttpRequest) -> WithdrawalForm | None:
    """What has to be said of the move, as it was sent; empty where the person has not seen it yet."""
    form = FORMS.get(move)
    return form and form(request.POST if checkpoint.FIELD in request.POST else None)
