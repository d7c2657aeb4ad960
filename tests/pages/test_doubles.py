"""The pages on which two organisations become one, or are said to be two."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.roles import Role, give_role
from changes.apply import apply
from changes.models import Way
from changes.proposal import Proposal
from projects.doubles import known
from projects.models import Organisation, OrganisationDistinction, Partnership, Project
from tests import builders
from tests.admin_pages import address, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    one = Organisation.objects.create(slug="hansen", name_da="Hansen Byg A/S", abbreviation="HB")
    other = Organisation.objects.create(slug="hansen-2", name_da="HANSEN BYG")
    Partnership.objects.create(project=builders.project(), organisation=other, role="implementing")
    return one, other


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_the_work_list_shows_pairs_with_their_evidence(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    page = text(admin_client, "/organisations/doubles/")
    assert "1 pair" in page
    assert "The same name, but for letters, signs or legal form: “Hansen Byg A/S”, “HANSEN BYG”" in page
    assert "/organisations/hansen/merge/?with=hansen-2" in page


def test_a_register_without_doubles_says_so(admin_client: Client) -> None:
    assert "No likely doubles are found." in text(admin_client, "/organisations/doubles/")


def test_both_stand_side_by_side_with_the_records_that_name_them(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    page = text(admin_client, "/organisations/hansen/merge/?with=hansen-2")
    assert "One organisation or two?" in page
    assert "<td>HB</td> <td></td>" in page
    assert "Projects: 1" in page


def test_merging_leads_to_the_kept_one_and_to_the_undo(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    sent = {"kept": "hansen", "used_until": "2006", "reason": "One company"}
    answer = admin_client.post("/organisations/hansen/merge/?with=hansen-2", sent, follow=True)
    assert answer.redirect_chain == [("/organisations/hansen/", 302)]
    page = " ".join(unescape(answer.content.decode()).split())
    assert "“HANSEN BYG” and “Hansen Byg A/S” are one organisation now." in page
    assert 'HANSEN BYG <span class="evidence">–2006</span>' in page
    assert "Merged into this one" in page
    assert "/changes/" in page
    assert Partnership.objects.get().organisation.slug == "hansen"


def test_an_adviser_merges_organisations_that_contracts_name(two: tuple[Organisation, Organisation]) -> None:
    grant = builders.allocation(Project.objects.get())
    contract = builders.contract(grant, administrative_body=two[1])
    adviser = User.objects.create_user("adviser", is_staff=True)
    give_role(user=adviser, role=Role.ADVISER)
    client = Client()
    client.force_login(adviser)
    assert client.post("/organisations/hansen/merge/?with=hansen-2", {"kept": "hansen"}).status_code == 302
    contract.refresh_from_db()
    assert contract.administrative_body == two[0]


def test_the_other_one_can_be_kept(two: tuple[Organisation, Organisation], admin_client: Client) -> None:
    admin_client.post("/organisations/hansen/merge/?with=hansen-2", {"kept": "hansen-2"})
    assert list(Organisation.objects.current().values_list("slug", flat=True)) == ["hansen-2"]


def test_two_of_one_name_are_told_apart_by_their_short_names(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    Organisation.objects.filter(slug="hansen").update(name_da="Hansen", name_en="Hansen", note_en="Founded in 1923.")
    Organisation.objects.filter(slug="hansen-2").update(name_da="Hansen", name_en="Hansen")
    page = text(admin_client, "/organisations/hansen/merge/?with=hansen-2")
    assert "Hansen (hansen)" in page
    assert "Hansen (hansen-2)" in page
    assert "Founded in 1923." in page
    assert '<span class="evidence">hansen-2</span>' in text(admin_client, "/organisations/doubles/")


@pytest.mark.parametrize(
    "sent",
    [{}, {"kept": "nobody"}, {"kept": "hansen", "used_from": "2010", "used_until": "2006"}, {"kept": "hansen-2\0"}],
)
def test_a_form_that_says_too_little_or_nonsense_merges_nothing(
    two: tuple[Organisation, Organisation], admin_client: Client, sent: dict[str, Any]
) -> None:
    answer = admin_client.post("/organisations/hansen/merge/?with=hansen-2", sent)
    assert answer.status_code == 400
    assert Organisation.objects.current().count() == 2


def test_without_another_one_those_that_look_alike_are_offered(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    page = text(admin_client, "/organisations/hansen/merge/")
    assert "/organisations/hansen/merge/?with=hansen-2" in page
    assert "Nothing is found." in text(admin_client, "/organisations/hansen/merge/?with=zzz")


def test_a_pair_that_is_not_the_same_leaves_the_list_with_its_reason(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    sent = {"other": "hansen-2", "reason": "Father and son"}
    assert admin_client.post("/organisations/hansen/differs/", sent).status_code == 302
    page = text(admin_client, "/organisations/doubles/")
    assert "No likely doubles are found." in page
    assert ': Father and son <span class="evidence"> admin, ' in page
    assert admin_client.post("/organisations/hansen/differs-no-more/", {"other": "hansen-2"}).status_code == 302
    assert not OrganisationDistinction.objects.exists()
    assert "1 pair" in text(admin_client, "/organisations/doubles/")


def test_the_form_of_a_new_organisation_shows_the_nearest_one_with_its_evidence(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    sent = {"name_da": "hansen byg aps", "save": "1"}
    answer = admin_client.post("/organisations/new/", sent)
    assert answer.status_code == 409
    page = " ".join(unescape(answer.content.decode()).split())
    assert "The same name, but for letters, signs or legal form: “hansen byg aps”, “HANSEN BYG”" in page


def test_a_program_is_warned_and_not_hindered(two: tuple[Organisation, Organisation], admin_client: Client) -> None:
    sent = {"slug": "hansen-3", "name": {"da": "Hansen Byg"}}
    answer = admin_client.post("/api/v1/organisations/", sent, content_type="application/json")
    assert answer.status_code == 201
    assert "which the register has." in answer["X-Warnings"]
    warned = admin_client.post("/api/v1/organisations/?dry_run=true", {**sent, "slug": "h4"}, "application/json").json()
    assert any("which the register has." in sentence for sentence in warned["warnings"])
    fresh = {"slug": "marta", "name": {"en": "Marta"}}
    assert "warnings" not in admin_client.post("/api/v1/organisations/?dry_run=true", fresh, "application/json").json()


@pytest.mark.parametrize("number", [1, 5])
def test_all_names_are_read_once_for_all_new_organisations_of_a_change(
    two: tuple[Organisation, Organisation], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Each of them read all names anew, which took six sevenths of the time of an import."""
    read_all, reads = known._read_all, []

    def counting() -> known.Index:
        reads.append(1)
        return read_all()

    monkeypatch.setattr(known, "_read_all", counting)
    names = ["Hansen Byg", "Hansen byg", "hansen byg", "Hansen-Byg", "HANSEN Byg"][:number]
    rows = [{"slug": f"hansen-{place}", "name": {"da": name}} for place, name in enumerate(names, 3)]
    applied = apply(proposals=[Proposal.create("organisation", row) for row in rows], way=Way.PROGRAM)
    assert len([said for said in applied.warnings if "which the register has." in said]) == number
    assert len(reads) == 1


def made_on_the_editing_side(client: Client, **typed: str) -> str:
    """Returns the text of the page that follows when a new organisation is saved on the editing side."""
    values = opened(client, Organisation, "add")
    answer = client.post(address(Organisation, "add"), {**values, **typed}, follow=True)
    return " ".join(unescape(answer.content.decode()).split())


def test_the_editing_side_warns_of_a_known_one_and_makes_the_new_one(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    page = made_on_the_editing_side(admin_client, slug="hansen-3", name_en="Hansen Byg ApS")
    assert "“Hansen Byg ApS” looks like “HANSEN BYG” (hansen-2), which the register has." in page
    assert Organisation.objects.filter(slug="hansen-3").exists()


def test_the_editing_side_does_not_warn_of_a_name_that_nobody_has(
    two: tuple[Organisation, Organisation], admin_client: Client
) -> None:
    assert "which the register has" not in made_on_the_editing_side(admin_client, slug="marta", name_en="Marta")
    assert Organisation.objects.filter(slug="marta").exists()
