"""Where four eyes are on, no path writes money or closes anything with one pair of eyes: not for a superuser either."""

from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from budgets.models import Allocation, CoFinancing, Contract, Entry
from changes.apply import apply
from changes.approving.gate import MustWait
from changes.models import Change, WaitingProposal, Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.rights import may_propose
from projects.models import Organisation, Portfolio, Project
from tests.admin_pages import address, opened
from tests.approving.people import Office, decided, money, office, payment, register
from tests.changes.api.program import Program
from tests.rights.people import account, limited

pytestmark = pytest.mark.django_db

SOURCE = {"document": "paper", "section": "one", "item": None}
GRANT = {"project": "P-1", "reference": "P-1-A9", "amount": "1.00", "source": SOURCE}
GRANTS = [{"reference": "P-1-A1", "amount": "1200.00", "granted": "2026-01-05", "source": SOURCE}]


def operations(*items: dict[str, Any]) -> dict[str, Any]:
    return {"operations": [{"if_match": "*", **one} if one["action"] != "create" else one for one in items]}


CALLS: dict[str, tuple[str, str, Any]] = {
    "a new entry": ("post", "entries/", payment()),
    "a changed contract": ("patch", "contracts/P-1-K1/", {"conditions": "Paid twice a year."}),
    "a deleted contract": ("delete", "contracts/P-1-K1/", None),
    "a new contract": ("post", "contracts/", {"code": "P-1-K9", "project": "P-1", "kind": "project"}),
    "a changed co-financing": ("patch", "co-financing/P-1-F1/", {"amount": "6.00"}),
    "a new grant": ("post", "allocations/", GRANT),
    "a raised grant": ("patch", "allocations/P-1-A1/", {"amount": "2000.00"}),
    "a closed project": ("patch", "projects/P-1/", {"status": "closed"}),
    "a moved project": ("patch", "projects/P-1/", {"portfolio": "theirs"}),
    "a project that comes": ("patch", "projects/Q-1/", {"portfolio": "ours"}),
    "a closed period": ("post", "periods/2025-Q1/close/", {}),
    "many operations": ("post", "changes/", operations({"action": "create", "kind": "entry", "data": payment()})),
    "the grants of a project": (
        "post",
        "changes/",
        operations({"action": "update", "kind": "project", "key": "P-1", "data": {"allocations": GRANTS}}),
    ),
}


@pytest.fixture
def people() -> Office:
    register()
    return office()


BY = [("chief", call) for call in CALLS]
BY += [("controller", call) for call, (_method, path, _data) in CALLS.items() if not path.startswith("projects/")]


@pytest.mark.parametrize(("name", "call"), BY)
def test_a_program_writes_no_money_alone(people: Office, name: str, call: str) -> None:
    method, path, data = CALLS[call]
    before = money(), money("Q-1")
    foreseen = people.program(name).send(method, f"{path}?dry_run=true", data)
    assert (foreseen.status_code, foreseen.json()["waits_for_approval"]) == (200, True)
    assert not WaitingProposal.objects.exists()
    answer = people.program(name).send(method, path, data)
    assert answer.status_code == 202, answer.content
    assert (money(), money("Q-1")) == before
    proposal = WaitingProposal.objects.get()
    assert answer.json()["proposal"] == answer["Location"] == f"http://testserver/api/v1/proposals/{proposal.pk}/"
    assert decided(people.program(name), proposal, "approve").status_code == 403
    assert (money(), money("Q-1")) == before
    assert decided(people.program("second"), proposal, "approve").status_code == 201
    assert (money(), money("Q-1")) != before
    change = Change.objects.latest("number")
    assert (change.actor, change.approver) == (getattr(people, name), people.second)


@pytest.mark.parametrize("call", [call for call in CALLS if "period" not in call and "comes" not in call])
def test_without_four_eyes_the_same_calls_write_at_once(call: str) -> None:
    register(four_eyes=False)
    method, path, data = CALLS[call]
    assert office().program("chief").send(method, path, data).status_code in (200, 201, 204)
    assert not WaitingProposal.objects.exists()


