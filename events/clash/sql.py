"""The clash check as SQL that runs unchanged on both databases: whole numbers, comparisons, and two indexes.

The ORM joins along relations only. Here two rows join because their times overlap or are near, so the SQL is written by
hand, as a chain of steps: *met* (the two share something, and lie near enough for the index to find them) → *compared*
(how their times relate) → *weighed* and *judged* (``events/clash/rules.py``) → *pairs*. All values are parameters; only
constants of the code (names of tables, numbers of the rules) are written into the SQL.
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

MOST_COMPARED = 100_000
"""One check compares at most this many rows of two events that share something: a few files of daily series make
millions."""

TABLE = Engagement._meta.db_table
OF_WHOLE = ("event_a", "number_a", "event_b", "number_b")
_EVENTS = (
    "CASE WHEN event_a < event_b THEN event_a ELSE event_b END",
    "CASE WHEN event_a < event_b THEN event_b ELSE event_a END",
)
DAYS = ("starts_first", "starts_last", "ends_first", "ends_last")
TOLD = (*DAYS, "from_minute", "to_minute", "standing", "occupies")
"""Columns of each of the two occurrences that the comparison needs."""


def _of_both(first: str, second: str) -> str:
    return ", ".join(f"{row}.{name} AS {name}_{row}" for row in (first, second) for name in TOLD)


def _more(left: str, right: str) -> str:
    # GREATEST in PostgreSQL is called MAX in SQLite
    return f"CASE WHEN {left} > {right} THEN {left} ELSE {right} END"


def _weight(weights: dict[str, int]) -> str:
    # A CASE, not a join with a table of the rules: PostgreSQL would go through that table before it uses the index
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
candidates AS MATERIALIZED (
  SELECT a.number AS number_a, b.event_id AS event_b, b.number AS number_b, b.takes, b.key, {_of_both("a", "b")}
  FROM asked a CROSS JOIN {TABLE} b
  WHERE b.key = a.key AND b.reach = a.reach AND b.starts_first BETWEEN a.lowest AND a.highest
    AND b.ends_last >= a.still_on AND b.standing > 0 AND b.event_id <> %s {{only}}
  LIMIT %s
)"""
_TWO = f"""
  SELECT a.event_id AS event_a, a.number AS number_a, b.event_id AS event_b, b.number AS number_b, b.takes, b.key,
    {_of_both("a", "b")}"""
_WHOLE = f"""
candidates AS MATERIALIZED ({_TWO}
  FROM reaches CROSS JOIN {TABLE} within CROSS JOIN {TABLE} a CROSS JOIN {TABLE} b
  WHERE within.key = 'time' AND within.reach = reaches.reach AND within.standing > 0
    AND within.starts_first BETWEEN %s - reaches.days AND %s AND within.ends_last >= %s
    AND a.event_id = within.event_id AND a.number = within.number AND {{counts}}
    AND b.key = a.key AND b.starts_first BETWEEN a.starts_first AND a.ends_last + %s
    AND (b.starts_first > a.starts_first OR b.event_id > a.event_id) AND b.event_id <> a.event_id
    AND b.standing > 0 AND b.starts_first <= %s AND b.ends_last >= %s
  LIMIT %s
)"""
_CHOSEN = f"""
candidates AS MATERIALIZED ({_TWO}
  FROM chosen CROSS JOIN {TABLE} a CROSS JOIN reaches CROSS JOIN {TABLE} b
  WHERE a.event_id = chosen.id AND a.standing > 0 AND a.starts_first <= %s AND a.ends_last >= %s AND {{counts}}
    AND b.key = a.key AND b.reach = reaches.reach
    AND b.starts_first BETWEEN a.starts_first - %s - reaches.days AND a.ends_last + %s
    AND b.ends_last >= a.starts_first - %s AND b.event_id <> a.event_id
    AND b.standing > 0 AND b.starts_first <= %s AND b.ends_last >= %s
    AND (a.event_id < b.event_id OR b.event_id NOT IN (SELECT id FROM chosen))
  LIMIT %s
)"""
_LISTED = f"""
candidates AS MATERIALIZED ({_TWO}
  FROM listed CROSS JOIN {TABLE} a CROSS JOIN {TABLE} b
  WHERE a.event_id = listed.event_a AND a.number = listed.number_a
    AND b.event_id = listed.event_b AND b.number = listed.number_b AND b.key = a.key AND {{counts}}
)"""
_MET = "met AS (SELECT * FROM candidates)"
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
SHARED = ("takes", "key", "severity", "together", "apart", "unsure", "starts_first_a", "starts_first_b")

