"""A policy of the database as it is exported."""

from __future__ import annotations

from collections.abc import Iterator

from policies.importing.reading import Exported
from policies.models import Policy
from policies.vocabulary import SectionKind, SectionState

# In the order in which they are printed, under the labels of the admin form; dates as 2015-08-14.
FIELDS = (
    *(
        "slug",
        "title_is_ours",
        "doc_number",
        "district",
        "district_printed",
        "issued_on",
        "published_on",
        "effective_on",
    ),
    *("expires_on", "repealed_on", "verified_on", "year_entered", "official_url", "source_url"),
    *("source_note", "source_kind", "source_grade", "uncertain_reason", "past_reason"),
    "editorial_note",
)


# The fact that names what the file does not hold: nobody is to take it for the whole entry.
LEFT_OUT = "这份文件没有带上"


def exported(policy: Policy) -> Exported:
    """Facts by their Chinese labels, several of a kind one a line, and all sections.

    Rounds, benefits, materials, points and areas stay in the library; the file says how many there are. Of a queryset
    `for_export()` this makes no further query.
    """
    related = {
        "issuers": policy.policyissuer_set.all(),
        "topics": policy.topics.all(),
        "audiences": policy.audiences.all(),
    }
    facts = {_label(name): _text(policy, name) for name in FIELDS}
    facts |= {_label(name): "\n".join(map(str, rows)) for name, rows in related.items()}
    facts[LEFT_OUT] = "\n".join(_left_out(policy))
    sections = {
        SectionKind(section.kind): section.body
        if section.state == SectionState.CONTENT
        else SectionState(section.state)
        for section in policy.sections.all()
    }
    return Exported(policy.title, facts, sections)


def _left_out(policy: Policy) -> Iterator[str]:
    of_the_policy = {
        "申报轮次": policy.rounds,
        "待遇": policy.benefits,
        "申报材料": policy.materials,
        "受理点": policy.policyservicepoint_set,
        "功能区域": policy.areas,
    }
    for label, rows in of_the_policy.items():
        if number := len(rows.all()):
            yield f"{label}：{number} 条"


def _label(field: str) -> str:
    return str(Policy._meta.get_field(field).verbose_name)


def _text(policy: Policy, name: str) -> str:
    """As staff see it; empty for what is empty, or not so."""
    match getattr(policy, name):
        case None | False | "":
            return ""
        case value if Policy._meta.get_field(name).choices:
            return str(dict(Policy._meta.get_field(name).choices)[value])
        case value:
            return str(value)
