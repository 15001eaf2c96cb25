"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.template import engines

from portal.databases import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Whoever serves the portal for real must not get debug pages by forgetting a variable.
os.environ.setdefault("DJANGO_DEBUG", "off")

patience.serve()
application = get_wsgi_application()
# All templates are compiled, 0.3 s, before workers are forked: else the first visitors of each would wait for it.
pages = engines["pages"].env
for name in pages.list_templates():
    pages.get_template(name)
