"""SQL of the values that the database writes as JSON: the same values as those of ``values.py``, on both databases.

Each function takes SQL, such as the name of a column, and returns SQL.
"""

from collections.abc import Mapping, Sequence

from projects.language.texts import LANGUAGES

Sql = str | dict[str, str]
"""The SQL of a value, or the values of an object by name."""


def text_or_null(column: str) -> str:
    """Returns the column as text, NULL where it is empty."""
    return f"NULLIF(CAST({column} AS TEXT), '')"


def decimals(column: str, places: int) -> str:
    """Returns a whole number as text with a point before its last ``places`` digits, such as ``1200.00``."""
    unit = 10**places
    # Of 100 + 7 the digits after the first are 07. A percent sign is written twice in SQL with parameters
    whole, part = f"CAST({column} / {unit} AS TEXT)", f"CAST({column} %% {unit} + {unit} AS TEXT)"
    return f"{whole} || '.' || SUBSTR({part}, 2)"


def shown_text(reader: str, *columns: str, has_original: bool) -> str:
    """Returns the text that a reader is shown: in the reader's language, else in the row's own, else the first."""
    return f"COALESCE({', '.join(_in_turn(reader, columns, has_original))}, '')"


def shown_language(reader: str, *columns: str, has_original: bool) -> str:
    """Returns the language of that text."""
    texts = dict(zip(LANGUAGES, columns, strict=False))
    cases = [f"WHEN {texts[reader]} > '' THEN '{reader}'"]
    if has_original:
        cases.append(f"WHEN {_original(columns)} > '' THEN {columns[-1]}")
    cases += [f"WHEN {text} > '' THEN '{language}'" for language, text in texts.items()]
    return f"CASE {' '.join(cases)} ELSE '' END"


def _in_turn(reader: str, columns: Sequence[str], has_original: bool) -> list[str]:
    texts = dict(zip(LANGUAGES, columns, strict=False))
    original = [_original(columns)] if has_original else []
    return [f"NULLIF({text}, '')" for text in (texts[reader], *original, *texts.values())]


def _original(columns: Sequence[str]) -> str:
    """Returns the text in the language that the last column names."""
    cases = [f"WHEN '{language}' THEN {text}" for language, text in zip(LANGUAGES, columns, strict=False)]
    return f"CASE {columns[-1]} {' '.join(cases)} END"


class Sqlite:
    """How SQLite writes JSON."""

    @classmethod
    def written(cls, values: Mapping[str, Sql]) -> str:
        """Returns an object as a text of JSON, without spaces."""
        pairs = (f"'{name}', {cls.written(one) if isinstance(one, dict) else one}" for name, one in values.items())
        return f"json_object({', '.join(pairs)})"

    @staticmethod
    def alone(value: str) -> str:
        """Returns a single value as a text of JSON."""
        return f"json_quote({value})"

    @staticmethod
    def lines(text: str) -> str:
        """Returns the texts of all rows, each on a line."""
        return f"group_concat({text}, char(10))"

    @staticmethod
    def rows(columns: Sequence[str], condition: str = "") -> str:
        """Returns rows as a text of JSON, those that meet the condition."""
        only = f" FILTER (WHERE {condition})" if condition else ""
        return f"json_group_array(json_array({', '.join(columns)})){only}"


class Postgres:
    """How PostgreSQL writes JSON."""

    @classmethod
    def written(cls, values: Mapping[str, Sql]) -> str:
        """See ``Sqlite.written``. Only the JSON of a row has no spaces."""
        return f"row_to_json({cls._row(values)})::text"

    @classmethod
    def _row(cls, values: Mapping[str, Sql]) -> str:
        columns = (f'{cls._row(one) if isinstance(one, dict) else one} AS "{name}"' for name, one in values.items())
        return f"(SELECT o FROM (SELECT {', '.join(columns)}) AS o)"  # noqa: S608 (SQL of this module)

    @staticmethod
    def alone(value: str) -> str:
        """See ``Sqlite.alone``."""
        return f"COALESCE(to_json({value})::text, 'null')"

    @staticmethod
    def lines(text: str) -> str:
        """See ``Sqlite.lines``."""
        return f"string_agg({text}, E'\\n')"

    @staticmethod
    def rows(columns: Sequence[str], condition: str = "") -> str:
        """See ``Sqlite.rows``."""
        only = f" FILTER (WHERE {condition})" if condition else ""
        return f"(json_agg(json_build_array({', '.join(columns)})){only})::text"


DIALECTS: dict[str, type[Sqlite] | type[Postgres]] = {"sqlite": Sqlite, "postgresql": Postgres}