def test_money_of_another_portfolio_is_written_at_once(people: Office) -> None:
    assert people.program("controller").send("post", "entries/", payment("Q-1")).status_code == 201


def test_texts_of_a_project_need_one_person(people: Office) -> None:
    assert people.program("adviser").send("patch", "projects/P-1/", {"title": "Another"}).status_code == 200
    assert people.program("adviser").send("post", "organisations/", {"slug": "x", "name": "X"}).status_code == 201


def test_money_does_not_pass_beside_the_end_of_four_eyes(people: Office) -> None:
    """The change that switches four eyes off still has them."""

    def switch_off_and_write() -> None:
        with changing(way=Way.PROGRAM, actor=people.chief):
            Portfolio.objects.filter(slug="ours").update(four_eyes=False)
            Allocation.objects.filter(reference="P-1-A1").update(amount="2000.00")

    with pytest.raises(MustWait):
        switch_off_and_write()
    assert Portfolio.objects.get(slug="ours").four_eyes
    assert str(Allocation.objects.get(reference="P-1-A1").amount) == "1000.00"


def undone(people: Office) -> None:
    Portfolio.objects.filter(slug="ours").update(four_eyes=False)
    apply(proposals=[Proposal.create("entry", payment())], way=Way.API, actor=people.controller)
    Portfolio.objects.filter(slug="ours").update(four_eyes=True)


def test_undo_and_restore_wait_too(people: Office) -> None:
    undone(people)
    change, before = Change.objects.latest("number"), money()
    assert people.program("chief").send("post", f"changes/{change.number}/undo/", {}).status_code == 202
    page = people.browser("chief").post(f"/changes/{change.number}/undo/", {"reason": ""})
    assert page["Location"].startswith("/proposals/")
    assert money() == before
    first, second = WaitingProposal.objects.order_by("pk")
    assert decided(people.program("second"), first, "approve").status_code == 201
    assert Change.objects.latest("number").undoes == change
    assert not Entry.objects.filter(reference="P-1-A1-E2").exists()
    again = decided(people.program("second"), second, "approve")
    assert (again.status_code, again.json()["detail"]) == (409, f"Change {change.number} is undone already.")


def admin_grant(client: Client) -> Any:
    row = Allocation.objects.get(reference="P-1-A1")
    return client.post(address(row), {**opened(client, row), "amount": "5000"})


def admin_entry(client: Client, reference: str = "P-1-A1") -> Any:
    values = opened(client, Entry, "add")
    grant = Allocation.objects.get(reference=reference)
    sent = {"reference": "P-1-A1-E2", "allocation": grant.pk, "kind": "contracted", "day": "2026-02-01", "amount": "9"}
    return client.post(address(Entry, "add"), {**values, **sent})


def admin_project(client: Client) -> Any:
    row = Project.objects.get(reference="P-1")
    return client.post(address(row), {**opened(client, row), "status": "closed"})


def admin_deletes(client: Client) -> Any:
    return client.post(address(Allocation.objects.get(reference="P-1-A1"), "delete"), {"post": "yes"})


@pytest.mark.parametrize("door", [admin_grant, admin_entry, admin_project])
def test_the_editing_side_refuses_and_says_why(people: Office, door: Callable[[Client], Any]) -> None:
    before, client = money(), people.browser("chief")
    answer = door(client)
    assert answer.status_code == 409, answer.content.decode()[:2000]
    assert "In this portfolio a second person approves what is written about money." in answer.content.decode()
    assert money() == before
    # No message says that it was saved, neither here nor afterwards
    assert "successfully" not in answer.content.decode()
    assert "successfully" not in client.get("/admin/").content.decode()


