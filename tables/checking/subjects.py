"""What the rows of a table are to the register: records of their own, or grants, which belong to projects."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budgets.models import Allocation
from changes import reading
from changes.parts.rows import Errors, OneRow, Rows
from changes.parts.values import Context
from changes.proposal import Proposal
from changes.shape import shape_of
from tables.columns.kinds import TableKind

State = Mapping[str, Any]


class RecordSubject:
    """Rows that are records."""

    def __init__(self, kind: TableKind) -> None:
        self.kind, self.shape = kind.record, shape_of(kind.record)
        self.key = kind.key

    def snapshots(self, pks: Mapping[str, int]) -> dict[str, State]:
        """Returns what these records say, by code. ``pks``: code → key in the database."""
        said = reading.snapshots(self.kind, pks.values())
        return {key: said[pk] for key, pk in pks.items() if pk in said}

    def understand(self, data: State, before: State | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Returns the values as the register keeps them, and what is wrong: field → sentences."""
        return self.shape.understand(data, before, whole=False, stored=False)

    def own_columns(self, said: State) -> Iterable[tuple[str, Any]]:
        """Yields the fields that are a plain column, each with the column."""
        for name in said:
            part = self.shape[name]
            if len(part.columns) == 1:
                column = self.shape.model._meta.get_field(part.columns[0])
                if not column.many_to_one:
                    yield name, column

    def create(self, key: str, data: State) -> Proposal:
        """Returns the proposal for a new record."""
        return Proposal.create(self.kind, data)

    def update(self, key: str, pk: int, changed: State, before: State) -> Proposal:
        """Returns the proposal for the values that differ. If somebody changes them meanwhile, it is refused."""
        return Proposal.update(self.kind, key, changed, row=pk, base={name: before.get(name) for name in changed})


class GrantSubject:
    """Rows that are grants: each is proposed as a row of its project."""

    OWNER, PART = "project", "allocations"

    def __init__(self, kind: TableKind) -> None:
        self.kind, self.key = kind.record, kind.key
        self.shape = shape_of(self.OWNER)
        self.part = cast(Rows, self.shape[self.PART])
        self.owners: dict[str, tuple[str, list[Any]]] = {}
        """Code of a grant → its project, and all grants of it."""

    def snapshots(self, pks: Mapping[str, int]) -> dict[str, State]:
        """Returns what these grants say, by code."""
        rows = Allocation._base_manager.filter(pk__in=list(pks.values())).values_list(
            "reference", "project__reference", "project"
        )
        owners = {reference: (project, pk) for reference, project, pk in rows}
        said = reading.values_of(self.OWNER, sorted({pk for _project, pk in owners.values()}), self.PART)
        found: dict[str, State] = {}
        self.owners = {}
        for reference, (project, pk) in owners.items():
            self.owners[reference] = (project, said[pk])
            item = next(item for item in said[pk] if item["reference"] == reference)
            found[reference] = {**item, "project": project}
        return found

    def understand(self, data: State, before: State | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Returns the values as the register keeps them, and what is wrong: field → sentences."""
        own = {name: value for name, value in data.items() if name != "project"}
        wrong: dict[str, Any] = {}
        if before is not None and data.get("project") not in (None, before["project"]):
            wrong["project"] = [_("It belongs to %(owner)s, and stays there.") % {"owner": before["project"]}]
        said: dict[str, Any] = {}
        parts = {part.name: part for part in self.part.parts}
        for name, value in own.items():
            try:
                said[name] = parts[name].understand(value, Context(own, before or {}))
            except Errors as error:
                wrong[name] = error.rows
            except ValidationError as error:
                wrong[name] = error.messages
        if "project" in data:
            said["project"] = data["project"]
        return said, wrong

    def own_columns(self, said: State) -> Iterable[tuple[str, Any]]:
        """Yields the fields that are a plain column, each with the column."""
        for part in self.part.parts:
            if part.name in said and len(part.columns) == 1:
                column = self.part.model._meta.get_field(part.columns[0])
                if not column.many_to_one:
                    yield part.name, column

    def create(self, key: str, data: State) -> Proposal:
        """Returns the proposal for a new grant."""
        row = OneRow("", {name: value for name, value in data.items() if name != "project"}, True)
        return Proposal.update(self.OWNER, str(data.get("project")), {self.PART: row})

    def update(self, key: str, pk: int, changed: State, before: State) -> Proposal:
        """Returns the proposal for the values that differ. If somebody changes them meanwhile, it is refused."""
        project, grants = self.owners[key]
        row = OneRow(key, changed)
        return Proposal.update(self.OWNER, project, {self.PART: row}, base={self.PART: grants})


Subject = RecordSubject | GrantSubject


def subject_of(kind: TableKind) -> Subject:
    """Returns what the rows of a kind of table are to the register."""
    return GrantSubject(kind) if kind.record == "allocation" else RecordSubject(kind)
