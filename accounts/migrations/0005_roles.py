"""Makes the groups of the roles, and gives each account a role that adds no right to those that it has."""

from django.conf import settings
from django.db import migrations

ROLES = ("reader", "adviser", "controller", "contributor", "administrator")


def make_roles(apps, _schema):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        # The accounts of a group that has the name already keep its rights, under another name
        group.objects.filter(name=name).update(name=f"{name} (before the roles)")
        group.objects.create(name=name)


def give_roles(apps, _schema):
    """Superusers become administrators, accounts of organisations contributors, and all others readers.

    Nobody becomes adviser or controller, because these roles would add rights. Rights of their own stay.
    """
    accounts = apps.get_model(settings.AUTH_USER_MODEL).objects.all()
    role = {row.name: row for row in apps.get_model("auth", "Group").objects.filter(name__in=ROLES)}
    contributors = set(apps.get_model("events", "Contributor").objects.values_list("user", flat=True))
    for account in accounts.iterator():
        if account.is_superuser:
            account.groups.add(role["administrator"])
        elif account.pk in contributors and not account.is_staff:
            account.groups.add(role["contributor"])
        else:
            account.groups.add(role["reader"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_limits_of_roles"),
        ("events", "0029_one_open_state"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(give_roles, migrations.RunPython.noop),
    ]