def test_commands_write_no_money_alone(people: Office, tmp_path: Any) -> None:
    grant = Allocation.objects.get(reference="P-1-A1")
    Allocation.objects.filter(pk=grant.pk).update(currency="SEK", granted="2009-03-04")
    before, rates = money(), tmp_path / "rates.csv"
    rates.write_text("Date,DKK,SEK,\n2009-03-04,7.4506,11.5175,\n")
    out = StringIO()
    call_command("import_rates", str(rates), stdout=out)
    assert "a second person approves the money of its portfolio" in out.getvalue()
    assert money() == before
    with pytest.raises(MustWait), changing(way=Way.LOAD):
        Allocation.objects.filter(pk=grant.pk).update(amount="1.00")


def test_loading_fixtures_says_in_a_sentence_that_it_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def held(**_facts: Any) -> None:
        raise MustWait

    monkeypatch.setattr("projects.management.commands.load_fixtures.load_fixtures", held)
    with pytest.raises(CommandError, match=r"Nothing was loaded\. In this portfolio a second person"):
        call_command("load_fixtures")


def test_the_desk_has_a_heading_for_proposals_that_were_sent_back(people: Office) -> None:
    people.program("adviser").send("post", "entries/", payment())
    proposal = WaitingProposal.objects.get()
    decided(people.program("controller"), proposal, "send-back", reason="Which voucher?")
    page = people.browser("adviser").get("/desk/").content.decode()
    assert "Your proposals that were sent back" in page
    assert "Proposals that wait for you" not in page


def test_the_double_click_of_a_program_waits_once(people: Office) -> None:
    for _time in range(2):
        answer = people.program("controller").send("post", "entries/", payment(), **{"Idempotency-Key": "k-1"})
        assert answer.status_code == 202
    assert WaitingProposal.objects.count() == 1


CONTRACT = {"code": "P-1-K9", "project": "P-1", "kind": "project"}
CO_FINANCING = {"code": "Q-1-F9", "project": "Q-1", "organisation": "body", "amount": "9.00"}


def update(kind: str, key: str, **data: Any) -> dict[str, Any]:
    return {"action": "update", "kind": kind, "key": key, "data": data}


def create(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"action": "create", "kind": kind, "data": data}


def delete(kind: str, key: str) -> dict[str, Any]:
    return {"action": "delete", "kind": kind, "key": key}


COMES, GOES = update("project", "Q-1", portfolio="ours"), update("project", "Q-1", portfolio="theirs")
BETWEEN: dict[str, list[dict[str, Any]]] = {
    "a grant": [COMES, update("project", "Q-1", allocations=[{**GRANTS[0], "reference": "Q-1-A1"}]), GOES],
    "an entry": [COMES, create("entry", payment("Q-1")), GOES],
    "a changed co-financing": [COMES, update("co-financing", "Q-1-F1", amount="9.00"), GOES],
    "a deleted contract": [COMES, delete("contract", "Q-1-K1"), GOES],
    "a contract": [create("contract", CONTRACT), update("contract", "P-1-K9", project="Q-1")],
    "a co-financing": [
        create("co-financing", {**CO_FINANCING, "project": "P-1"}),
        update("co-financing", "Q-1-F9", project="Q-1"),
    ],
}


@pytest.mark.parametrize("way", BETWEEN)
def test_a_right_lent_on_the_way_makes_the_whole_change_wait(people: Office, way: str) -> None:
    """In the end no money of a portfolio with four eyes differs, but the author may write no money elsewhere."""
    before = money("Q-1"), money()
    sent, adviser = operations(*BETWEEN[way]), people.program("adviser")
    foreseen = adviser.send("post", "changes/?dry_run=true", sent)
    answer = adviser.send("post", "changes/", sent)
    assert (money("Q-1"), money()) == before
    assert answer.status_code == 202, answer.content
    assert foreseen.json()["waits_for_approval"]
    proposal = WaitingProposal.objects.get()
    assert proposal.belongs
    approved = decided(people.program("second"), proposal, "approve")
    assert approved.status_code == 201, approved.content
    assert (money("Q-1"), money()) != before
    assert Change.objects.latest("number").approver == people.second


