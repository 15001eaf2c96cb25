"""How the desk prints the fields of its forms: what each page has by the dozen here, all others by Django's templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.renderers import BaseRenderer, DjangoTemplates, get_default_renderer
from django.http import HttpRequest
from django.template import Context as DjangoContext
from django.template.backends.jinja2 import Jinja2
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

register = template.Library()
Context = Mapping[str, Any]
# What Django ships for Jinja2.
OF_DJANGO = Path(forms.__file__).parent / "jinja2"


class FormRenderer(BaseRenderer):
    """For `FORM_RENDERER`.

    The form of a policy has three hundred labels, fields and lists of errors, and each is a template of one line. Below,
    one is printed in a tenth of the time. Django ships its others for Jinja2 as well, which needs a quarter.
    """

    def __init__(self) -> None:
        self.of_others = DjangoTemplates()

    @cached_property
    def by_jinja(self) -> Jinja2:
        places = [settings.BASE_DIR / "templates/fields", OF_DJANGO]
        return Jinja2({"NAME": "fields", "DIRS": places, "APP_DIRS": False, "OPTIONS": {}})

    def render(self, template_name: str, context: Context, request: HttpRequest | None = None) -> str:
        if printed := PRINTED_HERE.get(template_name):
            return printed(context)
        return super().render(template_name, context, request)

    def get_template(self, name: str) -> object:
        renderer = self.by_jinja if name.startswith("django/forms/") else self.of_others
        return renderer.get_template(name)


@register.simple_tag(takes_context=True)
def by_jinja(context: DjangoContext, name: str) -> SafeString:
    """For a template of the desk: what the one of this name in `templates/fields` prints with the same values."""
    made = get_default_renderer().by_jinja.get_template(name).render(context.flatten())
    return mark_safe(made)


def _input(context: Context) -> str:
    widget = context["widget"]
    kind, name, value = escape(widget["type"]), escape(widget["name"]), widget["value"]
    told = "" if value is None else f' value="{escape(value)}"'
    return f'<input type="{kind}" name="{name}"{told}{_attributes(widget["attrs"])}>'


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
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _list_of_errors,
    "django/forms/errors/list/ul.html": _list_of_errors,
}
