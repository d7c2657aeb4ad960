"""What a form refuses, a proposal may not do either: each rule once, with its sentence at its place."""

from typing import Any

import pytest

from changes.apply import Refused, apply
from changes.models import Way
from changes.proposal import Proposal
from projects.models import Contact, CouncilAlias, Lineage, Place, Project
from tests import builders
from tests.admin_pages import address, opened

pytestmark = pytest.mark.django_db
create, update = Proposal.create, Proposal.update

SOURCE = {"document": "paper", "section": "one", "item": None}
GRANT = {"reference": "P-1-A9", "amount": "5.00", "currency": "DKK", "scope": "whole", "source": SOURCE}
EURO = {**GRANT, "currency": "EUR"}
RATE = {"rate": "7.4", "rate_date": "2009-01-01", "rate_source": "ECB"}
NEEDS_RATE = "A rate needs its date and its source, and these need a rate."
ONE_WAY = "Tell when it starts in one way: as a year, month or day, or as a time with its time zone."
LIES = "A country needs a code and is in no other country. A city needs its country. Only countries have a code."
WITH_CURRENCY = "An amount must be above zero and needs its currency; a currency needs an amount."
TWICE = "This row is in the list twice."
NO_RULE = "“FREQ=SECONDLY” is no part of a recurrence rule, or stands twice."
REQUIRED = "This field is required."


def p1(**data: Any) -> Proposal:
    return update("project", "P-1", data)


def grant(**values: Any) -> Proposal:
    return p1(allocations=[{**GRANT, **values}])


def meeting(**data: Any) -> Proposal:
    return update("event", "meeting", data)


def paper(**data: Any) -> Proposal:
    return update("document", "paper", data)


def place(**data: Any) -> Proposal:
    return create("place", {"slug": "fresh", "name": "New", **data})


def alias(code: str) -> Proposal:
    return update("council", "MR-B", {"aliases": [{"alias": code}]})


def party(role: str, *codes: str) -> list[dict[str, str]]:
    return [{"kind": "council", "code": code, "role": role} for code in codes]


