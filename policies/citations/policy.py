"""A policy of the database as citations see it, published or not."""

from __future__ import annotations

from policies.citations.names import Document, number_term
from policies.models import Policy
from policies.vocabulary import SectionState


def texts_of(policy: Policy) -> list[str]:
    """Where a policy names others: its title and its sections, in the order in which the index reads them."""
    sections = sorted(policy.sections.all(), key=lambda section: section.kind)
    return [policy.title, *(section.body for section in sections if section.state == SectionState.CONTENT)]


def document_of(policy: Policy) -> Document:
    """As it would be in the index, but for its topics: whoever asks what it cites needs none."""
    district = policy.district
    return Document(
        id=policy.pk,
        title=policy.title,
        number=number_term(policy.doc_number_normalized or policy.doc_number),
        year=policy.year,
        district=district.slug if district else "",
        district_name=district.name if district else "",
    )
