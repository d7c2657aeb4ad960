"""The columns of the exports in SQL, for PostgreSQL's ``\\copy``: what a controller would write by hand."""

LANGUAGES = ("en", "da", "sv", "nb", "fi", "is")


def _told(field: str) -> str:
    """Returns a text in English, or else in the original language, or else in any language, as the export does."""
    original = " ".join(f"WHEN '{code}' THEN NULLIF(p.{field}_{code}, '')" for code in LANGUAGES)
    anyone = ", ".join(f"NULLIF(p.{field}_{code}, '')" for code in LANGUAGES)
    return f"COALESCE(NULLIF(p.{field}_en, ''), CASE p.original_language {original} END, {anyone})"


def _language(field: str) -> str:
    return f"CASE WHEN p.{field}_en > '' THEN 'en' ELSE p.original_language END"


def _list(value: str, tables: str, of: str = "x.project_id = p.id") -> str:
    return f"(SELECT string_agg(DISTINCT {value}, ' | ' ORDER BY {value}) FROM {tables} WHERE {of})"


def _money(column: str) -> str:
    return f"ROUND({column} / 100.0, 2)"


COUNCILS = _list("c.code", "projects_councilrole x JOIN projects_council c ON c.id = x.council_id")
PLACES = "projects_projectplace x JOIN projects_place l ON l.id = x.place_id"
PARTNERS = "projects_partnership x JOIN projects_organisation o ON o.id = x.organisation_id"
SOURCE = {"source": "d.slug", "source_section": "s.section", "source_item": "s.item"}

COLUMNS = {
    "projects": {
        "reference": "p.reference",
        "title": _told("title"),
        "title_language": _language("title"),
        "summary": _told("summary"),
        "summary_language": _language("summary"),
        "kind": "p.kind",
        "status": "p.status",
        "portfolio": "f.slug",
        "starts": "p.starts",
        "ends": "p.ends",
        "councils": COUNCILS,
        "council_roles": _list(
            "c.code || ' (' || x.role || ')'", "projects_councilrole x JOIN projects_council c ON c.id = x.council_id"
        ),
        "core_areas": _list("a.slug", "projects_projectcorearea x JOIN projects_corearea a ON a.id = x.core_area_id"),
        "places": _list("l.slug", PLACES),
        "countries": _list("k.code", f"{PLACES} JOIN place_countries k ON k.place_id = l.id"),
        "partners": _list("o.slug", PARTNERS),
        "partner_roles": _list("o.slug || ' (' || x.role || ')'", PARTNERS),
        "budget_dkk": f"(SELECT {_money('SUM(x.amount_dkk)')} FROM budgets_allocation x WHERE x.project_id = p.id)",
        "allocations": (
            "(SELECT COUNT(*) FROM budgets_allocation x WHERE x.project_id = p.id AND x.amount_dkk IS NOT NULL)"
        ),
        "allocations_not_counted": (
            "(SELECT COUNT(*) FROM budgets_allocation x WHERE x.project_id = p.id AND x.amount_dkk IS NULL)"
        ),
        "funds": _list("g.slug", "budgets_allocation x JOIN budgets_fund g ON g.id = x.fund_id"),
        "follows": _list("e.reference", "projects_lineage x JOIN projects_project e ON e.id = x.earlier_id"),
        "documents": _list("t.slug", "projects_projectdocument x JOIN projects_document t ON t.id = x.document_id"),
        **SOURCE,
    },
    "allocations": {
        "reference": "b.reference",
        "project": "p.reference",
        "project_title": _told("title"),
        "amount": _money("b.amount"),
        "currency": "b.currency",
        "rate": "ROUND(b.rate / 100000000.0, 8)",
        "rate_date": "b.rate_date",
        "rate_source": "b.rate_source",
        "amount_dkk": _money("b.amount_dkk"),
        "council": "(SELECT c.code FROM projects_council c WHERE c.id = b.council_id)",
        "councils_named": COUNCILS,
        "fund": "(SELECT g.slug FROM budgets_fund g WHERE g.id = b.fund_id)",
        "year": "b.year",
        "granted": "b.granted",
        "scope": "b.scope",
        **SOURCE,
    },
}
COUNTRIES = (
    "place_countries AS (SELECT id AS place_id, code FROM projects_place WHERE code > '' "
    "UNION SELECT l.id, k.code FROM projects_place l JOIN projects_place k ON k.id = l.country_id "
    "UNION SELECT h.from_place_id, k.code FROM projects_place_spans h JOIN projects_place k ON k.id = h.to_place_id)"
)
"""The countries of each place: the country itself, the country in which it lies, or the countries that it spans."""
FROM = {
    "projects": (
        "projects_project p JOIN projects_portfolio f ON f.id = p.portfolio_id "
        "JOIN projects_source s ON s.id = p.source_id JOIN projects_document d ON d.id = s.document_id "
        "ORDER BY p.reference"
    ),
    "allocations": (
        "budgets_allocation b JOIN projects_project p ON p.id = b.project_id "
        "JOIN projects_source s ON s.id = b.source_id JOIN projects_document d ON d.id = s.document_id "
        "ORDER BY b.reference"
    ),
}


def copy_statement(resource: str, header: list[str]) -> tuple[str, list[str]]:
    """Returns the statement that writes the columns of a CSV's header, and the columns that it cannot write."""
    known = COLUMNS[resource]
    columns = ", ".join(f"{known[name]} AS {name}" for name in header if name in known)
    statement = f"\\copy (WITH {COUNTRIES} SELECT {columns} FROM {FROM[resource]}) TO STDOUT WITH (FORMAT csv, HEADER)"
    return statement, [name for name in header if name not in known]
