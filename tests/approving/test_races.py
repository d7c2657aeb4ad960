"""Two people who approve at once write once. Real connections, in parallel."""

from typing import Any

import pytest

from budgets.models import Entry
from changes.apply import apply
from changes.approving.deciding import Decided, approve, send_back, withdraw
from changes.approving.trail import mark_of
from changes.models import Change, WaitingProposal, Way
from changes.proposal import Proposal
from tests.approving.people import Office, office, payment, register
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


@pytest.fixture
def people(tmp_path: Any, monkeypatch: Any) -> Office:
    register()
    found = office()
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    return found


def proposed(people: Office, number: int) -> WaitingProposal:
    entry = Proposal.create("entry", payment(number=number, amount="1.00"))
    outcome = in_a_thread(lambda: apply(proposals=[entry], way=Way.API, actor=people.adviser))
    assert outcome.waiting
    return outcome.waiting


def tried(call: Any, **facts: Any) -> Any:
    def attempt() -> bool:
        facts["proposal"] = WaitingProposal.objects.get(pk=facts["proposal"].pk)
        try:
            call(**facts)
        except Decided:
            return False
        return True

    return attempt


def test_two_approvers_at_once_write_once(people: Office) -> None:
    for number in range(2, 2 + TIMES):
        proposal = proposed(people, number)
        calls = [
            tried(approve, proposal=proposal, seen=mark_of(proposal), approver=one)
            for one in (people.controller, people.second)
        ]
        assert sorted(at_once(*calls)) == [False, True]
    rows = in_a_thread(lambda: (Entry.objects.filter(amount=1).count(), Change.objects.exclude(approver=None).count()))
    assert rows == (TIMES, TIMES)


def test_approving_and_withdrawing_at_once_has_one_end(people: Office) -> None:
    for number in range(2, 2 + TIMES):
        proposal = proposed(people, number)
        ends = [
            tried(approve, proposal=proposal, seen=mark_of(proposal), approver=people.controller),
            tried(withdraw, proposal=proposal, person=people.adviser),
            tried(send_back, proposal=proposal, seen=mark_of(proposal), person=people.second, answer="No"),
        ]
        # What is sent back can still be withdrawn
        answers = at_once(*ends)
        state = in_a_thread(lambda key=proposal.pk: WaitingProposal.objects.get(pk=key).state)
        written = in_a_thread(lambda code=f"P-1-A1-E{number}": Entry.objects.filter(reference=code).count())
        assert (state == "approved", written) == (answers[0], int(answers[0]))
        assert sum(answers[:2]) <= 1
