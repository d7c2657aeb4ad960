"""Deletes the history of contacts that were deleted: nothing that they said is kept."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    existing = apps.get_model("projects", "Contact").objects.using(using).values("pk")
    history = apps.get_model("projects", "HistoricalContact").objects.using(using)
    history.exclude(id__in=existing).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0031_four_eyes")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