FUNDING = [{"code": code, "role": "funding"} for code in ("MR-A", "MR-X")]
BREACHES: dict[str, tuple[Proposal, str, str]] = {
    # A project
    "a reference in small letters": (
        p1(reference="p-1"), "reference",
        "Use capital letters and digits in groups with hyphens between, such as DOK8-C06.",
    ),
    "another project's reference": (p1(reference="P-2"), "reference", "Project with this Reference already exists."),
    "an end before the start": (p1(starts="2009", ends="2008"), "ends", "The end lies before the start."),
    "a title of blanks": (p1(title="   "), "title", REQUIRED),
    "a title with markup": (p1(title="<b>x"), "title", "Write plain text, without HTML tags."),
    "a summary that is too long": (
        p1(summary="x" * 5001), "summary", "Ensure this value has at most 5000 characters (it has 5001).",
    ),
    "a status of no list": (p1(status="maybe"), "status", "Value 'maybe' is not a valid choice."),
    "a council under two of its codes": (p1(councils=FUNDING), "councils.1", TWICE),
    "an inferred fact without a reason": (
        p1(partners=[{"organisation": "body", "role": "hosting", "inferred": True}]),
        "partners.0.note", "An inferred fact needs a note that gives the reason.",
    ),
    "a note without a text": (p1(notes=[{"field": "starts", "inferred": True, "text": " "}]), "notes.0.text", REQUIRED),
    "a project that follows itself": (
        p1(follows=["P-1"]), "follows.0.non_field_errors", "A project does not follow itself.",
    ),
    "a project that follows its follower": (
        p1(follows=["P-2"]), "follows.0.reference",
        "P-2 P-2 already follows P-1 P-1, itself or through other projects.",
    ),
    "a project that follows its follower's follower": (
        p1(follows=["P-3"]), "follows.0.reference",
        "P-3 P-3 already follows P-1 P-1, itself or through other projects.",
    ),
    # Its money
    "an amount of nothing": (
        grant(amount="0"), "allocations.0.amount", "An amount is above zero and below ten billion.",
    ),
    "a tenth of an øre": (grant(amount="5.005"), "allocations.0.amount", "No more than 2 decimals."),
    "a rate without its date": (p1(allocations=[{**EURO, "rate": "7.4"}]), "allocations.0.rate_source", NEEDS_RATE),
    "a rate's date without a rate": (
        p1(allocations=[{**EURO, "rate_date": "2009-01-01"}]), "allocations.0.rate_source", NEEDS_RATE,
    ),
    "a rate for DKK": (
        grant(**RATE), "allocations.0.rate",
        "Only a currency other than DKK has a rate, and the rate must be above 0 and below 100.",
    ),
    "a grant outside its year": (
        grant(year=2010, granted="2009-01"), "allocations.0.granted",
        "The date of the grant is not in the year stated.",
    ),
    "one grant twice": (p1(allocations=[GRANT, GRANT]), "allocations.1", TWICE),
    "another project's grant": (
        update("project", "P-2", {"allocations": [{**GRANT, "reference": "P-1-A1"}]}),
        "allocations.0.reference", "Allocation with this Reference already exists.",
    ),
    # Councils
    "a code that is another council's": (
        create("council", {"code": "mr-b", "name": "N"}), "code", "mr-b is already known as a code of MR-B.",
    ),
    "a code that is another council's alias": (
        update("council", "MR-B", {"code": "MR-X"}), "code", "MR-X is already known as a code of MR-A.",
    ),
    "an alias that is another council's code": (
        alias("MR-A"), "aliases.0.alias", "MR-A is already known as a code of MR-A.",
    ),
    "an alias that is another council's alias": (
        alias("mr-x"), "aliases.0.alias", "mr-x is already known as a code of MR-A.",
    ),
    "a council without a name": (create("council", {"code": "MR-C"}), "name", REQUIRED),
    # Places and organisations
    "a country without a code": (place(kind="country"), "kind", LIES),
    "a country within a country": (place(kind="country", code="DK", country="SE"), "kind", LIES),
    "a country as its own country": (update("place", "se", {"country": "SE"}), "kind", LIES),
    "a city in no country": (place(kind="city"), "kind", LIES),
    "a city in a region": (place(kind="city", country="north"), "country", "There is no “north”."),
    "the code of another country": (place(kind="country", code="SE"), "code", "Another place has this country code."),
    "a latitude of no globe": (
        place(kind="region", latitude=100, longitude=5), "latitude", "A latitude must be between -90 and 90.",
    ),
    "a latitude alone": (
        place(kind="region", latitude=10), "longitude", "A place has both a latitude and a longitude, or neither.",
    ),
    "a latitude that is no number": (
        place(kind="region", latitude="nan", longitude=5), "latitude", "“nan” is not a number.",
    ),
    "an organisation in a region": (
        update("organisation", "body", {"country": "north"}), "country", "There is no “north”.",
    ),
    "a note that is too long": (
        update("organisation", "body", {"note": "x" * 1001}), "note",
        "Ensure this value has at most 1000 characters (it has 1001).",
    ),
    "a person in a vacant post": (
        create("contact", {"organisation": "body", "post": "Head", "vacant": True, "person": "X"}),
        "telephone", "A vacant post has no person, e-mail or telephone.",
    ),
    # Documents and sources
    "an amount without a currency": (paper(amount="5"), "currency", WITH_CURRENCY),
    "a currency without an amount": (paper(currency="DKK"), "currency", WITH_CURRENCY),
    "a party twice": (paper(parties=party("adopting", "MR-A", "MR-X")), "parties.1", TWICE),
    "a document that ends before it begins": (
        paper(valid_from="2009", valid_to="2008"), "valid_to", "The end lies before the start.",
    ),
    "a second source for a section": (
        create("source", {"slug": "paper-9", "document": "paper", "section": "one"}),
        "section", "The document already has a source for this section.",
    ),
    # Events
    "an event that ends before it starts": (meeting(ends="2009-12-01"), "ends", "The end lies before the start."),
    "an event that ends an hour before it starts": (
        meeting(
            starts="2009-12-08T09:00:00+01:00", ends="2009-12-08T08:00:00+01:00", timezone="Europe/Copenhagen"
        ),
        "ends", "It ends at a time before it starts.",
    ),
    "a time in no zone": (
        meeting(starts="2009-12-08T09:00:00+01:00"), "starts", "This is no moment of a known time zone.",
    ),
    "a zone without a time": (meeting(timezone="Europe/Copenhagen"), "timezone", ONE_WAY),
    "an event of two years": (meeting(ends="2011-12-08"), "ends", "An event does not last longer than 366 days."),
    "a rule that is none": (meeting(recurrence="FREQ=SECONDLY"), "recurrence", NO_RULE),
    "a year that recurs": (
        meeting(starts="2009", recurrence="FREQ=YEARLY"), "recurrence", "Only an event on exact days recurs.",
    ),
    "an exception of nothing": (
        meeting(exceptions=["2009-12-09"]), "recurrence", "Only an event that recurs has exceptions.",
    ),
    "a host twice": (meeting(parties=party("hosting", "MR-A", "MR-X")), "parties.1", TWICE),
    "a language of no list": (meeting(languages=["xx"]), "languages", "There is no value “xx”."),
}  # fmt: skip


