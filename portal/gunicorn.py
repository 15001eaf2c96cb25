"""gunicorn's configuration: `gunicorn -c portal/gunicorn.py portal.wsgi`.

The master loads the portal and the workers are forked from it, so a worker is there at once. USR2 starts a new version
beside the old one, which goes when the new one answers; HUP makes new workers of the same version.
"""

import gc
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_DEBUG", "off")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Read the settings in the master, before any worker: a bad variable then ends the start with its one
# line, where in a worker gunicorn would start the worker again and again.
from gunicorn import systemd

from policies.text import folding, pinyin
from portal import access, env, settings

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

# One time zone for all lines of the log: Django would set it in the workers alone.
os.environ["TZ"] = settings.TIME_ZONE
time.tzset()

bind = env.text("PORTAL_BIND", "127.0.0.1:8000")
# Not WEB_CONCURRENCY: gunicorn itself reads that one first, and answers a bad value with a traceback.
workers = env.number("PORTAL_WORKERS", default=2, minimum=1, maximum=64)
worker_class = "portal.worker.Worker"
threads = settings.THREADS
# Loading opens neither the database nor the index, whose threads and connections would not outlive a fork.
preload_app = True
timeout = 30
graceful_timeout = 30
# Longer than the proxy keeps one that nobody uses (portal/deploy/nginx.conf), so that it never sends into a closed one.
keepalive = 10
# A new worker keeps no page yet and opens the index anew, so whoever asks much must not make it new every few minutes.
max_requests = 1_000_000
max_requests_jitter = 100_000
# A request line holds every filter of a search; the largest honest one stays far below this.
limit_request_line = 8190
# gunicorn would believe its neighbours where the portal is mounted (SCRIPT_NAME) and that they came by HTTPS. Nobody
# asked it to: the portal stands at the root of its host, and Django reads X-Forwarded-Proto itself (DJANGO_BEHIND_PROXY).
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers = {}
accesslog = "-"
access_log_format = access.FORMAT
logger_class = "portal.access.Logger"
logconfig_dict = settings.LOGGING
# The control socket would be written into the home directory of whoever starts the server.
control_socket_disable = True


def on_starting(server: "Arbiter") -> None:
    """Says what `manage.py check` says: gunicorn runs no checks."""
    if missing := [name for name, value in settings.SITE_DUTIES.items() if not value]:
        server.log.warning(
            "Not set: %s. Until all are, every page says 演示站点，非政府网站.", ", ".join(missing)
        )


def when_ready(server: "Arbiter") -> None:
    """Loads what workers share, and tells systemd, where it started us, which process is the portal from now on.

    See portal/deploy/portal.service.
    """
    # 55 MB of readings: each worker would hold its own, and the garbage collector of each would walk through the copy.
    pinyin.load()
    folding.load()
    gc.freeze()
    systemd.sd_notify(f"MAINPID={server.pid}\nREADY=1", server.log)


def on_reload(server: "Arbiter") -> None:
    server.log.info(
        "HUP: new workers of the same code and settings. USR2 takes new code, a restart new settings."
    )


def pre_fork(server: "Arbiter", worker: "Worker") -> None:
    """After USR2 the master before this one is its parent, until it has gone."""
    worker.replaces = server.master_pid if server.master_pid == os.getppid() else 0


def post_worker_init(worker: "Worker") -> None:
    """The new version answers from now on; the old one finishes what it has begun, and goes."""
    if worker.replaces:
        # Another worker may have sent it away already.
        with suppress(ProcessLookupError):
            os.kill(worker.replaces, signal.SIGTERM)
