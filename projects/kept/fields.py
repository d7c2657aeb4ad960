"""Model fields whose values the database keeps. Python never writes them."""

from typing import Any

from django.db import models
from django.db.models import F


class KeptField(models.Field):
    """A column that triggers fill. A row that was just made has its value after ``refresh_from_db()``."""

    worked_out = True
    """The history leaves it out: its declaration gives its value as of any change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Not in the files of dumpdata: the database that loads them fills its own columns
        kwargs.update(editable=False, null=True, serialize=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["null"], kwargs["serialize"]
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Returns nothing for a new row. An existing row keeps its column, whatever value the object has."""
        return None if add else F(self.attname)


class KeptText(KeptField, models.CharField):
    """A kept text. It sorts by the numbers of its characters, on both databases.

    ``total``: every row has a value of its own, so that an order by this column needs no other one.
    """

    def __init__(self, *args: Any, total: bool = False, **kwargs: Any) -> None:
        self.total = total
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


class KeptNumber(KeptField, models.BigIntegerField):
    """A kept whole number."""