Pair = tuple[Any, ...]
"""Two occurrences, as the columns of ``Search.pair``."""


@dataclass(frozen=True)
class Found:
    """The pairs of events on one page, and the number of all pairs."""

    numbers: dict[int, int]
    """Severity → number of pairs of events."""
    pairs: dict[Pair, int]
    """The worst two occurrences of each pair of events → how often the pair clashes with this severity."""
    complete: bool
    """Whether everything was compared; if not, only the first ``MOST_COMPARED`` rows were."""


@dataclass(frozen=True)
class Search:
    """The steps of one check, the columns that name a pair, and the values of its parameters, in order."""

    steps: tuple[str, ...]
    pair: tuple[str, ...]
    """Columns that name the two occurrences."""
    events: tuple[str, ...]
    """Columns that name the two events, in either order."""
    values: tuple[Any, ...]

    def worst(self, least: int, most: int, offset: int = 0) -> Found:
        """Returns pairs of events from the severity ``least`` on, the worst first, then by time; ``most`` from
        ``offset`` on.

        Two series may clash many times. They are one pair, named by the earliest of their worst occurrences. The
        numbers count every pair of events, also those outside the page.
        """
        pair, events = ", ".join(self.pair), ", ".join(self.events)
        tally = ", ".join(f"COUNT(CASE WHEN severity = {value} THEN 1 END) AS of_{value}" for value in Severity.values)
        numbers = ", ".join(f"of_{value}" for value in Severity.values)
        query = f"""WITH {", ".join(self.steps)},
          occurrences AS (
            SELECT {pair}, MAX(severity) AS severity, MIN({_EARLIER}) AS earlier
            FROM judged WHERE severity > 0 GROUP BY {pair}
          ),
          ranked AS (
            SELECT occurrences.*,
              ROW_NUMBER() OVER (PARTITION BY {events} ORDER BY severity DESC, earlier, {pair}) AS place,
              COUNT(*) OVER (PARTITION BY {events}, severity) AS times
            FROM occurrences
          ),
          pairs AS MATERIALIZED (SELECT * FROM ranked WHERE place = 1),
          tally AS (SELECT {tally} FROM pairs),
          compared_rows AS (SELECT COUNT(*) AS compared_number FROM candidates),
          page AS (
            SELECT * FROM pairs WHERE severity >= %s ORDER BY severity DESC, earlier, {pair} LIMIT %s OFFSET %s
          )
          SELECT compared_number, {numbers}, times, {pair}
          FROM tally CROSS JOIN compared_rows LEFT JOIN page ON 1 = 1 ORDER BY page.severity DESC, earlier, {pair}"""
        rows = _run(query, [*self.values, least, most, offset])
        kinds = len(Severity.values) + 1
        counted = dict(zip(Severity.values, rows[0][1:kinds], strict=True))
        pairs = {tuple(row[kinds + 1 :]): row[kinds] for row in rows if row[kinds] is not None}
        return Found(counted, pairs, rows[0][0] <= MOST_COMPARED)

    def by_span(self) -> list[tuple[int, int, int]]:
        """Returns rows of: number of a proposed occurrence, severity, number of events it clashes with at that
        severity."""
        query = f"""WITH {", ".join(self.steps)},
          pairs AS (
            SELECT number_a, event_b, MAX(severity) AS severity
            FROM judged WHERE severity > 0 GROUP BY number_a, event_b
          )
          SELECT number_a, severity, COUNT(*) FROM pairs GROUP BY number_a, severity"""
        return _run(query, self.values)

    def complete(self) -> bool:
        """Whether at most ``MOST_COMPARED`` rows have to be compared."""
        query = f"WITH {', '.join(self.steps)} SELECT COUNT(*) FROM candidates"
        return int(_run(query, self.values)[0][0]) <= MOST_COMPARED

    def shared(self) -> list[dict[str, Any]]:
        """Returns each thing that two events share, with its severity: the columns of the pair, and ``SHARED``."""
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
    only: Iterable[Pair] = (),
) -> Search:
    """Returns the check of proposed occurrences against all events except ``leaving_out``.

    ``only``: restricts the check to these pairs.
    """
    keys, only, margin = sorted(keys), list(only), max(near, 1)
    rows = ", ".join(["(%s, %s, %s, %s, %s, CAST(%s AS bigint), CAST(%s AS bigint), %s, %s)"] * len(spans))
    steps = (
        f"proposed(number, {', '.join(TOLD)}) AS (VALUES {rows})",
        f"taken(key) AS (VALUES {', '.join(['(%s)'] * len(keys))})",
        _REACHES,
        _PROPOSED.format(only=f"AND {_one_of(only, ('a.number', 'b.event_id', 'b.number'))}" if only else ""),
        _MET,
        _JUDGED,
    )
    values: list[Any] = []
    for number, span in enumerate(spans):
        numbers = span.numbers()
        values += [number, *(numbers[name] for name in TOLD[:-2]), standing, occupies]
    values += [*keys, margin, margin, margin, leaving_out]
    values += [value for pair in only for value in pair]
    return Search(steps, ("number_a", "event_b", "number_b"), ("event_b",), (*values, MOST_COMPARED + 1, near, near))


