"""Two records of one organisation become one, as one change. Undoing it gives back what was before, to the byte."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from changes.apply import Refused, apply
from changes.models import Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.undo import undo
from events.models import EventParty
from projects.doubles.alike import Evidence
from projects.doubles.merging import CannotMerge, merge, unmerges
from projects.doubles.nearest import nearest
from projects.models import Contact, DocumentParty, Organisation, OrganisationName, Partnership, Portfolio, Project
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    """Returns two records of one organisation. Projects, an event, a document, an entry and a contract name them."""
    kept = Organisation.objects.create(slug="red-cross", name_en="Danish Red Cross")
    merged = Organisation.objects.create(slug="drk", name_da="Dansk Røde Kors", abbreviation="DRK")
    for reference, body, role in (
        ("P-1", kept, "implementing"),
        ("P-1", merged, "implementing"),
        ("P-2", merged, "co-funding"),
        ("P-3", kept, "co-operating"),
    ):
        project = Project.objects.filter(reference=reference).first() or builders.project(reference)
        Partnership.objects.create(project=project, organisation=body, role=role)
    grant = builders.allocation(Project.objects.get(reference="P-2"), "500.00")
    builders.allocation(Project.objects.get(reference="P-3"), "70.00")
    builders.contract(grant, administrative_body=merged)
    builders.entry(grant, "paid", amount="100.00", counterpart=merged)
    event = builders.event("meeting", parties=("drk",))
    assert EventParty.objects.filter(event=event, organisation=merged).exists()
    DocumentParty.objects.create(document=builders.source().document, role="publishing", organisation=merged)
    Contact.objects.create(organisation=merged, post="Secretary", person="Ida")
    return kept, merged


def partners(reference: str) -> list[tuple[str, str]]:
    rows = Partnership.objects.filter(project__reference=reference)
    return sorted(rows.values_list("organisation__slug", "role"))


EXPORTS = [
    "/api/v1/projects/",
    "/api/v1/projects/?format=csv",
    "/api/v1/organisations/",
    "/api/v1/organisations/?format=csv",
    "/api/v1/events/?format=ndjson",
    "/api/v1/documents/",
    "/api/v1/entries/",
    "/api/v1/contracts/",
    "/api/v1/totals/?group_by=partner",
]


def exported(client: Client) -> dict[str, bytes]:
    answers = {address: client.get(address) for address in EXPORTS}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(EXPORTS, 200)
    return {address: answer.getvalue() for address, answer in answers.items()}


def test_everything_that_named_the_merged_one_names_the_kept_one(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged)
    assert partners("P-1") == [("red-cross", "implementing")]
    assert partners("P-2") == [("red-cross", "co-funding")]
    assert partners("P-3") == [("red-cross", "co-operating")]
    for row in (builders.Contract.objects.get(), builders.Entry.objects.get()):
        assert getattr(row, "administrative_body", None) or row.counterpart == kept
    assert EventParty.objects.get().organisation == kept
    assert DocumentParty.objects.get().organisation == kept


def test_the_kept_one_takes_over_what_it_did_not_say(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged)
    kept.refresh_from_db()
    assert (kept.name_en, kept.name_da, kept.abbreviation) == ("Danish Red Cross", "Dansk Røde Kors", "DRK")
    assert not kept.other_names.exists()


def test_a_name_in_other_capitals_is_not_another_name(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    Organisation.objects.filter(pk=merged.pk).update(name_da="", name_en="DANISH RED CROSS")
    merge(kept=kept, merged=merged)
    assert not kept.other_names.exists()


def test_former_names_keep_their_dates(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged, used_until="2006-05")
    row = OrganisationName.objects.get(organisation=kept)
    assert (row.name, row.valid_from, str(row.valid_to), row.years) == ("Dansk Røde Kors", None, "2006-05", "–2006")


def test_undoing_a_merge_gives_back_every_export_to_the_byte(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    kept, merged = two
    before = exported(admin_client)
    change = merge(kept=kept, merged=merged).change
    assert change is not None
    assert exported(admin_client) != before
    assert unmerges(Organisation.objects.get(pk=merged.pk)) == change
    undo(change=change)
    assert exported(admin_client) == before
    assert Contact.objects.get().organisation == merged


def test_totals_are_the_same_before_and_after(two: tuple[Organisation, Organisation], admin_client: Client) -> None:
    kept, merged = two

    def answers() -> list[Any]:
        by_kind = admin_client.get("/api/v1/totals/?group_by=kind").json()
        by_partner = admin_client.get("/api/v1/totals/?group_by=partner").json()
        paid = admin_client.get("/api/v1/totals/?group_by=recipient&measure=paid").json()
        return [by_kind, *((found["total"], found["not_counted"]) for found in (by_partner, paid))]

    before = answers()
    merge(kept=kept, merged=merged)
    assert answers() == before
    assert before[0]["total"]["budget_dkk"] == "570.00"


def test_the_old_code_is_accepted_in_filters_and_proposals(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged)
    found = admin_client.get("/api/v1/projects/", {"partner": "drk"}).json()["results"]
    assert [row["reference"] for row in found] == ["P-1", "P-2", "P-3"]
    events = admin_client.get("/api/v1/events/", {"organisation": "drk"}).json()["results"]
    assert [row["slug"] for row in events] == ["meeting"]
    assert admin_client.get("/api/v1/projects/", {"partner": "nobody"}).status_code == 400
    answer = admin_client.patch(
        "/api/v1/projects/P-3/",
        {"partners": [{"organisation": "drk", "role": "hosting"}]},
        content_type="application/json",
        headers={"if-match": "*"},
    )
    assert answer.status_code == 200
    assert partners("P-3") == [("red-cross", "hosting")]


def test_the_old_addresses_lead_to_the_kept_one(two: tuple[Organisation, Organisation], admin_client: Client) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged)
    page = admin_client.get("/organisations/drk/", {"status": "closed"})
    assert (page.status_code, page["Location"]) == (302, "/organisations/red-cross/?status=closed")
    answer = admin_client.get("/api/v1/organisations/drk/", {"fields": "slug"})
    assert (answer.status_code, answer["Location"]) == (
        307,
        "http://testserver/api/v1/organisations/red-cross/?fields=slug",
    )
    assert admin_client.get("/api/v1/organisations/nobody/").status_code == 404


def test_every_name_finds_the_one_that_is_kept(two: tuple[Organisation, Organisation], admin_client: Client) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged, used_until="2006")
    assert [row.slug for row in Organisation.objects.current().matching("dansk røde")] == ["red-cross"]
    assert [row.reference for row in Project.objects.matching("dansk røde").order_by("reference")] == [
        "P-1",
        "P-2",
        "P-3",
    ]
    near = nearest("DANSK RØDE KORS")
    assert [(one.organisation.slug, one.alike.evidence) for one in near] == [("red-cross", Evidence.SPELLING)]
    listed = admin_client.get("/api/v1/organisations/").json()["results"]
    assert [row["slug"] for row in listed] == ["red-cross"]


def test_as_of_before_the_merge_there_are_two(admin_client: Client) -> None:
    with changing(way=Way.PAGE):
        kept, merged = builders.organisation("red-cross"), builders.organisation("drk")
    change = merge(kept=kept, merged=merged).change
    assert change is not None
    listed = admin_client.get("/api/v1/organisations/", {"as_of": change.number - 1}).json()["results"]
    assert [row["slug"] for row in listed] == ["drk", "red-cross"]
    assert admin_client.get(f"/as-of/{change.number - 1}/organisations/drk/").status_code == 200
    assert admin_client.get(f"/as-of/{change.number}/organisations/drk/").status_code == 302


def test_remarks_of_rows_that_become_one_are_kept(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    Partnership.objects.filter(project__reference="P-1", organisation=kept).update(note_en="From the list.")
    Partnership.objects.filter(project__reference="P-1", organisation=merged).update(note_en="A guess.", inferred=True)
    merge(kept=kept, merged=merged)
    row = Partnership.objects.get(project__reference="P-1")
    assert (row.note_en, row.inferred) == ("A guess. From the list.", False)


def test_different_facts_of_one_role_are_not_joined(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    contract: Any = builders.Contract.objects.get()
    for body, day in ((kept, "2025-01-01"), (merged, "2025-02-01")):
        contract.signatures.create(organisation=body, role="recipient", day=day)
    with pytest.raises(CannotMerge, match="P-2-K1"):
        merge(kept=kept, merged=merged)
    assert Organisation.objects.current().count() == 2


def test_an_organisation_does_not_merge_into_itself_its_part_or_a_merged_one(
    two: tuple[Organisation, Organisation],
) -> None:
    kept, merged = two
    with pytest.raises(CannotMerge):
        merge(kept=kept, merged=kept)
    part = Organisation.objects.create(slug="part", name_en="Part", part_of=kept)
    with pytest.raises(CannotMerge):
        merge(kept=kept, merged=part)
    merge(kept=kept, merged=merged)
    third = Organisation.objects.create(slug="third", name_en="Third")
    merged.refresh_from_db()
    with pytest.raises(CannotMerge):
        merge(kept=merged, merged=third)


def test_one_that_holds_merged_ones_merges_with_them(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    merge(kept=kept, merged=merged)
    third = Organisation.objects.create(slug="third", name_en="Third")
    kept.refresh_from_db()
    merge(kept=third, merged=kept)
    merged.refresh_from_db()
    assert merged.merged_into == third
    assert partners("P-2") == [("third", "co-funding")]


def test_an_undo_that_would_name_the_merged_one_is_refused(two: tuple[Organisation, Organisation]) -> None:
    kept, merged = two
    change = apply(proposals=[Proposal.update("project", "P-2", {"partners": []})], way=Way.API).change
    assert change is not None
    merge(kept=kept, merged=merged)
    with pytest.raises(Refused, match="is merged into another organisation"):
        undo(change=change)


def test_a_second_person_approves_a_merge_that_moves_money_where_the_portfolio_asks_for_it(
    two: tuple[Organisation, Organisation], admin_user: User
) -> None:
    kept, merged = two
    Portfolio.objects.update(four_eyes=True)
    outcome = merge(kept=kept, merged=merged, actor=admin_user)
    assert outcome.waits
    assert outcome.change is None
    assert Organisation.objects.current().count() == 2
    assert partners("P-2") == [("drk", "co-funding")]
