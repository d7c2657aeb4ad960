"""The answers of the dashboard and of the list of projects as SQL written by hand: the reference of the pages.

Only what the database is asked for. Pages also make HTML, and choose the reader's language.
"""

from collections.abc import Iterable

from django.db import connection

from bench.scenarios.totals_by_hand import FILTERS, PROJECTS, SETS, grouped

OWN = FILTERS[""]
CHARTS: tuple[tuple[list[str], str], ...] = (
    ([], "exclusive"),
    (["status"], "exclusive"),
    (["council"], "exclusive"),
    (["core_area"], "exclusive"),
    (["year"], "exclusive"),
    (["country"], "mentioned"),
    (["place"], "mentioned"),
    (["partner"], "mentioned"),
)
LEFT_OUT = f"""
    SELECT a.currency, COUNT(*), SUM(a.amount) FROM {PROJECTS} JOIN budgets_allocation a ON a.project_id = p.id
    WHERE {OWN} AND a.amount_dkk IS NULL GROUP BY a.currency"""
TIMELINE = f"SELECT p.id, p.reference, p.starts, p.ends FROM {PROJECTS} WHERE {OWN} ORDER BY p.starts DESC LIMIT 15"
GAPS = f"""
    SELECT COUNT(*), COUNT(p.starts), COUNT(CASE WHEN p.ends IS NULL AND p.status = 'closed' THEN 1 END)
    FROM {PROJECTS} WHERE {OWN}"""
ROWS = f"""
    SELECT p.* FROM {PROJECTS} WHERE {OWN} ORDER BY o.own DESC, o.slug, p.status DESC, p.reference LIMIT 50"""


def dashboard() -> None:
    """Runs the statements of the dashboard without filters, and reads all their rows."""
    _read([*(grouped(names, mode, OWN) for names, mode in CHARTS), LEFT_OUT, *_facets(), TIMELINE, GAPS])


def project_list() -> None:
    """Runs the statements of the first page of the list of projects, and reads all their rows."""
    _read([grouped([], "exclusive", OWN), LEFT_OUT, *_facets(), ROWS])


def _facets() -> Iterable[str]:
    """The number of projects with each value, which the filters show."""
    for column in ("p.status", "p.kind"):
        yield f"SELECT {column}, COUNT(*) FROM {PROJECTS} WHERE {OWN} GROUP BY {column}"
    for table, key in SETS.values():
        yield f"""
            SELECT x.{key}, COUNT(DISTINCT p.id) FROM {PROJECTS} JOIN {table} x ON x.project_id = p.id
            WHERE {OWN} GROUP BY x.{key}"""


def _read(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
