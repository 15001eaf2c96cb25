"""The groups of staff, and what each may do. A later migration grants what it adds with `grant`."""

from collections.abc import Iterable, Mapping

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VERBS = ("view", "add", "change", "delete")


def each(verbs: Iterable[str], models: Iterable[str]) -> list[str]:
    """The codenames of permissions: view_round, add_round."""
    return [f"{verb}_{model}" for model in models for verb in verbs]


# Written on the page of a policy, by whoever may change the policy.
ON_ITS_PAGE = ("relation", "round", "benefit", "material", "policyservicepoint", "policyissuer")
# What all districts share: a slip of one of them is everybody's.
IN_ADDRESSES = ("topic", "audience", "issuer", "formerdistrict")
SHARED = ("area", "areadistrict", "synonymgroup", "citationexception", "sectionlabel")

EDITOR = [
    *each(("view", "add", "change"), ["policy", "section"]),
    *each(VERBS, ON_ITS_PAGE),
    *each(["view"], ["district", "servicepoint", *IN_ADDRESSES, *SHARED]),
    "add_issuer",
]
# A service point has no draft: what is saved is public.
REVIEWER = [
    *EDITOR,
    *("publish_policy", "delete_policy", "delete_section", "view_event"),
    *each(VERBS, ["servicepoint"]),
]
CATEGORIES = [*each(("view", "add", "change"), IN_ADDRESSES), *each(VERBS, SHARED)]
ADMINISTRATOR = [
    *CATEGORIES,
    *each(["delete"], IN_ADDRESSES),
    *each(VERBS, ["district", "responsibility"]),
    "view_event",
]
GROUPS = {
    "编辑": EDITOR,
    "审核": REVIEWER,
    "所有区": ["all_districts"],
    "分类": [*CATEGORIES, "view_district"],
    "管理员": ADMINISTRATOR,
}
ACCOUNTS = {"管理员": ["view_user", "add_user", "change_user", "view_group"]}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in GROUPS:
        groups.get_or_create(name=name)
    grant(apps, schema_editor, GROUPS)
    grant(apps, schema_editor, ACCOUNTS, of="auth")


def grant(
    apps: Apps,
    schema_editor: BaseDatabaseSchemaEditor,
    allowed: Mapping[str, Iterable[str]],
    of: str = "policies",
) -> None:
    """Give to each group that is named permissions of an app, by their codenames.

    A group that the operator renamed or deleted is left alone.
    """
    alias = schema_editor.connection.alias
    _make_permissions(apps, of, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for group in groups.filter(name__in=allowed):
        chosen = permissions.filter(content_type__app_label=of, codename__in=allowed[group.name])
        group.permissions.add(*chosen)


def _make_permissions(apps: Apps, label: str, alias: str) -> None:
    """Normally they are made after all migrations; the groups need them now."""
    config = apps.get_app_config(label)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=alias)
    config.models_module = None
