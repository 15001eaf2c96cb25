"""Districts, topics and section labels of the library, as drafts are made with them."""

from __future__ import annotations

from policies.importing.drafting import Place, ReferenceData
from policies.models import District, FormerDistrict, SectionLabel, Topic
from policies.models.taxonomy import words_in

CITY = "shanghai"


def reference_data() -> ReferenceData:
    """What the library files under: 4 queries."""
    places = [Place(slug, name) for slug, name in District.objects.values_list("slug", "name")]
    former = FormerDistrict.objects.values_list("district__slug", "name")
    words = {
        slug: (name, *words_in(synonyms))
        for slug, name, synonyms in Topic.objects.values_list("slug", "name", "synonyms")
    }
    former_places = (Place(slug, name, current=False) for slug, name in former)
    return ReferenceData((*places, *former_places), words, CITY, SectionLabel.objects.known())
