"""A group of a migration's operations does what its operations do alone."""

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from changes.grouped import Group

# SQLite prepares changes of tables outside of a transaction only
pytestmark = pytest.mark.django_db(transaction=True)

KEY = ("id", models.BigAutoField(primary_key=True))


def book() -> migrations.CreateModel:
    return migrations.CreateModel("Book", [KEY, ("title", models.CharField(max_length=20))])


def page() -> migrations.CreateModel:
    return migrations.CreateModel("Page", [KEY, ("book", models.ForeignKey("library.Book", models.CASCADE))])


def column(model: str, name: str, **options: Any) -> migrations.AddField:
    return migrations.AddField(model, name, models.IntegerField(**{"null": True, **options}))


def above_zero(model: str, name: str) -> migrations.AddConstraint:
    condition = models.Q(**{f"{name}__gt": 0})
    return migrations.AddConstraint(
        model, models.CheckConstraint(condition=condition, name=f"{model}_{name}_above_zero")
    )


STEPS = [
    [book(), page()],
    [column("book", "year"), column("page", "number"), column("book", "weight")],
    [above_zero("book", "year"), above_zero("page", "number")],
    [migrations.AddIndex("book", models.Index(fields=["year"], name="book_of_year"))],
]


def written(operations: list[Any]) -> tuple[list[str], ProjectState]:
    """Returns the SQL of these operations, in their order, and the state after them."""
    state = ProjectState()
    said: list[str] = []
    for operation in operations:
        before = state.clone()
        assert before.apps  # the classes are made, as in a run of migrate
        assert state.apps
        operation.state_forwards("library", state)
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            operation.database_forwards("library", editor, before, state)
        said += editor.collected_sql
    return said, state


def test_a_group_of_columns_writes_the_same_sql_and_the_same_classes() -> None:
    alone, _state = written([operation for step in STEPS[:2] for operation in step])
    together, state = written([Group(step) for step in STEPS[:2]])
    assert sorted(together) == sorted(alone)
    names = [field.name for field in state.apps.get_model("library", "Book")._meta.local_fields]
    assert names == ["id", "title", "year", "weight"]
    assert state.apps.get_model("library", "Page")._meta.get_field("book").related_model is state.apps.get_model(
        "library", "Book"
    )


def test_groups_end_in_the_same_state_as_their_operations() -> None:
    _sql, alone = written([operation for step in STEPS for operation in step])
    _sql, together = written([Group(step) for step in STEPS])
    assert together == alone


@pytest.mark.parametrize(
    "operations",
    [
        [book(), column("book", "year")],
        [column("book", "year"), column("book", "weight", null=False, default=1)],
        [column("book", "year"), column("book", "weight", unique=True)],
        [above_zero("book", "year"), above_zero("book", "weight")],
        [migrations.RemoveField("book", "year"), migrations.RemoveField("book", "weight")],
    ],
)
def test_what_would_come_out_otherwise_is_refused(operations: list[Any]) -> None:
    with pytest.raises(ValueError, match="A group holds"):
        Group(operations)


def test_a_group_is_taken_back_from_its_end() -> None:
    taken: list[str] = []

    class Told(migrations.AddField):
        def database_backwards(self, *_arguments: Any) -> None:
            taken.append(self.name)

    fields = [Told("book", name, models.IntegerField(null=True)) for name in ("year", "weight")]
    Group(fields).database_backwards("library", None, None, None)
    assert taken == ["weight", "year"]
