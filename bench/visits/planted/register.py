"""Records: a project with its money, and what it refers to. Written as changes, like those of people."""

from typing import Any

from django.core.files.base import ContentFile

from bench.visits.planted.rows import Rows, for_each
from changes.apply import apply
from changes.models import Change, Way
from changes.opened import changing
from changes.proposal import Proposal
from events.models import Event, EventContact
from pages.keeping.register.kinds import KEPT
from pages.keeping.sections import SECTIONS
from projects.files.taking import add_version, take
from projects.models import Contact, CoreArea, Council, Document, Organisation, Place, Portfolio, Source

PROJECT, BODY, PAPER, FUND, EVENT = "VISIT-1", "visited-body", "visited-paper", "visited-fund", "visited-event"
GRANT, CONTRACT, POST, RATE, PERIOD = f"{PROJECT}-A1", f"{PROJECT}-K1", "2001-VISIT", "2001-NOK", "2001-01"
CODES = {
    "organisation": BODY,
    "document": PAPER,
    "fund": FUND,
    "budget-post": POST,
    "budget-rate": RATE,
    "period": PERIOD,
}
"""The kinds of records with pages of their own → the planted record."""
OF_A_PROJECT = (
    *("project", "duplicate-project", "new-entry", "keep-contract", "keep-co-financing", "comments", "tasks"),
    "api:project-detail",
)


def plant(person: Any) -> Rows:
    """Writes the records and returns the parameters of their addresses."""
    source = source_data()
    apply(proposals=_proposals(source), way=Way.PAGE, actor=person, reason="Planted")
    retitled = Proposal.update("project", PROJECT, {"title": {"en": "Visited project, with another title"}})
    apply(proposals=[retitled], way=Way.PAGE, actor=person)
    changed = Change.objects.latest("number")
    return {
        **for_each(OF_A_PROJECT, PROJECT),
        "edit-project": [[PROJECT, section.name] for section in SECTIONS],
        **_sections(),
        **_files(person),
        **_contact(person),
        **_versions(changed),
    }


def source_data() -> dict[str, Any]:
    """Returns the first source of the register, as a record names it."""
    source = Source.objects.select_related("document").order_by("pk")[0]
    return {"document": source.document.slug, "section": source.section, "item": source.item}


def _proposals(source: dict[str, Any]) -> list[Proposal]:
    facts = {
        "organisation": _organisation(),
        "document": {"slug": PAPER, "title": {"en": "Visited paper"}, "kind": "report"},
        "fund": {"slug": FUND, "name": {"en": "Visited fund"}},
        "budget-post": {"code": POST, "number": "VISIT", "name": {"en": "Visited"}, "year": 2001, "adopted": "9.00"},
        "budget-rate": {"code": RATE, "year": 2001, "currency": "NOK", "rate": "0.9", "how_set": "Planted"},
        "period": {"code": PERIOD, "first_day": "2001-01-01", "last_day": "2001-01-31"},
        "project": project_data(source),
        "contract": _contract(),
        "co-financing": {"code": f"{PROJECT}-F1", "project": PROJECT, "organisation": BODY, "amount": "5.00"},
        "entry": {
            "reference": f"{GRANT}-E1",
            "allocation": GRANT,
            "contract": CONTRACT,
            "kind": "contracted",
            "day": "2025-01-02",
            "amount": "900.00",
        },
        "event": _event(source),
    }
    return [Proposal.create(kind, data) for kind, data in facts.items()]


def _organisation() -> dict[str, Any]:
    names, numbers = [{"name": "Body of visits"}], [{"scheme": "DK-CVR", "number": "12345674"}]
    other = Organisation.objects.order_by("slug")[0].slug
    distinct = [{"other": other, "reason": "Planted"}]
    facts = {"slug": BODY, "name": {"en": "Visited body"}, "other_names": names, "numbers": numbers}
    return {**facts, "distinctions": distinct}


