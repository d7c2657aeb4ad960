"""The totals as a team would write them by hand in SQL, without the columns that the database keeps: the reference.

Each answer has the same parts as ours: the groups, the total, what is not counted, and the margins of two dimensions.
"""

from collections.abc import Sequence

from django.db import connection

COUNTRIES = """(
    SELECT x.project_id, COALESCE(s.to_place_id, l.country_id, CASE WHEN l.kind = 'country' THEN l.id END) AS k
    FROM projects_projectplace x
    JOIN projects_place l ON l.id = x.place_id
    LEFT JOIN projects_place_spans s ON s.from_place_id = l.id
)"""
SETS = {
    "council": ("projects_councilrole", "council_id"),
    "core_area": ("projects_projectcorearea", "core_area_id"),
    "country": (COUNTRIES, "k"),
    "place": ("projects_projectplace", "place_id"),
    "partner": ("projects_partnership", "organisation_id"),
    "role": ("projects_partnership", "role"),
}
COLUMNS = {
    "status": "p.status",
    "kind": "p.kind",
    "portfolio": "p.portfolio_id",
    "fund": "a.fund_id",
    "scope": "a.scope",
    "post": "a.post_id",
    "year": "COALESCE(CAST(a.year AS text), substr(a.granted, 1, 4), substr(p.starts, 1, 4))",
}
RECIPIENTS = "budgets_signature g JOIN budgets_contract c ON c.id = g.contract_id"
OF_GRANTS = f"{RECIPIENTS} JOIN budgets_contractallocation m ON m.contract_id = c.id"
FIGURES = """
    COUNT(DISTINCT p.id), COUNT(a.amount_dkk), COUNT(a.id) - COUNT(a.amount_dkk), SUM(a.amount_dkk),
    COUNT(CASE WHEN a.id IS NULL THEN 1 END),
    SUM(CASE WHEN a.council_id IS NOT NULL THEN a.amount_dkk END),
    COUNT(DISTINCT CASE WHEN a.council_id IS NOT NULL THEN p.id END)
"""
PROJECTS = "projects_project p JOIN projects_portfolio o ON o.id = p.portfolio_id"
FIRST = "(SELECT MIN(id) FROM projects_council)"
FILTERS = {
    "": "o.own",
    "closed, of one council": f"""o.own AND p.status = 'closed' AND (
        p.id IN (SELECT project_id FROM projects_councilrole WHERE council_id = {FIRST})
        OR p.id IN (SELECT project_id FROM budgets_allocation WHERE council_id = {FIRST}))""",
}
"""What chooses the projects, by its name in the results."""


def answer(dimensions: Sequence[str], mode: str, where: str) -> None:
    """Runs the statements of the totals by these dimensions, and reads all their rows."""
    left_out = f"""
        SELECT a.currency, COUNT(*), SUM(a.amount) FROM {PROJECTS} JOIN budgets_allocation a ON a.project_id = p.id
        WHERE {where} AND a.amount_dkk IS NULL GROUP BY a.currency"""
    statements = [grouped(dimensions, mode, where), grouped([], mode, where), left_out]
    statements += [grouped([name], mode, where) for name in (dimensions if len(dimensions) > 1 else ())]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def grouped(dimensions: Sequence[str], mode: str, where: str) -> str:
    joins, keys = "LEFT JOIN budgets_allocation a ON a.project_id = p.id", []
    for name in dimensions:
        if name in COLUMNS:
            keys.append(COLUMNS[name])
            continue
        if name == "recipient":
            joins += recipients(mode)
            keys.append("COALESCE(s_own.k, s_all.k)")
            continue
        joins += f" LEFT JOIN {set_of(name, mode)} s_{name} ON s_{name}.project_id = p.id"
        if name == "council":
            joins += " AND a.council_id IS NULL" if mode == "mentioned" else ""
            keys.append(f"COALESCE(CAST(a.council_id AS text), CAST(s_{name}.k AS text))")
        else:
            keys.append(f"s_{name}.k")
    selected = ", ".join([*keys, FIGURES])
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    return f"SELECT {selected} FROM {PROJECTS} {joins} WHERE {where}{grouped}"


def recipients(mode: str) -> str:
    """Returns the joins to the recipients of a grant's contracts, or else of all contracts of its project."""
    signed = "SELECT DISTINCT {} AS of_id, g.organisation_id AS k FROM {} WHERE g.role = 'recipient'"
    own, of_project = signed.format("m.allocation_id", OF_GRANTS), signed.format("c.project_id", RECIPIENTS)
    return (
        f" LEFT JOIN {one_row(own, 'of_id', mode)} s_own ON s_own.of_id = a.id"
        f" LEFT JOIN {one_row(of_project, 'of_id', mode)} s_all ON s_all.of_id = p.id AND s_own.of_id IS NULL"
    )


def set_of(name: str, mode: str) -> str:
    """Returns the values that a project has in a dimension, as a table: one row a combination, or one a value."""
    table, key = SETS[name]
    values = f"SELECT DISTINCT project_id, {key} AS k FROM {table} x WHERE {key} IS NOT NULL"
    return one_row(values, "project_id", mode)


def one_row(values: str, owner: str, mode: str) -> str:
    """Returns a table of values as one row for each owner, or in the mode "mentioned" as it is."""
    if mode == "mentioned":
        return f"({values})"
    if connection.vendor == "postgresql":
        combined = "string_agg(CAST(v.k AS text), '+' ORDER BY v.k)"
        return f"(SELECT v.{owner}, {combined} AS k FROM ({values}) v GROUP BY v.{owner})"
    return f"(SELECT v.{owner}, group_concat(v.k, '+') AS k FROM ({values} ORDER BY 1, 2) v GROUP BY v.{owner})"
