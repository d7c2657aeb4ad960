"""Groups the states of existing histories into changes, numbers these in order of time, and fills the intervals.

One person's states with pauses of at most two seconds are one change, and so are a load's with pauses of at most a
minute. The values of the records before and after are not kept: the histories hold rows, not records.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import migrations

PAUSE = {"load": timedelta(minutes=1), "program": timedelta(seconds=10), "admin": timedelta(seconds=2)}
LOADED = "Loaded from "
MARK = "first"
"""Begins the marks of these changes, so that only these are taken back."""
UNSEEN = "Rows written past the history, as they were when changes began to be numbered"
AT_ONCE = 2000

RECORDS = {
    ("projects", "Project"): ("project", ("reference",)),
    ("projects", "Organisation"): ("organisation", ("slug",)),
    ("projects", "Place"): ("place", ("slug",)),
    ("projects", "Document"): ("document", ("slug",)),
    ("projects", "Source"): ("source", ("slug",)),
    ("projects", "Council"): ("council", ("code",)),
    ("projects", "CoreArea"): ("core-area", ("slug",)),
    ("projects", "Portfolio"): ("portfolio", ("slug",)),
    ("projects", "Contact"): ("contact", ("organisation_id", "post")),
    ("budgets", "Fund"): ("fund", ("slug",)),
    ("events", "Event"): ("event", ("slug",)),
}
"""The models of records: kind, and the columns of the key by which others name a record."""
BELONGINGS = {
    ("projects", "CouncilAlias"): ("council", "council_id"),
    ("projects", "DocumentParty"): ("document", "document_id"),
    ("projects", "CouncilRole"): ("project", "project_id"),
    ("projects", "Partnership"): ("project", "project_id"),
    ("projects", "ProjectPlace"): ("project", "project_id"),
    ("projects", "ProjectCoreArea"): ("project", "project_id"),
    ("projects", "ProjectDocument"): ("project", "project_id"),
    ("projects", "ProjectNote"): ("project", "project_id"),
    ("projects", "Lineage"): ("project", "project_id"),
    ("budgets", "Allocation"): ("project", "project_id"),
    ("events", "EventParty"): ("event", "event_id"),
    ("events", "EventProject"): ("event", "event_id"),
    ("events", "EventDocument"): ("event", "event_id"),
    ("events", "EventContact"): ("event", "event_id"),
}
"""The models of rows that belong to records: kind of the record, and the column with its key."""
RELATIONS = {("projects", "Place"): "spans", ("events", "Event"): "audience_countries"}
"""The many-to-many relations whose rows each state of the model keeps."""


@dataclass
class State:
    """A row of a history table."""

    model: tuple[str, str]
    history_id: int
    row: int
    moment: datetime
    user: int | None
    reason: str
    type: str
    parts: tuple[Any, ...]
    """Of a record the parts of its key; of a row that belongs to one, the record's key."""

    @property
    def way(self) -> str:
        return "load" if self.reason.startswith(LOADED) else "program" if self.user is None else "admin"


@dataclass
class Group:
    """The states of one change."""

    number: int
    states: list[State] = field(default_factory=list)

    def takes(self, state: State) -> bool:
        """Whether the state belongs to this change too."""
        last = self.states[-1]
        same = (last.user, last.way) == (state.user, state.way)
        return same and state.moment - last.moment <= PAUSE[state.way]


def number(apps: Any, _schema_editor: Any) -> None:
    """Makes the changes, and fills the intervals."""
    states = sorted(_states(apps), key=lambda state: (state.moment, state.model, state.history_id))
    if not states:
        return
    if apps.get_model("changes", "Change").objects.exists():
        raise RuntimeError(
            "This database has numbered changes, and a history from before without numbers. Only a database of"
            " developers can be so. Make it anew, or empty the tables changes_change and changes_recordchange."
        )
    groups = list(_grouped(states))
    _fill(apps, groups)
    _write_changes(apps, groups)
    _end_missing(apps, groups[-1].number)
    last = _add_unseen(apps, groups[-1].number, groups[-1].states[-1].moment)
    apps.get_model("changes", "Latest").objects.update_or_create(
        pk=1, defaults={"number": last, "mark": apps.get_model("changes", "Change").objects.get(pk=last).mark}
    )


