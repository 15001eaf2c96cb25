"""What the desk prints without Django's templates (`portal.forms`, `portal.parts`) is as these print it."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.forms.renderers import DjangoTemplates
from django.template import Context, Engine
from django.template.loader import get_template
from django.test import RequestFactory
from django.test.html import parse_html

from policies.models import Topic
from portal.forms import FormRenderer
from tests.admin.desk import REGISTERED
from tests.people import account

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


# As Django ships it; ours stands before it under the same name.
OF_DJANGO = Engine(
    dirs=[Path(admin.__file__).parent / "templates"], libraries={"i18n": "django.templatetags.i18n"}
)
FIELDSET = "admin/includes/fieldset.html"


@pytest.mark.parametrize("who", ["superuser", "editor"])
@pytest.mark.parametrize("data", [None, TYPED])
def test_a_fieldset_is_what_the_template_of_django_prints(request, who, data, draft):
    """Of who may write all fields, and of who may only look at topics."""
    asked = RequestFactory().get("/")
    asked.user = _signed_in(request, who)
    topic = Topic.objects.create(slug="a", name='<b>"甲"</b>')
    for row in (draft, topic):
        for values in _fieldsets(asked, row, data):
            ours = get_template(FIELDSET).render(values)
            theirs = OF_DJANGO.get_template(FIELDSET).render(Context(values))
            assert _escaped_alike(ours) == _escaped_alike(theirs)


def _fieldsets(request, row, data):
    """What the template is given for each."""
    editor = admin.site.get_model_admin(type(row))
    may_write = editor.has_change_permission(request, row)
    sets = editor.get_fieldsets(request, row)
    read_only = editor.get_readonly_fields(request, row) if may_write else flatten_fieldsets(sets)
    form = editor.get_form(request, row, change=True)(data, instance=row)
    form.is_valid()
    shown = AdminForm(form, list(sets), {}, read_only, model_admin=editor)
    for number, each in enumerate(shown):
        yield {"fieldset": each, "prefix": "fieldset", "id_prefix": 0, "id_suffix": number}


def _escaped_alike(printed):
    """Jinja2 writes two characters by their numbers."""
    return printed.replace("&quot;", "&#34;").replace("&#x27;", "&#39;").strip()


@pytest.mark.parametrize("is_index", [True, False])
@pytest.mark.parametrize("who", ["superuser", "reviewer", "adder", "nobody"])
def test_the_list_of_models_is_what_the_template_of_django_prints(request, who, is_index):
    """Beside each page, and on the first one with a link more."""
    asked = RequestFactory().get("/admin/policies/topic/add/")
    asked.user = AnonymousUser() if who == "nobody" else _signed_in(request, who)
    apps = admin.site.get_app_list(asked)
    assert bool(apps) is (who != "nobody")
    values = {"app_list": apps, "request": asked, "show_changelinks": is_index}
    name = "admin/app_list.html"
    theirs = OF_DJANGO.get_template(name).render(Context(values))
    assert _escaped_alike(get_template(name).render(values)) == _escaped_alike(theirs)


@pytest.fixture
def adder(client):
    """Sees no list of what may only be added to."""
    user = account("只加", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_policy"))
    client.force_login(user)
    return client


def _signed_in(request, who):
    client = request.getfixturevalue(who)
    return User.objects.get(pk=client.session["_auth_user_id"])
