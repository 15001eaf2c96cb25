"""How the desk prints the fields of its forms: what each page has by the dozen here, all others by Django's templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from markupsafe import escape

from portal import parts

Context = Mapping[str, Any]


class FormRenderer(BaseRenderer):
    """For `FORM_RENDERER`.

    The form of a policy has three hundred labels, fields and lists of errors, and each is a template of one line. Below,
    one is printed in a tenth of the time. Django ships its others for Jinja2 as well, which needs a quarter.
    """

    def __init__(self) -> None:
        self.of_others = DjangoTemplates()

    def render(self, template_name: str, context: Context, request: HttpRequest | None = None) -> str:
        if printed := PRINTED_HERE.get(template_name):
            return printed(context)
        return super().render(template_name, context, request)

    def get_template(self, name: str) -> object:
        engine = parts.engine() if name.startswith("django/forms/") else self.of_others
        return engine.get_template(name)


def _input(context: Context) -> str:
    widget = context["widget"]
    kind, name, value = escape(widget["type"]), escape(widget["name"]), widget["value"]
    told = "" if value is None else f' value="{escape(value)}"'
    return f'<input type="{kind}" name="{name}"{told}{_attributes(widget["attrs"])}>'


def _day(context: Context) -> str:
    return f'<p class="date">\n  {_input(context)}\n\n\n</p>'


def _textarea(context: Context) -> str:
    widget = context["widget"]
    name, attributes = escape(widget["name"]), _attributes(widget["attrs"])
    # A browser drops the first line break behind the tag.
    return f'<textarea name="{name}"{attributes}>\n{escape(widget["value"] or "")}</textarea>'


def _select(context: Context) -> str:
    widget = context["widget"]
    name, attributes = escape(widget["name"]), _attributes(widget["attrs"])
    return f'<select name="{name}"{attributes}>{"".join(_options(widget["optgroups"]))}\n</select>'


def _options(groups: list[tuple[str | None, list[Mapping[str, Any]], int]]) -> Iterator[str]:
    for name, choices, _ in groups:
        if name:
            yield f'\n  <optgroup label="{escape(name)}">'
        for each in choices:
            attributes = _attributes(each["attrs"])
            yield f'\n  <option value="{escape(each["value"])}"{attributes}>{escape(each["label"])}</option>'
        if name:
            yield "\n  </optgroup>"


def _label(context: Context) -> str:
    words = escape(context["label"])
    if not context["use_tag"]:
        return words
    tag = context["tag"]
    return f"<{tag}{_attributes(context['attrs'] or {})}>{words}</{tag}>"


def _list_of_errors(context: Context) -> str:
    errors = context["errors"]
    if not errors:
        return ""
    named = f' id="{escape(errors.field_id)}_error"' if errors.field_id else ""
    told = "".join(f"<li>{escape(error)}</li>" for error in errors)
    return f'<ul class="{escape(context["error_class"])}"{named}>{told}</ul>'


def _attributes(attrs: Mapping[str, Any]) -> str:
    """True stands for an attribute without a value, False for none."""
    told = (
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
    return "".join(told)


# By the names of the templates that they stand for.
PRINTED_HERE: dict[str, Callable[[Context], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in ("text", "hidden", "number", "checkbox")},
    "admin/widgets/date.html": _day,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _list_of_errors,
    "django/forms/errors/list/ul.html": _list_of_errors,
}
