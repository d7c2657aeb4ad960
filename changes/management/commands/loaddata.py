"""The usual loaddata, as one change: a dump of the whole register is put back by it (docs/deploy.md)."""

from typing import Any

from modeltranslation.management.commands import loaddata

from changes.models import Way
from changes.opened import changing


class Command(loaddata.Command):
    def handle(self, *fixture_labels: Any, **options: Any) -> None:
        """Loads the fixtures, all or none."""
        with changing(way=Way.LOAD, reason="loaddata", keeps_records=False):
            super().handle(*fixture_labels, **options)