def test_a_lent_right_within_an_outer_change_is_refused_at_its_close(people: Office) -> None:
    before = money()

    def lend_and_move() -> None:
        with changing(way=Way.PROGRAM, actor=people.adviser):
            apply(
                proposals=[Proposal.create("contract", CONTRACT)],
                way=Way.PROGRAM,
                actor=people.adviser,
                may=may_propose(people.adviser),
            )
            Contract.objects.filter(code="P-1-K9").update(project=Project.objects.get(reference="Q-1"))

    with pytest.raises(MustWait):
        lend_and_move()
    assert money() == before
    assert not Contract.objects.filter(code="P-1-K9").exists()


RENAME = update("project", "P-1", reference="P-9")
AWAY: dict[str, list[dict[str, Any]]] = {
    "deletes a co-financing": [delete("co-financing", "P-1-F1"), RENAME],
    "moves a co-financing": [update("co-financing", "P-1-F1", project="Q-1"), RENAME],
    "deletes a contract": [delete("contract", "P-1-K1"), RENAME],
    "moves a contract": [update("contract", "P-1-K1", project="Q-1"), RENAME],
    "adds an entry": [create("entry", payment()), RENAME],
    "renames first": [RENAME, delete("co-financing", "P-1-F1")],
    "gives its name to another": [delete("co-financing", "P-1-F1"), RENAME, update("project", "Q-1", reference="P-1")],
}


@pytest.mark.parametrize("name", ["adviser", "chief"])
@pytest.mark.parametrize("way", AWAY)
def test_a_renamed_project_keeps_its_four_eyes(people: Office, name: str, way: str) -> None:
    before = money()
    answer = people.program(name).send("post", "changes/", operations(*AWAY[way]))
    assert money() == before
    assert answer.status_code == 202, answer.content


@pytest.mark.parametrize("name", ["adviser", "chief"])
@pytest.mark.parametrize("row", ["contract", "co-financing"])
def test_a_deleted_project_keeps_its_four_eyes(people: Office, name: str, row: str) -> None:
    Entry.objects.all().delete()
    Contract.objects.filter(code="P-1-K1").delete()
    Allocation.objects.filter(project__reference="P-1").delete()
    CoFinancing.objects.filter(code="P-1-F1").delete()
    project = Project.objects.get(reference="P-1")
    if row == "contract":
        Contract.objects.create(code="P-1-K1", project=project, kind="project")
    else:
        body = Organisation.objects.get(slug="body")
        CoFinancing.objects.create(code="P-1-F1", project=project, organisation=body, amount="5.00")
    key = {"contract": "P-1-K1", "co-financing": "P-1-F1"}[row]
    before = money()
    for first in (delete(row, key), update(row, key, project="Q-1")):
        answer = people.program(name).send("post", "changes/", operations(first, delete("project", "P-1")))
        assert money() == before
        assert answer.status_code == 202 or (name == "adviser" and answer.status_code == 403), answer.content


def test_a_renamed_portfolio_keeps_the_four_eyes_that_go(people: Office) -> None:
    before = money()

    def rename_and_write() -> None:
        with changing(way=Way.PROGRAM, actor=people.chief):
            Portfolio.objects.filter(slug="ours").update(slug="new", four_eyes=False)
            CoFinancing.objects.filter(code="P-1-F1").update(amount="6.00")

    with pytest.raises(MustWait):
        rename_and_write()
    assert money() == before


def admin_entry_elsewhere(client: Client) -> Any:
    return admin_entry(client, "Q-1-A1")


