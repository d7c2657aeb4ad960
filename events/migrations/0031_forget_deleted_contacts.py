"""Deletes the history of contacts that are responsible for no event any more."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    existing = apps.get_model("events", "EventContact").objects.using(using).values("pk")
    history = apps.get_model("events", "HistoricalEventContact").objects.using(using)
    history.exclude(id__in=existing).delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0030_derived_columns_of_history")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