def take_back(apps: Any, _schema_editor: Any) -> None:
    """Removes the numbers, if no other change came after them."""
    changes = apps.get_model("changes", "Change").objects
    if changes.exclude(mark__startswith=MARK).exists():
        raise RuntimeError("People have made changes since the first ones were numbered. These cannot be taken back.")
    unseen = list(changes.filter(reason=UNSEEN).values_list("number", flat=True))
    for model in {**RECORDS, **BELONGINGS}:
        if model in RELATIONS:
            kept = apps.get_model(model[0], f"Historical{model[1]}_{RELATIONS[model]}")
            kept.objects.filter(history__from_change__in=unseen).delete()
        _history(apps, model).objects.filter(from_change__in=unseen).delete()
        _history(apps, model).objects.update(from_change=None, until_change=None)
    changes.all().delete()
    apps.get_model("changes", "Latest").objects.update(number=0, mark=secrets.token_hex(8))


def _history(apps: Any, model: tuple[str, str]) -> Any:
    return apps.get_model(model[0], f"Historical{model[1]}")


def _states(apps: Any) -> Iterator[State]:
    facts = ("history_id", "id", "history_date", "history_user_id", "history_change_reason", "history_type")
    columns = {model: parts for model, (_kind, parts) in RECORDS.items()}
    columns |= {model: (owner,) for model, (_kind, owner) in BELONGINGS.items()}
    for model, parts in columns.items():
        rows = _history(apps, model).objects.filter(from_change=None).order_by("history_id")
        for key, row, moment, user, reason, kind, *rest in rows.values_list(*facts, *parts).iterator(AT_ONCE):
            yield State(model, key, row, moment, user, reason or "", kind, tuple(rest))


def _grouped(states: Iterable[State]) -> Iterator[Group]:
    group = Group(1)
    for state in states:
        if group.states and not group.takes(state):
            yield group
            group = Group(group.number + 1)
        group.states.append(state)
    yield group


def _fill(apps: Any, groups: Iterable[Group]) -> None:
    """Every state ends with the next one of its row. Several of one change: all but the last were never seen."""
    intervals: dict[tuple[str, str], list[Any]] = {model: [] for model in {**RECORDS, **BELONGINGS}}
    last: dict[tuple[Any, int], Any] = {}
    for group in groups:
        for state in group.states:
            before = last.get((state.model, state.row))
            if before is not None and before[1] is None:
                before[1] = group.number
            deleted = state.type == "-"
            last[state.model, state.row] = [group.number, group.number if deleted else None, state.history_id]
            intervals[state.model].append(last[state.model, state.row])
    for model, rows in intervals.items():
        history = _history(apps, model)._meta
        statement = f'UPDATE "{history.db_table}" SET from_change = %s, until_change = %s WHERE history_id = %s'
        with _cursor() as cursor:
            for start in range(0, len(rows), AT_ONCE):
                cursor.executemany(statement, rows[start : start + AT_ONCE])


def _write_changes(apps: Any, groups: Iterable[Group]) -> None:
    Change, RecordChange = apps.get_model("changes", "Change"), apps.get_model("changes", "RecordChange")
    changes, records = [], []
    keys: dict[tuple[str, int], str] = {}
    for group in groups:
        first = group.states[0]
        reasons = {state.reason for state in group.states}
        changes.append(
            Change(
                number=group.number,
                mark=_mark(),
                moment=group.states[-1].moment,
                actor_id=first.user,
                way=first.way,
                reason=reasons.pop() if len(reasons) == 1 else "fixtures" if first.way == "load" else "",
            )
        )
        records += [RecordChange(change_id=group.number, **facts) for facts in _records(group, keys)]
    Change.objects.bulk_create(changes, batch_size=AT_ONCE)
    RecordChange.objects.bulk_create(records, batch_size=AT_ONCE)


def _records(group: Group, keys: dict[tuple[str, int], str]) -> Iterator[dict[str, Any]]:
    """The records of a change, and what happened to each. ``keys`` remembers how each record was named last."""
    found: dict[tuple[str, int], str] = {}
    for state in group.states:
        if state.model in RECORDS:
            kind, row = RECORDS[state.model][0], state.row
            keys[kind, row] = _key(kind, state.parts, keys)
            new = found.get((kind, row)) == "create" or state.type == "+"
            found[kind, row] = "delete" if state.type == "-" else "create" if new else "update"
        elif state.parts[0] is not None:
            found.setdefault((BELONGINGS[state.model][0], state.parts[0]), "update")
    for (kind, row), action in found.items():
        yield {"kind": kind, "row": row, "key": keys.get((kind, row), str(row))[:300], "action": action}


