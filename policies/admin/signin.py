"""The form by which staff sign in, and the way out for who may not try again yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from policies.accounts import throttle
from policies.accounts.address import client_address
from policies.models import Event
from policies.vocabulary import EventKind

# People type a password into the field for the name: of an unknown name only this much of a keyed hash is kept,
# enough to see that it was the same one again.
NAME_CODE_LENGTH = 12


class SignInForm(AdminAuthenticationForm):
    """Django's own, which looks at a password only if neither the account nor the address has tried too often."""

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password:
            return super().clean()
        address, now = client_address(self.request), timezone.now()
        if refusal := throttle.admit(name, address, now):
            self._refuse(refusal, name, address, now)
        try:
            cleaned = super().clean()
        except ValidationError:
            _record(EventKind.FAILED, name, address)
            raise
        throttle.forgive(name, address, now)
        return cleaned

    def _refuse(self, refusal: throttle.Refusal, name: str, address: str, now: datetime) -> None:
        if refusal.is_told:
            _record(EventKind.REFUSED, name, address, refused=refusal.times)
        raise ValidationError(
            f"尝试登录的次数太多，现在不再核对密码。请 {refusal.minutes_from(now)} 分钟后再试，"
            "或者请管理员解除登录限制。",
            code="refused",
        )


def unlock(request: HttpRequest, names: Iterable[str]) -> str:
    """Let these accounts and addresses try again at once; what was done, in words."""
    address = client_address(request)
    unlocked = [name for name in names if throttle.unlock(name)]
    for name in unlocked:
        Event.record(EventKind.UNLOCKED, account=request.user, address=address, target=name)
    return f"已解除：{'、'.join(unlocked)}。" if unlocked else "所选的都没有登录限制。"


def _record(kind: EventKind, name: str, address: str, **details: Any) -> None:
    """`name` as typed; the journal holds it only if there is such an account."""
    users = get_user_model()
    account = users.objects.filter(**{users.USERNAME_FIELD: name}).first()
    if account is None:
        details["name_code"] = throttle.account_key(name)[:NAME_CODE_LENGTH]
    Event.record(kind, account=account, address=address, details=details)
