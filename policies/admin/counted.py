"""Fields for words that say how many characters are in them, and how many may be.

Browsers cut what is pasted at `maxlength` without a word, so the server counts, and refuses with everything still there.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import (
    AdminEmailInputWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AdminURLFieldWidget,
)
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Below this nobody needs to be told.
LEAST_LIMIT = 100


class _Counted:
    """For a widget, before it."""

    is_told = True
    """Not in the rows of a table, which have no room for it."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> Any:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("maxlength", None)
        return attrs

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        field = super().render(name, value, *args, **kwargs)
        limit = int(self.attrs.get("maxlength", 0))
        if not self.is_told or 0 < limit < LEAST_LIMIT:
            return field
        text = self.format_value(value) or ""
        # Browsers send two characters for the end of a line, and one is stored.
        length = len(text.replace("\r\n", "\n"))
        told = _told(length, limit)
        return format_html('<div class="counted">{}{}</div>', field, told)


def _told(length: int, limit: int) -> SafeString:
    """Without a limit, 0, the number alone."""
    words = f"{length} / {limit} 字" if limit else f"{length} 字"
    is_over = 0 < limit < length
    kind = "count count--over" if is_over else "count"
    return format_html('<span class="{}" data-limit="{}">{}</span>', kind, limit, words)


class CountedInput(_Counted, AdminTextInputWidget):
    pass


class CountedArea(_Counted, AdminTextareaWidget):
    pass


class CountedURL(_Counted, AdminURLFieldWidget):
    pass


class CountedEmail(_Counted, AdminEmailInputWidget):
    pass


# For `formfield_overrides`. Django has widgets of its own for the last two.
UNCUT = {
    models.CharField: {"widget": CountedInput},
    models.URLField: {"widget": CountedURL},
    models.EmailField: {"widget": CountedEmail},
}
