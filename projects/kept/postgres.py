"""The triggers of PostgreSQL.

The row with the column gets its value before it is written, so that there is one version of it. The tables that a
column reads have a trigger for each statement, which sees all its rows at once: a bulk write stays one update.

Two transactions that write at once cannot miss each other's rows. Before a value is computed, its row is locked; a row
that many rows read, such as a portfolio, waits for the transactions that write rows and keeps new ones waiting (an
advisory lock). Each statement of a trigger's function sees all that was committed before it.

PostgreSQL keeps the plans of a function for the whole session. A plan that was made when a table held a few rows reads
that table from start to end, also when a bulk write in the same session has filled it. So these functions are planned
without such reads (``LASTING``).
"""

from typing import Any

from projects.kept.declared import Kept, Source, kept_columns, kept_models
from projects.kept.statements import assignments, column_of, fed_by, table_of, value_sql

DEFINITION_OF_VIEW = "SELECT pg_get_viewdef(to_regclass(%s))"
LOCK = 4_771_205_133
"""Of the advisory lock: any number that nothing else in the database uses."""
LASTING = "SET enable_seqscan = off"
"""Of the functions: their plans find rows by indexes, however few rows a table holds when a plan is made."""
ROWS = {
    "INSERT": ("NEW TABLE AS new_rows", "SELECT * FROM new_rows"),
    "DELETE": ("OLD TABLE AS old_rows", "SELECT * FROM old_rows"),
    "UPDATE": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT {side}.* FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {changed}",
    ),
}


def triggers(connection: Any) -> list[tuple[str, str, list[str]]]:
    """Returns the triggers: a name, the table, and the statements that make it, with ``{name}`` for the full name."""
    found = []
    for model in kept_models():
        found.append(_of_the_row(model, connection))
        for place, (columns, read, source) in enumerate(fed_by(model).values()):
            label = f"{model}_{source.model}_{place}".replace(".", "_").lower()
            found += [_of_a_source(label, event, columns, read, source, connection) for event in ROWS]
    return found


def _of_the_row(model: str, connection: Any) -> tuple[str, str, list[str]]:
    columns, table = kept_columns(model), table_of(model)
    body = [_locked(shared=True)]
    for kept in columns:
        # An expression over the table's own columns becomes one over the row that is about to be written
        value = value_sql(kept, connection).replace(f"{table}.", "NEW.")
        changed = " OR ".join(["TG_OP = 'INSERT'", *([_unlike(kept.own, "OLD", "NEW")] if kept.own else [])])
        body.append(f"IF {changed} THEN NEW.{column_of(kept)} := {value}; END IF;")
    own = dict.fromkeys(name for kept in columns for name in kept.own)
    listed = ", ".join(f'"{name}"' for name in own)
    events = f"INSERT OR UPDATE OF {listed}" if own else "INSERT"
    trigger = f'CREATE TRIGGER "{{name}}" BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION "{{name}}"()'
    return model.replace(".", "_").lower(), table, [_function([*body, "RETURN NEW;"]), trigger]


def _of_a_source(
    label: str, event: str, columns: list[Kept], read: tuple[str, ...], source: Source, connection: Any
) -> tuple[str, str, list[str]]:
    seen, query = ROWS[event]
    sides = "no" if event == "UPDATE" else "-"
    changed = " UNION ALL ".join(query.format(side=side, changed=_unlike(read, "o", "n")) for side in sides)
    rows, table = source.rows.format(row="changed"), table_of(columns[0].model)
    ids = f"SELECT found.id FROM ({changed}) AS changed CROSS JOIN LATERAL ({rows}) AS found(id)"
    body = [
        *([f"IF NOT EXISTS ({changed}) THEN RETURN NULL; END IF;"] if event == "UPDATE" else []),
        _locked(shared=not source.feeds_many),
        f"fed := ARRAY(SELECT DISTINCT all_fed.id FROM ({ids}) AS all_fed WHERE all_fed.id IS NOT NULL);",
        f"PERFORM 1 FROM {table} WHERE id = ANY(fed) ORDER BY id FOR NO KEY UPDATE;",
        f"UPDATE {table} SET {assignments(columns, connection)} WHERE id = ANY(fed);",
        "RETURN NULL;",
    ]
    of = table_of(source.model)
    trigger = (
        f'CREATE TRIGGER "{{name}}" AFTER {event} ON {of} REFERENCING {seen}'
        ' FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
    return f"{label}_{event.lower()}", of, [_function(body, "DECLARE fed bigint[]; "), trigger]


def _function(body: list[str], declared: str = "") -> str:
    text = f"{declared}BEGIN {' '.join(body)} END"
    return f'CREATE OR REPLACE FUNCTION "{{name}}"() RETURNS trigger LANGUAGE plpgsql {LASTING} AS $kept${text}$kept$'


def _locked(*, shared: bool) -> str:
    return f"PERFORM pg_advisory_xact_lock{'_shared' if shared else ''}({LOCK});"


def _unlike(columns: tuple[str, ...], one: str, other: str) -> str:
    sides = (", ".join(f'{side}."{name}"' for name in columns) for side in (one, other))
    return "ROW({}) IS DISTINCT FROM ROW({})".format(*sides)


def installed(connection: Any) -> list[tuple[str, str]]:
    """Returns the names of the triggers that exist, each with its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname LIKE 'kept!_%' ESCAPE '!'"
            " AND pg_class.relnamespace = current_schema()::regnamespace"
        )
        return list(cursor.fetchall())


def dropped(name: str, table: str) -> list[str]:
    """Returns the statements that remove a trigger and its function."""
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()']


def columns(connection: Any) -> set[tuple[str, str]]:
    """Returns all tables with their columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        return set(cursor.fetchall())
