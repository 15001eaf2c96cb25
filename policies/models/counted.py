"""The tables that public pages read: which rows of them residents can see, and which policies a row concerns.

The triggers of `policies.models.triggers` count their changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

EVENTS = ("insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class CountedTable:
    """A table whose rows public pages show, and the policies that a changed row concerns."""

    table: str
    key: str
    """The column of the changed row that leads to policies."""
    concerned: str = "{keys}"
    """SQL that selects these as `policy_id`; `{keys}` stands for a SELECT of `key` from the changed rows."""
    public: str = "1 = 1"
    """SQL that says whether residents can see a row, which it calls `{row}`."""
    unseen: tuple[str, ...] = ()
    """Columns that no public page shows."""
    events: tuple[str, ...] = EVENTS
    readable: str = ""
    """Of a table from which things are withdrawn: SQL that says whether residents can read a row, which it calls `{row}`.
    In the others a row that goes was only corrected."""

    def is_seen(self, row: str) -> str:
        return f"({self.public.format(row=row)})"

    def is_readable(self, row: str) -> str:
        return f"({self.readable.format(row=row)})"

    def values(self, row: str) -> str:
        """All that residents can see of a row, as one value."""
        seen = (column for column in columns(self.table) if column not in self.unseen)
        return "({})".format(", ".join(f'{row}."{column}"' for column in seen))


def columns(table: str) -> list[str]:
    """Those of a table of the portal, as this code knows it."""
    models = apps.get_app_config("policies").get_models()
    model = next(model for model in models if model._meta.db_table == table)
    return [column.column for column in model._meta.concrete_fields]


_NO_POLICY = "SELECT 0 AS policy_id WHERE 1 = 0"
_IN_DISTRICT = "SELECT id AS policy_id FROM policies_policy WHERE district_id IN ({keys})"
_FILED = "SELECT policy_id FROM policies_policy{name} WHERE {name}_id IN ({{keys}})"

_OF_A_PUBLISHED_POLICY = (
    "EXISTS (SELECT 1 FROM policies_policy AS owner "
    "WHERE owner.id = {row}.policy_id AND owner.state = 'published')"
)
# Topics, audiences and districts are choices of the list whether or not a published policy has them; issuers are not.
_OF_A_PUBLISHED_POLICY_OF_THIS_ISSUER = (
    "EXISTS (SELECT 1 FROM policies_policyissuer AS filed JOIN policies_policy AS owner "
    "ON owner.id = filed.policy_id WHERE filed.issuer_id = {row}.id AND owner.state = 'published')"
)
_APPLIED_FOR_HERE = "SELECT policy_id FROM policies_policyservicepoint WHERE point_id IN ({keys})"
_IN_AREA = _FILED.format(name="area")
# What ended a policy is told of on its page though its own entry was withdrawn; not what a draft that is made of it says.
_BOTH_ENDS_KNOWN = (
    "2 = (SELECT COUNT(*) FROM policies_policy AS ends "
    "WHERE ends.id IN ({row}.source_id, {row}.target_id) AND (ends.state = 'published' "
    "OR ends.state = 'withdrawn' AND EXISTS (SELECT 1 FROM policies_withdrawal AS gone WHERE gone.policy_id = ends.id)))"
)

# A working copy is never published, so residents see nothing of what else it has.
_OF_THE_DESK = ("edited_at", "edited_by_id", "returned_because", "copy_of_id", "copy_base")

SOURCES = (
    CountedTable(
        "policies_policy",
        "id",
        # The name of what was withdrawn stands on the pages of what it ended.
        public="{row}.state IN ('published', 'withdrawn')",
        unseen=_OF_THE_DESK,
        readable="{row}.state = 'published'",
    ),
    *(
        CountedTable(f"policies_{name}", "policy_id", public=_OF_A_PUBLISHED_POLICY)
        for name in (
            *("section", "round", "benefit", "material"),
            *("policytopic", "policyaudience", "policyissuer", "policyarea", "policyservicepoint"),
        )
    ),
    # A point has no draft, and a district's window stands on pages of policies that do not name it.
    CountedTable("policies_servicepoint", "id", _APPLIED_FOR_HERE, unseen=("edited_at",)),
    CountedTable("policies_area", "id", _IN_AREA),
    CountedTable("policies_areadistrict", "area_id", _IN_AREA),
    *(CountedTable(f"policies_{name}", "id", _FILED.format(name=name)) for name in ("topic", "audience")),
    CountedTable(
        "policies_issuer",
        "id",
        _FILED.format(name="issuer"),
        public=_OF_A_PUBLISHED_POLICY_OF_THIS_ISSUER,
    ),
    CountedTable("policies_district", "id", _IN_DISTRICT),
    CountedTable("policies_formerdistrict", "district_id", _IN_DISTRICT),
    # These concern no policy: the index holds nothing of them.
    *(CountedTable(f"policies_{name}", "id", _NO_POLICY) for name in ("synonymgroup", "citationexception")),
    CountedTable("policies_relation", "id", _NO_POLICY, public=_BOTH_ENDS_KNOWN),
    CountedTable("policies_oldslug", "policy_id", public=_OF_A_PUBLISHED_POLICY),
    CountedTable("policies_withdrawal", "id", _NO_POLICY, unseen=("by_id",)),
    # A new row is counted with the section whose earlier text it is.
    CountedTable(
        "policies_sectionversion",
        "id",
        _NO_POLICY,
        public="{row}.number IS NOT NULL",
        events=("update", "delete"),
        readable="{row}.number IS NOT NULL",
    ),
)
