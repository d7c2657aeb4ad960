"""The five roles: groups with fixed names, whose rights are written here and nowhere else.

Each ``migrate`` writes them, as it writes Django's permissions, so a new model gets its rights without a migration of
its own. The rights of other groups and of single accounts stay as they are.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps as installed
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role. Its value is the name of the group."""

    READER = "reader", _("Reader")
    ADVISER = "adviser", _("Adviser")
    CONTROLLER = "controller", _("Controller")
    CONTRIBUTOR = "contributor", _("Contributor of an organisation")
    ADMINISTRATOR = "administrator", _("Administrator")


EXPLAINED: dict[str, Any] = {
    Role.READER: _("Reads the register, the money, the reports and the calendar. Changes nothing but own settings."),
    Role.ADVISER: _(
        "Keeps projects, organisations, places, documents, contacts and events. Reads the money, and accepts the"
        " reports that organisations hand in."
    ),
    Role.CONTROLLER: _("Keeps the money: grants, contracts, entries, budget posts and rates. Closes periods."),
    Role.CONTRIBUTOR: _(
        "Sees the calendar, and the reports that its organisation owes. Enters events of the organisation, changes"
        " those that it organises, and hands in its reports."
    ),
    Role.ADMINISTRATOR: _("Keeps accounts, roles and keys, and the lists of councils, portfolios and core areas."),
}
"""What each role does, in one line."""
OF_STAFF = (Role.ADVISER, Role.CONTROLLER, Role.ADMINISTRATOR)
"""Roles whose rights count only for accounts that are staff."""

ALL, KEEP, SEE = ("add", "change", "delete", "view"), ("add", "view"), ("view",)
SETTINGS = ("council", "councilalias", "corearea", "portfolio")
PERSONAL = ("contact",)
FILES = ("filecontent",)
"""The bytes of files: only an administrator removes them."""
TWO = ("waitingproposal",)
"""What one person proposes and another approves."""

Rights = tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
RIGHTS: dict[str, Rights] = {
    Role.READER: (),
    Role.CONTRIBUTOR: (),
    Role.ADVISER: (
        ("projects", ALL, (), (*SETTINGS, *FILES)),
        ("projects", SEE, SETTINGS, ()),
        ("events", ALL, ("event", "eventparty", "eventproject", "eventdocument", "eventcontact"), ()),
        ("budgets", SEE, (), ()),
        ("changes", ("propose", "receive"), TWO, ()),
        ("seals", KEEP, (), ()),
    ),
    Role.CONTROLLER: (
        ("changes", ("propose", "approve", "receive"), TWO, ()),
        ("budgets", ALL, (), ()),
        ("seals", KEEP, (), ()),
        ("projects", SEE, (), PERSONAL),
        ("projects", KEEP, ("document", "documentfile", "source"), ()),
        ("events", SEE, ("event", "eventparty", "eventproject", "eventdocument"), ()),
    ),
    Role.ADMINISTRATOR: (
        ("auth", ALL, ("user", "group"), ()),
        ("accounts", ALL, (), ()),
        ("events", ALL, ("contributor",), ()),
        ("events", ("view", "delete"), ("feedaddress",), ()),
        ("letters", ("view", "delete"), ("recipient", "following"), ()),
        ("projects", ALL, SETTINGS, ()),
        ("projects", ("delete",), FILES, ()),
        ("projects", SEE, (), PERSONAL),
        ("budgets", SEE, (), ()),
        ("seals", SEE, (), ()),
        ("events", SEE, ("event", "eventparty", "eventproject", "eventdocument"), ()),
    ),
}
"""Role → app, verbs, models (empty: all of the app), and models left out. The history of a model has no rights."""


def permissions_of(role: str) -> set[tuple[str, str]]:
    """Returns the rights of a role as app and codename: ("projects", "change_project")."""
    return {
        (app, f"{verb}_{model}")
        for app, verbs, models_, without in RIGHTS[role]
        for model in (models_ or _models_of(app))
        if model not in without
        for verb in verbs
    }


def _models_of(app: str) -> Iterator[str]:
    for model in installed.get_app_config(app).get_models():
        name = str(model._meta.model_name)
        if not name.startswith("historical"):
            yield name


def write_roles(*, sender: Any, apps: Any = installed, **_options: Any) -> None:
    """Gives the groups of the roles their rights on the models of one app. Runs after each migration of the app."""
    app = sender.label
    roles = [role for role in Role.values if any(app == of for of, *_rest in RIGHTS[role])]
    if not roles and app != "accounts":
        return
    try:
        apps.get_model("accounts", "RoleLimit")
        group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        # A migration of this app alone, before the migration that makes the groups
        return
    known = {one.codename: one for one in permission.objects.filter(content_type__app_label=app)}
    for role in Role.values:
        row, _made = group.objects.get_or_create(name=role)
        wanted = {known[name].pk for of, name in permissions_of(role) if of == app and name in known}
        _give(row, wanted, {one.pk for one in known.values()})


def _give(group: Any, wanted: set[int], known: set[int]) -> None:
    """Gives a group these of the known permissions and no other of them."""
    present = set(group.permissions.values_list("pk", flat=True)) & known
    if wanted - present:
        group.permissions.add(*(wanted - present))
    if present - wanted:
        group.permissions.remove(*(present - wanted))


def labels_of(groups: Iterable[Any]) -> list[str]:
    """Returns the names of groups: those of roles in the reader's language, first and in their order."""
    order = {role: place for place, role in enumerate(Role.values)}
    ranked = sorted(groups, key=lambda group: (order.get(group.name, len(order)), group.name))
    return [label_of(group) for group in ranked]


def label_of(group: Any) -> str:
    """Returns the name of a group; of a role, in the reader's language."""
    return str(Role(group.name).label) if group.name in Role.values else str(group.name)


def give_role(*, user: Any, role: str) -> None:
    """Gives an account a role. Roles whose rights count only for staff make the account staff."""
    group = installed.get_model("auth", "Group")
    user.groups.add(group.objects.get_or_create(name=role)[0])
    if role in OF_STAFF and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def take_roles(*, user: Any, roles: Iterable[str]) -> None:
    """Takes roles away from an account. Staff status goes with the last role that needs it, unless the account has
    rights of its own."""
    taken = set(roles)
    user.groups.remove(*user.groups.filter(name__in=taken))
    kept = user.is_superuser or user.groups.filter(name__in=OF_STAFF).exists() or user.user_permissions.exists()
    if taken & set(OF_STAFF) and user.is_staff and not kept:
        user.is_staff = False
        user.save(update_fields=["is_staff"])
