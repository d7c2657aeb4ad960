"""An organisation is merged while its reports wait for staff: they go with it, and an undo brings them back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from budgets.models import Entry, Signature
from changes.apply import Outcome
from changes.models import WaitingProposal
from changes.undo import undo
from projects.doubles.merging import merge
from projects.models import Document, DocumentFile, Organisation
from tests import builders
from tests import sample_files as samples
from tests.approving.people import decided
from tests.changes.api.program import Program
from tests.owing.organisations import KEY, account_of, browser, handed_in
from tests.rights import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def adviser() -> Program:
    return Program(people.account(Role.ADVISER, "ada"))


def merged(old: str = "body", new: str = "kept") -> Outcome:
    return merge(kept=builders.organisation(new), merged=Organisation.objects.get(slug=old))


def undone(outcome: Outcome) -> None:
    assert outcome.change is not None
    undo(change=outcome.change)


def owner(proposal: WaitingProposal) -> str:
    proposal.refresh_from_db()
    return Organisation.objects.get(pk=proposal.handed_in_by).slug


def publishers() -> list[str]:
    return [party.organisation.slug for party in Document.objects.get(slug=KEY.lower()).parties.all()]


def test_a_report_that_waits_is_accepted_for_the_organisation_that_is_kept(body: User) -> None:
    proposal = handed_in(body)
    merged()
    assert owner(proposal) == "kept"
    assert decided(adviser(), proposal, "approve").status_code == 201
    assert Entry.objects.count() == 2
    assert publishers() == ["kept"]


def test_its_file_goes_with_it(body: User) -> None:
    proposal = handed_in(body, url="", file=SimpleUploadedFile("Slutrapport.pdf", samples.pdf("Forty came home")))
    merged()
    assert decided(adviser(), proposal, "approve").status_code == 201
    assert DocumentFile.objects.get().document.slug == KEY.lower()
    assert publishers() == ["kept"]


def test_undoing_the_merge_brings_it_back(body: User) -> None:
    proposal = handed_in(body)
    before = proposal.operations
    undone(merged())
    assert owner(proposal) == "body"
    assert proposal.operations == before
    assert [one["what"] for one in proposal.steps] == ["followed", "followed"]
    assert decided(adviser(), proposal, "approve").status_code == 201
    assert publishers() == ["body"]


def test_it_follows_through_two_merges_and_back_through_both(body: User) -> None:
    proposal = handed_in(body)
    first, second = merged(), merged("kept", "last")
    assert owner(proposal) == "last"
    undone(second)
    assert owner(proposal) == "kept"
    undone(first)
    assert owner(proposal) == "body"


def test_what_the_kept_one_handed_in_itself_stays_there(body: User, contract: Any) -> None:
    kept = builders.organisation("kept")
    Signature.objects.create(contract=contract, role="administrator", organisation=kept, day="2025-01-01")
    own = handed_in(account_of("kept", "kim"))
    outcome = merged()
    undone(outcome)
    assert owner(own) == "kept"


def test_of_two_for_one_report_each_stays_where_it_is(body: User, contract: Any) -> None:
    kept = builders.organisation("kept")
    Signature.objects.create(contract=contract, role="administrator", organisation=kept, day="2025-01-01")
    theirs, own = handed_in(body), handed_in(account_of("kept", "kim"))
    merged()
    assert (owner(theirs), owner(own)) == ("body", "kept")
    assert [one["what"] for one in theirs.steps] == ["not-owed"]
    assert decided(adviser(), own, "approve").status_code == 201


def test_its_account_withdraws_and_hands_in_again_for_the_kept_one(body: User) -> None:
    proposal = handed_in(body)
    merged()
    again = handed_in(User.objects.get(pk=body.pk))
    assert again.pk == proposal.pk
    assert browser(body).post(f"/owed-reports/{KEY}/withdraw/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_what_was_sent_back_goes_with_it(body: User) -> None:
    proposal = handed_in(body)
    assert decided(adviser(), proposal, "send-back", reason="The accounts are missing").status_code == 200
    merged()
    assert owner(proposal) == "kept"
    again = handed_in(User.objects.get(pk=body.pk))
    assert decided(Program(people.account(Role.ADVISER, "ann")), again, "approve").status_code == 201
