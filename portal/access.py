"""A line of the access log for each request: who, when, what, how it ended, and how long it took.

The form is the one that tools for logs know (`combined`), and three more fields: seconds, the request's id, and why the
browser asked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gunicorn import glogging
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response

from policies.accounts.address import address_in
from portal.logs import escaped

# Where the account that is at the desk stands in the environ of a request.
ACCOUNT = "portal.account"
FORMAT = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(L)s %({x-request-id}o)s "%({sec-purpose}i)s"'


class Atoms(glogging.SafeAtoms):
    def __init__(self, atoms: dict[str, Any]) -> None:
        super().__init__(atoms)
        for name, value in self.items():
            if isinstance(value, str):
                self[name] = escaped(value)


class Logger(glogging.Logger):
    atoms_wrapper_class = Atoms

    def atoms(
        self, resp: Response, req: Request, environ: dict[str, Any], request_time: timedelta
    ) -> dict[str, Any]:
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["h"] = address_in(environ) or "-"
        # gunicorn would write the name of an Authorization header, which is what somebody says.
        atoms["u"] = environ.get(ACCOUNT, "").replace(" ", "_") or "-"
        return atoms
