"""Who answers for the site, as its operator set it; and what a site without that has to say of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.core.checks import CheckMessage, Info
from django.http import HttpRequest

NAME = "人才政策一网通查"
# Where everybody can look up what the operator states; the site only links there.
ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/"


@dataclass(frozen=True, slots=True)
class Site:
    """The duties of a government site. An empty one was not set."""

    operator: str
    site_id: str
    icp: str
    police_record: str
    contact: str
    report_error_url: str
    missing: tuple[str, ...] = ()
    """The settings that are empty, in the order of README."""
    name: str = NAME
    icp_register: str = ICP_REGISTER

    @classmethod
    def current(cls) -> Self:
        duties = settings.SITE_DUTIES
        missing = tuple(name for name, value in duties.items() if not value)
        values = {name.removeprefix("PORTAL_").lower(): value for name, value in duties.items()}
        return cls(**values, missing=missing)

    @property
    def is_demonstration(self) -> bool:
        return bool(self.missing)

    @property
    def police_register(self) -> str:
        """Where the record stands: the register finds it by the digits of its number."""
        digits = "".join(char for char in self.police_record if char in "0123456789")
        return f"{POLICE_REGISTER}#/query/webSearch?code={digits}" if digits else POLICE_REGISTER


def in_templates(request: HttpRequest) -> dict[str, object]:
    """A context processor: every page says who answers for it.

    `no_operator` by itself, because Django's login page puts a `site` of its own instead of ours.
    """
    site = Site.current()
    return {"site": site, "no_operator": not site.operator}


def duties_are_set(**kwargs: object) -> list[CheckMessage]:
    """A system check. A demonstration is allowed, so it only tells; in development it says nothing."""
    missing = Site.current().missing
    if settings.DEBUG or not missing:
        return []
    told = f"Not set: {', '.join(missing)}. Until all are, every page says 演示站点，非政府网站."
    return [Info(told, id="policies.I001")]
