"""The ledger: the money of chosen projects as SQL, which the database groups and sums.

No project and no allocation becomes a row in Python: at a million projects, reading them took a gigabyte. An answer
needs one statement for each grouping.

A booking is the money of one project in one group. A project without money has one booking of zeros, so that it
belongs to a group too. The names in the SQL:

- ``p``: the chosen projects, with the key of their group in each dimension (``k1``, ``k2``);
- ``m``: the rows of money (``project_id``, ``ore``, ``payer``), with their own keys;
- ``b``: the bookings; ``g``: the groups.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F

from budgets.dimensions import Dimension
from budgets.grouping.measures import Measure, Sums
from budgets.grouping.members import Key
from budgets.grouping.slow import is_slow
from budgets.grouping.spread import spread_over, value_of
from budgets.grouping.sql import Asked, columns_of, listed, named, names_of, sets_in
from budgets.grouping.whole import Groups, Row, WholeGroups

PART = 1000
"""How many groups a stream reads at a time."""
MOST_KEYS = 2
"""By so many dimensions are projects grouped at most."""

FEW = 20
"""A limit for the largest groups below which there are usually others, whose projects are then counted at once."""


class Ledger:
    """The money of the projects that a ProjectQuerySet chooses, in one measure."""

    def __init__(self, projects: Any, measure: Measure, sums: Sums, whole: WholeGroups | None = None) -> None:
        self.projects, self.measure, self.sums = projects, measure, sums
        self.connection = connections[projects.db]
        self._read_before: dict[tuple[tuple[str, ...], str], list[Row]] = {}
        self._whole = whole or WholeGroups(list(sums.grouped))

    def read_ahead(self, groupings: Sequence[tuple[Sequence[Dimension], bool, int | None]]) -> None:
        """Reads the total and the groups of these dimensions (spread or not, the largest or all) by one statement, if
        the filters are slow. Then they are evaluated once, and not for each of these questions.
        """
        figures = len(self.sums.grouped)
        asked = [Asked([], self._total(), figures)]
        for dimensions, spread, largest in groupings:
            query = self._wanted(dimensions, spread, largest)
            asked.append(Asked(dimensions, query, figures if largest is None else figures + 2))
        self._read_together(asked)

    def read_whole(self, groupings: Sequence[tuple[Dimension, bool]]) -> None:
        """Reads all groups of each of these dimensions (spread or not), for the total, the largest groups and the
        counts of ``projects_with``. Leaves out dimensions in which rows of money have keys of their own, and does
        nothing if the filters are slow: then ``read_ahead`` is faster.
        """
        try:
            chosen, _parameters = self._projects([]).query.sql_with_params()
        except EmptyResultSet:
            return
        for dimension, spread in [] if is_slow(chosen) else groupings:
            if not self._owned([dimension]) and not self._whole.has(dimension, spread):
                rows = self.read([dimension], self._groups([dimension], spread))
                self._whole.rows[dimension.name, spread and dimension.several] = rows

    def count_ahead(self, dimensions: Sequence[Dimension]) -> None:
        """Reads what ``projects_with`` returns for these dimensions by one statement, if the filters are slow."""
        self._read_together([Asked([dimension], self._with(dimension), 1) for dimension in dimensions])

    def total(self) -> Row | None:
        """Returns the figures of all projects; None if the filters cannot match any project."""
        if whole := self._whole.total():
            return whole
        rows = self.read([], self._total())
        return rows[0] if rows else None

    @property
    def is_kept(self) -> bool:
        """Whether most groups of these projects are kept, so that few statements read all of the projects."""
        return self._whole.is_kept

    def query(self, dimension: Dimension, how: str) -> str:
        """Returns the query of all groups of a dimension ("exclusive", "mentioned"), or of the number of projects with
        each value ("with") or in each set of groups ("sets")."""
        if how == "with":
            return self._with(dimension)
        if how == "sets":
            return sets_in(self._booked([dimension]), self.connection.vendor)
        return self._groups([dimension], how == "mentioned")

    def _total(self) -> str:
        return f"SELECT {listed(self.sums.grouped)} FROM {self._bookings([], False)} AS b"

    def groups(self, dimensions: Sequence[Dimension], *, spread: bool, largest: int | None = None) -> Groups:
        """Returns the groups of these dimensions.

        A row of money belongs to its own key; without one, it belongs where its project does: to the combination of
        the project's values, or with ``spread`` to each of these values. ``largest`` reads only that many groups,
        those with the largest amounts first, and "not stated".
        """
        if len(dimensions) == 1:
            whole = self._whole.groups(dimensions[0], spread and dimensions[0].several, largest)
            if whole is not None:
                return whole
        wanted = self._wanted(dimensions, spread, largest)
        rows = self.read(dimensions, wanted)
        if largest is None:
            return Groups(rows)
        counted = self._owned(dimensions) and not spread and largest > FEW
        if any(row[-1] for row in rows) and counted:
            # Now with the projects of the rest, each counted once
            rows = self.read(dimensions, self._largest(dimensions, "", largest, counts_projects=True))
        shown = sorted((row for row in rows if not row[-1]), key=lambda row: row[-2] or 0)
        rest = next((row for row in rows if row[-1]), None)
        shown = [row[:-2] for row in shown if row[-2]]
        return Groups(shown, int(rest[-1]), rest[len(dimensions) : -2]) if rest else Groups(shown)

    def _wanted(self, dimensions: Sequence[Dimension], spread: bool, largest: int | None) -> str:
        if largest is not None and largest <= FEW and self._owned(dimensions) and not spread:
            return self._largest(dimensions, "", largest, counts_projects=True)
        grouped = self._groups(dimensions, spread)
        return grouped if largest is None else self._largest(dimensions, grouped, largest)

    def stream(self, dimensions: Sequence[Dimension], *, spread: bool) -> Iterator[list[Row]]:
        """Yields all groups in parts, the largest amount first, and "not stated" before all others."""
        grouped = f"SELECT * FROM ({self._groups(dimensions, spread)}) AS g ORDER BY {self._order(dimensions)}"
        try:
            sql, parameters = self.statement(dimensions, grouped)
        except EmptyResultSet:
            return
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(sql, parameters)
            while part := cursor.fetchmany(PART):
                yield part

    def projects_with(self, dimension: Dimension) -> dict[Key, int]:
        """Returns how many projects have each single value, by themselves or by a row of money. The key "" counts
        the projects without a value.
        """
        if (whole := self._whole.counts(dimension)) is not None:
            return whole
        return {key: int(count) for key, count in self.read([dimension], self._with(dimension)) if count}

    def _with(self, dimension: Dimension) -> str:
        return self._having(dimension) if self._owned([dimension]) else self._counted(dimension)

    def _counted(self, dimension: Dimension, where: str = "") -> str:
        """The projects with each value of their own."""
        counted = f"SELECT p.k1 AS k, COUNT(*) AS projects FROM p{where} GROUP BY p.k1"
        if not dimension.several:
            return counted
        return (
            f"SELECT {value_of(1)} AS k, SUM(g.projects) AS projects FROM ({counted}) AS g{self._spread('g.k', 1)} "
            f"GROUP BY {value_of(1)}"
        )

    def _having(self, dimension: Dimension) -> str:
        """The projects with each value, by themselves or by a row of money. A project without money still gets a
        group. That is not a value it has, so it is not counted.
        """
        owning = self._owning([dimension])
        where = f" WHERE p.{owning} > 0" if owning else " WHERE 1 = 1"
        having = f"SELECT DISTINCT p.id, m.k1 AS k FROM p JOIN m ON m.project_id = p.id{where} AND m.k1 <> ''"
        if dimension.several:
            having += f" UNION SELECT p.id, {value_of(1)} FROM p{self._spread('p.k1', 1)}{where} AND p.k1 <> ''"
        found = (
            f"SELECT h.k, COUNT(*) AS projects FROM h GROUP BY h.k UNION ALL SELECT '', "
            f"(SELECT COUNT(*) FROM p{where}) - (SELECT COUNT(DISTINCT h.id) FROM h)"
        )
        if owning:
            found += f" UNION ALL {self._counted(dimension, f' WHERE p.{owning} = 0')}"
        return f"WITH h AS ({having}) SELECT f.k, SUM(f.projects) FROM ({found}) AS f GROUP BY f.k"

    def _bookings(self, dimensions: Sequence[Dimension], spread: bool, where: str = "") -> str:
        """The bookings, at most one for each project and group."""
        owned = self._owned(dimensions)
        if self.measure.kept and not owned:
            return "p"
        keys, spreads = self._keys_of_rows(dimensions, owned, spread)
        columns = ", ".join(["p.id", *named(keys), listed(self.sums.booked)])
        grouped = ", ".join(["p.id", *keys])
        return f"(SELECT {columns} FROM p LEFT JOIN m ON m.project_id = p.id{spreads}{where} GROUP BY {grouped})"

    def _keys_of_rows(
        self, dimensions: Sequence[Dimension], owned: Sequence[Dimension], spread: bool
    ) -> tuple[list[str], str]:
        """The keys of a row of money, and the joins that spread them."""
        keys, spreads = [], ""
        for number, dimension in enumerate(dimensions, 1):
            key = f"COALESCE(m.k{number}, p.k{number})" if dimension in owned else f"p.k{number}"
            if spread and dimension.several and owned:
                spreads += self._spread(key, number)
                key = value_of(number)
            keys.append(key)
        return keys, spreads

    def _groups(self, dimensions: Sequence[Dimension], spread: bool) -> str:
        if not self._owned(dimensions):
            return self._by_combination(dimensions, f"{self._bookings(dimensions, spread)} AS b", spread)
        owning = self._owning(dimensions)
        if not owning and self.connection.vendor == "sqlite":
            # SQLite sorts all rows for each grouping, so one grouping is faster than two; PostgreSQL sorts for DISTINCT
            keys_of_rows, spreads = self._keys_of_rows(dimensions, self._owned(dimensions), spread)
            columns = ", ".join([*named(keys_of_rows), listed(self.sums.direct)])
            rows = f"p LEFT JOIN m ON m.project_id = p.id{spreads}"
            return f"SELECT {columns} FROM {rows} GROUP BY {', '.join(keys_of_rows)}"
        if not owning:
            return self._grouped(dimensions, f"{self._bookings(dimensions, spread)} AS b")
        # The money of most projects has no key of its own, and their sums are kept
        with_own_keys = f"{self._bookings(dimensions, spread, f' WHERE p.{owning} > 0')} AS b"
        keys = ", ".join(f"g.k{number}" for number in range(1, len(dimensions) + 1))
        return (
            f"SELECT {keys}, {listed(self.sums.added)} FROM ("
            f"{self._by_combination(dimensions, f'p AS b WHERE b.{owning} = 0', spread)} UNION ALL "
            f"{self._grouped(dimensions, with_own_keys)}) AS g GROUP BY {keys}"
        )

    def _grouped(self, dimensions: Sequence[Dimension], bookings: str) -> str:
        keys = ", ".join(f"b.k{number}" for number in range(1, len(dimensions) + 1))
        return f"SELECT {keys}, {listed(self.sums.grouped)} FROM {bookings} GROUP BY {keys}"

    def _by_combination(self, dimensions: Sequence[Dimension], bookings: str, spread: bool) -> str:
        """The groups of projects of which each has only one booking. Then combinations can be spread instead of
        projects.
        """
        grouped = self._grouped(dimensions, bookings)
        if not (spread and any(dimension.several for dimension in dimensions)):
            return grouped
        parts, spreads = [], ""
        for number, dimension in enumerate(dimensions, 1):
            spreads += self._spread(f"g.k{number}", number) if dimension.several else ""
            parts.append(value_of(number) if dimension.several else f"g.k{number}")
        columns = ", ".join(f"{part} AS k{number}" for number, part in enumerate(parts, 1))
        return f"SELECT {columns}, {listed(self.sums.added)} FROM ({grouped}) AS g{spreads} GROUP BY {', '.join(parts)}"

    def _largest(
        self, dimensions: Sequence[Dimension], grouped: str, most: int, *, counts_projects: bool = False
    ) -> str:
        """The largest groups, and at the end one row for the others, with their number."""
        numbers = range(1, len(dimensions) + 1)
        keys = ", ".join(f"g.k{number}" for number in numbers)
        figures = ", ".join(f"g.{name}" for name in self.sums.grouped)
        rest, booked = dict(self.sums.added), ""
        if counts_projects:
            # A project may be in several of the other groups
            booked = f"b AS ({self._booked(dimensions)}), "
            grouped = self._grouped(dimensions, "b")
            same = " AND ".join(f"b.k{number} = g.k{number}" for number in numbers)
            others = f"FROM b JOIN g ON {same} WHERE g.place > g.shown"
            rest["projects"] = f"(SELECT COUNT(DISTINCT b.id) {others})"
            rest["projects_paid"] = f"(SELECT COUNT(DISTINCT b.id) {others} AND b.paid_for > 0)"
        stated = self._not_stated(dimensions)
        return (
            f"WITH {booked}g AS (SELECT g.*, ROW_NUMBER() OVER (ORDER BY {self._order(dimensions)}) AS place, "
            f"{most} + MAX({stated}) OVER () AS shown FROM ({grouped}) AS g) "
            f"SELECT {keys}, {figures}, g.place, 0 AS others FROM g WHERE g.place <= g.shown UNION ALL "
            f"SELECT {', '.join('NULL' for _ in numbers)}, {listed(rest)}, NULL, COUNT(*) FROM g "
            f"WHERE g.place > g.shown"
        )

    def _booked(self, dimensions: Sequence[Dimension]) -> str:
        """The bookings of exclusive groups as a query."""
        if not (owning := self._owning(dimensions)):
            return f"SELECT * FROM {self._bookings(dimensions, False)} AS c"
        # The sums of projects whose money has no key of its own are kept
        keys = [f"k{number}" for number in range(1, len(dimensions) + 1)]
        columns = ", ".join(f"p.{name}" for name in ("id", *keys, *self.sums.booked))
        with_own_keys = self._bookings(dimensions, False, f" WHERE p.{owning} > 0")
        return f"SELECT {columns} FROM p WHERE p.{owning} = 0 UNION ALL SELECT * FROM {with_own_keys} AS c"

    def _order(self, dimensions: Sequence[Dimension]) -> str:
        # The same order in every collation
        collated = ' COLLATE "C"' if self.connection.vendor == "postgresql" else ""
        keys = ", ".join(f"g.k{number}{collated}" for number in range(1, len(dimensions) + 1))
        return f"{self._not_stated(dimensions)} DESC, g.ore DESC, g.projects DESC, {keys}"

    @staticmethod
    def _not_stated(dimensions: Sequence[Dimension]) -> str:
        empty = " AND ".join(f"g.k{number} = ''" for number in range(1, len(dimensions) + 1))
        return f"(CASE WHEN {empty} THEN 1 ELSE 0 END)"

    def _spread(self, key: str, number: int) -> str:
        return spread_over(self.connection.vendor, key, number)

    def read(self, dimensions: Sequence[Dimension], query: str) -> list[Row]:
        """Returns the rows of a query about the groups of these dimensions."""
        before = self._read_before.get((names_of(dimensions), query))
        if before is not None:
            return before
        try:
            sql, parameters = self.statement(dimensions, query)
        except EmptyResultSet:
            return []
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def _read_together(self, asked: Sequence[Asked]) -> None:
        try:
            chosen, parameters = self._chosen(asked)
        except EmptyResultSet:
            return
        if not is_slow(chosen):
            return
        arms: list[str] = []
        for place, one in enumerate(asked):
            arm, more = self._arm(place, one)
            arms.append(arm)
            parameters += more
        sql = f"WITH chosen AS MATERIALIZED ({chosen}) {' UNION ALL '.join(arms)}"
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = cursor.fetchall()
        for place, one in enumerate(asked):
            cells = [*range(1, 1 + len(one.dimensions)), *range(1 + MOST_KEYS, 1 + MOST_KEYS + one.figures)]
            found = [tuple(row[cell] for cell in cells) for row in rows if row[0] == place]
            self._read_before[names_of(one.dimensions), one.query] = found

    def _chosen(self, asked: Sequence[Asked]) -> tuple[str, tuple[Any, ...]]:
        """The chosen projects with their keys in every dimension. Raises EmptyResultSet."""
        keys = {f"k_{one.name}": one.project() for question in asked for one in question.dimensions}
        for question in asked:
            keys |= self._owning_columns(question.dimensions)
        sql, parameters = columns_of(self.projects.order_by(), "id", keys | self._sums()).query.sql_with_params()
        return str(sql), tuple(parameters)

    def _arm(self, place: int, asked: "Asked") -> tuple[str, tuple[Any, ...]]:
        """One of the questions, as rows of the same columns: its place, keys, figures."""
        rows, parameters = self._rows(asked.dimensions).query.sql_with_params()
        keys = [f"k_{dimension.name} AS k{number}" for number, dimension in enumerate(asked.dimensions, 1)]
        columns = [f"c{number}" for number in range(1, 1 + len(asked.dimensions) + asked.figures)]
        own, figures = columns[: len(asked.dimensions)], columns[len(asked.dimensions) :]
        own += ["CAST(NULL AS text)"] * (MOST_KEYS - len(own))
        figures += ["CAST(NULL AS numeric)"] * (len(self.sums.grouped) + 2 - len(figures))
        more = self._owning_columns(asked.dimensions)
        head = f"p AS (SELECT {', '.join(['id', *keys, *self._sums(), *more])} FROM chosen), m AS ({rows})"
        query = f"a({', '.join(columns)}) AS ({asked.query.replace('%', '%%')})"
        arm = (
            f"SELECT * FROM (WITH {head}, {query} SELECT {', '.join([str(place), *own, *figures])} FROM a) AS a{place}"
        )
        return arm, tuple(parameters)

    def statement(self, dimensions: Sequence[Dimension], query: str) -> tuple[str, tuple[Any, ...]]:
        """Puts the projects and the rows of money before a query. Raises EmptyResultSet."""
        projects, chosen = self._projects(dimensions).query.sql_with_params()
        rows, with_values = self._rows(dimensions).query.sql_with_params()
        # A slow filter is evaluated once, however often a query reads the projects. Otherwise each reading is a scan
        # of an index, which is faster than a copy.
        once = "MATERIALIZED" if is_slow(projects) else "NOT MATERIALIZED"
        head = f"WITH p AS {once} ({projects}), m AS ({rows})"
        query = query.removeprefix("WITH ") if (more := query.startswith("WITH ")) else query
        return f"{head}{', ' if more else ' '}{query.replace('%', '%%')}", (*chosen, *with_values)

    def _owned(self, dimensions: Sequence[Dimension]) -> list[Dimension]:
        """Returns the dimensions in which a row of money may have a key of its own."""
        return [dimension for dimension in dimensions if self.measure.own_key(dimension) is not None]

    def _owning(self, dimensions: Sequence[Dimension]) -> str:
        """Returns the column of ``p`` that says whether rows of a project have a key of their own; empty if there is
        none.
        """
        owned = self._owned(dimensions)
        owning = self.measure.owning.get(owned[0].name, "") if len(owned) == 1 else ""
        return owning if isinstance(owning, str) else f"{owned[0].name}_owning"

    def _owning_columns(self, dimensions: Sequence[Dimension]) -> dict[str, Any]:
        """Returns the column of ``_owning`` with its expression, unless a kept sum says it."""
        name = self._owning(dimensions)
        owning: Any = self.measure.owning.get(name.removesuffix("_owning"))
        return {name: owning()} if callable(owning) else {}

    def _projects(self, dimensions: Sequence[Dimension]) -> Any:
        keys = {f"k{number}": dimension.project() for number, dimension in enumerate(dimensions, 1)}
        return columns_of(self.projects.order_by(), "id", keys | self._sums() | self._owning_columns(dimensions))

    def _sums(self) -> dict[str, Any]:
        return {name: F(column) for name, column in self.measure.kept.items()}

    def _rows(self, dimensions: Sequence[Dimension]) -> Any:
        keys = {f"k{number}": self.measure.own_key(dimension) for number, dimension in enumerate(dimensions, 1)}
        owned = {name: key for name, key in keys.items() if key is not None}
        return columns_of(self.measure.rows().order_by(), "project_id", owned | self.measure.columns())
