"""Builds small rows for tests. Every field that a test does not name gets a default."""

from typing import Any

from budgets.models import Allocation, BudgetPost, Contract, ContractAllocation, Entry, Period
from events.models import Event, EventParty
from projects.files.store import put
from projects.models import (
    Contact,
    Council,
    CouncilRole,
    Document,
    DocumentFile,
    FileContent,
    Organisation,
    Place,
    Portfolio,
    Project,
    Source,
)


def source() -> Source:
    document, _ = Document.objects.get_or_create(slug="paper", defaults={"title_en": "Paper", "kind": "report"})
    return Source.objects.get_or_create(slug="paper-1", defaults={"document": document, "section": "one"})[0]


def document_file(text: str = "A contract") -> DocumentFile:
    """Keeps a text as the first version of the document of ``source()``."""
    stored, document = put(text.encode()), source().document
    FileContent.objects.create(sha256=stored.sha256, reading="read", text=text)
    facts = {"name": "contract.txt", "media_type": "text/plain", **vars(stored)}
    return DocumentFile.objects.create(document=document, version=1, **facts)


def portfolio(slug: str = "ours", own: bool = True) -> Portfolio:
    return Portfolio.objects.get_or_create(slug=slug, defaults={"name_en": slug, "own": own})[0]


def council(code: str) -> Council:
    return Council.objects.get_or_create(code=code, defaults={"name_en": code})[0]


def project(reference: str = "P-1", **values: Any) -> Project:
    """Saves and returns a project. ``councils`` are the codes of councils named for it (co-operating)."""
    councils = values.pop("councils", ())
    defaults = {"title_en": reference, "kind": "project", "status": "closed", "source": source()}
    values.setdefault("portfolio", portfolio())
    row = Project.objects.create(reference=reference, **{**defaults, **values})
    for code in councils:
        CouncilRole.objects.create(project=row, council=council(code), role="co-operating")
    return row


def projects(number: int) -> None:
    """Saves this many projects, P-0, P-1 and so on, in a few statements."""
    first = project("P-0")
    facts: dict[str, Any] = {"title_en": "A project", "kind": first.kind, "status": first.status}
    facts |= {"source": first.source, "portfolio": first.portfolio}
    Project.objects.bulk_create(Project(reference=f"P-{place}", **facts) for place in range(1, number))


def allocation(of: Project, amount: str = "100.00", **values: Any) -> Allocation:
    number = Allocation.objects.filter(project=of).count() + 1
    defaults = {"reference": f"{of.reference}-A{number}", "source": source()}
    row = Allocation(project=of, amount=amount, **{**defaults, **values})
    row.save()
    row.refresh_from_db()
    return row


def contract(*grants: Allocation, code: str = "", **values: Any) -> Contract:
    """Saves and returns a contract about these grants of one project."""
    project = grants[0].project
    row = Contract.objects.create(code=code or f"{project.reference}-K1", project=project, **values)
    for grant in grants:
        ContractAllocation.objects.create(contract=row, allocation=grant)
    return row


def entry(
    of: Allocation, kind: str = "contracted", day: str = "2025-01-01", amount: Any = None, **values: Any
) -> Entry:
    """Saves and returns an entry of a grant, without judging the rules of entries."""
    number = Entry.objects.filter(allocation=of).count() + 1
    values.setdefault("reference", f"{of.reference}-E{number}")
    row = Entry.objects.create(allocation=of, kind=kind, day=day, amount=amount, **values)
    row.refresh_from_db()
    return row


def period(code: str, first_day: str, last_day: str, **values: Any) -> Period:
    """Saves and returns an accounting period, with its days as dates."""
    row = Period.objects.create(code=code, first_day=first_day, last_day=last_day, **values)
    row.refresh_from_db()
    return row


def post(code: str = "2025-4-2210", adopted: str = "1000.00", **values: Any) -> BudgetPost:
    year, _dash, number = code.partition("-")
    return BudgetPost.objects.create(
        code=code, year=int(year), adopted=adopted, **{"number": number, "name_en": number, **values}
    )


def event(slug: str = "event", **values: Any) -> Event:
    """Saves and returns an event, on 8 December 2009 unless a time is given. ``parties`` are organisations' slugs."""
    parties = values.pop("parties", ())
    if not {"starts", "starts_at"} & {*values}:
        values["starts"] = "2009-12-08"
    defaults = {"title_en": slug, "kind": "meeting", "status": "confirmed", "source": source()}
    row = Event.objects.create(slug=slug, **{**defaults, **values})
    for name in parties:
        EventParty.objects.create(event=row, organisation=organisation(name), role="participating")
    row.refresh_from_db()
    return row


def organisation(slug: str = "body") -> Organisation:
    return Organisation.objects.get_or_create(slug=slug, defaults={"name_en": slug})[0]


def country(code: str = "RU") -> Place:
    return Place.objects.get_or_create(slug=code.lower(), defaults={"name_en": code, "kind": "country", "code": code})[
        0
    ]


def city(slug: str = "st-petersburg", code: str = "RU") -> Place:
    defaults = {"name_en": slug, "kind": "city", "country": country(code)}
    return Place.objects.get_or_create(slug=slug, defaults=defaults)[0]


def contact(post: str = "Adviser", of: str = "body", **values: Any) -> Contact:
    return Contact.objects.create(organisation=organisation(of), post=post, **values)
