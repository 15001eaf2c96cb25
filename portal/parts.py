"""Parts that stand on a page of the desk by the dozen, printed by Jinja2, which takes a quarter of the time.

The pages are of Django's templates. Those in `templates/desk_parts` stand for Django's of the same name, and print the same.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django import forms, template
from django.conf import settings
from django.template import Context
from django.template.backends.jinja2 import Jinja2
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment

register = template.Library()
# What Django ships for Jinja2.
OF_DJANGO = Path(forms.__file__).parent / "jinja2"


def environment(**options: object) -> Environment:
    made = Environment(**options)
    made.globals["_"] = gettext
    return made


@cache
def engine() -> Jinja2:
    places = [settings.BASE_DIR / "templates/desk_parts", OF_DJANGO]
    options = {"environment": "portal.parts.environment"}
    return Jinja2({"NAME": "parts", "DIRS": places, "APP_DIRS": False, "OPTIONS": options})


@register.simple_tag(takes_context=True)
def by_jinja(context: Context, name: str) -> SafeString:
    """What the part of this name prints with the values that the template has."""
    return mark_safe(engine().get_template(name).render(context.flatten()))