@pytest.mark.parametrize("door", [admin_grant, admin_entry, admin_entry_elsewhere, admin_deletes])
def test_an_adviser_writes_no_money_on_the_editing_side(people: Office, door: Callable[[Client], Any]) -> None:
    before, client = (money(), money("Q-1")), people.browser("adviser")
    with suppress(AssertionError):
        # The form itself may be refused
        assert door(client).status_code in (403, 409)
    assert (money(), money("Q-1")) == before


WRITES = st.lists(
    st.sampled_from(
        [
            ("entry", "create", "", payment()),
            ("entry", "create", "", payment("Q-1")),
            ("project", "update", "P-1", {"title": "New"}),
            ("project", "update", "P-1", {"status": "closed"}),
            ("project", "update", "P-1", {"allocations": GRANTS}),
            ("project", "update", "Q-1", {"title": "New"}),
            ("project", "update", "Q-1", {"portfolio": "ours"}),
            ("contract", "update", "P-1-K1", {"conditions": "New"}),
            ("contract", "update", "Q-1-K1", {"conditions": "New"}),
            ("co-financing", "delete", "P-1-F1", {}),
            ("co-financing", "update", "P-1-F1", {"project": "Q-1"}),
            ("organisation", "create", "", {"slug": "new", "name": "New"}),
        ]
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: (one[0], one[2], str(one[3])),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WRITES, st.booleans())
def test_whatever_is_sent_together_writes_no_money_alone(people: Office, writes: Any, dry: bool) -> None:
    sent = [
        {"action": action, "kind": kind, "data": data, **({} if action == "create" else {"key": key})}
        for kind, action, key, data in writes
    ]
    sent = [{name: value for name, value in one.items() if one["action"] != "delete" or name != "data"} for one in sent]
    before, waiting = money(), WaitingProposal.objects.count()
    program: Program = people.program("chief")
    answer = program.send("post", f"changes/?dry_run={str(dry).lower()}", operations(*sent))
    assert money() == before
    assert answer.status_code in (200, 201, 202, 400)
    assert WaitingProposal.objects.count() == waiting + (answer.status_code == 202)


def switched_off(client: Client, **values: str) -> Any:
    """Saves the page of the portfolio on the editing side without its four eyes."""
    key = Portfolio.objects.get(slug="ours").pk
    address = f"/admin/projects/portfolio/{key}/change/"
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields if name != "four_eyes"}
    return client.post(address, {**sent, "own": "on", **values})


def test_switching_four_eyes_off_needs_two_persons(people: Office) -> None:
    administrator = account(Role.ADMINISTRATOR, "admin")
    client = Client()
    client.force_login(administrator)
    answer = switched_off(client, name_en="Renamed")
    proposal = WaitingProposal.objects.get()
    assert answer["Location"] == f"/proposals/{proposal.pk}/"
    assert Portfolio.objects.get(slug="ours").four_eyes
    assert decided(Program(administrator), proposal, "approve").status_code == 403
    assert decided(Program(limited(Role.CONTROLLER, "ours")), proposal, "approve").status_code == 403
    answer = decided(people.program("controller"), proposal, "approve")
    assert (answer.status_code, answer.json()["actor"], answer.json()["approver"]) == (201, "admin", "carl")
    found = Portfolio.objects.get(slug="ours")
    assert (found.four_eyes, found.name_en) == (False, "Renamed")


def test_a_superuser_does_not_switch_four_eyes_off_alone(people: Office) -> None:
    assert switched_off(people.browser("chief"))["Location"].startswith("/proposals/")
    assert Portfolio.objects.get(slug="ours").four_eyes


def test_switching_four_eyes_on_needs_one_person(people: Office) -> None:
    key = Portfolio.objects.get(slug="theirs").pk
    address, client = f"/admin/projects/portfolio/{key}/change/", people.browser("chief")
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, {**sent, "four_eyes": "on"})["Location"] == "/admin/projects/portfolio/"
    assert Portfolio.objects.get(slug="theirs").four_eyes
    assert not WaitingProposal.objects.exists()
