"""The WSGI application that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template import engines

from portal.databases import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Whoever serves the portal for real must not get debug pages by forgetting a variable.
os.environ.setdefault("DJANGO_DEBUG", "off")

patience.serve()
application = get_wsgi_application()
# Before workers are forked, too: the addresses import the pages and the desk.
import_module(settings.ROOT_URLCONF)
# All templates are compiled, 0.3 s, before workers are forked: else the first visitors of each would wait for it.
pages = engines["pages"].env
for name in pages.list_templates():
    pages.get_template(name)
