"""Settings of the portal. Everything that differs between machines comes from the environment (README)."""

import mimetypes
from pathlib import Path

from portal import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DJANGO_DEBUG", default=True)
DATA_DIR = env.writable_directory("PORTAL_DATA_DIR", BASE_DIR / ".data")
SECRET_KEY = env.secret(
    "DJANGO_SECRET_KEY",
    required=not DEBUG,
    fallback="development-only-" + "not-a-secret-" * 4,
)
ALLOWED_HOSTS = env.names(
    "DJANGO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
if not ALLOWED_HOSTS:
    raise env.BadEnvironment("DJANGO_ALLOWED_HOSTS", "must be set when DJANGO_DEBUG is off")
BEHIND_PROXY = env.flag("DJANGO_BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "policies",  # first: its loaddata checks a fixture before Django's own loads it
    "portal.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_filters",
]

MIDDLEWARE = [
    "portal.middleware.AnswerMiddleware",
    "portal.protocol.ProtocolMiddleware",
    "portal.health.HealthMiddleware",
    "portal.availability.AvailabilityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.keeping.KeepingMiddleware",
    "portal.availability.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.availability.DeskMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The portal stands at the root of its host, whatever a server passes on: with another SCRIPT_NAME every link would lead
# where the sender of a header says, and a shared cache would keep the page.
FORCE_SCRIPT_NAME = ""
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# What residents see is printed by Jinja2, the desk by Django's templates; each finds its own folder alone.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [BASE_DIR / "templates/pages"],
        "OPTIONS": {
            "environment": "portal.jinja.environment",
            "context_processors": [
                "policies.site.in_templates",
                "policies.display.in_templates",
                "policies.canonical.in_templates",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "desk",
        "DIRS": [BASE_DIR / "templates/desk"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"parts": "portal.parts"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "policies.site.in_templates",
            ],
        },
    },
]
# Of forms, which only the desk has.
FORM_RENDERER = "portal.forms.FormRenderer"

# How many requests one process of gunicorn answers at once.
THREADS = env.number("PORTAL_THREADS", default=4, minimum=1, maximum=64)
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}
# Without it each process keeps its pages for itself.
CACHES = env.cache("CACHE_URL")
PAGES_ARE_SHARED = "LOCATION" in CACHES["default"]
# The last copy of each page, for while the database is away. It can be deleted at any time.
PAGES_DIR = DATA_DIR / "pages"
# A derived file: it can be deleted at any time, and is made again from the database.
SEARCH_INDEX_DIR = env.writable_directory("SEARCH_INDEX_DIR", DATA_DIR / "index")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# One language, and no LocaleMiddleware: an English browser would otherwise get English dates.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
# What is missing in Django's own Chinese catalogues.
LOCALE_PATHS = [BASE_DIR / "portal/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Until all of these are set, every page says that it is a demonstration and no government site.
SITE_DUTIES = {
    "PORTAL_OPERATOR": env.text("PORTAL_OPERATOR"),
    "PORTAL_SITE_ID": env.code("PORTAL_SITE_ID", length=10),
    "PORTAL_ICP": env.text("PORTAL_ICP"),
    "PORTAL_POLICE_RECORD": env.text("PORTAL_POLICE_RECORD"),
    "PORTAL_CONTACT": env.text("PORTAL_CONTACT"),
    "PORTAL_REPORT_ERROR_URL": env.web_address("PORTAL_REPORT_ERROR_URL"),
}
# Who finds a weakness of the portal tells it here; empty where there is no such address.
SECURITY_CONTACT = env.contact_address("PORTAL_SECURITY_CONTACT")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a directory that is not there before collectstatic
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A browser takes the rules for prefetching under this type alone. WhiteNoise has its own list of types; where
# runserver or a test serves the file, Python's counts.
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
for _suffix, _type in WHITENOISE_MIMETYPES.items():
    mimetypes.add_type(_type, _suffix)

# Mail to staff, once a day (`manage.py send_daily_mail`); nothing else sends any. A command has no request that would
# tell the address of the portal for its links.
_mail = env.mail_server("PORTAL_MAIL_URL")
MAIL_IS_SENT = _mail is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_IS_SENT else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
if _mail:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.is_tls
DEFAULT_FROM_EMAIL = env.mail_address("PORTAL_MAIL_FROM")
ADDRESS = env.site_address("PORTAL_ADDRESS")
for _name, _value in (("PORTAL_MAIL_FROM", DEFAULT_FROM_EMAIL), ("PORTAL_ADDRESS", ADDRESS)):
    if MAIL_IS_SENT and not _value:
        raise env.BadEnvironment(_name, "must be set where PORTAL_MAIL_URL is")

# Whatever serves the portal keeps its standard error; Django's default would send mail instead. gunicorn is given the
# same, so that all lines have one form, one time zone and one limit to what is repeated.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.LineFormatter"}, "bare": {"format": "%(message)s"}},
    "handlers": {
        "stderr": {"class": "portal.logs.CalmHandler", "formatter": "line"},
        "stdout": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stdout"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
    },
}

# A browser sends each Chinese character of a form as nine bytes, so a text of 2 MB arrives as 6 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
# Files are taken on one page alone, which counts them itself (policies/admin/uploads.py).
DATA_UPLOAD_MAX_NUMBER_FILES = None
FILE_UPLOAD_HANDLERS = ["policies.admin.uploads.NoFiles"]

# The public pages set no cookie at all; these are for the staff.
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.availability.csrf_failure"
SESSION_COOKIE_AGE = 60 * 60 * 12  # one working day, whatever is done
SESSION_IDLE_SECONDS = 60 * 60
# How long the journal of what staff did is kept.
EVENT_DAYS = env.number("PORTAL_EVENT_DAYS", default=400, minimum=180, maximum=36_500)
# Whether another person publishes than who wrote the last change; off for an office of one person.
FOUR_EYES = env.flag("PORTAL_FOUR_EYES", default=True)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if not DEBUG:
    SECURE_SSL_REDIRECT = env.flag("DJANGO_SSL_REDIRECT", default=True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    if SECURE_SSL_REDIRECT:
        # With this name a browser takes a cookie from this very host alone, over HTTPS alone.
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = env.number(
        "DJANGO_HSTS_SECONDS", default=31_536_000, minimum=0, maximum=126_144_000
    )
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading cannot be taken back for months, so the owner of the domain decides it, not a default.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