def _key(kind: str, parts: tuple[Any, ...], keys: dict[tuple[str, int], str]) -> str:
    if kind == "contact":
        parts = (keys.get(("organisation", parts[0]), parts[0]), *parts[1:])
    return "/".join(map(str, parts))


def _end_missing(apps: Any, last: int) -> None:
    """Ends the states of rows that are gone without a deletion in their history."""
    for model in {**RECORDS, **BELONGINGS}:
        history, table = _history(apps, model)._meta.db_table, apps.get_model(*model)._meta.db_table
        with _cursor() as cursor:
            cursor.execute(
                f'UPDATE "{history}" SET until_change = %s WHERE until_change IS NULL'
                f' AND NOT EXISTS (SELECT 1 FROM "{table}" AS present WHERE present.id = "{history}".id)',
                [last],
            )


def _add_unseen(apps: Any, last: int, moment: datetime) -> int:
    """Adds a state for each row that says something else than its last state: bulk writes passed the history by."""
    added = last + 1
    change = apps.get_model("changes", "Change").objects.create(
        number=added, mark=_mark(), moment=moment, way="program", reason=UNSEEN
    )
    found = sum([_add_unseen_of(apps, model, added) for model in {**RECORDS, **BELONGINGS}])
    if not found:
        change.delete()
    return added if found else last


def _add_unseen_of(apps: Any, model: tuple[str, str], added: int) -> int:
    history, table = _history(apps, model)._meta, apps.get_model(*model)._meta
    # Today's histories also keep columns that are no statement of anybody
    own = {field.column for field in table.concrete_fields} - {*getattr(_history(apps, model), "columns_beside", ())}
    names = [f'"{field.column}"' for field in history.concrete_fields if field.column in own]
    columns = ", ".join(names)
    here = ", ".join(f"present.{name}" for name in names)
    with _cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM (SELECT {columns} FROM "{table.db_table}" WHERE id IN'
            f' (SELECT id FROM "{history.db_table}" WHERE until_change IS NULL)'
            f' EXCEPT SELECT {columns} FROM "{history.db_table}" WHERE until_change IS NULL) AS unseen'
        )
        keys = [key for (key,) in cursor.fetchall()]
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                f'UPDATE "{history.db_table}" SET until_change = %s WHERE until_change IS NULL AND id IN ({marks})',
                [added, *part],
            )
            # With the date of the last state: nobody knows when, but it came after
            cursor.execute(
                f'INSERT INTO "{history.db_table}" ({columns}, from_change, history_date, history_user_id,'
                f" history_change_reason, history_type) SELECT {here}, %s, seen.history_date, seen.history_user_id,"
                f" seen.history_change_reason, '~' FROM \"{table.db_table}\" AS present"
                f' JOIN "{history.db_table}" AS seen ON seen.id = present.id AND seen.until_change = %s'
                f" AND seen.from_change <> %s AND seen.history_type <> '-' WHERE present.id IN ({marks})",
                [added, added, added, *part],
            )
        if keys and model in RELATIONS:
            _copy_relation(cursor, apps.get_model(model[0], model[1]), history.db_table, RELATIONS[model], added)
    return len(keys)


def _copy_relation(cursor: Any, model: Any, history: str, name: str, added: int) -> None:
    relation = model._meta.get_field(name)
    through = relation.remote_field.through._meta
    kept = f"{model._meta.app_label}_historical{model._meta.model_name}_{name}"
    columns = [field.column for field in through.concrete_fields]
    quoted, related = ", ".join(f'"{one}"' for one in columns), ", ".join(f'related."{one}"' for one in columns)
    cursor.execute(
        f'INSERT INTO "{kept}" ({quoted}, history_id) SELECT {related}, state.history_id'
        f' FROM "{through.db_table}" AS related JOIN "{history}" AS state'
        f' ON state.id = related."{relation.m2m_column_name()}" AND state.from_change = %s',
        [added],
    )


def _mark() -> str:
    return f"{MARK}{secrets.token_hex(5)}"


def _cursor() -> Any:
    from django.db import connection

    return connection.cursor()


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0004_drafts"),
        ("projects", "0024_intervals_of_history"),
        ("budgets", "0005_intervals_of_history"),
        ("events", "0028_intervals_of_history"),
    ]

    operations = [migrations.RunPython(number, take_back)]