@pytest.fixture(autouse=True)
def register() -> None:
    """P-1, which P-2 follows and P-3 after it; councils MR-A (also MR-X) and MR-B; a body, places, an event."""
    one, two, three = (builders.project(f"P-{number}") for number in (1, 2, 3))
    Lineage.objects.create(project=two, earlier=one)
    Lineage.objects.create(project=three, earlier=two)
    builders.allocation(one)
    CouncilAlias.objects.create(council=builders.council("MR-A"), alias="MR-X")
    builders.council("MR-B")
    builders.organisation()
    Place.objects.create(slug="se", name_en="Sweden", kind="country", code="SE")
    Place.objects.create(slug="north", name_en="North", kind="region")
    builders.event("meeting")


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_named_at_its_place_and_nothing_is_written(name: str) -> None:
    proposal, path, sentence = BREACHES[name]
    with pytest.raises(Refused) as refused:
        apply(proposals=[proposal], way=Way.API)
    found: Any = refused.value.errors[0]
    for step in path.split("."):
        found = found[step]
    assert found == [sentence]
    assert not Contact.objects.exists()


def test_texts_are_stored_as_a_form_sends_them() -> None:
    apply(proposals=[p1(title="  Two lines\r\nand blanks ", reference=" P-1 ")], way=Way.API)
    row = Project.objects.get(reference="P-1")
    assert row.title_en == "Two lines\nand blanks"


def test_blanks_that_are_stored_are_no_change() -> None:
    Project.objects.filter(reference="P-1").update(title_en=" P-1 ", summary_en="a\r\nb")
    assert apply(proposals=[p1(title=" P-1 ", summary="a\r\nb")], way=Way.API).change is None


def test_a_circle_is_refused_on_the_form_too(admin_client: Any) -> None:
    row = Project.objects.get(reference="P-1")
    follower = Project.objects.get(reference="P-3").pk
    rows = {"earlier_lines-TOTAL_FORMS": "1", "earlier_lines-0-earlier": follower}
    page = admin_client.post(address(row), {**opened(admin_client, row), **rows}).content.decode()
    assert "P-3 P-3 already follows P-1 P-1, itself or through other projects." in page
    assert not row.earlier_lines.exists()
