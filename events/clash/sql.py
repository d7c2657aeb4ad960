"""The clash check as SQL that both databases run alike: whole numbers, comparisons, and two indexes.

It is written out since the ORM joins along relations only, and here two rows meet because their times do. One
chain of steps: *met* (they share something, and lie near enough for the index to find them) → *compared* (how they
lie to each other) → *weighed* and *judged* (``events/clash/rules.py``) → *pairs*. Values are parameters; the names of
tables and the numbers of the rules are the code's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from events.choices import Severity, Takes
from events.clash.rules import IDEA, NEARBY, OVERLAPPING, TENTATIVE
from events.models import Engagement
from events.when.spans import Span

MOST_REACH = 18
"""2^18 days are more than the three centuries of partial dates."""

TABLE = Engagement._meta.db_table
DAYS = ("starts_first", "starts_last", "ends_first", "ends_last")
TOLD = (*DAYS, "from_minute", "to_minute", "standing", "occupies")
"""What the comparison has to know of each of the two."""


def _of_both(first: str, second: str) -> str:
    return ", ".join(f"{row}.{name} AS {name}_{row}" for row in (first, second) for name in TOLD)


def _more(one: str, other: str) -> str:
    # GREATEST of one database is MAX of the other
    return f"CASE WHEN {one} > {other} THEN {one} ELSE {other} END"


def _weight(weights: dict[str, int]) -> str:
    # No join with a table of the rules: PostgreSQL would go through it for each row before it asks the index
    return "CASE takes {} END".format(" ".join(f"WHEN '{takes}' THEN {int(weights[takes])}" for takes in Takes.values))


_REACHES = "reaches(reach, days) AS (VALUES {})".format(
    ", ".join(f"({reach}, {2**reach})" for reach in range(MOST_REACH + 1))
)
_PROPOSED = f"""
-- Worked out first, so that both planners ask the index for each key and reach in turn
asked AS MATERIALIZED (
  SELECT proposed.*, taken.key, reaches.reach, starts_first - %s - reaches.days AS lowest, ends_last + %s AS highest,
    starts_first - %s AS still_on
  FROM proposed CROSS JOIN taken CROSS JOIN reaches WHERE standing > 0
),
met AS (
  SELECT a.number AS number_a, b.event_id AS event_b, b.number AS number_b, b.takes, b.key, {_of_both("a", "b")}
  FROM asked a CROSS JOIN {TABLE} b
  WHERE b.key = a.key AND b.reach = a.reach AND b.starts_first BETWEEN a.lowest AND a.highest
    AND b.ends_last >= a.still_on AND b.standing > 0 AND b.event_id <> %s {{only}}
)"""
_WHOLE = f"""
met AS (
  SELECT a.event_id AS event_a, a.number AS number_a, b.event_id AS event_b, b.number AS number_b, b.takes, b.key,
    {_of_both("a", "b")}
  FROM reaches CROSS JOIN {TABLE} within CROSS JOIN {TABLE} a CROSS JOIN {TABLE} b
  WHERE within.key = 'time' AND within.reach = reaches.reach AND within.standing > 0
    AND within.starts_first BETWEEN %s - reaches.days AND %s AND within.ends_last >= %s
    AND a.event_id = within.event_id AND a.number = within.number
    AND b.key = a.key AND b.starts_first BETWEEN a.starts_first AND a.ends_last + %s
    AND (b.starts_first > a.starts_first OR b.event_id > a.event_id) AND b.event_id <> a.event_id
    AND b.standing > 0 AND b.starts_first <= %s AND b.ends_last >= %s{{conditions}}
)"""
_JUDGED = f"""
compared AS (
  SELECT met.*,
    CASE
      WHEN from_minute_a IS NOT NULL AND from_minute_b IS NOT NULL
        THEN CASE WHEN from_minute_a < to_minute_b AND from_minute_b < to_minute_a THEN 2 ELSE 0 END
      WHEN ends_first_a >= starts_last_b AND ends_first_b >= starts_last_a THEN 2
      WHEN starts_first_a <= ends_last_b AND starts_first_b <= ends_last_a THEN 1
      ELSE 0
    END AS together,
    {_more("starts_first_b - ends_last_a", "starts_first_a - ends_last_b")} AS apart,
    {_more("starts_last_b - ends_first_a", "starts_last_a - ends_first_b")} AS most_apart,
    CASE WHEN standing_a < standing_b THEN standing_a ELSE standing_b END AS standing
  FROM met
),
weighed AS (
  SELECT compared.*,
    CASE WHEN together > 0 THEN {_weight(OVERLAPPING)} WHEN apart <= %s THEN {_weight(NEARBY)} ELSE 0 END AS weight,
    CASE WHEN together = 2 OR (together = 0 AND most_apart <= %s) THEN 0 ELSE 1 END AS unsure
  FROM compared
),
lowered AS (
  SELECT weighed.*,
    weight - unsure - CASE
      WHEN standing = {IDEA} OR (standing = {TENTATIVE} AND weight = {int(Severity.BLOCKING)}) THEN 1 ELSE 0
    END AS rest
  FROM weighed WHERE weight > 0
),
judged AS (
  SELECT lowered.*,
    CASE
      WHEN occupies_a AND occupies_b THEN CASE WHEN rest < 1 THEN 1 ELSE rest END
      WHEN takes = '{Takes.TIME}' THEN 0
      ELSE 1
    END AS severity
  FROM lowered
)"""
_EARLIER = "CASE WHEN starts_first_a < starts_first_b THEN starts_first_a ELSE starts_first_b END"
SHARED = ("takes", "key", "severity", "together", "apart", "unsure")


@dataclass(frozen=True)
class Search:
    """The steps of one check, the columns that name a pair, and the values of its parameters, in order."""

    steps: tuple[str, ...]
    pair: tuple[str, ...]
    values: tuple[Any, ...]

    def worst(self, least: int, most: int, offset: int = 0) -> tuple[dict[int, int], list[tuple[Any, ...]]]:
        """How many pairs there are of each severity, and those from ``least`` on: the worst first, then by time.

        Of the pairs no more than ``most``, each as its columns. The numbers count them all.
        """
        pair = ", ".join(self.pair)
        tally = ", ".join(f"COUNT(CASE WHEN severity = {value} THEN 1 END) AS of_{value}" for value in Severity.values)
        query = f"""WITH {", ".join(self.steps)},
          pairs AS MATERIALIZED (
            SELECT {pair}, MAX(severity) AS severity, MIN({_EARLIER}) AS earlier
            FROM judged WHERE severity > 0 GROUP BY {pair}
          ),
          tally AS (SELECT {tally} FROM pairs),
          page AS (
            SELECT * FROM pairs WHERE severity >= %s ORDER BY severity DESC, earlier, {pair} LIMIT %s OFFSET %s
          )
          SELECT {", ".join(f"of_{value}" for value in Severity.values)}, {pair}
          FROM tally LEFT JOIN page ON 1 = 1 ORDER BY page.severity DESC, earlier, {pair}"""
        rows = _run(query, [*self.values, least, most, offset])
        kinds = len(Severity.values)
        numbers = dict(zip(Severity.values, rows[0][:kinds], strict=True))
        return numbers, [row[kinds:] for row in rows if row[kinds] is not None]

    def by_span(self) -> list[tuple[int, int, int]]:
        """The number of each proposed occurrence, a severity, and how many occurrences of events it meets so."""
        query = f"""WITH {", ".join(self.steps)},
          pairs AS (
            SELECT number_a, event_b, number_b, MAX(severity) AS severity
            FROM judged WHERE severity > 0 GROUP BY number_a, event_b, number_b
          )
          SELECT number_a, severity, COUNT(*) FROM pairs GROUP BY number_a, severity"""
        return _run(query, self.values)

    def shared(self) -> list[dict[str, Any]]:
        """Each thing that two share, with its severity: the columns of the pair, and ``SHARED``."""
        names = (*self.pair, *SHARED)
        query = f"WITH {', '.join(self.steps)} SELECT {', '.join(names)} FROM judged WHERE severity > 0"
        return [dict(zip(names, row, strict=True)) for row in _run(query, self.values)]


def proposed(
    spans: Sequence[Span],
    *,
    standing: int,
    occupies: bool,
    keys: Iterable[str],
    near: int,
    leaving_out: int = 0,
    only: Sequence[int] = (),
) -> Search:
    """The check of occurrences that are proposed against all events but one (``leaving_out``), or against ``only``."""
    keys, margin = sorted(keys), max(near, 1)
    rows = ", ".join(["(%s, %s, %s, %s, %s, CAST(%s AS bigint), CAST(%s AS bigint), %s, %s)"] * len(spans))
    steps = (
        f"proposed(number, {', '.join(TOLD)}) AS (VALUES {rows})",
        f"taken(key) AS (VALUES {', '.join(['(%s)'] * len(keys))})",
        _REACHES,
        _PROPOSED.format(only=f"AND b.event_id IN ({', '.join(['%s'] * len(only))})" if only else ""),
        _JUDGED,
    )
    values: list[Any] = []
    for number, span in enumerate(spans):
        numbers = span.numbers()
        values += [number, *(numbers[name] for name in TOLD[:-2]), standing, occupies]
    values += [*keys, margin, margin, margin, leaving_out, *only, near, near]
    return Search(steps, ("number_a", "event_b", "number_b"), tuple(values))


def whole(
    first: int,
    last: int,
    *,
    near: int,
    chosen: tuple[str, Sequence[Any]] | None = None,
    only: Sequence[int] = (),
    persons: bool = False,
) -> Search:
    """The check of all events against all that may lie, in part at least, between two days (ordinals).

    ``chosen``: the SQL of a selection of events and its values, among which one of the two is; ``only``: among
    these both are. Those that share nothing but their time do not count; those that share no more than a key
    person only for ``persons``.
    """
    values: list[Any] = [first, last, first, max(near, 1), last, first]
    hidden = [Takes.TIME] if persons else [Takes.TIME, Takes.PERSON]
    conditions = [f"a.takes <> '{takes}'" for takes in hidden]
    if chosen:
        sql, parameters = chosen
        conditions.append(f"(a.event_id IN ({sql}) OR b.event_id IN ({sql}))")
        values += [*parameters, *parameters]
    if only:
        listed = ", ".join(["%s"] * len(only))
        conditions.append(f"a.event_id IN ({listed}) AND b.event_id IN ({listed})")
        values += [*only, *only]
    steps = (_REACHES, _WHOLE.format(conditions="".join(f" AND {one}" for one in conditions)), _JUDGED)
    return Search(steps, ("event_a", "number_a", "event_b", "number_b"), (*values, near, near))


def _run(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
