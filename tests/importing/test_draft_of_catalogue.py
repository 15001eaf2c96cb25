"""Real documents, laid out as the standard says, are read back."""

from __future__ import annotations

from policies.importing.drafting.document import draft
from policies.importing.drafting.draft import Place, ReferenceData
from policies.importing.reading.sources import Source
from policies.text.docnumber import DocNumber
from tests.library import LIBRARY, rows


def real_documents():
    """(title, 文号, issuers, district) of the real entries whose issuers and 文号 people recorded."""
    fields = [
        (row["model"].partition(".")[2], row["fields"]) for row in rows(LIBRARY, "districts", "policies")
    ]
    issuers: dict[str, list[str]] = {}
    for model, row in fields:
        if model == "policyissuer":
            issuers.setdefault(row["policy"][0], []).append(row["issuer"][0])
    policies = [row for model, row in fields if model == "policy" and DocNumber.parse(row["doc_number"])]
    places = [Place(row["slug"], row["name"]) for model, row in fields if model == "district"]
    return ReferenceData(tuple(places)), [
        (row["title"], row["doc_number"], tuple(issuers[row["slug"]]), row["district"][0])
        for row in policies
        if row["slug"] in issuers
    ]


def test_real_documents_laid_out_as_the_standard_says_are_read_back():
    reference, documents = real_documents()
    assert len(documents) > 80
    for title, number, issuers, district in documents:
        lines = [title, number, "各有关单位：", "现将有关事项通知如下。", *issuers, "2020年3月5日"]
        found = draft(Source(kind="text", text="\n".join(lines)), reference)
        assert (found.title, found.doc_number, found.issuers) == (" ".join(title.split()), number, issuers)
        assert found.district == district
