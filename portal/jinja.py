"""The environment of Jinja2, which prints the public pages; the desk is printed by Django's own templates."""

import logging
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from jinja2 import ChainableUndefined, Environment, StrictUndefined, Undefined, make_logging_undefined

from policies.pages.common import path_of

log = logging.getLogger("django.portal.jinja")


def environment(**options: object) -> Environment:
    """For `TEMPLATES`. Beside what its page hands over a template knows `url(name)`, the path of a page without arguments,
    and `static(file)`, the address of a file."""
    options["undefined"] = undefined()
    # What stands before a tag on its line is no part of a page; what stands behind it may be the space between two words.
    made = Environment(**options, lstrip_blocks=True, keep_trailing_newline=True)
    # Where a file lies does not change while a process runs, and a page names twenty.
    made.globals |= {"static": cache(static), "url": path_of}
    return made


def undefined() -> type[Undefined]:
    """What a name stands for that nobody handed over: an error in development, and in tests."""
    return StrictUndefined if settings.DEBUG else lenient()


def lenient() -> type[Undefined]:
    """To residents rather a page that lacks a word, and a line in the log."""
    return make_logging_undefined(log, ChainableUndefined)
