"""The fields of a form are printed by Jinja2, see `portal.forms`: as Django's own templates print them."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.forms.renderers import DjangoTemplates
from django.test import RequestFactory
from django.test.html import parse_html

from portal.forms import FormRenderer
from tests.admin.desk import REGISTERED

# A page is printed from values that both databases give alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
TYPED = {
    "title": "<b>\"人才\"&'政策'</b>\n",
    "name": "\n甲",
    "issued_on": "昨天",
    "state": "pending",
    "order": "12345",
}


def printed(form, renderer):
    form.renderer = renderer
    yield from (f"{name}: {field.label_tag()}{field}{field.errors}" for name, field in _fields(form))


def _fields(form):
    return ((name, form[name]) for name in form.fields)


@pytest.mark.parametrize("model", sorted([*REGISTERED, User], key=lambda model: model.__name__))
def test_every_field_is_what_the_templates_of_django_print(superuser, model):
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="站长")
    editor = admin.site.get_model_admin(model)
    inlines = [formset for formset, _ in editor.get_formsets_with_inlines(request)]
    forms = [editor.get_form(request), *(formset().empty_form.__class__ for formset in inlines)]
    assert forms
    for form in forms:
        for data in (None, TYPED):
            ours = [*map(parse_html, printed(form(data), FormRenderer()))]
            assert ours == [*map(parse_html, printed(form(data), DjangoTemplates()))]
            assert ours