def whole(
    first: int, last: int, *, near: int, chosen: tuple[str, Sequence[Any]] | None = None, persons: bool = False
) -> Search:
    """Returns the check of all events that may lie between two days (ordinals), in part at least, against each other.

    ``chosen``: the SQL that selects events, and its values; one event of each pair must be among them. Pairs that share
    nothing but their time do not count. Pairs that share only a key person count if ``persons`` is true.
    """
    margin = max(near, 1)
    values: list[Any] = [first, last, first, margin, last, first, MOST_COMPARED + 1]
    met = _MET
    if chosen:
        sql, parameters = chosen
        met = f"met AS (SELECT * FROM candidates WHERE event_a IN ({sql}) OR event_b IN ({sql}))"
        values += [*parameters, *parameters]
    steps = (_REACHES, _WHOLE.format(counts=_counting(persons)), met, _JUDGED)
    return Search(steps, OF_WHOLE, _EVENTS, (*values, near, near))


def of_few(first: int, last: int, *, near: int, chosen: Sequence[int], persons: bool = False) -> Search:
    """Returns the same check for few chosen events (keys): each of them is compared with all others.

    ``whole`` also compares the other events among themselves, and so reaches its bound sooner.
    """
    margin = max(near, 1)
    steps = (
        f"chosen(id) AS (VALUES {', '.join(['(CAST(%s AS bigint))'] * len(chosen))})",
        _REACHES,
        _CHOSEN.format(counts=_counting(persons)),
        _MET,
        _JUDGED,
    )
    values = (*chosen, last, first, margin, margin, margin, last, first, MOST_COMPARED + 1)
    return Search(steps, OF_WHOLE, _EVENTS, (*values, near, near))


def listed(pairs: Iterable[Pair], *, near: int, persons: bool = False) -> Search:
    """Returns the check of these pairs of occurrences (``OF_WHOLE``) alone."""
    pairs = list(pairs)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(pairs))
    steps = (
        f"listed({', '.join(OF_WHOLE)}) AS (VALUES {rows})",
        _LISTED.format(counts=_counting(persons)),
        _MET,
        _JUDGED,
    )
    return Search(steps, OF_WHOLE, _EVENTS, (*(value for pair in pairs for value in pair), near, near))


def _counting(persons: bool) -> str:
    hidden = [Takes.TIME] if persons else [Takes.TIME, Takes.PERSON]
    return " AND ".join(f"a.takes <> '{takes}'" for takes in hidden)


def _one_of(pairs: Sequence[Pair], columns: Sequence[str]) -> str:
    same = " AND ".join(f"{column} = %s" for column in columns)
    return "({})".format(" OR ".join([f"({same})"] * len(pairs)))


def _run(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