def project_data(source: dict[str, Any]) -> dict[str, Any]:
    """Returns the planted project, as the record of a new project says it."""
    council = Council.objects.order_by("code")[0].code
    grant = {"reference": GRANT, "amount": "1000.00", "currency": "DKK", "council": council, "fund": FUND}
    return {
        "reference": PROJECT,
        "title": {"en": "Visited project"},
        "original_language": "en",
        "kind": "project",
        "status": "ongoing",
        # Where one person's change is written at once
        "portfolio": Portfolio.objects.filter(four_eyes=False).order_by("-own", "slug")[0].slug,
        "starts": "2025",
        "councils": [{"code": council, "role": "funding"}],
        "core_areas": list(CoreArea.objects.order_by("slug").values_list("slug", flat=True)[:1]),
        "places": [{"slug": Place.objects.order_by("slug")[0].slug}],
        "partners": [{"organisation": BODY, "role": "implementing"}],
        "documents": [],
        "source": source,
        "allocations": [{**grant, "scope": "whole", "year": 2025, "source": source}],
    }


def _contract() -> dict[str, Any]:
    """The organisation owes one report that is late, which it hands in, and one that it does not."""
    reports = [{"kind": "final", "day": "2026-02-01"}, {"kind": "status", "day": "2025-08-01"}]
    signed = [{"role": "recipient", "organisation": BODY, "day": "2025-01-01"}]
    facts = {"code": CONTRACT, "project": PROJECT, "allocations": [GRANT]}
    return {**facts, "signatures": signed, "reports_due": reports}


def _event(source: dict[str, Any]) -> dict[str, Any]:
    facts = {"slug": EVENT, "title": {"en": "Visited event"}, "kind": "meeting", "status": "idea"}
    parties = [{"kind": "organisation", "code": BODY, "role": "organising"}]
    return {**facts, "starts": "2025-05-06", "projects": [PROJECT], "parties": parties, "source": source}


def _sections() -> Rows:
    """Returns the parameters of the pages of records that projects refer to: whole, each section, and deleting."""
    codes = {**CODES, "place": Place.objects.order_by("-pk")[0].slug}
    found: Rows = {}
    for kind, kept in KEPT.items():
        found[f"edit-{kind}"] = [[codes[kind], section.name] for section in kept.sections]
        found |= for_each((kind, f"delete-{kind}", f"api:{kind}-detail"), codes[kind])
    named = ("new-contact", "merge-organisation", "organisations-differ", "differ-no-more")
    return {**found, **for_each(named, BODY), **for_each(("close-period", "reopen-period"), PERIOD)}


def _files(person: Any) -> Rows:
    """Gives the planted document a file, and returns the parameters of its addresses."""
    taken = take(ContentFile(b"The visited paper says what was done, and what it cost.\n"), "paper.txt")
    add_version(document=Document.objects.get(slug=PAPER), taken=taken, way=Way.PAGE, actor=person)
    of_a_version = ("document-file", "remove-file", "api:document-file")
    return {**for_each(("add-file", "api:document-files"), PAPER), **for_each(of_a_version, PAPER, 1)}


def _contact(person: Any) -> Rows:
    facts = {"organisation": BODY, "post": "Adviser", "person": "Visited Person", "email": "visited@example.org"}
    apply(proposals=[Proposal.create("contact", facts)], way=Way.PAGE, actor=person)
    key = Contact.objects.order_by("-pk")[0].pk
    with changing(way=Way.ADMIN, actor=person):
        EventContact.objects.create(event=Event.objects.get(slug=EVENT), contact_id=key)
    return {**for_each(("edit-contact", "delete-contact"), BODY, key), "erase-contact": [[key]]}


def _versions(change: Change) -> Rows:
    number, of_a_change = change.number, ("change", "undo-change", "api:undo-change")
    version = change.records.values_list("pk", flat=True)[0]
    return {**for_each(of_a_change, number), "restore-version": [[number, version]]}
