"""Several operations of a migration that Django prepares once.

Before each operation Django makes all model classes again that the changed model refers to, directly or through others.
Here that is nearly every model, and takes a tenth of a second for each of some six hundred operations: a new database
took a minute, of which its SQL took two seconds. A group makes them again once.

A group does in the same order what its operations do alone. This holds for three kinds of groups (``_are_models``,
``_are_columns`` and ``_are_constraints``), and others are refused.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.models import GeneratedField

Grouped = Sequence[Any]


class Group(Operation):
    """Operations of one kind, in their order: new models, new columns that may be empty, or a new constraint or index
    for each of several models.

    Raises ValueError for operations that may not stand in one group.
    """

    reduces_to_sql = True

    def __init__(self, operations: Grouped) -> None:
        self.operations = list(operations)
        if not (_are_models(operations) or _are_columns(operations) or _are_constraints(operations)):
            raise ValueError("A group holds new models, or new columns that may be empty, or a constraint a model.")

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """Whether each of the operations can be taken back."""
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes the state by each operation, and makes the classes of its models again at the end."""
        # Without the classes, a state changes its descriptions alone
        classes = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if classes is not None:
            state.__dict__["apps"] = classes
            state.reload_models([(app_label, _model_of(operation)) for operation in self.operations], delay=False)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Writes each operation to the database."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Takes each operation back, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Returns what the operations do, for ``migrate --plan``."""
        return "; ".join(operation.describe() for operation in self.operations)


def _model_of(operation: Any) -> str:
    return str(operation.name_lower if isinstance(operation, CreateModel) else operation.model_name_lower)


def _are_models(operations: Grouped) -> bool:
    return all(isinstance(operation, CreateModel) for operation in operations)


def _are_columns(operations: Grouped) -> bool:
    """Whether these are columns that SQLite adds to the table as it is. For others Django makes the table anew, from
    a model that lacks the other columns of the group.
    """
    return all(isinstance(operation, AddField) and _may_be_empty(operation.field) for operation in operations)


def _may_be_empty(field: Any) -> bool:
    plain = not (field.many_to_many or field.unique or field.has_default() or isinstance(field, GeneratedField))
    return plain and field.null


def _are_constraints(operations: Grouped) -> bool:
    """Whether each is of another model. To add a constraint, Django makes SQLite's table anew with all constraints of
    the model, so a second one of the same model would be there twice.
    """
    kinds = all(isinstance(operation, AddConstraint | AddIndex) for operation in operations)
    return kinds and len({_model_of(operation) for operation in operations}) == len(operations)
